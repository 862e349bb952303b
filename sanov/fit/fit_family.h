#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sanov/base/status.h"
#include "sanov/families/catalogue.h"
#include "sanov/fit/data.h"
#include "sanov/fit/fit_method.h"

namespace sanov {

/// A parameter that a fit is to leave at a value.
struct FixedParameter {
  std::string_view name;
  double value = 0;
};

struct FitOptions {
  std::span<const FixedParameter> fixed = {};
  /// Parameters to free that a fit leaves alone by itself: the location of a family on a half-line (shifted_fit.h).
  std::span<const std::string_view> free = {};
  FitMethod method = FitMethod::likelihood;
  std::span<const double> start = {};  ///< parameters to begin with; none: what the family makes of the data
  int max_iterations = 100;
  /// Of a condensed sample: whether the top is sought among all values in the end, and their log densities summed. Else
  /// the nodes stand for them, which moves the top by about 1e-7 standard errors.
  bool all_values = true;
};

/// A family's member that fits data best.
struct FamilyFit {
  std::string_view family;
  std::vector<double> parameters;
  FitMethod method = FitMethod::likelihood;
  /// What another method than the likelihood made small (distance.h); none of the likelihood.
  std::optional<double> distance;
  /// From the curvature of the likelihood at its top (the observed information); 0 for a parameter that was fixed; NaN
  /// never: none where the top lies on an edge, or the likelihood is not smooth there, as by ends that the data set
  /// (steep_ends.h).
  std::vector<std::optional<double>> standard_errors;
  /// Of the parameters; 0 by those that were fixed, and by such ends. Empty where another has no standard error.
  std::vector<std::vector<double>> covariance;
  double log_likelihood = 0;          ///< nats, of all values
  std::vector<bool> free_parameters;  ///< which were fitted
  int free = 0;                       ///< how many
  double aic = 0, bic = 0;
  Status status = Status::converged;
  int iterations = 0;
  /// Which parameter is a location that was freed (shifted_fit.h). Where the family has none of its own it is one more,
  /// after the family's: the member is shifted by it.
  std::optional<std::size_t> location = {};
  std::string remark;  ///< what is to be known: a likelihood without bound, a parameter at its edge

  Distribution distribution() const;
  std::string_view name(std::size_t parameter) const;  ///< of a parameter: "shape", or "location"
};

/// The member of a family under which the data are likeliest: the one with the smallest KL divergence from the data.
/// Newton's method with exact second derivatives over parameters that keep to their domain, safeguarded; a closed form
/// where the family has one. On large samples over condensed nodes (data.h) first, then over all values.
/// Throws DomainError where the family cannot have the data, naming the value; InvalidArgument for a family without fits
/// to data, or for unknown parameters.
/// With another `method` the member is chosen as fit_by_method (fit_by_method.h) has it; log_likelihood, aic and bic are
/// that member's, and not the largest.
FamilyFit fit_family(std::string_view family, const FitData& data, const FitOptions& options = {});

/// Why a family cannot have the data: "values below 0 are outside its support"; "" if it can.
std::string why_not(const FamilyEntry& family, const FitData& data, const FitOptions& options = {});

}  // namespace sanov
