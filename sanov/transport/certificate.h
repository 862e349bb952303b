#pragma once

#include <span>

#include "sanov/transport/generate.h"

namespace sanov {

/// Lower and upper bound on the least cost, both true in spite of rounding.
struct Certificate {
  double cost = 0;  ///< of the plan, in units of mass times cost
  double gap = 0;   ///< cost − Σ a u − Σ b v ≥ 0: no plan is cheaper by more
};

/// Below what the rounded difference of two numbers stands for; 0 and infinity are exact.
double rounded_down(double difference);

/// Lowers u until u + v ≤ cost holds on every arc, whatever v is: each u becomes the lowest cost − v of its row, rounded
/// down. What the plan costs and what the prices bound it by are then summed in twice the working precision, term by
/// term of both together, as whole units of mass times prices. One search of all arcs.
Certificate certify(const Problem& problem, std::span<const Flow> flows, std::span<double> u,
                    std::span<const double> v);

}  // namespace sanov
