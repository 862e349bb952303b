#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

/// A smooth function of one number by polynomials, where many of its values are wanted.
namespace sanov {

/// A stretch of the axis, and the distance from a point of its own: u = sign (x − from) + shift. Pieces are sixteenths of
/// u's octaves: as fine as it takes where the function has a power or a logarithm of u, as coarse as it may be far off.
struct PieceSide {
  double from = 0, sign = 1, shift = 0;
  double least = 0x1p-1022;  ///< a power of two; u is from this to less than 2⁶³ times this

  double distance(double x) const { return sign * (x - from) + shift; }
};

/// Up to four stretches, from one cut to the next: side k is where x > cut k − 1 and not x > cut k.
struct PieceAxis {
  std::array<PieceSide, 4> sides;
  std::array<double, 3> cuts;
  int count = 1;

  int side_of(double x) const {
    int k = 0;
    while (k + 1 < count && x > cuts[static_cast<std::size_t>(k)]) ++k;
    return k;
  }
};

/// What becomes of a polynomial's value v, on each side: v itself; base + factor·e^v; or, where factor < 0, ln(1 − e^v).
enum class PieceFinish { value, exponential, log_rest };
struct PieceResult {
  PieceFinish finish = PieceFinish::value;
  std::array<double, 4> base{}, factor{1, 1, 1, 1};
};

/// Polynomials of degree 7, each checked against the function where it should be worst.
class Pieces {
 public:
  using Function = std::function<double(int side, double x)>;
  struct Tolerance {
    double absolute, relative;  ///< off by at most the larger of absolute and relative·|value|
  };

  /// Makes pieces where enough of `points` lie to be worth it, of a function that is smooth but at `breaks`. f(side, x) is
  /// its value on that side, which may be asked for an x a little beyond; where that is not finite, or a polynomial does
  /// not reproduce it, or it passes 0 while the tolerance is relative alone, no piece is made. What a piece says depends on
  /// f alone.
  Pieces(const PieceAxis& axis, std::span<const double> points, std::span<const double> breaks, const Function& f,
         Tolerance tolerance);

  /// The share of the points within the axis's reach that lie on pieces, by a sample of them.
  double covered() const noexcept { return covered_; }

  /// out[i] = the result at x[i]; NaN where there is no piece.
  void evaluate(const PieceResult& result, const double* x, double* out, std::size_t n) const;

  static constexpr std::size_t kTerms = 8;
  static constexpr int kPerOctave = 16, kOctaves = 63, kKeys = kPerOctave * kOctaves;

 private:
  PieceAxis axis_;
  /// For each key, which is a piece of a side, where its coefficients begin; 0, where they are NaN, if it has none.
  std::vector<std::int64_t> begin_;
  std::vector<double> coefficients_;
  double covered_ = 0;
};

}  // namespace sanov
