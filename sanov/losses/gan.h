#pragma once

#include "sanov/base/cells.h"

/// What generative adversarial training aims at, in closed form.
namespace sanov::losses {

/// Optimal discriminator: the probability that an example is real, where it has density p among the real ones and q
/// among those generated, half of each.
///   D* = p/(p + q)
/// In [0, 1]; ½ where neither has any. Throws DomainError for densities that are negative, NaN or infinite.
double optimal_discriminator(double p, double q);

/// Value of the minimax game: what generator and discriminator play for, where the discriminator is the best there is.
///   V = Σ p ln D* + q ln(1 − D*) = 2 JS(p, q) − 2 ln 2
/// In nats, from −2 ln 2, where the generator has reached the real distribution, to 0. Its negative is the least value of
/// gan_discriminator_loss. The gradient of the non-saturating generator's loss with D* held fast is that of KL(q‖p) −
/// 2 JS(p, q); the loss itself is ln 2 + KL(q‖p) − KL(q‖m), m = (p + q)/2.
/// Throws InvalidArgument if sizes differ, DomainError unless both are probabilities.
/// Goodfellow et al., Generative Adversarial Nets, 2014; Arjovsky and Bottou, Towards Principled Methods for Training
/// Generative Adversarial Networks, 2017.
double minimax_value(Cells p, Cells q);

}  // namespace sanov::losses
