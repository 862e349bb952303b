#include "sanov/numerics/sort.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "hwy/contrib/sort/vqsort.h"
#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"

// The only file that calls Highway's VQSort, whose version 1.0.3 has two faults that its callers would meet: of doubles
// and floats it returns +inf as the largest finite number, and its pairs of key and value are not sorted stably. So
// it is given finite numbers only, or whole numbers that hold key and index.
namespace sanov {
namespace {

template <class T>
void refuse_nan(const char* function, std::span<const T> values) {
  bool found = false;
  for (const T value : values) found |= value != value;
  if (!found) return;
  const auto first = std::find_if(values.begin(), values.end(), [](T value) { return value != value; });
  fail_value(function, "values", static_cast<std::size_t>(first - values.begin()),
             std::numeric_limits<double>::quiet_NaN(), "NaN has no place in an order");
}

/// Below this VQSort's own set-up costs more than the work.
constexpr std::size_t kFew = 64;

template <class T>
bool less(const T& a, const T& b) {
  return a < b;
}
bool less(const hwy::uint128_t& a, const hwy::uint128_t& b) { return a.hi < b.hi || (a.hi == b.hi && a.lo < b.lo); }

template <class T>
void sort_keys(T* keys, std::size_t n) {
  // VQSort aborts on 128-bit keys where there is no SIMD.
  if (n <= kFew || target() == "scalar") {
    std::sort(keys, keys + n, [](const T& a, const T& b) { return less(a, b); });
  } else {
    hwy::Sorter()(keys, n, hwy::SortAscending());
  }
}

/// The infinities are counted, the numbers between them closed up and sorted.
template <class T>
void sort_floating(std::span<T> values) {
  refuse_nan("sort", std::span<const T>(values));
  const FloatingPoint environment;  // with subnormals flushed, VQSort would return zeros for them
  constexpr T inf = std::numeric_limits<T>::infinity();
  std::size_t lowest = 0, highest = 0;
  for (T& value : values) {
    lowest += value == -inf;
    highest += value == inf;
    value += T{0};
  }
  T* const first = values.data() + lowest;
  const std::size_t finite = values.size() - lowest - highest;
  if (lowest + highest > 0) {
    std::remove_if(values.begin(), values.end(), [](T value) { return std::isinf(value); });
    std::copy_backward(values.data(), values.data() + finite, first + finite);
    std::fill(values.data(), first, -inf);
    std::fill(first + finite, values.data() + values.size(), inf);
  }
  sort_keys(first, finite);
}

/// Unsigned bits in the order of the numbers; −0 as +0.
template <class Bits, class T>
Bits ordered_bits(T value) {
  constexpr Bits sign = Bits{1} << (sizeof(Bits) * 8 - 1);
  const Bits bits = std::bit_cast<Bits>(value);
  if (bits == sign) return sign;
  return (bits & sign) != 0 ? ~bits : bits | sign;
}

hwy::uint128_t key_and_index(double value, std::size_t i) { return {i, ordered_bits<std::uint64_t>(value)}; }
std::size_t index_in(const hwy::uint128_t& key) { return key.lo; }

std::uint64_t key_and_index(float value, std::size_t i) {
  return std::uint64_t{ordered_bits<std::uint32_t>(value)} << 32 | i;
}
std::size_t index_in(std::uint64_t key) { return key & 0xffffffff; }

template <class T, class Index>
void argsort_floating(std::span<const T> values, std::span<Index> order) {
  const std::size_t n = values.size();
  if (order.size() != n)
    fail_argument(
        "argsort", "order",
        "has room for " + std::to_string(order.size()) + " positions, but there are " + std::to_string(n) + " values");
  constexpr std::uint64_t most = sizeof(Index) < 8 || sizeof(T) < 8 ? std::uint64_t{1} << 32 : ~std::uint64_t{0};
  if (n > most) fail_argument("argsort", "values", "has more than 2^32 elements");
  refuse_nan("argsort", values);
  std::vector<decltype(key_and_index(T{}, 0))> keys(n);
  for (std::size_t i = 0; i < n; ++i) keys[i] = key_and_index(values[i], i);
  sort_keys(keys.data(), n);
  for (std::size_t i = 0; i < n; ++i) order[i] = static_cast<Index>(index_in(keys[i]));
}

}  // namespace

void sort(std::span<double> values) { sort_floating(values); }
void sort(std::span<float> values) { sort_floating(values); }
void sort(std::span<std::uint64_t> values) { sort_keys(values.data(), values.size()); }

void argsort(std::span<const double> values, std::span<std::uint32_t> order) { argsort_floating(values, order); }
void argsort(std::span<const double> values, std::span<std::uint64_t> order) { argsort_floating(values, order); }
void argsort(std::span<const float> values, std::span<std::uint32_t> order) { argsort_floating(values, order); }
void argsort(std::span<const float> values, std::span<std::uint64_t> order) { argsort_floating(values, order); }

}  // namespace sanov
