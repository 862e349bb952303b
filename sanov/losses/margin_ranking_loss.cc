#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/margin_ranking_loss.cc"
#include "hwy/foreach_target.h"
#include "sanov/losses/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

struct MarginRankingFormula {
  static constexpr int kOperands = 3;
  explicit MarginRankingFormula(const double* numbers) : margin(numbers[0]) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    const V t = in[2], left = set(margin) - t * difference(in[0], in[1]);
    out.value = hn::Max(left, zero());
    out.slope[1] = hn::IfThenElseZero(left >= zero(), t);
    out.slope[0] = hn::Neg(out.slope[1]);
  }
  double margin;
};
SANOV_FORMULA(margin_ranking, MarginRankingFormula)

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/losses/definition-inl.h"

namespace sanov {
namespace {
SANOV_POINTWISE(margin_ranking)
}  // namespace

namespace losses::entry {
namespace {

constexpr Operand margin_ranking_loss_operands[] = {{"input1"}, {"input2"}, signs("target")};
constexpr Option margin_ranking_loss_options[] = {number("margin", 0, -kLargest, kLargest)};
constexpr Info margin_ranking_loss_info{
    .name = "margin_ranking_loss", .operands = margin_ranking_loss_operands, .options = margin_ranking_loss_options};
constexpr Pointwise margin_ranking_how{.kernel = margin_ranking_kernel};

}  // namespace

/// Margin ranking loss: asks that one of two scores be above the other, by a margin.
///   loss = max(0, margin − t (x₁ − x₂)), t = 1 where the first belongs above, -1 where the second does
/// Range [0, ∞]. Equal scores count as no difference, infinite ones too. Gradient by x₁: −t where the margin is not
/// passed, else 0; by x₂ its negative; a pair just at the margin is still pulled. Computed in double, rounded once. As
/// torch.nn.functional.margin_ranking_loss.
/// Throws InvalidArgument if shapes or dtypes differ or a mean is asked of nothing, DomainError for NaN and labels other
/// than -1 and 1.
constinit const Loss<Element> margin_ranking_loss{
    margin_ranking_loss_info, [](const Call& call) { return run_pointwise(call, margin_ranking_how); }};

}  // namespace losses::entry
}  // namespace sanov
#endif
