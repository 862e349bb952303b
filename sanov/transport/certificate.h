#pragma once

#include <span>

#include "sanov/transport/generate.h"

namespace sanov {

/// Lower and upper bound on the least cost, both true in spite of rounding.
struct Certificate {
  double cost = 0;      ///< of the plan, in units of mass times cost
  double gap = 0;       ///< cost − Σ a u − Σ b v ≥ 0: no plan is cheaper by more
  double absolute = 0;  ///< Σ mass · |cost|
};

/// Below what the rounded difference of two numbers stands for; 0 and infinity are exact.
double rounded_down(double difference);

/// Above what a few rounded operations on numbers that are not negative stand for.
double rounded_up(double value);

/// Lowers u until u + v ≤ cost holds on every arc, whatever v is: each u becomes the lowest cost − v of its row, rounded
/// down. Then the gap is what flows times its reduced cost, summed: terms that are not negative, as the plan moves all
/// supply and demand to the unit. One search of all arcs. Costs are those that `problem.costs` computes.
Certificate certify(const Problem& problem, Solution& solution);

}  // namespace sanov
