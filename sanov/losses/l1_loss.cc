#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/l1_loss.cc"
#include "hwy/foreach_target.h"
#include "sanov/losses/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

struct L1Formula {
  static constexpr int kOperands = 2;
  explicit L1Formula(const double*) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    const V d = difference(in[0], in[1]);
    out.value = hn::Abs(d);
    out.slope[0] = sign(d);
    out.slope[1] = hn::Neg(out.slope[0]);
  }
};
SANOV_FORMULA(l1, L1Formula)

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/losses/definition-inl.h"

namespace sanov {
namespace {
SANOV_POINTWISE(l1)
}  // namespace

namespace losses::entry {
namespace {

constexpr Operand l1_loss_operands[] = {{"input"}, {"target"}};
constexpr Option l1_loss_options[] = {tensor("weight")};
constexpr Info l1_loss_info{.name = "l1_loss", .operands = l1_loss_operands, .options = l1_loss_options};
constexpr Pointwise l1_how{.kernel = l1_kernel, .weight_first_tensor = true, .mean_over_weights = true};

}  // namespace

/// Mean absolute error: what a prediction of the median is trained with.
///   loss = w |x − t|
/// Range [0, ∞]; 0 where x = t, infinities too. Weights multiply each element; with reduction mean their sum is what is
/// divided by. Gradients ±w, and 0 where x = t. Computed in double, rounded once. As torch.nn.functional.l1_loss.
/// Throws InvalidArgument if shapes or dtypes differ or a mean is asked of nothing, DomainError for NaN.
constinit const Loss<Element> l1_loss{l1_loss_info, [](const Call& call) { return run_pointwise(call, l1_how); }};

}  // namespace losses::entry
}  // namespace sanov
#endif
