#pragma once

#include "sanov/families/pair_integral.h"

namespace sanov {

/// ( ∫₀¹ |P⁻¹(u) − Q⁻¹(u)|^order du )^(1/order). Over whole numbers and atoms as far as these can be gone through one by one,
/// from below; what is left by quadrature over u, from either end. There masses of whole numbers are so small that each is
/// taken as if it lay evenly between its neighbours, and beside the other distribution's anywhere as often as elsewhere.
Estimate quantile_distance(const Distribution& p, const Distribution& q, double order);

}  // namespace sanov
