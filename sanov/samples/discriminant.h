#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sanov/samples/features.h"

namespace sanov {

/// Fisher's discriminant with a ridge, cross-fitted: each fold is scored by the coefficients that the others give. What
/// does not depend on the labels is computed once, so that other labels cost a product and a solution.
class CrossFittedDiscriminant {
 public:
  /// Folds of points, each with both labels.
  CrossFittedDiscriminant(const Features& features, std::vector<std::vector<std::uint32_t>> folds);

  std::size_t folds() const noexcept { return folds_.size(); }
  const std::vector<std::uint32_t>& fold(std::size_t f) const { return folds_[f]; }

  /// By fold, the coefficients of the features from the labels in the others; labels by point.
  std::vector<std::vector<double>> coefficients(std::span<const unsigned char> labels) const;
  /// The scores of a fold's points.
  std::vector<double> scores(std::size_t f, std::span<const double> coefficients) const;

 private:
  std::vector<double> solved(std::size_t f, std::vector<double> right) const;

  std::size_t features_;
  std::vector<std::vector<std::uint32_t>> folds_;
  std::vector<std::vector<double>> values_;   ///< of each fold, a feature a row
  std::vector<std::vector<double>> sums_;     ///< of each fold, by feature
  std::vector<std::vector<double>> factors_;  ///< of the other folds' second moments, Cholesky's
};

}  // namespace sanov
