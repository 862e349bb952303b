#include "sanov/numerics/sort.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "hwy/contrib/sort/vqsort.h"
#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"

// The only file that calls Highway's VQSort, and with whole numbers only. Version 1.0.3 has three faults that callers
// would meet: of floating-point numbers it returns +inf as the largest finite one, and now and then leaves 0 and the
// subnormals next to it out of order; its pairs of key and value are not sorted stably.
namespace sanov {
namespace {

/// Whether neither NaN nor an infinity is among them.
template <class T>
bool all_finite(std::span<const T> values) {
  // 0·x is NaN for those. Eight sums, so that no addition waits for the last.
  T sums[8] = {};
  const std::size_t whole = values.size() / 8 * 8;
  for (std::size_t i = 0; i < whole; i += 8)
    for (std::size_t j = 0; j < 8; ++j) sums[j] += values[i + j] * T{0};
  for (std::size_t i = whole; i < values.size(); ++i) sums[0] += values[i] * T{0};
  for (std::size_t j = 1; j < 8; ++j) sums[0] += sums[j];
  return sums[0] == T{0};
}

template <class T>
void refuse_nan(const char* function, std::span<const T> values) {
  const auto first = std::find_if(values.begin(), values.end(), [](T value) { return value != value; });
  if (first == values.end()) return;
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

template <class T>
using BitsOf = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;

/// Whole numbers in the order of the numbers, −0 as +0.
template <class T>
BitsOf<T> to_key(T value) {
  constexpr int top = sizeof(T) * 8 - 1;
  const auto bits = std::bit_cast<BitsOf<T>>(value + T{0});
  return bits ^ ((BitsOf<T>{0} - (bits >> top)) | BitsOf<T>{1} << top);
}

template <class T>
T from_key(BitsOf<T> key) {
  constexpr int top = sizeof(T) * 8 - 1;
  return std::bit_cast<T>(static_cast<BitsOf<T>>(key ^ (((key >> top) - 1) | BitsOf<T>{1} << top)));
}

template <class T>
void sort_floating(std::span<T> values) {
  const FloatingPoint environment;  // −0 + 0 would flush subnormals too
  if (!all_finite(std::span<const T>(values))) refuse_nan("sort", std::span<const T>(values));
  // In place: the same memory holds numbers, then their keys, then numbers again.
  for (T& value : values) {
    const BitsOf<T> key = to_key(value);
    std::memcpy(&value, &key, sizeof key);
  }
  sort_keys(reinterpret_cast<BitsOf<T>*>(values.data()), values.size());
  for (T& value : values) {
    BitsOf<T> key;
    std::memcpy(&key, &value, sizeof key);
    value = from_key<T>(key);
  }
}

hwy::uint128_t key_and_index(double value, std::size_t i) { return {i, to_key(value)}; }
std::size_t index_in(const hwy::uint128_t& key) { return key.lo; }

std::uint64_t key_and_index(float value, std::size_t i) { return std::uint64_t{to_key(value)} << 32 | i; }
std::size_t index_in(std::uint64_t key) { return key & 0xffffffff; }

template <class T, class Index>
void argsort_floating(std::span<const T> values, std::span<Index> order) {
  const FloatingPoint environment;  // as in sort_floating
  const std::size_t n = values.size();
  if (order.size() != n)
    fail_argument(
        "argsort", "order",
        "has room for " + std::to_string(order.size()) + " positions, but there are " + std::to_string(n) + " values");
  constexpr std::uint64_t most = sizeof(Index) < 8 || sizeof(T) < 8 ? std::uint64_t{1} << 32 : ~std::uint64_t{0};
  if (n > most) fail_argument("argsort", "values", "has more than 2^32 elements");
  if (!all_finite(values)) refuse_nan("argsort", values);
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
