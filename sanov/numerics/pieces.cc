#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/numerics/pieces.cc"
#include "hwy/foreach_target.h"
//
#include "hwy/highway.h"
#include "sanov/numerics/math-inl.h"
#include "sanov/numerics/pieces.h"
#include "sanov/numerics/simd-inl.h"

#ifndef SANOV_PIECES_ONCE
#define SANOV_PIECES_ONCE
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>

namespace sanov {
namespace {

/// What a kernel reads.
struct PieceTable {
  const PieceAxis* axis;
  const PieceResult* result;
  const std::int64_t* begin;
  const double* coefficients;
  std::array<std::int64_t, 4> offsets;  ///< of a side's first key, less what the bits of its least u say
};

constexpr int kKeyShift = 48;  // of a double's bits: exponent and four places are left
constexpr double kReach = 0x1p63;

/// c₀ + c₁ t + … + c₇ t⁷, by halves: a chain of three, not of seven.
HWY_INLINE double sum_of_powers(const double* c, double t) {
  const double t2 = t * t, t4 = t2 * t2;
  const double low = std::fma(std::fma(c[3], t, c[2]), t2, std::fma(c[1], t, c[0]));
  const double high = std::fma(std::fma(c[7], t, c[6]), t2, std::fma(c[5], t, c[4]));
  return std::fma(high, t4, low);
}

std::int64_t high_bits(double u) { return static_cast<std::int64_t>(std::bit_cast<std::uint64_t>(u) >> kKeyShift); }

}  // namespace
}  // namespace sanov
#endif

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {
namespace {

using DI = hn::RebindToSigned<D>;
using VI = hn::Vec<DI>;

/// Side, distance and the numbers that belong to them, in each lane.
struct Place {
  V u, least, base, factor;
  VI offset;
};

HWY_INLINE Place place(const PieceTable& table, V x) {
  const PieceAxis& axis = *table.axis;
  const PieceResult& result = *table.result;
  V from = set(axis.sides[0].from), sign = set(axis.sides[0].sign), shift = set(axis.sides[0].shift);
  V least = set(axis.sides[0].least), base = set(result.base[0]), factor = set(result.factor[0]);
  VI offset = hn::Set(DI(), table.offsets[0]);
  for (int k = 1; k < axis.count; ++k) {
    const M beyond = x > set(axis.cuts[k - 1]);
    from = hn::IfThenElse(beyond, set(axis.sides[k].from), from);
    sign = hn::IfThenElse(beyond, set(axis.sides[k].sign), sign);
    shift = hn::IfThenElse(beyond, set(axis.sides[k].shift), shift);
    least = hn::IfThenElse(beyond, set(axis.sides[k].least), least);
    base = hn::IfThenElse(beyond, set(result.base[k]), base);
    factor = hn::IfThenElse(beyond, set(result.factor[k]), factor);
    offset = hn::IfThenElse(hn::RebindMask(DI(), beyond), hn::Set(DI(), table.offsets[k]), offset);
  }
  return {sign * (x - from) + shift, least, base, factor, offset};
}

/// The polynomial at x; NaN where there is none. Lane by lane: its eight coefficients are one line of the cache, which
/// is read faster so than by gathers.
HWY_INLINE V polynomial(const PieceTable& table, const Place& at) {
  const M inside = hn::And(at.u >= at.least, at.u < at.least * set(kReach));
  const V u = hn::IfThenElse(inside, at.u, at.least);
  const VU b = bits(u);
  // The places below those of the key, as a number in [1, 17/16).
  const VU low = hn::And(b, hn::Set(DU(), (std::uint64_t{1} << kKeyShift) - 1));
  const V m = from_bits(hn::Or(low, hn::Set(DU(), 0x3ff0000000000000)));
  HWY_ALIGN std::int64_t key[kLanes];
  HWY_ALIGN double t[kLanes], sum[kLanes];
  hn::Store(hn::BitCast(DI(), hn::ShiftRight<kKeyShift>(b)) + at.offset, DI(), key);
  hn::Store((m - set(1 + 1.0 / 32)) * set(32), D(), t);
  for (std::size_t i = 0; i < kLanes; ++i) sum[i] = sum_of_powers(table.coefficients + table.begin[key[i]], t[i]);
  return hn::IfThenElse(inside, hn::Load(D(), sum), set(std::numeric_limits<double>::quiet_NaN()));
}

template <PieceFinish finish>
HWY_INLINE V value(const PieceTable& table, V x) {
  const Place at = place(table, x);
  const V v = polynomial(table, at);
  if constexpr (finish == PieceFinish::value) return v;
  const V e = exp(D(), v);
  if constexpr (finish == PieceFinish::exponential) return hn::MulAdd(at.factor, e, at.base);
  return hn::IfThenElse(at.factor < zero(), log1p(D(), hn::Neg(e)), v);
}

template <PieceFinish finish>
HWY_INLINE void each(const PieceTable& table, const double* x, double* out, std::size_t n) {
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) store(value<finish>(table, load(x + i)), out + i);
  if (i == n) return;
  double last[kLanes] = {};
  std::copy(x + i, x + n, last);
  store(value<finish>(table, load(last)), last);
  std::copy(last, last + (n - i), out + i);
}

void evaluate(const PieceTable& table, const double* x, double* out, std::size_t n) {
  switch (table.result->finish) {
    case PieceFinish::value: return each<PieceFinish::value>(table, x, out, n);
    case PieceFinish::exponential: return each<PieceFinish::exponential>(table, x, out, n);
    case PieceFinish::log_rest: return each<PieceFinish::log_rest>(table, x, out, n);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"

namespace sanov {
namespace {

HWY_EXPORT(evaluate);

constexpr std::size_t kTerms = Pieces::kTerms;
constexpr int kNone = -1;
/// A piece costs eleven values of the function; so many points make it worth it.
constexpr double kWorth = 32;
constexpr std::size_t kSample = 32768;

using Terms = std::array<double, kTerms>;

/// From values at the roots of the Chebyshev polynomial of degree 8 to coefficients of powers. In long double: the sums
/// are of larger numbers than what they come to.
struct Interpolation {
  Terms nodes;
  std::array<std::array<long double, kTerms>, kTerms> rows;  ///< coefficient i is Σ rows[i][j] value[j]

  Interpolation() {
    std::array<Terms, kTerms> chebyshev{};  // T_k in powers
    chebyshev[0][0] = 1, chebyshev[1][1] = 1;
    for (std::size_t k = 2; k < kTerms; ++k)
      for (std::size_t i = 0; i < kTerms; ++i)
        chebyshev[k][i] = (i > 0 ? 2 * chebyshev[k - 1][i - 1] : 0) - chebyshev[k - 2][i];
    for (std::size_t j = 0; j < kTerms; ++j) {
      const long double angle =
          (2.0L * static_cast<long double>(j) + 1) * std::numbers::pi_v<long double> / (2.0L * kTerms);
      nodes[j] = static_cast<double>(std::cos(angle));
      for (std::size_t i = 0; i < kTerms; ++i) {
        rows[i][j] = 0;
        for (std::size_t k = 0; k < kTerms; ++k)
          rows[i][j] +=
              (k == 0 ? 1.0L : 2.0L) / kTerms * std::cos(static_cast<long double>(k) * angle) * chebyshev[k][i];
      }
    }
  }

  Terms operator()(const Terms& values) const {
    Terms c;
    for (std::size_t i = 0; i < kTerms; ++i) {
      long double sum = 0;
      for (std::size_t j = 0; j < kTerms; ++j) sum += rows[i][j] * values[j];
      c[i] = static_cast<double>(sum);
    }
    return c;
  }
};

double slope_at(const Terms& c, double t) {
  double sum = 0;
  for (std::size_t i = kTerms; i-- > 1;) sum = sum * t + static_cast<double>(i) * c[i];
  return sum;
}

int key_of(const PieceAxis& axis, double x) {
  const int k = axis.side_of(x);
  const PieceSide& side = axis.sides[static_cast<std::size_t>(k)];
  const double u = side.distance(x);
  if (!(u >= side.least && u < side.least * kReach)) return kNone;
  return k * Pieces::kKeys + static_cast<int>(high_bits(u) - high_bits(side.least));
}

/// One piece: where it lies, and how its own coordinate t in [−1, 1] goes with x.
struct Piece {
  const PieceSide& side;
  int number;
  double low, width;

  Piece(const PieceAxis& axis, int key)
      : side(axis.sides[static_cast<std::size_t>(key / Pieces::kKeys)]), number(key / Pieces::kKeys) {
    const int place = key % Pieces::kKeys;
    const double octave = std::ldexp(side.least, place / Pieces::kPerOctave);
    width = octave / Pieces::kPerOctave;
    low = octave + width * (place % Pieces::kPerOctave);
  }
  double x_at(double t) const { return side.from + side.sign * (low + width * (1 + t) / 2 - side.shift); }
  double t_at(double x) const { return (side.distance(x) - low) / width * 2 - 1; }
  bool has(double x) const { return std::fabs(t_at(x)) <= 1; }
};

/// Whether somewhere on the piece a value is so small beside the others that its relative error is not theirs.
bool nears_zero(const Terms& c, const Terms& values) {
  double least = std::min(sum_of_powers(c.data(), -1), sum_of_powers(c.data(), 1)),
         largest = std::max(sum_of_powers(c.data(), -1), sum_of_powers(c.data(), 1));
  for (const double v : values) least = std::min(least, v), largest = std::max(largest, v);
  return least <= 0 ? largest >= 0 || largest > least / 256 : least < largest / 256;
}

/// The coefficients of the polynomial that reproduces the function on the piece; NaN if none does.
Terms fitted(const Piece& piece, const Pieces::Function& f, Pieces::Tolerance tolerance) {
  static const Interpolation interpolation;
  constexpr double kTests[] = {-0.9238795325112867, 0, 0.7071067811865475};  // where the error is largest
  Terms none;
  none.fill(std::numeric_limits<double>::quiet_NaN());
  Terms values, moved;
  for (std::size_t j = 0; j < kTerms; ++j) {
    const double x = piece.x_at(interpolation.nodes[j]);
    values[j] = f(piece.number, x);
    if (!std::isfinite(values[j])) return none;
    moved[j] = interpolation.nodes[j] - piece.t_at(x);  // x is rounded
  }
  Terms c = interpolation(values);
  Terms corrected = values;
  for (std::size_t j = 0; j < kTerms; ++j) corrected[j] += slope_at(c, interpolation.nodes[j]) * moved[j];
  c = interpolation(corrected);
  if (tolerance.absolute == 0 && nears_zero(c, values)) return none;
  for (const double t : kTests) {
    const double x = piece.x_at(t), value = f(piece.number, x);
    const double off = std::fabs(sum_of_powers(c.data(), piece.t_at(x)) - value);
    if (!(off <= std::max(tolerance.absolute, tolerance.relative * std::fabs(value)))) return none;
  }
  return c;
}

}  // namespace

Pieces::Pieces(const PieceAxis& axis, std::span<const double> points, std::span<const double> breaks, const Function& f,
               Tolerance tolerance)
    : axis_(axis), begin_(static_cast<std::size_t>(axis.count) * kKeys), coefficients_(kTerms) {
  std::fill(coefficients_.begin(), coefficients_.end(), std::numeric_limits<double>::quiet_NaN());
  const std::size_t step = std::max<std::size_t>(8, (points.size() + kSample - 1) / kSample);
  std::vector<std::uint32_t> counts(begin_.size());
  std::size_t seen = 0;
  for (std::size_t i = 0; i < points.size(); i += step) {
    const int key = key_of(axis_, points[i]);
    if (key == kNone) continue;
    ++counts[static_cast<std::size_t>(key)];
    ++seen;
  }
  std::vector<int> wanted;
  for (std::size_t key = 0; key < counts.size(); ++key) {
    if (counts[key] * static_cast<double>(step) < kWorth) continue;
    const Piece piece(axis_, static_cast<int>(key));
    if (std::ranges::none_of(breaks, [&](double x) { return piece.has(x); })) wanted.push_back(static_cast<int>(key));
  }
  std::vector<Terms> terms(wanted.size());
  parallel_chunks(wanted.size(), 4, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) terms[i] = fitted(Piece(axis_, wanted[i]), f, tolerance);
  });
  std::size_t on_pieces = 0;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (std::isnan(terms[i][0])) continue;
    const auto key = static_cast<std::size_t>(wanted[i]);
    begin_[key] = static_cast<std::int64_t>(coefficients_.size());
    coefficients_.insert(coefficients_.end(), terms[i].begin(), terms[i].end());
    on_pieces += counts[key];
  }
  covered_ = seen == 0 ? 0 : static_cast<double>(on_pieces) / static_cast<double>(seen);
}

void Pieces::evaluate(const PieceResult& result, const double* x, double* out, std::size_t n) const {
  PieceTable table{&axis_, &result, begin_.data(), coefficients_.data(), {}};
  for (int k = 0; k < axis_.count; ++k) {
    const auto side = static_cast<std::size_t>(k);
    table.offsets[side] = k * kKeys - high_bits(axis_.sides[side].least);
  }
  SANOV_DISPATCH(evaluate)(table, x, out, n);
}

}  // namespace sanov
#endif
