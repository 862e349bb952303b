#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/smooth_l1_loss.cc"
#include "hwy/foreach_target.h"
#include "sanov/losses/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

struct SmoothL1Formula {
  static constexpr int kOperands = 2;
  explicit SmoothL1Formula(const double* numbers) : beta(numbers[0]) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    const V d = difference(in[0], in[1]), size = hn::Abs(d), limit = set(beta), half = set(0.5);
    const M near = size < limit;
    const V part = d / limit;
    out.value = hn::IfThenElse(near, half * d * part, size - half * limit);
    out.slope[0] = hn::IfThenElse(near, part, sign(d));
    out.slope[1] = hn::Neg(out.slope[0]);
  }
  double beta;
};
SANOV_FORMULA(smooth_l1, SmoothL1Formula)

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/losses/definition-inl.h"

namespace sanov {
namespace {
SANOV_POINTWISE(smooth_l1)
}  // namespace

namespace losses::entry {
namespace {

constexpr Operand smooth_l1_loss_operands[] = {{"input"}, {"target"}};
constexpr Option smooth_l1_loss_options[] = {number("beta", 1, 0, kLargest)};
constexpr Info smooth_l1_loss_info{
    .name = "smooth_l1_loss", .operands = smooth_l1_loss_operands, .options = smooth_l1_loss_options};
constexpr Pointwise smooth_l1_how{.kernel = smooth_l1_kernel};

}  // namespace

/// Smooth L1 loss: the absolute error, rounded off where it is below β.
///   loss = ½d²/β where |d| < β, else |d| − ½β, d = x − t
/// Range [0, ∞]; 0 where x = t, infinities too. It is the Huber loss with δ = β, divided by β; β = 0 is l1_loss. Gradient
/// d/β, held to [−1, 1]. Computed in double, rounded once. As torch.nn.functional.smooth_l1_loss.
/// Throws InvalidArgument if shapes or dtypes differ, β is negative or a mean is asked of nothing, DomainError for NaN.
/// Girshick, Fast R-CNN, 2015.
constinit const Loss<Element> smooth_l1_loss{smooth_l1_loss_info,
                                             [](const Call& call) { return run_pointwise(call, smooth_l1_how); }};

}  // namespace losses::entry
}  // namespace sanov
#endif
