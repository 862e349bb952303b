#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "sanov/inference/p_value.h"

/// p-values from draws of a statistic under the null hypothesis, for many columns and far tails.
///
/// The statistic is given as a score: −ln of a rough p of it, as from its asymptotic law. A score's tail is then about
/// e^(−score), and what lies beyond all draws is read off an exponential fitted to the largest of them.
namespace sanov {

struct DrawOptions {
  std::uint64_t seed = 0;
  std::size_t draws = 1999;      ///< at most
  std::size_t exceedances = 50;  ///< draws as extreme as what was observed, after which no more are needed
};

/// The p of an observed score. `draw(b)` is the score of draw b. Stops at draw l when `exceedances` draws are as
/// extreme: p = exceedances/l. Else (1 + the extreme ones)/(1 + draws), and where these are fewer than 10, the tail.
/// P(p ≤ α) ≤ α exactly in the first two cases. In order, on one thread: the caller's columns are what runs in parallel.
/// Throws InvalidArgument for fewer than 100 draws or no exceedances.
/// Besag and Clifford, Sequential Monte Carlo p-values, Biometrika 78, 1991.
PValue sequential_p(double observed, const std::function<double(std::uint64_t draw)>& draw,
                    const DrawOptions& options = {});

/// Scores drawn once and shared by many columns.
class DrawnLaw {
 public:
  /// Throws InvalidArgument for fewer than 100 scores.
  explicit DrawnLaw(std::vector<double> scores);

  /// The p of an observed score: (1 + the draws as extreme)/(1 + draws), and where these are fewer than 10, the tail:
  /// that of an exponential from the score on that a twentieth of the draws reach (500 of them at most). The
  /// exponential falls no faster than e^(−score), so that a tail is rather too heavy than too light.
  /// After Knijnenburg, Wessels, Reinders and Shmulevich, Fewer permutations, more accurate P-values, Bioinformatics 25,
  /// 2009, whose generalised Pareto law an exponential is where the score is a logarithm.
  PValue p(double observed) const;

 private:
  std::vector<double> descending_;
  double tail_from_, tail_share_, tail_scale_;
};

}  // namespace sanov
