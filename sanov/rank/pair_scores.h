#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sanov/rank/order.h"
#include "sanov/rank/pair_counts.h"

/// Each pair's part in the counts, for the variance of what is made of them.
namespace sanov {

struct PairScores {
  std::vector<double> excess;  ///< concordant less discordant of the pairs of pairs that this one is in
  // How many it is tied with, itself among them; empty where there are no ties at all.
  std::vector<double> x_run, y_run, both;
};

/// In x's order. `ranks` are y's dense ranks in x's order, ascending where x is tied.
PairScores pair_scores(const Order& x, const Order& y, std::span<const std::uint32_t> ranks);

/// A coefficient's slopes by the excess and by the pairs not tied in x, in y, and in neither, all as shares of the
/// pairs of pairs.
struct CountSlopes {
  double excess, untied_x = 0, untied_y = 0, untied = 0;
};

/// The variance of a coefficient of that many pairs, from the spread of what each pair adds to it, and what is left
/// where that is nothing (`kernel`, the variance of one pair of pairs).
/// Hoeffding, A Class of Statistics with Asymptotically Normal Distribution, 1948; Sen, 1960.
double variance_of(const PairScores& scores, const CountSlopes& slopes, double kernel);

}  // namespace sanov
