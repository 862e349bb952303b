#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/kl_div.cc"
#include "hwy/foreach_target.h"
#include "sanov/losses/pointwise-inl.h"

#include <limits>

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// t ln t − t x, where t = 0 gives 0 whatever x is.
struct KlDivFormula {
  static constexpr int kOperands = 2;
  static constexpr bool kMasses = true;
  explicit KlDivFormula(const double* numbers) : projected(numbers[1] != 0) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    const V x = in[0], t = in[1];
    const M empty = t == zero();
    const V gap = log(D(), t) - x;
    out.value = hn::IfThenZeroElse(empty, t * gap);
    out.slope[0] = hn::Neg(t);
    // At t = 0 the slope is −∞, or +∞ where x is −∞: the loss jumps there.
    const V edge = projected ? zero() : hn::IfThenElse(x == set(-kInfinite), set(kInfinite), set(-kInfinite));
    out.slope[1] = hn::IfThenElse(empty, edge, gap + set(1.0));
    out.mass = t;
  }
  static constexpr double kInfinite = std::numeric_limits<double>::infinity();
  bool projected;
};

/// e^t (t − x), where t = −∞ gives 0 whatever x is.
struct LogTargetFormula {
  static constexpr int kOperands = 2;
  static constexpr bool kMasses = true;
  explicit LogTargetFormula(const double*) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    const V x = in[0], t = in[1], p = exp(D(), t);
    const M empty = p == zero();
    const V gap = t - x;
    out.value = hn::IfThenZeroElse(empty, p * gap);
    out.slope[0] = hn::Neg(p);
    out.slope[1] = hn::IfThenZeroElse(empty, p * (gap + set(1.0)));
    out.mass = p;
  }
};
SANOV_FORMULA(kl_div, KlDivFormula)
SANOV_FORMULA(kl_div_log_target, LogTargetFormula)

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/losses/definition-inl.h"

namespace sanov {
namespace {
SANOV_POINTWISE(kl_div)
SANOV_POINTWISE(kl_div_log_target)
}  // namespace

namespace losses::entry {
namespace {

constexpr std::string_view kLogRule =
    "it must be log-probabilities, which are at most 0; take log_softmax of logits, or the log of probabilities";
constexpr Operand kl_div_operands[] = {
    {"input", -kNoLimit, 0x1p-20, kLogRule},
    {"target", 0, 1 + 0x1p-8, "it must be probabilities; log_target takes their logarithms"}};
constexpr Operand log_operands[] = {{"input", -kNoLimit, 0x1p-20, kLogRule}, {"target", -kNoLimit, 0x1p-8, kLogRule}};
constexpr Option kl_div_options[] = {flag("log_target", false), flag("projected", false)};
constexpr Info kl_div_info{.name = "kl_div", .operands = kl_div_operands, .options = kl_div_options};
constexpr Pointwise plain_how{.kernel = kl_div_kernel, .masses = true};
constexpr Pointwise log_how{.kernel = kl_div_log_target_kernel, .masses = true, .operands = log_operands};

}  // namespace

/// Kullback-Leibler divergence loss: how far the target is from the predicted log-probabilities, term by term.
///   loss = t (ln t − x), with log_target eᵗ (t − x)
/// Its sum over a row is KL(target‖input), in nats. Input must be log-probabilities (at most 0), the target's last
/// dimension must sum to 1 (check=false for masses and densities). Reduction mean divides by the number of elements, as
/// torch does, and so is not the divergence; batchmean is. t = 0 gives 0 whatever x is; t > 0 where x = −∞ gives ∞. The
/// gradient by x is −t. That by t is ln t + 1 − x; at t = 0 it is −∞ (∞ where x is −∞ too), or 0 with projected=true.
/// Never NaN. Computed in double, rounded once. As torch.nn.functional.kl_div, which gives NaN at t = 0.
/// Throws InvalidArgument if shapes or dtypes differ, DomainError for a value outside its range or a row that does not
/// sum to 1.
constinit const Loss<Element> kl_div{
    kl_div_info, [](const Call& call) { return run_pointwise(call, call.numbers[0] != 0 ? log_how : plain_how); }};

}  // namespace losses::entry
}  // namespace sanov
#endif
