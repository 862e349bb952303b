#pragma once

#include <vector>

#include "sanov/families/distribution.h"

namespace sanov {

struct Weighted {
  double weight = 1;
  Distribution distribution;
};

/// Mixture: one of several distributions, chosen by chance.
///   f(x) = Σ weight_i f_i(x)
///   sanov::mixture({{0.5, sanov::Normal{-5, 1}}, {0.5, sanov::Normal{10, 1}}})
/// log_pdf, log_cdf and log_sf by log-sum-exp, so that they do not underflow; quantiles by search between those of the
/// components; moments in closed form; entropy by integrals cut at the components' breaks and medians. Continuous
/// components may have atoms, at which the mixture's density is the mass alone. A mixture of mixtures is one mixture.
/// Throws InvalidArgument for no components, and where whole numbers without end are mixed with a continuous distribution;
/// DomainError unless the weights are not negative and add to 1 within 1e-9.
Distribution mixture(std::vector<Weighted> components);

/// Zero-inflated distribution: 0 with probability `zeros`, else a draw from d (which may be 0 as well).
///   P(X = 0) = zeros + (1 − zeros) P_d(X = 0)
/// Where d is continuous, 0 is an atom: pdf(0) is its mass `zeros`, elsewhere it is a density by length, (1 − zeros) f_d(x);
/// likelihoods and divergences are right with that convention (a density by length plus counting at 0). The entropy too is
/// that by this measure.
/// Throws DomainError unless zeros is in [0, 1].
Distribution zero_inflated(const Distribution& d, double zeros);

}  // namespace sanov
