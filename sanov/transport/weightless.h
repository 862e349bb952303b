#pragma once

#include <span>
#include <vector>

#include "sanov/transport/pair_costs.h"

namespace sanov {

/// potentials + ε log weights, −∞ where there is no weight.
std::vector<double> with_masses(double epsilon, std::span<const double> weights, std::span<const double> potentials);

/// Gives the rows without weight (in a) the potentials f that those of the columns imply: the share that `reach` keeps of
///   −ε log Σⱼ bⱼ exp((gⱼ − cᵢⱼ)/ε)
void price_weightless(const PairCosts& costs, double epsilon, double reach, std::span<const double> a,
                      std::span<const double> b, std::span<const double> g, std::span<double> f);

}  // namespace sanov
