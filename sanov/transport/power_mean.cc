#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/transport/power_mean.cc"
#include "hwy/foreach_target.h"
//
#include "hwy/highway.h"
#include "sanov/numerics/math-inl.h"
#include "sanov/numerics/simd-inl.h"
#include "sanov/transport/power_mean.h"

#ifndef SANOV_POWER_MEAN_ONCE
#define SANOV_POWER_MEAN_ONCE
#include <algorithm>

namespace sanov {
namespace {

/// Powers of two for the distances, |x·before − y·before|·after, and for powers other than 1 and 2 the largest of
/// these.
struct Scale {
  double before = 1, after = 1, largest = 1;
};

/// Some of the moves.
struct Stretch {
  const double *x, *y, *mass;
  std::size_t n;
  Scale scale;
  double p;
};

/// A sum in two parts, and the largest distance in it.
struct Partial {
  double high = 0, low = 0, largest = 0;
};

}  // namespace
}  // namespace sanov
#endif

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {
namespace {

/// The sums of a virtual vector's lanes, each in twice the working precision.
struct Sums {
  V high[kVectors], low[kVectors], largest[kVectors];

  HWY_INLINE Sums() {
    for (std::size_t v = 0; v < kVectors; ++v) high[v] = low[v] = largest[v] = zero();
  }
  HWY_INLINE void add(std::size_t v, V distance, V term) {
    const V next = high[v] + term, part = next - high[v];
    low[v] = low[v] + ((high[v] - (next - part)) + (term - part));
    high[v] = next;
    largest[v] = hn::Max(largest[v], distance);
  }
  HWY_INLINE Partial fold() const {
    HWY_ALIGN double a[kWidth], b[kWidth];
    for (std::size_t v = 0; v < kVectors; ++v) {
      hn::Store(high[v], D(), a + v * kLanes);
      hn::Store(low[v], D(), b + v * kLanes);
    }
    Partial out{0, 0, fold_max(largest)};
    for (std::size_t i = 0; i < kWidth; ++i) {
      const double next = out.high + a[i], part = next - out.high;
      out.low += ((out.high - (next - part)) + (a[i] - part)) + b[i];
      out.high = next;
    }
    return out;
  }
};

/// Σ mass · term(distance); the last virtual vector is filled with moves of length and mass 0.
template <class Term>
HWY_INLINE Partial sum(const Stretch& s, const Term& term) {
  Sums sums;
  const V before = set(s.scale.before), after = set(s.scale.after);
  const auto add = [&](std::size_t v, V x, V y, V mass) HWY_ATTR {
    const V distance = hn::Abs(x * before - y * before) * after;
    sums.add(v, distance, term(distance) * mass);
  };
  std::size_t i = 0;
  for (; i + kWidth <= s.n; i += kWidth)
    for (std::size_t v = 0; v < kVectors; ++v) {
      const std::size_t k = i + v * kLanes;
      add(v, load(s.x + k), load(s.y + k), s.mass != nullptr ? load(s.mass + k) : set(1.0));
    }
  if (i < s.n) {
    double x[kWidth] = {}, y[kWidth] = {}, mass[kWidth] = {};
    std::copy(s.x + i, s.x + s.n, x);
    std::copy(s.y + i, s.y + s.n, y);
    if (s.mass != nullptr) {
      std::copy(s.mass + i, s.mass + s.n, mass);
    } else {
      std::fill_n(mass, s.n - i, 1.0);
    }
    for (std::size_t v = 0; v < kVectors; ++v)
      add(v, load(x + v * kLanes), load(y + v * kLanes), load(mass + v * kLanes));
  }
  return sums.fold();
}

Partial sum_first(const Stretch& s) {
  return sum(s, [](V d) HWY_ATTR { return d; });
}
Partial sum_squares(const Stretch& s) {
  return sum(s, [](V d) HWY_ATTR { return d * d; });
}
Partial sum_powers(const Stretch& s) {
  // By the largest, not by a power of two: then no power of the ratios overflows, however large p is.
  const V p = set(s.p), largest = set(s.scale.largest);
  return sum(s, [p, largest](V d) HWY_ATTR { return exp(D(), p * log(D(), d / largest)); });
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <cmath>
#include <vector>

#include "sanov/base/running_sum.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"

namespace sanov {
namespace {

HWY_EXPORT(sum_first);
HWY_EXPORT(sum_squares);
HWY_EXPORT(sum_powers);

using Sum = Partial (*)(const Stretch&);
constexpr std::size_t kChunk = 4096, kGrain = 16;
// Within this window of the largest distance squares neither overflow nor, where they count, underflow.
constexpr double kSmall = 0x1p-400, kLarge = 0x1p400;

struct Total {
  double sum, largest;
};

Total sum_in_chunks(const Moves& moves, Sum sum, const Scale& scale, double p) {
  const std::size_t n = moves.x.size();
  std::vector<Partial> parts((n + kChunk - 1) / kChunk);
  parallel_chunks(parts.size(), kGrain, [&](std::size_t first, std::size_t last) {
    for (std::size_t c = first; c < last; ++c) {
      const std::size_t at = c * kChunk;
      parts[c] = sum({moves.x.data() + at, moves.y.data() + at, moves.mass.empty() ? nullptr : moves.mass.data() + at,
                      std::min(kChunk, n - at), scale, p});
    }
  });
  RunningSum all;
  double largest = 0;
  for (const Partial& part : parts) {
    all.add(part.high);
    all.add(part.low);
    largest = std::max(largest, part.largest);
  }
  return {all.value(), largest};
}

}  // namespace

double power_mean(const Moves& moves, double p) {
  const Sum first = SANOV_DISPATCH(sum_first);
  const bool simple = p == 1 || p == 2;
  const Sum sum = p == 1 ? first : p == 2 ? SANOV_DISPATCH(sum_squares) : SANOV_DISPATCH(sum_powers);
  Scale scale;
  Total total = sum_in_chunks(moves, simple ? sum : first, scale, p);
  if (total.largest == 0) return 0;
  if (std::isinf(total.largest)) {  // of finite numbers: their difference overflows
    scale.before = 0.25;
    total = sum_in_chunks(moves, first, scale, p);
  }
  int exponent = 0;
  if (!simple || !(total.largest > kSmall && total.largest < kLarge)) {
    exponent = std::min(-std::ilogb(total.largest), 1000);
    scale.after = std::ldexp(1.0, exponent);
    scale.largest = std::ldexp(total.largest, exponent);
    total = sum_in_chunks(moves, sum, scale, p);
  }
  const double mean = total.sum / moves.total;
  const double root = p == 1 ? mean : p == 2 ? std::sqrt(mean) : scale.largest * std::pow(mean, 1 / p);
  return std::ldexp(root, -exponent) / scale.before;
}

}  // namespace sanov
#endif
