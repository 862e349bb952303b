#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/poisson_nll_loss.cc"
#include "hwy/foreach_target.h"
#include "sanov/losses/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// ln t! for t > 1 by Stirling's formula, else 0; and its slope.
struct LogFactorial {
  V value, slope;
};
HWY_INLINE LogFactorial log_factorial(V t) {
  const V log_t = log(D(), t), half = set(0.5);
  const V log_two_pi = set(1.8378770664093454836);
  const M counts = t > set(1.0);
  return {hn::IfThenElseZero(counts, hn::MulSub(t, log_t, t) + half * (log_two_pi + log_t)),
          hn::IfThenElseZero(counts, log_t + half / t)};
}

/// e^x − t x.
struct PoissonLogFormula {
  static constexpr int kOperands = 2;
  explicit PoissonLogFormula(const double* numbers) : full(numbers[1] != 0) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    const V x = in[0], t = in[1], rate = exp(D(), x);
    out.value = hn::IfThenElse(rate > set(kLargest), rate, rate - product(t, x));
    out.slope[0] = rate - t;
    out.slope[1] = hn::Neg(x);
    if (!full) return;
    const LogFactorial more = log_factorial(t);
    out.value = out.value + more.value;
    out.slope[1] = out.slope[1] + more.slope;
  }
  static constexpr double kLargest = losses::kLargest;
  bool full;
};

/// x − t ln(x + ε).
struct PoissonFormula {
  static constexpr int kOperands = 2;
  explicit PoissonFormula(const double* numbers) : full(numbers[1] != 0), epsilon(numbers[2]) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    const V x = in[0], t = in[1], moved = x + set(epsilon), log_x = log(D(), moved);
    out.value = hn::IfThenElse(x > set(losses::kLargest), x, x - product(t, log_x));
    out.slope[0] = set(1.0) - product(t, set(1.0) / moved);
    out.slope[1] = hn::Neg(log_x);
    if (!full) return;
    const LogFactorial more = log_factorial(t);
    out.value = out.value + more.value;
    out.slope[1] = out.slope[1] + more.slope;
  }
  bool full;
  double epsilon;
};
SANOV_FORMULA(poisson_log, PoissonLogFormula)
SANOV_FORMULA(poisson, PoissonFormula)

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/losses/definition-inl.h"

namespace sanov {
namespace {
SANOV_POINTWISE(poisson_log)
SANOV_POINTWISE(poisson)
}  // namespace

namespace losses::entry {
namespace {

// Below this products with a logarithm do not overflow.
constexpr double kMostCounts = 1e300;
constexpr std::string_view kCountRule = "it must be a count: at least 0, and not infinite";
constexpr Operand poisson_nll_loss_operands[] = {{"input"}, {"target", 0, kMostCounts, kCountRule}};
constexpr Operand rate_operands[] = {
    {"input", 0, kNoLimit, "it must be a rate, at least 0; log_input=true takes its logarithm"},
    {"target", 0, kMostCounts, kCountRule}};
constexpr Option poisson_nll_loss_options[] = {flag("log_input", true), flag("full", false),
                                               number("eps", 1e-8, 0, kLargest)};
constexpr Info poisson_nll_loss_info{
    .name = "poisson_nll_loss", .operands = poisson_nll_loss_operands, .options = poisson_nll_loss_options};
constexpr Pointwise poisson_log_how{.kernel = poisson_log_kernel};
constexpr Pointwise poisson_how{.kernel = poisson_kernel, .operands = rate_operands};

}  // namespace

/// Poisson negative log-likelihood: how surprising a count is where a rate was predicted.
///   loss = eˣ − t x, with log_input=false x − t ln(x + ε)
/// In nats, but for ln t!, which does not depend on the prediction; full=true adds it by Stirling's formula where t > 1.
/// Counts need not be whole. t = 0 gives the rate alone; a rate of 0 where t > 0 gives ∞, or −t ln ε. Gradients by x:
/// eˣ − t, or 1 − t/(x + ε); by t: −x, or −ln(x + ε), and ln t + 1/(2t) more with full. Computed in double, rounded
/// once. As torch.nn.functional.poisson_nll_loss, whose gradient by t is NaN at t = 0 with full.
/// Throws InvalidArgument if shapes or dtypes differ or a mean is asked of nothing, DomainError for NaN, negative counts
/// and negative rates.
constinit const Loss<Element> poisson_nll_loss{
    poisson_nll_loss_info,
    [](const Call& call) { return run_pointwise(call, call.numbers[0] != 0 ? poisson_log_how : poisson_how); }};

}  // namespace losses::entry
}  // namespace sanov
#endif
