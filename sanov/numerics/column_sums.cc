#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/numerics/column_sums.cc"
#include "hwy/foreach_target.h"
//
#include "hwy/highway.h"
#include "sanov/numerics/column_sums.h"
#include "sanov/numerics/math-inl.h"
#include "sanov/numerics/simd-inl.h"

#ifndef SANOV_COLUMN_SUMS_ONCE
#define SANOV_COLUMN_SUMS_ONCE
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace sanov {
namespace {

/// Of a chunk: Σ w, Σ w d, Σ w d², where d is what is summed.
struct ChunkSums {
  double zeroth = 0, first = 0, second = 0;
  double low = std::numeric_limits<double>::infinity(), high = -low;
  bool whole = true;
};

constexpr std::size_t kChunk = 4096;

}  // namespace
}  // namespace sanov
#endif

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {
namespace {

template <Transform transform>
HWY_INLINE V transformed(V x) {
  if constexpr (transform == Transform::log) return log(D(), x);
  if constexpr (transform == Transform::log_complement) return log1p(D(), hn::Neg(x));
  if constexpr (transform == Transform::reciprocal) return set(1.0) / x;
  return x;
}

/// Calls use(v, x, w) for every vector; what fills up the last has weight 0 and the first number.
template <class Use>
HWY_INLINE void each_vector(const double* x, const double* w, std::size_t n, const Use& use) {
  std::size_t i = 0;
  for (; i + kWidth <= n; i += kWidth)
    for (std::size_t v = 0; v < kVectors; ++v)
      use(v, load(x + i + v * kLanes), w == nullptr ? set(1.0) : load(w + i + v * kLanes));
  if (i == n) return;
  double last[kWidth], weight[kWidth];
  std::fill(std::copy(x + i, x + n, last), last + kWidth, x[0]);
  for (std::size_t j = 0; j < kWidth; ++j) weight[j] = i + j >= n ? 0 : w == nullptr ? 1 : w[i + j];
  for (std::size_t v = 0; v < kVectors; ++v) use(v, load(last + v * kLanes), load(weight + v * kLanes));
}

template <Transform transform>
HWY_INLINE ChunkSums moments(const double* x, const double* w, std::size_t n, double origin) {
  V zeroth[kVectors], first[kVectors], second[kVectors], low[kVectors], high[kVectors];
  M broken[kVectors];
  ChunkSums sums;
  for (std::size_t v = 0; v < kVectors; ++v) {
    zeroth[v] = first[v] = second[v] = zero();
    low[v] = set(sums.low), high[v] = set(sums.high);
    broken[v] = zero() != zero();
  }
  each_vector(x, w, n, [&](std::size_t v, V value, V weight) HWY_ATTR {
    const V t = transformed<transform>(value), d = t - set(origin), wd = weight * d;
    zeroth[v] = zeroth[v] + weight;
    first[v] = first[v] + wd;
    second[v] = second[v] + wd * d;
    low[v] = hn::Min(low[v], t);
    high[v] = hn::Max(high[v], t);
    broken[v] = hn::Or(broken[v], hn::Floor(t) != t);
  });
  sums.zeroth = fold(zeroth), sums.first = fold(first), sums.second = fold(second);
  for (std::size_t v = 0; v < kVectors; ++v) low[v] = hn::Neg(low[v]);
  sums.low = -fold_max(low), sums.high = fold_max(high);
  for (std::size_t v = 0; v < kVectors; ++v) sums.whole = sums.whole && hn::AllFalse(D(), broken[v]);
  return sums;
}

ChunkSums moments_of(Transform transform, const double* x, const double* w, std::size_t n, double origin) {
  switch (transform) {
    case Transform::none: return moments<Transform::none>(x, w, n, origin);
    case Transform::log: return moments<Transform::log>(x, w, n, origin);
    case Transform::log_complement: return moments<Transform::log_complement>(x, w, n, origin);
    default: return moments<Transform::reciprocal>(x, w, n, origin);
  }
}

void logs_of(const double* x, double* out, std::size_t n) {
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) store(log(D(), load(x + i)), out + i);
  double last[kLanes];
  std::fill(std::copy(x + i, x + n, last), last + kLanes, 1);
  store(log(D(), load(last)), last);
  std::copy(last, last + (n - i), out + i);
}

/// With w e^(rate (t − top)) for weights, and d = t − origin.
ChunkSums tilted_moments(const double* t, const double* w, std::size_t n, double rate, double top, double origin) {
  V zeroth[kVectors], first[kVectors], second[kVectors];
  for (std::size_t v = 0; v < kVectors; ++v) zeroth[v] = first[v] = second[v] = zero();
  each_vector(t, w, n, [&](std::size_t v, V value, V weight) HWY_ATTR {
    const V e = weight * exp(D(), set(rate) * (value - set(top)));
    const V d = value - set(origin), ed = e * d;
    zeroth[v] = zeroth[v] + e;
    first[v] = first[v] + ed;
    second[v] = second[v] + ed * d;
  });
  return {.zeroth = fold(zeroth), .first = fold(first), .second = fold(second)};
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/base/running_sum.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"

namespace sanov {
namespace {

HWY_EXPORT(moments_of);
HWY_EXPORT(logs_of);
HWY_EXPORT(tilted_moments);

/// The chunks' sums, put together in order. sums_of(from, n) gives those of n numbers.
template <class F>
ChunkSums over_chunks(std::size_t size, F&& sums_of) {
  std::vector<ChunkSums> chunks((size + kChunk - 1) / kChunk);
  parallel_chunks(chunks.size(), 8, [&](std::size_t begin, std::size_t end) {
    for (std::size_t c = begin; c < end; ++c) chunks[c] = sums_of(c * kChunk, std::min(kChunk, size - c * kChunk));
  });
  ChunkSums all;
  RunningSum zeroth, first, second;
  for (const ChunkSums& c : chunks) {
    zeroth.add(c.zeroth), first.add(c.first), second.add(c.second);
    all.low = std::min(all.low, c.low), all.high = std::max(all.high, c.high);
    all.whole = all.whole && c.whole;
  }
  all.zeroth = zeroth.value(), all.first = first.value(), all.second = second.value();
  return all;
}

}  // namespace

ColumnMoments column_moments(Transform transform, std::span<const double> x, std::span<const double> weights) {
  const FloatingPoint environment;
  const double* w = weights.empty() ? nullptr : weights.data();
  const auto about = [&](std::size_t size, double origin) {
    return over_chunks(size, [&](std::size_t from, std::size_t n) {
      return SANOV_DISPATCH(moments_of)(transform, x.data() + from, w == nullptr ? w : w + from, n, origin);
    });
  };
  // About a number among them, near which they lie: the variance then keeps its digits.
  const ChunkSums few = about(std::min<std::size_t>(x.size(), 1024), 0);
  const double near = few.first / few.zeroth, origin = std::isfinite(near) ? near : 0;
  const ChunkSums all = about(x.size(), origin);
  ColumnMoments out{.mass = all.zeroth, .low = all.low, .high = all.high, .whole = all.whole};
  const double beyond = all.first / all.zeroth;
  out.mean = origin + beyond;
  out.variance = std::max(0.0, all.second / all.zeroth - beyond * beyond);
  return out;
}

void logarithms(std::span<const double> x, std::span<double> out) {
  const FloatingPoint environment;
  parallel_chunks((x.size() + kChunk - 1) / kChunk, 8, [&](std::size_t begin, std::size_t end) {
    for (std::size_t from = begin * kChunk, last = std::min(end * kChunk, x.size()); from < last; from += kChunk)
      SANOV_DISPATCH(logs_of)(x.data() + from, out.data() + from, std::min(kChunk, last - from));
  });
}

std::array<double, 3> log_sum_tilted(std::span<const double> t, std::span<const double> weights, double rate,
                                     const ColumnMoments& of) {
  const FloatingPoint environment;
  const double* w = weights.empty() ? nullptr : weights.data();
  const double top = rate > 0 ? of.high : of.low;
  const ChunkSums all = over_chunks(t.size(), [&](std::size_t from, std::size_t n) {
    return SANOV_DISPATCH(tilted_moments)(t.data() + from, w == nullptr ? w : w + from, n, rate, top, of.mean);
  });
  const double beyond = all.first / all.zeroth;
  return {std::log(all.zeroth) + rate * top, of.mean + beyond, all.second / all.zeroth - beyond * beyond};
}

}  // namespace sanov
#endif
