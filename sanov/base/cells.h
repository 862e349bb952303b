#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <type_traits>
#include <utility>
#include <vector>

/// Views of a caller's numbers: made in O(1), never copied, checked by whoever reads them.
namespace sanov {

/// The two element types that the measures read. Sums are carried in double for both.
enum class Type : unsigned char { float64, float32 };

template <class T>
concept Element = std::same_as<T, double> || std::same_as<T, float>;

template <Element T>
inline constexpr Type type_of = std::same_as<T, double> ? Type::float64 : Type::float32;

/// Anything contiguous that knows its size: std::vector, std::array, std::span, an Eigen vector.
template <class R>
concept Contiguous = requires(const R& range) {
  { std::data(range) } -> std::convertible_to<const void*>;
  { std::size(range) } -> std::convertible_to<std::size_t>;
} && Element<std::remove_cvref_t<decltype(*std::data(std::declval<const R&>()))>>;

/// A view of n numbers, one a cell. What they must be (probabilities, non-negative, real) is the measure's to say, and
/// is checked in the measure's own pass over them.
class Cells {
 public:
  constexpr Cells(const double* data, std::size_t size) noexcept : data_(data), size_(size), type_(Type::float64) {}
  constexpr Cells(const float* data, std::size_t size) noexcept : data_(data), size_(size), type_(Type::float32) {}
  constexpr Cells(std::initializer_list<double> values) noexcept : Cells(std::data(values), values.size()) {}
  template <Contiguous R>
  constexpr Cells(const R& range) noexcept : Cells(std::data(range), static_cast<std::size_t>(std::size(range))) {}

  constexpr std::size_t size() const noexcept { return size_; }
  constexpr Type type() const noexcept { return type_; }
  constexpr const void* data() const noexcept { return data_; }
  template <Element T>
  const T* as() const noexcept {
    return static_cast<const T*>(data_);
  }
  double operator[](std::size_t i) const noexcept {
    return type_ == Type::float64 ? as<double>()[i] : static_cast<double>(as<float>()[i]);
  }
  /// Cells [first, first + count).
  Cells slice(std::size_t first, std::size_t count) const noexcept {
    return type_ == Type::float64 ? Cells(as<double>() + first, count) : Cells(as<float>() + first, count);
  }

 private:
  const void* data_;
  std::size_t size_;
  Type type_;
};

/// Logarithms of probabilities. Not a Cells: passing them where probabilities belong does not compile.
class LogProbabilities {
 public:
  template <Contiguous R>
  constexpr explicit LogProbabilities(const R& range) noexcept : cells_(range) {}
  constexpr Cells logarithms() const noexcept { return cells_; }

 private:
  Cells cells_;
};

/// Scores before the softmax. Not a Cells either.
class Logits {
 public:
  template <Contiguous R>
  constexpr explicit Logits(const R& range) noexcept : cells_(range) {}
  constexpr Cells scores() const noexcept { return cells_; }

 private:
  Cells cells_;
};

/// A matrix in rows, each contiguous.
class Rows {
 public:
  constexpr Rows(const double* data, std::size_t rows, std::size_t columns) noexcept
      : all_(data, rows * columns), rows_(rows), columns_(columns) {}
  constexpr Rows(const float* data, std::size_t rows, std::size_t columns) noexcept
      : all_(data, rows * columns), rows_(rows), columns_(columns) {}

  constexpr std::size_t rows() const noexcept { return rows_; }
  constexpr std::size_t columns() const noexcept { return columns_; }
  constexpr Type type() const noexcept { return all_.type(); }
  constexpr Cells cells() const noexcept { return all_; }
  Cells operator[](std::size_t row) const noexcept { return all_.slice(row * columns_, columns_); }

 private:
  Cells all_;
  std::size_t rows_, columns_;
};

/// Probabilities of its own: what normalized(), exp() of log-probabilities and smoothing return.
using Probabilities = std::vector<double>;

/// How far from 1 a sum of n probabilities may be: what n roundings explain, and no more.
/// 1e-8 + 4·√n·2⁻⁵³ for double, 1e-6 + 4·√n·2⁻²⁴ for float.
inline double sum_tolerance(Type type, std::size_t n) noexcept {
  const bool wide = type == Type::float64;
  const double least = wide ? 1e-8 : 1e-6;
  return n == 0 ? least : least + 4 * std::sqrt(static_cast<double>(n)) * (wide ? 0x1p-53 : 0x1p-24);
}

/// Throws DomainError or InvalidArgument, naming the first offender, unless the cells are probabilities: finite, not
/// negative, summing to 1 within sum_tolerance. O(n).
void check_probabilities(Cells cells, const char* function, const char* argument);

/// The same without the sum.
void check_nonnegative(Cells cells, const char* function, const char* argument);

/// The same without the sign.
void check_finite(Cells cells, const char* function, const char* argument);

/// Counts (or any non-negative weights) divided by their sum. Throws DomainError if one is negative, NaN or infinite,
/// or if all are zero; InvalidArgument if there is none. O(n).
Probabilities normalized(Cells counts);

/// Probabilities from their logarithms; −∞ is a probability of 0. Throws DomainError if one is positive or NaN.
Probabilities probabilities(LogProbabilities logs);

/// The softmax of logits. Throws DomainError if one is NaN or +∞, or if all are −∞.
Probabilities probabilities(Logits logits);

}  // namespace sanov
