#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/soft_margin_loss.cc"
#include "hwy/foreach_target.h"
#include "sanov/losses/logistic-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

struct SoftMarginFormula {
  static constexpr int kOperands = 2;
  explicit SoftMarginFormula(const double*) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    const Logistic at = logistic(in[1] * in[0]);
    out.value = at.soft_down;
    out.slope[0] = hn::Neg(in[1]) * at.down;
  }
};
SANOV_FORMULA(soft_margin, SoftMarginFormula)

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/losses/definition-inl.h"

namespace sanov {
namespace {
SANOV_POINTWISE(soft_margin)
}  // namespace

namespace losses::entry {
namespace {

constexpr Operand soft_margin_loss_operands[] = {{"input"}, signs("target")};
constexpr Info soft_margin_loss_info{.name = "soft_margin_loss", .operands = soft_margin_loss_operands};
constexpr Pointwise soft_margin_how{.kernel = soft_margin_kernel};

}  // namespace

/// Soft margin loss: the logistic loss of a score and a label of -1 or 1.
///   loss = softplus(−t x) = ln(1 + e^(−t x))
/// In nats, range [0, ∞]. Gradient by x: −t σ(−t x). Large scores on the wrong side give −t x and not ∞. Computed in
/// double with relative accuracy, rounded once. As torch.nn.functional.soft_margin_loss.
/// Throws InvalidArgument if shapes or dtypes differ or a mean is asked of nothing, DomainError for NaN and labels other
/// than -1 and 1.
constinit const Loss<Element> soft_margin_loss{soft_margin_loss_info,
                                               [](const Call& call) { return run_pointwise(call, soft_margin_how); }};

}  // namespace losses::entry
}  // namespace sanov
#endif
