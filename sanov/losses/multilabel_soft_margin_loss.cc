#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/multilabel_soft_margin_loss.cc"
#include "hwy/foreach_target.h"
#include "sanov/losses/logistic-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

struct MultilabelFormula {
  static constexpr int kOperands = 2;
  explicit MultilabelFormula(const double*) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    const V x = in[0], t = in[1], no = set(1.0) - t;
    const Logistic at = logistic(x);
    out.value = product(no, at.soft_up) + product(t, at.soft_down);
    out.slope[0] = no * at.up - t * at.down;
    out.slope[1] = hn::Neg(x);
  }
};
SANOV_FORMULA(multilabel, MultilabelFormula)

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/losses/definition-inl.h"

namespace sanov {
namespace {
SANOV_POINTWISE(multilabel)
}  // namespace

namespace losses::entry {
namespace {

constexpr Operand multilabel_soft_margin_loss_operands[] = {
    {"input"}, {"target", 0, 1, "it must be a label, 0 or 1, or a probability between"}};
constexpr Option multilabel_soft_margin_loss_options[] = {tensor("weight")};
constexpr Info multilabel_soft_margin_loss_info{.name = "multilabel_soft_margin_loss",
                                                .operands = multilabel_soft_margin_loss_operands,
                                                .options = multilabel_soft_margin_loss_options};
constexpr Pointwise multilabel_how{.kernel = multilabel_kernel, .weight_first_tensor = true, .mean_of_rows = true};

}  // namespace

/// Multi-label soft margin loss: binary cross entropy from logits, averaged over the labels that an example may have.
///   loss of a row = 1/C Σ_c w_c [(1 − t_c) softplus(x_c) + t_c softplus(−x_c)]
/// In nats, range [0, ∞]. The labels lie along the last dimension; reduction none gives one value a row, mean divides by
/// the rows too. The weight may be of any shape that broadcasts to the input's. Confident and right at ±∞ is 0 with
/// gradient 0. Gradient by x: w (σ(x) − t)/C, by t −w x/C. Computed in double with relative accuracy, rounded once. As
/// torch.nn.functional.multilabel_soft_margin_loss.
/// Throws InvalidArgument if shapes or dtypes differ or a mean is asked of nothing, DomainError for NaN and targets
/// outside [0, 1].
constinit const Loss<Row> multilabel_soft_margin_loss{
    multilabel_soft_margin_loss_info, [](const Call& call) { return run_pointwise(call, multilabel_how); }};

}  // namespace losses::entry
}  // namespace sanov
#endif
