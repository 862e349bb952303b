#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/binary_cross_entropy_with_logits.cc"
#include "hwy/foreach_target.h"
#include "sanov/losses/logistic-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// (1 − t) softplus(x) + c t softplus(−x): both terms are positive, and nothing cancels.
struct LogitCrossEntropyFormula {
  static constexpr int kOperands = 2, kTensors = 2;
  explicit LogitCrossEntropyFormula(const double*) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    const V x = in[0], t = in[1], c = in[3], one = set(1.0);
    const Logistic at = logistic(x);
    const V yes = c * t, no = one - t;
    out.value = product(no, at.soft_up) + product(yes, at.soft_down);
    out.slope[0] = no * at.up - yes * at.down;
    // c softplus(−x) − softplus(x), its linear part apart: exact where c = 1.
    const V linear = hn::IfThenElse(x > zero(), hn::Neg(x), product(c, hn::Neg(x)));
    out.slope[1] = hn::MulAdd(c - one, at.tail, linear);
  }
};
SANOV_FORMULA(logit_cross_entropy, LogitCrossEntropyFormula)

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/losses/definition-inl.h"

namespace sanov {
namespace {
SANOV_POINTWISE(logit_cross_entropy)
}  // namespace

namespace losses::entry {
namespace {

constexpr Operand binary_cross_entropy_with_logits_operands[] = {
    {"input"}, {"target", 0, 1, "it must be a probability, from 0 to 1"}};
constexpr Option binary_cross_entropy_with_logits_options[] = {tensor("weight"), tensor("pos_weight")};
constexpr Info binary_cross_entropy_with_logits_info{.name = "binary_cross_entropy_with_logits",
                                                     .operands = binary_cross_entropy_with_logits_operands,
                                                     .options = binary_cross_entropy_with_logits_options};
constexpr Pointwise logits_how{.kernel = logit_cross_entropy_kernel, .weight_first_tensor = true};

}  // namespace

/// Binary cross entropy from logits: how surprised the probability σ(x) is by a yes-or-no outcome.
///   loss = w [(1 − t) softplus(x) + c t softplus(−x)]
/// c is pos_weight, which makes up for rare positives; both weights may be of any shape that broadcasts to the input's.
/// In nats, range [0, ∞]. Confident and right at x = ±∞ is 0 with gradient 0. Gradients by x:
/// w [(1 − t) σ(x) − c t σ(−x)]; by t: w [c softplus(−x) − softplus(x)], which is −w x without pos_weight. A mean divides
/// by the number of elements. Computed in double with relative accuracy, rounded once. As
/// torch.nn.functional.binary_cross_entropy_with_logits, which gives NaN at ±∞ and 0 for x below −37.
/// Throws InvalidArgument if shapes or dtypes differ or a mean is asked of nothing, DomainError for NaN and targets
/// outside [0, 1].
constinit const Loss<Element> binary_cross_entropy_with_logits{
    binary_cross_entropy_with_logits_info, [](const Call& call) { return run_pointwise(call, logits_how); }};

}  // namespace losses::entry
}  // namespace sanov
#endif
