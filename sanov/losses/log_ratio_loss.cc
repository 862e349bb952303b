#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/log_ratio_loss.cc"
#include "hwy/foreach_target.h"
#include "sanov/losses/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

struct LogRatioFormula {
  static constexpr int kOperands = 2;
  explicit LogRatioFormula(const double*) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    const V p = in[0], q = in[1], part = (p - q) / q;
    // Near p = q the difference of two logarithms would lose its digits.
    const V apart = log(D(), p) - log(D(), q);
    out.value = hn::Abs(hn::IfThenElse(hn::Abs(part) < set(0.25), log1p(D(), part), apart));
    const V side = sign(p - q);
    out.slope[0] = product(side, set(1.0) / p);
    out.slope[1] = hn::Neg(product(side, set(1.0) / q));
  }
};
SANOV_FORMULA(log_ratio, LogRatioFormula)

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/losses/definition-inl.h"

namespace sanov {
namespace {
SANOV_POINTWISE(log_ratio)
}  // namespace

namespace losses::entry {
namespace {

constexpr std::string_view kPositiveRule = "it must be above 0, and not infinite";
constexpr Operand log_ratio_loss_operands[] = {{"input", kAboveZero, kLargest, kPositiveRule},
                                               {"target", kAboveZero, kLargest, kPositiveRule}};
constexpr Info log_ratio_loss_info{.name = "log_ratio_loss", .operands = log_ratio_loss_operands};
constexpr Pointwise log_ratio_how{.kernel = log_ratio_kernel};

}  // namespace

/// Log-ratio loss: by which factor a positive prediction is off, up or down alike.
///   loss = |ln(p/q)|
/// p is the prediction, q the truth. In nats (ln 2 is a factor of 2), range [0, ∞). 0 iff p = q. Its sum is convex in
/// ln p; where it is least the order of the predictions is the truth's too, so it trains Kendall's τ without pairs.
/// Gradients ±1/p and ∓1/q, and 0 where p = q. Computed in double with relative accuracy, rounded once.
/// Throws InvalidArgument if shapes or dtypes differ or a mean is asked of nothing, DomainError for NaN and numbers that
/// are not positive or infinite.
constinit const Loss<Element> log_ratio_loss{log_ratio_loss_info,
                                             [](const Call& call) { return run_pointwise(call, log_ratio_how); }};

}  // namespace losses::entry
}  // namespace sanov
#endif
