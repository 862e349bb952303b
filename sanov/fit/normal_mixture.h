#pragma once

#include <span>
#include <vector>

#include "sanov/base/status.h"

/// Mixtures of normal distributions on given points: what fit_mixture climbs by.
namespace sanov {

/// One normal distribution of a mixture.
struct NormalPart {
  double weight = 1, mean = 0, sd = 1;
};

/// Points with weights (none: 1 each).
struct MixturePoints {
  std::span<const double> x, weight;
};

/// One step of expectation and maximisation: where it begins is as likely as log_likelihood says, where it ends no less.
struct MixtureStep {
  double log_likelihood = 0;  ///< at the parts given
  std::vector<NormalPart> next;
};

/// Shares each point among the parts by their densities there, and fits each part to its share; no sd falls below
/// `narrowest`. The same bits for any number of threads.
/// Dempster, Laird and Rubin, Journal of the Royal Statistical Society B 39, 1977.
MixtureStep expectation_maximisation(const MixturePoints& points, const std::vector<NormalPart>& parts,
                                     double narrowest);

struct MixtureClimb {
  std::vector<NormalPart> parts;
  double log_likelihood = 0;
  std::vector<double> path;  ///< the log-likelihood before each round and at the end, never falling
  int steps = 0;             ///< passes over the points
  Status status = Status::converged;
};

/// Steps as above until a round gains less than `gain` nats. Two steps and a leap along them make a round (SQUAREM): a
/// leap that would lose is not taken, so the log-likelihood never falls.
/// Varadhan and Roland, Scandinavian Journal of Statistics 35, 2008.
MixtureClimb climb_mixture(const MixturePoints& points, std::vector<NormalPart> start, double narrowest, double gain,
                           int max_steps);

/// Σ w s sᵀ of the scores s of the points: by weights (all but the last), means and sds, in this order.
/// It estimates the information in the data.
std::vector<double> mixture_information(const MixturePoints& points, const std::vector<NormalPart>& parts);

}  // namespace sanov
