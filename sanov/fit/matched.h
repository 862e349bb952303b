#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "sanov/families/distribution.h"
#include "sanov/fit/data.h"
#include "sanov/fit/fit_method.h"

namespace sanov {

/// Four numbers of data that members of a family can be made to share: location, scale, skewness and kurtosis, as
/// moments or as L-moments.
class Matched {
 public:
  using Numbers = std::array<double, 4>;

  /// `method` is moments or l_moments.
  Matched(FitMethod method, const FitData& data);

  /// How far a distribution is from the data in each: differences of means in units of the data's scale, the logarithm of
  /// the ratio of scales, differences of skewness and kurtosis. NaN where the distribution has no such finite number.
  Numbers gaps(const Distribution& d) const;

  /// "mean", "L-skewness"
  std::string name(std::size_t k) const;

  /// What one value adds to each of the four, for each different value (the influence function), whose mean square over n
  /// is the variance of that gap.
  std::vector<Numbers> influences(std::span<const double> x, std::span<const double> weights) const;

 private:
  std::vector<Numbers> influences_on_moments(std::span<const double> x) const;
  std::vector<Numbers> influences_on_l_moments(std::span<const double> x, std::span<const double> weights) const;

  bool l_moments_;
  Numbers sample_{};  ///< with a standard deviation or λ₂ as its scale
};

}  // namespace sanov
