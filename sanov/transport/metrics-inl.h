// Included once per SIMD target: the costs between points, a coordinate at a time.
#if defined(SANOV_TRANSPORT_METRICS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SANOV_TRANSPORT_METRICS_INL_H_
#undef SANOV_TRANSPORT_METRICS_INL_H_
#else
#define SANOV_TRANSPORT_METRICS_INL_H_
#endif

#include "sanov/numerics/math-inl.h"
#include "sanov/numerics/simd-inl.h"
#include "sanov/transport/cost.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

struct SquaredEuclidean {
  static HWY_INLINE V add(V sum, V d) { return hn::MulAdd(d, d, sum); }
  static HWY_INLINE V finish(V sum, double) { return sum; }
};
struct Euclidean : SquaredEuclidean {
  static HWY_INLINE V finish(V sum, double) { return hn::Sqrt(sum); }
};
struct Cityblock {
  static HWY_INLINE V add(V sum, V d) { return sum + hn::Abs(d); }
  static HWY_INLINE V finish(V sum, double) { return sum; }
};
struct Chebyshev : Cityblock {
  static HWY_INLINE V add(V sum, V d) { return hn::Max(sum, hn::Abs(d)); }
};
/// Of points of length 1, 1 − x·y is half their squared distance, and that does not cancel.
struct Cosine : SquaredEuclidean {
  static HWY_INLINE V finish(V sum, double) { return sum * set(0.5); }
};
struct Power : SquaredEuclidean {
  static HWY_INLINE V finish(V sum, double power) {
    const V raised = exp(D(), log(D(), sum) * set(0.5 * power));
    return hn::IfThenElseZero(sum > zero(), raised);
  }
};

template <class Use>
HWY_INLINE void with_metric(Cost cost, const Use& use) {
  switch (cost) {
    case Cost::squared_euclidean: return use(SquaredEuclidean());
    case Cost::euclidean: return use(Euclidean());
    case Cost::cityblock: return use(Cityblock());
    case Cost::chebyshev: return use(Chebyshev());
    case Cost::power: return use(Power());
    case Cost::cosine: return use(Cosine());
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#endif
