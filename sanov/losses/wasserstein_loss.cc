#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/wasserstein_loss.cc"
#include "hwy/foreach_target.h"
#include "sanov/losses/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// f − r.
struct CriticFormula {
  static constexpr int kOperands = 2;
  explicit CriticFormula(const double*) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    out.value = in[1] - in[0];
    out.slope[0] = set(-1.0);
    out.slope[1] = set(1.0);
  }
};

struct ScoreFormula {
  static constexpr int kOperands = 1;
  explicit ScoreFormula(const double*) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    out.value = in[0];
    out.slope[0] = set(1.0);
  }
};

struct NegativeScoreFormula {
  static constexpr int kOperands = 1;
  explicit NegativeScoreFormula(const double*) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    out.value = hn::Neg(in[0]);
    out.slope[0] = set(-1.0);
  }
};
SANOV_FORMULA(critic, CriticFormula)
SANOV_FORMULA(score, ScoreFormula)
SANOV_FORMULA(negative_score, NegativeScoreFormula)

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/losses/definition-inl.h"

namespace sanov {
namespace {
SANOV_POINTWISE(critic)
SANOV_POINTWISE(score)
SANOV_POINTWISE(negative_score)
}  // namespace

namespace losses::entry {
namespace {

constexpr std::string_view kScoreRule = "a critic's scores are finite";
constexpr Operand wasserstein_critic_loss_operands[] = {{"real", -kLargest, kLargest, kScoreRule},
                                                        {"fake", -kLargest, kLargest, kScoreRule}};
constexpr Info wasserstein_critic_loss_info{.name = "wasserstein_critic_loss",
                                            .operands = wasserstein_critic_loss_operands};
constexpr Operand wasserstein_generator_loss_operands[] = {{"fake", -kLargest, kLargest, kScoreRule}};
constexpr Info wasserstein_generator_loss_info{.name = "wasserstein_generator_loss",
                                               .operands = wasserstein_generator_loss_operands};
constexpr Pointwise critic_how{.kernel = critic_kernel}, score_how{.kernel = score_kernel},
    negative_how{.kernel = negative_score_kernel};

}  // namespace

/// Wasserstein critic loss: how far apart a critic's scores of generated and of real examples are, the wrong way round.
///   loss = E fake − E real
/// In the score's unit. Where the critic is 1-Lipschitz its negative is at most the Wasserstein-1 distance of the two
/// distributions, and at the best critic equals it; gradient_penalty is what keeps it so. Means are taken over each of the
/// two on its own, so that they need not be of one shape (but for reduction none). Gradients −1 and 1, over how many there
/// are. Computed in double, rounded once.
/// Throws InvalidArgument if a mean is asked of nothing, DomainError for NaN and infinite scores.
/// Arjovsky, Chintala and Bottou, Wasserstein GAN, 2017.
constinit const Loss<Element> wasserstein_critic_loss{wasserstein_critic_loss_info, [](const Call& call) {
                                                        return run_apart(call, critic_how, negative_how, score_how);
                                                      }};

/// Wasserstein generator loss: how low a critic scores generated examples.
///   loss = −fake
/// In the score's unit. Gradient −1. Computed in double, rounded once.
/// Throws InvalidArgument if a mean is asked of nothing, DomainError for NaN and infinite scores.
/// Arjovsky, Chintala and Bottou, Wasserstein GAN, 2017.
constinit const Loss<Element> wasserstein_generator_loss{
    wasserstein_generator_loss_info, [](const Call& call) { return run_pointwise(call, negative_how); }};

}  // namespace losses::entry
}  // namespace sanov
#endif
