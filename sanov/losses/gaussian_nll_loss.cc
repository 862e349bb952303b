#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/gaussian_nll_loss.cc"
#include "hwy/foreach_target.h"
#include "sanov/losses/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

struct GaussianNllFormula {
  static constexpr int kOperands = 3;
  explicit GaussianNllFormula(const double* numbers)
      : constant(numbers[0] != 0 ? 0.91893853320467274178 : 0), least(numbers[1]) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    const V d = difference(in[0], in[1]), v = hn::Max(in[2], set(least)), half = set(0.5);
    const V squares = d * d / v;
    out.value = half * (log(D(), v) + squares) + set(constant);
    out.slope[0] = d / v;
    out.slope[1] = hn::Neg(out.slope[0]);
    out.slope[2] = half * (set(1.0) - squares) / v;
  }
  double constant, least;  // the constant is ½ ln 2π
};
SANOV_FORMULA(gaussian_nll, GaussianNllFormula)

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/losses/definition-inl.h"

namespace sanov {
namespace {
SANOV_POINTWISE(gaussian_nll)
}  // namespace

namespace losses::entry {
namespace {

constexpr Operand gaussian_nll_loss_operands[] = {
    {"input"}, {"target"}, {"var", 0, kLargest, "it must be a variance: at least 0, and not infinite"}};
constexpr Option gaussian_nll_loss_options[] = {flag("full", false), number("eps", 1e-6, kAboveZero, kLargest)};
constexpr Info gaussian_nll_loss_info{
    .name = "gaussian_nll_loss", .operands = gaussian_nll_loss_operands, .options = gaussian_nll_loss_options};
constexpr Pointwise gaussian_how{.kernel = gaussian_nll_kernel};

}  // namespace

/// Gaussian negative log-likelihood: how surprising a value is where a mean and a variance were predicted.
///   loss = ½ (ln v + (x − t)²/v), v = max(var, ε); full=true adds ½ ln 2π
/// In nats; negative where the density is above 1. Gradients by x: (x − t)/v, by t its negative, by var: ½ (1 −
/// (x − t)²/v)/v, which takes no notice of the hold at ε, so that a variance below it can grow again. Computed in double,
/// rounded once. As torch.nn.functional.gaussian_nll_loss.
/// Throws InvalidArgument if shapes or dtypes differ, ε is not above 0 or a mean is asked of nothing, DomainError for NaN
/// and negative variances.
/// Nix and Weigend, Estimating the mean and variance of the target probability distribution, 1994.
constinit const Loss<Element> gaussian_nll_loss{gaussian_nll_loss_info,
                                                [](const Call& call) { return run_pointwise(call, gaussian_how); }};

}  // namespace losses::entry
}  // namespace sanov
#endif
