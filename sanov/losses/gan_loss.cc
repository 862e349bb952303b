#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/gan_loss.cc"
#include "hwy/foreach_target.h"
#include "sanov/losses/logistic-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// softplus(−r) + softplus(f).
struct DiscriminatorFormula {
  static constexpr int kOperands = 2;
  explicit DiscriminatorFormula(const double*) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    const Logistic real = logistic(in[0]), fake = logistic(in[1]);
    out.value = real.soft_down + fake.soft_up;
    out.slope[0] = hn::Neg(real.down);
    out.slope[1] = fake.up;
  }
};

/// softplus(−x): that the discriminator calls real what it sees.
struct SeenAsRealFormula {
  static constexpr int kOperands = 1;
  explicit SeenAsRealFormula(const double*) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    const Logistic at = logistic(in[0]);
    out.value = at.soft_down;
    out.slope[0] = hn::Neg(at.down);
  }
};

/// softplus(x): that the discriminator calls it fake.
struct SeenAsFakeFormula {
  static constexpr int kOperands = 1;
  explicit SeenAsFakeFormula(const double*) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    const Logistic at = logistic(in[0]);
    out.value = at.soft_up;
    out.slope[0] = at.up;
  }
};

/// −softplus(x): the opposite of that.
struct NotSeenAsFakeFormula {
  static constexpr int kOperands = 1;
  explicit NotSeenAsFakeFormula(const double*) {}
  HWY_INLINE void operator()(const V* in, Point& out) const {
    const Logistic at = logistic(in[0]);
    out.value = hn::Neg(at.soft_up);
    out.slope[0] = hn::Neg(at.up);
  }
};
SANOV_FORMULA(discriminator, DiscriminatorFormula)
SANOV_FORMULA(seen_as_real, SeenAsRealFormula)
SANOV_FORMULA(seen_as_fake, SeenAsFakeFormula)
SANOV_FORMULA(not_seen_as_fake, NotSeenAsFakeFormula)

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/losses/definition-inl.h"

namespace sanov {
namespace {
SANOV_POINTWISE(discriminator)
SANOV_POINTWISE(seen_as_real)
SANOV_POINTWISE(seen_as_fake)
SANOV_POINTWISE(not_seen_as_fake)
}  // namespace

namespace losses::entry {
namespace {

constexpr Operand gan_discriminator_loss_operands[] = {{"real"}, {"fake"}};
constexpr Info gan_discriminator_loss_info{.name = "gan_discriminator_loss",
                                           .operands = gan_discriminator_loss_operands};
constexpr Pointwise discriminator_how{.kernel = discriminator_kernel}, real_how{.kernel = seen_as_real_kernel},
    fake_how{.kernel = seen_as_fake_kernel}, not_fake_how{.kernel = not_seen_as_fake_kernel};

constexpr Operand gan_generator_loss_operands[] = {{"fake"}};
constexpr Option gan_generator_loss_options[] = {flag("minimax", false)};
constexpr Info gan_generator_loss_info{
    .name = "gan_generator_loss", .operands = gan_generator_loss_operands, .options = gan_generator_loss_options};

}  // namespace

/// GAN discriminator loss: how badly real examples and generated ones are told apart, from the discriminator's logits.
///   loss = softplus(−real) + softplus(fake) = −ln D(x) − ln(1 − D(G(z))), D = σ(logit)
/// In nats, range [0, ∞]. Means are taken over each of the two on its own, so that they need not be of one shape (but for
/// reduction none). Its least value, at the optimal discriminator, is 2 ln 2 − 2 JS(real, generated); see
/// sanov/losses/gan.h. Gradients −σ(−real) and σ(fake), over how many there are. Computed in double with relative
/// accuracy, rounded once.
/// Throws InvalidArgument if a mean is asked of nothing, DomainError for NaN.
/// Goodfellow et al., Generative Adversarial Nets, 2014.
constinit const Loss<Element> gan_discriminator_loss{gan_discriminator_loss_info, [](const Call& call) {
                                                       return run_apart(call, discriminator_how, real_how, fake_how);
                                                     }};

/// GAN generator loss: how well the discriminator sees through generated examples, from its logits.
///   loss = softplus(−fake) = −ln D(G(z)), with minimax=true −softplus(fake) = ln(1 − D(G(z)))
/// In nats; range [0, ∞], minimax [−∞, 0]. The first, called non-saturating, has the same fixed point, but a slope where
/// the discriminator is sure: −σ(−fake), while that of minimax, −σ(fake), vanishes there. Computed in double with relative
/// accuracy, rounded once.
/// Throws InvalidArgument if a mean is asked of nothing, DomainError for NaN.
/// Goodfellow et al., Generative Adversarial Nets, 2014.
constinit const Loss<Element> gan_generator_loss{
    gan_generator_loss_info,
    [](const Call& call) { return run_pointwise(call, call.numbers[0] != 0 ? not_fake_how : real_how); }};

}  // namespace losses::entry
}  // namespace sanov
#endif
