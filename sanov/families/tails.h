#pragma once

#include <string>

#include "sanov/families/distribution.h"

/// Which integrals of two densities are infinite, decided from supports and ends alone.
namespace sanov {

/// Why KL(p‖q) is infinite; "" if it is finite.
std::string why_kl_is_infinite(const Distribution& p, const Distribution& q);

/// Why ∫ pᵃ q¹⁻ᵃ is infinite for a > 1; "" if it is finite, or if the ends do not say.
std::string why_power_is_infinite(const Distribution& p, const Distribution& q, double a);

/// Why E|X − Y|ᵃ is infinite whatever the coupling; "" where it is finite, or where the ends do not say.
std::string why_wasserstein_is_infinite(const Distribution& p, const Distribution& q, double order);

/// Where p puts mass and q does not: "P puts 0.5 of its mass below 0, where Q has none"; "" if nowhere.
std::string mass_outside(const Distribution& p, const Distribution& q);

}  // namespace sanov
