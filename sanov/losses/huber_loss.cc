#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/huber_loss.cc"
#include "hwy/foreach_target.h"
#include "sanov/losses/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

struct HuberFormula {
  static constexpr int kOperands = 2;
  explicit HuberFormula(const double* numbers) : delta(numbers[0]) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    const V d = difference(in[0], in[1]), size = hn::Abs(d), limit = set(delta), half = set(0.5);
    const M near = size <= limit;
    out.value = hn::IfThenElse(near, half * d * d, limit * (size - half * limit));
    out.slope[0] = hn::IfThenElse(near, d, hn::CopySign(limit, d));
    out.slope[1] = hn::Neg(out.slope[0]);
  }
  double delta;
};
SANOV_FORMULA(huber, HuberFormula)

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/losses/definition-inl.h"

namespace sanov {
namespace {
SANOV_POINTWISE(huber)
}  // namespace

namespace losses::entry {
namespace {

constexpr Operand huber_loss_operands[] = {{"input"}, {"target"}};
constexpr Option huber_loss_options[] = {number("delta", 1, kAboveZero, kNoLimit), tensor("weight")};
constexpr Info huber_loss_info{.name = "huber_loss", .operands = huber_loss_operands, .options = huber_loss_options};
constexpr Pointwise huber_how{.kernel = huber_kernel, .weight_first_tensor = true};

}  // namespace

/// Huber loss: squared for small errors and absolute for large ones, so that outliers pull with a bounded force.
///   loss = w · ½d² where |d| ≤ δ, else w · δ(|d| − ½δ), d = x − t
/// Range [0, ∞]; 0 where x = t, infinities too. δ = ∞ is half the squared error. Weights multiply each element, but a
/// mean divides by the number of elements whatever they are (in mse_loss and l1_loss by their sum). Gradient w·d, held to
/// [−wδ, wδ]. Computed in double, rounded once. As torch.nn.functional.huber_loss.
/// Throws InvalidArgument if shapes or dtypes differ, δ is not above 0 or a mean is asked of nothing, DomainError for
/// NaN.
/// Huber, Robust Estimation of a Location Parameter, 1964.
constinit const Loss<Element> huber_loss{huber_loss_info,
                                         [](const Call& call) { return run_pointwise(call, huber_how); }};

}  // namespace losses::entry
}  // namespace sanov
#endif
