#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/hinge_loss.cc"
#include "hwy/foreach_target.h"
#include "sanov/losses/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

struct HingeFormula {
  static constexpr int kOperands = 2;
  explicit HingeFormula(const double* numbers) : margin(numbers[0]) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    const V left = set(margin) - in[1] * in[0];
    out.value = hn::Max(left, zero());
    out.slope[0] = hn::IfThenElseZero(left >= zero(), hn::Neg(in[1]));
  }
  double margin;
};

struct SquaredHingeFormula {
  static constexpr int kOperands = 2;
  explicit SquaredHingeFormula(const double* numbers) : margin(numbers[0]) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    const V left = hn::Max(set(margin) - in[1] * in[0], zero());
    out.value = left * left;
    out.slope[0] = hn::Neg(in[1]) * (left + left);
  }
  double margin;
};
SANOV_FORMULA(hinge, HingeFormula)
SANOV_FORMULA(squared_hinge, SquaredHingeFormula)

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/losses/definition-inl.h"

namespace sanov {
namespace {
SANOV_POINTWISE(hinge)
SANOV_POINTWISE(squared_hinge)
}  // namespace

namespace losses::entry {
namespace {

constexpr Operand hinge_loss_operands[] = {{"input"}, signs("target")};
constexpr Option hinge_loss_options[] = {number("margin", 1, -kLargest, kLargest), flag("squared", false)};
constexpr Info hinge_loss_info{.name = "hinge_loss", .operands = hinge_loss_operands, .options = hinge_loss_options};
constexpr Pointwise hinge_how{.kernel = hinge_kernel}, squared_how{.kernel = squared_hinge_kernel};

}  // namespace

/// Hinge loss: a support vector machine's, which asks a score to be on its label's side by a margin.
///   loss = max(0, margin − t x), with squared=true its square
/// Range [0, ∞]. Gradient by x: −t where the margin is not passed, else 0 (just at the margin still −t); squared
/// −2t max(0, margin − t x). Computed in double, rounded once.
/// Throws InvalidArgument if shapes or dtypes differ or a mean is asked of nothing, DomainError for NaN and labels other
/// than -1 and 1.
/// Cortes and Vapnik, Support-Vector Networks, 1995.
constinit const Loss<Element> hinge_loss{hinge_loss_info, [](const Call& call) {
                                           return run_pointwise(call, call.numbers[1] != 0 ? squared_how : hinge_how);
                                         }};

}  // namespace losses::entry
}  // namespace sanov
#endif
