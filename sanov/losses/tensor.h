#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <type_traits>
#include <utility>

/// Views of tensors: contiguous in row-major order, never copied.
namespace sanov::losses {

/// A float's upper half, as networks store it: 8 bits of precision.
struct BFloat16 {
  std::uint16_t bits;
};

/// Rounded to the nearest, ties to even; NaN stays one.
inline BFloat16 to_bfloat16(float x) noexcept {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  if (x != x) return {static_cast<std::uint16_t>(bits >> 16 | 0x40)};
  return {static_cast<std::uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16)};
}

enum class Dtype : unsigned char { float64, float32, bfloat16, int64 };

template <class T>
concept TensorElement =
    std::same_as<T, double> || std::same_as<T, float> || std::same_as<T, BFloat16> || std::same_as<T, std::int64_t>;

template <TensorElement T>
inline constexpr Dtype dtype_of = std::same_as<T, double>     ? Dtype::float64
                                  : std::same_as<T, float>    ? Dtype::float32
                                  : std::same_as<T, BFloat16> ? Dtype::bfloat16
                                                              : Dtype::int64;

constexpr std::size_t bytes_of(Dtype dtype) noexcept {
  constexpr std::size_t bytes[] = {8, 4, 2, 8};
  return bytes[static_cast<std::size_t>(dtype)];
}

inline constexpr std::size_t kMaxRank = 12;

/// The extents of a tensor, outermost first. No extents: one number.
class Shape {
 public:
  constexpr Shape() noexcept = default;
  constexpr Shape(std::initializer_list<std::size_t> extents) : Shape(extents.begin(), extents.size()) {}
  /// At most kMaxRank extents.
  constexpr Shape(const std::size_t* extents, std::size_t rank) : rank_(rank) {
    for (std::size_t i = 0; i < rank; ++i) extents_.at(i) = extents[i];
  }
  constexpr std::size_t rank() const noexcept { return rank_; }
  constexpr std::size_t operator[](std::size_t i) const noexcept { return extents_[i]; }
  constexpr std::size_t size() const noexcept { return product(0, rank_); }
  /// The product of the extents [first, last).
  constexpr std::size_t product(std::size_t first, std::size_t last) const noexcept {
    std::size_t n = 1;
    for (std::size_t i = first; i < last; ++i) n *= extents_[i];
    return n;
  }
  constexpr bool operator==(const Shape& other) const noexcept {
    for (std::size_t i = 0; i < rank_ && rank_ == other.rank_; ++i)
      if (extents_[i] != other.extents_[i]) return false;
    return rank_ == other.rank_;
  }

 private:
  std::array<std::size_t, kMaxRank> extents_{};
  std::size_t rank_ = 0;
};

/// Anything contiguous that knows its size, of an element type that a tensor may have.
template <class R>
concept TensorRange = requires(R& range) {
  std::data(range);
  { std::size(range) } -> std::convertible_to<std::size_t>;
} && TensorElement<std::remove_cvref_t<decltype(*std::data(std::declval<R&>()))>>;

/// A view of numbers to read. One that was made from nothing stands for "not given".
class Tensor {
 public:
  constexpr Tensor() noexcept = default;
  template <TensorElement T>
  constexpr Tensor(const T* data, const Shape& shape) noexcept : Tensor(data, dtype_of<T>, shape) {}
  constexpr Tensor(const void* data, Dtype dtype, const Shape& shape) noexcept
      : data_(data), shape_(shape), dtype_(dtype), given_(true) {}
  template <TensorRange R>
  constexpr Tensor(const R& range) noexcept : Tensor(std::data(range), {static_cast<std::size_t>(std::size(range))}) {}

  constexpr explicit operator bool() const noexcept { return given_; }
  constexpr const Shape& shape() const noexcept { return shape_; }
  constexpr std::size_t size() const noexcept { return given_ ? shape_.size() : 0; }
  constexpr Dtype dtype() const noexcept { return dtype_; }
  constexpr const void* data() const noexcept { return data_; }
  template <TensorElement T>
  const T* as() const noexcept {
    return static_cast<const T*>(data_);
  }

 private:
  const void* data_ = nullptr;
  Shape shape_;
  Dtype dtype_ = Dtype::float64;
  bool given_ = false;
};

/// A place to write numbers to. One that was made from nothing stands for "not wanted".
class Output {
 public:
  constexpr Output() noexcept = default;
  constexpr Output(void* data, Dtype dtype, std::size_t size) noexcept : data_(data), size_(size), dtype_(dtype) {}
  template <TensorRange R>
    requires(!std::is_const_v<std::remove_reference_t<decltype(*std::data(std::declval<R&>()))>>)
  constexpr Output(R&& range) noexcept
      : Output(std::data(range), dtype_of<std::remove_cvref_t<decltype(*std::data(range))>>, std::size(range)) {}

  constexpr explicit operator bool() const noexcept { return data_ != nullptr; }
  constexpr std::size_t size() const noexcept { return size_; }
  constexpr Dtype dtype() const noexcept { return dtype_; }
  constexpr void* data() const noexcept { return data_; }

 private:
  void* data_ = nullptr;
  std::size_t size_ = 0;
  Dtype dtype_ = Dtype::float64;
};

/// Element i as a double, from one of the floating types or from int64.
double element(const Tensor& tensor, std::size_t i) noexcept;

}  // namespace sanov::losses
