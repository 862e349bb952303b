#pragma once

#include <vector>

#include "sanov/families/distribution.h"
#include "sanov/fit/data.h"
#include "sanov/fit/fit_method.h"

namespace sanov {

/// The empirical distribution function: its steps, and how far a distribution is from it.
class EmpiricalSteps {
 public:
  explicit EmpiricalSteps(const FitData& data);

  const std::vector<double>& x() const noexcept { return x_; }            ///< different values, rising
  const std::vector<double>& weight() const noexcept { return weight_; }  ///< how many values each is
  const std::vector<double>& share() const noexcept { return share_; }    ///< at or below each
  double mass() const noexcept { return mass_; }

  /// What a method makes small:
  ///   spacing           −Σ ln(F(xᵢ) − F(xᵢ₋₁)) over the n + 1 gaps that n values leave (Moran's statistic). Of equal
  ///                     values half stand in the gap on either side: the likelihood of the gaps' counts
  ///   wasserstein       W1 = ∫ |F − Fₙ| dx
  ///   cramer_von_mises  n ∫ (F − Fₙ)² dF
  ///   anderson_darling  n ∫ (F − Fₙ)²/(F(1 − F)) dF
  /// Of whole numbers F is the middle of its step. ∞ where a gap has no probability, or W1 no end.
  double distance(FitMethod method, const Distribution& d) const;

  /// F at the steps.
  std::vector<double> probabilities(const Distribution& d) const;

 private:
  double spacing(const Distribution& d) const;
  double wasserstein(const Distribution& d) const;
  double cramer_von_mises(const Distribution& d) const;
  double anderson_darling(const Distribution& d) const;
  std::vector<double> many(DistributionFunction what, const Distribution& d, const std::vector<double>& at) const;

  std::vector<double> x_, weight_, share_;
  std::vector<double> fine_, middles_,
      level_;  ///< for W1: ends and middles of pieces in which F bends little, and Fₙ there
  double mass_ = 0;
};

}  // namespace sanov
