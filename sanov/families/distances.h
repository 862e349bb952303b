#pragma once

#include "sanov/families/divergence.h"

/// The distances of distribution functions: what `divergence` calls for them.
namespace sanov {

DivergenceValue wasserstein_between(const Distribution& p, const Distribution& q, double order);
DivergenceValue kolmogorov_smirnov_between(const Distribution& p, const Distribution& q);
DivergenceValue total_variation_between(const Distribution& p, const Distribution& q);

}  // namespace sanov
