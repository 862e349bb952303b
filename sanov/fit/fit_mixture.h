#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sanov/base/status.h"
#include "sanov/families/distribution.h"
#include "sanov/fit/data.h"
#include "sanov/fit/normal_mixture.h"

namespace sanov {

struct MixtureOptions {
  int fewest = 1, most = 6;  ///< components to try
  int starts = 8;            ///< random ones for each number of components, beside three that are not
  std::uint64_t seed = 1;    ///< of these
  int max_steps = 1500;      ///< passes over the points of one climb
};

/// One of the normal distributions of a fitted mixture.
struct MixtureComponent {
  double weight = 1, mean = 0, sd = 1;
  /// Standard errors; none where the component is at its narrowest, or the data do not tell the components apart.
  std::optional<double> weight_error, mean_error, sd_error;
  bool narrowest = false;  ///< it has shrunk to what the data resolve: equal values, not a normal distribution
};

/// The likeliest mixture of so many normal distributions.
struct MixtureFit {
  std::vector<MixtureComponent> components;  ///< by rising mean
  double log_likelihood = 0;                 ///< nats, of all values
  int free = 0;                              ///< parameters: 3k − 1
  double aic = 0, bic = 0;
  double behind = 0;  ///< its BIC less the smallest
  Status status = Status::converged;
  int steps = 0;             ///< of the climb that won
  std::vector<double> path;  ///< its log-likelihood before each round, never falling
  std::string remark;

  Distribution distribution() const;
};

struct MixtureFits {
  std::vector<MixtureFit> fits;  ///< by rising number of components
  std::size_t best = 0;          ///< the place of the one with the smallest BIC
  double narrowest = 0;          ///< what no sd was let below
  std::string verdict;
};

/// Mixtures of normal distributions of different numbers of components, by expectation and maximisation, and which number
/// BIC = (3k − 1) ln n − 2 ln L chooses.
///
/// A mixture's likelihood has no maximum: a component that shrinks to one value makes it infinite. So no sd may fall below
/// what the data resolve: the median gap between neighbours, over √12, which is the standard deviation of rounding where
/// values are recorded in steps as long as that. A component that ends there is said to be one of equal
/// values (Hathaway, Annals of Statistics 13, 1985, on such bounds).
/// Climbs begin at quantiles, at k-means, at the mixture of one component fewer with one split, and at random values far
/// from each other (k-means++); the highest on a thousand means of neighbours goes on over all. Beyond 32,768 values
/// that is means of neighbours too, 1/16,384 of the values each, the ends as they are; the log-likelihood is that of all
/// values. The same bits for any number of threads.
/// Standard errors are from the scores' products, and take the number of components for known.
/// Throws as FitData does; InvalidArgument unless 1 ≤ fewest ≤ most ≤ 50, and where the data have fewer different values
/// than twice the components.
MixtureFits fit_mixture(const FitData& data, const MixtureOptions& options = {});

}  // namespace sanov
