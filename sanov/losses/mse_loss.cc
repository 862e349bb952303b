#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/mse_loss.cc"
#include "hwy/foreach_target.h"
#include "sanov/losses/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

struct MseFormula {
  static constexpr int kOperands = 2;
  explicit MseFormula(const double*) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    const V d = difference(in[0], in[1]);
    out.value = d * d;
    out.slope[0] = d + d;
    out.slope[1] = hn::Neg(out.slope[0]);
  }
};
SANOV_FORMULA(mse, MseFormula)

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/losses/definition-inl.h"

namespace sanov {
namespace {
SANOV_POINTWISE(mse)
}  // namespace

namespace losses::entry {
namespace {

constexpr Operand mse_loss_operands[] = {{"input"}, {"target"}};
constexpr Option mse_loss_options[] = {tensor("weight")};
constexpr Info mse_loss_info{.name = "mse_loss", .operands = mse_loss_operands, .options = mse_loss_options};
constexpr Pointwise mse_how{.kernel = mse_kernel, .weight_first_tensor = true, .mean_over_weights = true};

}  // namespace

/// Mean squared error: what a prediction of the mean is trained with.
///   loss = w (x − t)²
/// Range [0, ∞]; 0 where x = t, infinities too. Weights multiply each element; with reduction mean their sum is what is divided by. Exact gradients by
/// both, in the same pass. Computed in double, rounded once. As torch.nn.functional.mse_loss.
/// Throws InvalidArgument if shapes or dtypes differ or a mean is asked of nothing, DomainError for NaN.
constinit const Loss<Element> mse_loss{mse_loss_info, [](const Call& call) { return run_pointwise(call, mse_how); }};

}  // namespace losses::entry
}  // namespace sanov
#endif
