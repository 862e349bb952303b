#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/gradient_penalty.cc"
#include "hwy/foreach_target.h"
#include "sanov/losses/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

struct GradientPenaltyFormula {
  static constexpr int kOperands = 1;
  explicit GradientPenaltyFormula(const double* numbers) : coefficient(numbers[0]) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    const V d = in[0] - set(1.0), slope = set(coefficient) * d;
    out.value = slope * d;
    out.slope[0] = slope + slope;
  }
  double coefficient;
};
SANOV_FORMULA(gradient_penalty, GradientPenaltyFormula)

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/losses/definition-inl.h"

namespace sanov {
namespace {
SANOV_POINTWISE(gradient_penalty)
}  // namespace

namespace losses::entry {
namespace {

constexpr Operand gradient_penalty_operands[] = {{"norms", 0, kNoLimit, "a norm is at least 0"}};
constexpr Option gradient_penalty_options[] = {number("coefficient", 10, kAboveZero, kLargest)};
constexpr Info gradient_penalty_info{
    .name = "gradient_penalty", .operands = gradient_penalty_operands, .options = gradient_penalty_options};
constexpr Pointwise gradient_penalty_how{.kernel = gradient_penalty_kernel};

}  // namespace

/// Gradient penalty: how far a critic's slope is from 1, which a Wasserstein critic's must be between the two samples.
///   loss = c (‖∇D‖ − 1)²
/// c is the coefficient, 10 in the paper. Takes the norms of the critic's gradient by its input, one an example, at points
/// drawn between real and generated examples. Range [0, ∞]. Gradient 2c (‖∇D‖ − 1). Computed in double, rounded once.
/// Throws InvalidArgument if the coefficient is not above 0 or a mean is asked of nothing, DomainError for NaN and
/// negative norms.
/// Gulrajani et al., Improved Training of Wasserstein GANs, 2017.
constinit const Loss<Element> gradient_penalty{
    gradient_penalty_info, [](const Call& call) { return run_pointwise(call, gradient_penalty_how); }};

}  // namespace losses::entry
}  // namespace sanov
#endif
