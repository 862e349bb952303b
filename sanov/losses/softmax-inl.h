// Included once per SIMD target: two rows of logits and their softmaxes, p of t and q of s.
#if defined(SANOV_LOSSES_SOFTMAX_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SANOV_LOSSES_SOFTMAX_INL_H_
#undef SANOV_LOSSES_SOFTMAX_INL_H_
#else
#define SANOV_LOSSES_SOFTMAX_INL_H_
#endif

#include <algorithm>
#include <cmath>
#include <limits>

#include "sanov/losses/rows.h"
#include "sanov/numerics/math-inl.h"
#include "sanov/numerics/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

// What every loss of rows is written with.
using losses::Call;
using losses::RowOf;
using losses::RowResult;
using losses::RowStatus;

inline constexpr double kInfinite = std::numeric_limits<double>::infinity();

/// kLanes numbers, of which `count` exist; the rest are `padding`.
template <class T>
HWY_INLINE V load_or(const T* from, std::size_t count, double padding) {
  if (HWY_LIKELY(count >= kLanes)) return load(from);
  const hn::Rebind<T, D> narrow;
  V x;
  if constexpr (sizeof(T) == sizeof(double))
    x = hn::MaskedLoad(hn::FirstN(D(), count), D(), from);
  else
    x = hn::PromoteTo(D(), hn::MaskedLoad(hn::FirstN(narrow, count), narrow, from));
  return hn::IfThenElse(hn::FirstN(D(), count), x, set(padding));
}

/// The first `count` numbers of x, rounded to T.
template <class T>
HWY_INLINE void store_first(V x, T* to, std::size_t count) {
  HWY_ALIGN double all[kLanes];
  hn::Store(x, D(), all);
  for (std::size_t i = 0; i < std::min(count, kLanes); ++i) to[i] = static_cast<T>(all[i]);
}

/// x − top, where an infinite top is 0 from itself: then those that are infinite share everything.
HWY_INLINE V below(V x, V top) { return hn::IfThenElse(x == top, zero(), x - top); }

/// The largest logit of a row; NaN if there is one among them.
template <class T>
double top_of(const T* x, std::size_t n) {
  V top[kVectors];
  for (V& v : top) v = set(-kInfinite);
  V strange = zero();
  for (std::size_t i = 0; i < n; i += kWidth)
    for (std::size_t v = 0; v < kVectors; ++v) {
      const std::size_t at = i + v * kLanes;
      if (at >= n) break;
      const V a = load_or(x + at, n - at, -kInfinite);
      top[v] = hn::Max(top[v], a);
      strange = hn::Or(strange, hn::VecFromMask(D(), hn::IsNaN(a)));
    }
  const bool good = hn::AllTrue(hn::RebindToUnsigned<D>(), bits(strange) == hn::Zero(DU()));
  return good ? fold_max(top) : std::numeric_limits<double>::quiet_NaN();
}

/// Calls body(i, count) for every kLanes numbers of a row.
template <class Body>
HWY_INLINE void for_each_lanes(std::size_t n, Body&& body) {
  for (std::size_t i = 0; i < n; i += kLanes) body(i, std::min(kLanes, n - i));
}

/// Sums of lanes in the order of a virtual vector, whatever the target.
class LaneSum {
 public:
  HWY_INLINE LaneSum() {
    for (V& v : sums_) v = zero();
  }
  HWY_INLINE void add(std::size_t i, V x) {
    V& sum = sums_[i / kLanes % kVectors];
    sum = sum + x;
  }
  HWY_INLINE double total() const { return fold(sums_); }

 private:
  V sums_[kVectors];
};

/// A row of logits, ready to give its softmax: e^((x − top)·by)/sum.
struct Softened {
  double by, top, sum, log_sum;

  template <class T>
  static Softened of(const T* x, std::size_t n, double by) {
    Softened out{by, top_of(x, n), 0, 0};
    LaneSum sum;
    for_each_lanes(n, [&](std::size_t i, std::size_t count) { sum.add(i, exp(D(), out.shifted(x + i, count))); });
    out.sum = sum.total();
    out.log_sum = std::log(out.sum);
    return out;
  }
  /// (x − top)·by, −∞ in the padding.
  template <class T>
  HWY_INLINE V shifted(const T* x, std::size_t count) const {
    return below(load_or(x, count, -kInfinite), set(top)) * set(by);
  }
  bool good() const { return top > -kInfinite; }  // false for NaN too
};

/// e^u − 1 − u, which is never negative, with relative accuracy.
HWY_INLINE V exp_excess(V u) {
  constexpr double inverse_factorials[] = {
      1.0 / 2,      1.0 / 6,       1.0 / 24,       1.0 / 120,       1.0 / 720,        1.0 / 5040,       1.0 / 40320,
      1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800, 1.0 / 87178291200};
  V series = set(inverse_factorials[12]);
  for (int k = 11; k >= 0; --k) series = hn::MulAdd(series, u, set(inverse_factorials[k]));
  return hn::IfThenElse(hn::Abs(u) < set(0.3), series * (u * u), expm1(D(), u) - u);
}

/// What Hinton's convention multiplies a loss by, if it is asked for.
HWY_INLINE double hinton_factor(double temperature, bool scaled) { return scaled ? temperature * temperature : 1; }

/// A row's divergence times the loss's factor; below 0 it is none.
HWY_INLINE losses::RowResult divergence_result(double value, double factor) {
  return {value * factor, value >= 0 ? losses::RowStatus::good : losses::RowStatus::bad};
}

/// One row of KL(p‖q): p the softmax of t·by_t, q that of s·by_s. Gradients nobody asked for are null.
template <class T>
struct KlRow {
  const T *t, *s;
  std::size_t n;
  double by_t, by_s;
  T *grad_t, *grad_s;
  double scale;       // of the gradients
  bool many = false;  // they are too many for the caches
};

/// Its divergence, and the gradients. Summed as Σ p (e^u − 1 − u), u = ln q − ln p, whose terms are never negative:
/// exact near p = q, ∞ where p > 0 = q. NaN if a row has one, or is −∞ throughout.
template <class T>
double exact_kl(const KlRow<T>& row) {
  const Softened a = Softened::of(row.t, row.n, row.by_t), b = Softened::of(row.s, row.n, row.by_s);
  if (!a.good() || !b.good()) return std::numeric_limits<double>::quiet_NaN();
  const V shift = set(a.log_sum - b.log_sum), over_a = set(1 / a.sum), over_b = set(1 / b.sum);
  LaneSum sum;
  for_each_lanes(row.n, [&](std::size_t i, std::size_t count) HWY_ATTR {
    const V x = a.shifted(row.t + i, count), y = b.shifted(row.s + i, count);
    const V p = exp(D(), x) * over_a, q = exp(D(), y) * over_b;
    const M empty = p == zero();
    const V u = hn::IfThenZeroElse(empty, (y - x) + shift);
    // Where u is large, from the difference of the two: p·e^u would be ∞·0.
    const V apart = (q - p) - p * u;
    sum.add(i, hn::IfThenElse(empty, q, hn::IfThenElse(u > set(30.0), apart, p * exp_excess(u))));
    if (row.grad_s == nullptr) return;
    const V near = p * expm1(D(), u);
    const V slope = hn::IfThenElse(hn::Or(empty, hn::Abs(u) > set(1.0)), q - p, near);
    store_first(slope * set(row.scale * row.by_s), row.grad_s + i, count);
  });
  const double kl = sum.total();
  if (row.grad_t == nullptr) return kl;
  for_each_lanes(row.n, [&](std::size_t i, std::size_t count) HWY_ATTR {
    const V x = a.shifted(row.t + i, count), y = b.shifted(row.s + i, count);
    const V p = exp(D(), x) * over_a;
    // Where q is 0 the slope is ∞, as the divergence is.
    const V apart = hn::IfThenElse(y == set(-kInfinite), set(kInfinite), (x - y) - shift - set(kl));
    const V slope = hn::IfThenZeroElse(p == zero(), p * apart);
    store_first(slope * set(row.scale * row.by_t), row.grad_t + i, count);
  });
  return kl;
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#endif
