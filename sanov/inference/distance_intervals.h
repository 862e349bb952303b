#pragma once

#include <cstdint>
#include <span>

#include "sanov/inference/counted_points.h"
#include "sanov/inference/design_effects.h"
#include "sanov/inference/interval.h"

/// Intervals for distances that have a corner at 0: total variation, Kolmogorov and Smirnov's, Wasserstein's.
///
/// Such a distance D of two samples is too large by something between 0 and what chance alone shows, which depends on
/// where the distributions really differ, and a bootstrap fails at D = 0. So no bias is taken off `value`, and the two
/// ends come from inverting tests that hold whatever the distributions:
///   - D is at least any linear functional that it is the largest of, so that a sample value below the true D is rare:
///     upper = value + z σ, σ the error of the worst such functional;
///   - it is at most the true D plus the distance of the noises, whose quantile is at most its median + z σ (Borell):
///     lower = value − (mean distance of the noises, left out where the samples are clearly apart) − z σ.
/// The intervals hold at least `level`, about 0.97 to 1 of the time at level 0.95.
///
/// `floor` is what two samples of these sizes from one distribution, the pooled one, exceed one time in twenty (3 to 7
/// times in a hundred, as simulated; of Kolmogorov and Smirnov's distance of 3 to 30 values, 2 to 5 times).
///
/// Where counts are not independent rows, `effects` say how many of them are worth one.
namespace sanov {

struct DistanceEstimate {
  double value = 0;  ///< of the samples as they are; its bias is not taken off
  Interval interval{};
  double floor = 0;
};

/// Total variation ½ Σ |p − q| of two samples' counts in cells. O(cells).
/// All estimates throw InvalidArgument if lengths differ, a sample has no rows, or level is not in (0, 1); DomainError for a
/// design effect below 1.
DistanceEstimate estimate_total_variation(std::span<const std::uint64_t> reference,
                                          std::span<const std::uint64_t> current, double level = 0.95,
                                          const DesignEffects& effects = {});

/// Kolmogorov and Smirnov's distance sup |F − G| of two samples' counts in ordered cells. O(cells).
DistanceEstimate estimate_kolmogorov_smirnov(std::span<const std::uint64_t> reference,
                                             std::span<const std::uint64_t> current, double level = 0.95,
                                             const DesignEffects& effects = {});

/// Wasserstein's distance ∫ |F − G| of two samples of values, in their unit. Infinite values make it ∞, and the interval
/// says nothing. Its ends are asymptotic in the variance: they need one. O(points).
DistanceEstimate estimate_wasserstein(const CountedPoints& reference, const CountedPoints& current, double level = 0.95,
                                      const DesignEffects& effects = {});

/// P(K > x) for the limit law of √(nm/(n + m)) sup |F − G| under the null hypothesis, in logarithms; conservative with
/// ties. 0 for x ≤ 0.
/// Kolmogorov, Sulla determinazione empirica di una legge di distribuzione, 1933.
double log_kolmogorov_sf(double x);

}  // namespace sanov
