#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/numerics/log_sum_exp.cc"
#include "hwy/foreach_target.h"
//
#include "hwy/highway.h"
#include "sanov/numerics/log_sum_exp.h"
#include "sanov/numerics/math-inl.h"
#include "sanov/numerics/simd-inl.h"

#ifndef SANOV_LOG_SUM_EXP_ONCE
#define SANOV_LOG_SUM_EXP_ONCE
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace sanov {
namespace {

/// What one chunk yields: its sum is exp(largest)·(ties + rest), `ties` of its cells being equal to the largest.
struct Partial {
  double largest = -std::numeric_limits<double>::infinity(), ties = 0, rest = 0;
  bool nan = false;
};

constexpr std::size_t kChunk = 4096;

}  // namespace
}  // namespace sanov
#endif

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {
namespace {

/// Calls use(v, x) for every vector of the chunk, v being its place in the virtual vector; −∞ fills the last one.
template <class T, class Use>
HWY_INLINE void each_vector(const T* x, std::size_t n, const Use& use) {
  std::size_t i = 0;
  for (; i + kWidth <= n; i += kWidth)
    for (std::size_t v = 0; v < kVectors; ++v) use(v, load(x + i + v * kLanes));
  if (i == n) return;
  T last[kWidth];
  std::fill(std::copy(x + i, x + n, last), last + kWidth, -std::numeric_limits<T>::infinity());
  for (std::size_t v = 0; v < kVectors; ++v) use(v, load(last + v * kLanes));
}

template <class T>
HWY_INLINE Partial partial(const T* x, std::size_t n) {
  Partial result;
  V top[kVectors], ties[kVectors], rest[kVectors];
  for (std::size_t v = 0; v < kVectors; ++v) {
    top[v] = set(result.largest);
    ties[v] = rest[v] = zero();
  }
  M unordered[kVectors];
  for (std::size_t v = 0; v < kVectors; ++v) unordered[v] = hn::IsNaN(zero());
  each_vector(x, n, [&](std::size_t v, V value) HWY_ATTR {
    top[v] = hn::Max(top[v], value);
    unordered[v] = hn::Or(unordered[v], hn::IsNaN(value));
  });
  for (std::size_t v = 0; v < kVectors; ++v) result.nan |= !hn::AllFalse(D(), unordered[v]);
  result.largest = fold_max(top);
  if (result.nan || std::isinf(result.largest)) return result;
  const V largest = set(result.largest);
  each_vector(x, n, [&](std::size_t v, V value) HWY_ATTR {
    const M tied = value == largest;
    ties[v] = ties[v] + hn::IfThenElseZero(tied, set(1.0));
    rest[v] = rest[v] + hn::IfThenZeroElse(tied, exp(D(), value - largest));
  });
  result.ties = fold(ties);
  result.rest = fold(rest);
  return result;
}

Partial partial_of_doubles(const double* x, std::size_t n) { return partial(x, n); }
Partial partial_of_floats(const float* x, std::size_t n) { return partial(x, n); }

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"

namespace sanov {
namespace {

HWY_EXPORT(partial_of_doubles);
HWY_EXPORT(partial_of_floats);

Partial partial_of(Cells x, std::size_t first, std::size_t count) {
  return x.type() == Type::float64 ? SANOV_DISPATCH(partial_of_doubles)(x.as<double>() + first, count)
                                   : SANOV_DISPATCH(partial_of_floats)(x.as<float>() + first, count);
}

[[noreturn]] void name_nan(Cells x) {
  std::size_t i = 0;
  while (!std::isnan(x[i])) ++i;
  fail_value("log_sum_exp", "x", i, x[i], "logarithms are numbers or -Infinity");
}

}  // namespace

double log_sum_exp(Cells x) {
  const FloatingPoint environment;
  std::vector<Partial> partials((x.size() + kChunk - 1) / kChunk);
  parallel_chunks(partials.size(), 16, [&](std::size_t first, std::size_t last) {
    for (std::size_t c = first; c < last; ++c)
      partials[c] = partial_of(x, c * kChunk, std::min(kChunk, x.size() - c * kChunk));
  });
  Partial whole;
  for (const Partial& part : partials) {
    if (part.nan) name_nan(x);
    whole.largest = std::max(whole.largest, part.largest);
  }
  if (std::isinf(whole.largest)) return whole.largest;
  for (const Partial& part : partials) {
    if (part.largest == whole.largest) {
      whole.ties += part.ties;
      whole.rest += part.rest;
    } else {
      whole.rest += (part.ties + part.rest) * std::exp(part.largest - whole.largest);
    }
  }
  return whole.largest + std::log1p(whole.ties - 1 + whole.rest);
}

}  // namespace sanov
#endif
