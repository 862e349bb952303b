#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/binary_cross_entropy.cc"
#include "hwy/foreach_target.h"
#include "sanov/losses/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

struct BinaryCrossEntropyFormula {
  static constexpr int kOperands = 2;
  explicit BinaryCrossEntropyFormula(const double*) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    const V x = in[0], t = in[1], one = set(1.0), lowest = set(-100.0);
    const V yes = hn::Max(log(D(), x), lowest), no = hn::Max(log1p(D(), hn::Neg(x)), lowest);
    out.value = (t - one) * no - t * yes;
    out.slope[0] = (x - t) / hn::Max((one - x) * x, set(1e-12));
    out.slope[1] = no - yes;
  }
};
SANOV_FORMULA(binary_cross_entropy, BinaryCrossEntropyFormula)

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/losses/definition-inl.h"

namespace sanov {
namespace {
SANOV_POINTWISE(binary_cross_entropy)
}  // namespace

namespace losses::entry {
namespace {

constexpr std::string_view kProbabilityRule =
    "it must be a probability, from 0 to 1; binary_cross_entropy_with_logits takes logits";
constexpr Operand binary_cross_entropy_operands[] = {{"input", 0, 1, kProbabilityRule},
                                                     {"target", 0, 1, "it must be a probability, from 0 to 1"}};
constexpr Option binary_cross_entropy_options[] = {tensor("weight")};
constexpr Info binary_cross_entropy_info{
    .name = "binary_cross_entropy", .operands = binary_cross_entropy_operands, .options = binary_cross_entropy_options};
constexpr Pointwise binary_how{.kernel = binary_cross_entropy_kernel, .weight_first_tensor = true};

}  // namespace

/// Binary cross entropy: how surprised a predicted probability is by a yes-or-no outcome.
///   loss = −w [t max(ln x, −100) + (1 − t) max(ln(1 − x), −100)]
/// In nats, from 0 to 100 w. Logarithms are held at −100, so that a certain and wrong prediction costs 100 and not ∞.
/// Gradient by x: w (x − t)/max(x(1 − x), 1e-12), finite everywhere; by t the difference of the two held logarithms.
/// A mean divides by the number of elements. Computed in double, rounded once. From logits
/// binary_cross_entropy_with_logits keeps more digits. As torch.nn.functional.binary_cross_entropy, whose gradient by
/// the target is infinite at x = 0 and 1.
/// Throws InvalidArgument if shapes or dtypes differ or a mean is asked of nothing, DomainError for numbers outside
/// [0, 1].
constinit const Loss<Element> binary_cross_entropy{binary_cross_entropy_info,
                                                   [](const Call& call) { return run_pointwise(call, binary_how); }};

}  // namespace losses::entry
}  // namespace sanov
#endif
