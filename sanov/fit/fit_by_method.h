#pragma once

#include <span>
#include <string>
#include <vector>

#include "sanov/base/status.h"
#include "sanov/families/catalogue.h"
#include "sanov/fit/data.h"
#include "sanov/fit/fit_method.h"

namespace sanov {

struct MethodFit {
  std::vector<double> parameters;
  /// Of the free parameters, in all rows and columns; empty where the method has none.
  std::vector<std::vector<double>> covariance;
  double distance = 0;  ///< what the method made small
  Status status = Status::converged;
  int iterations = 0;
  std::string remark;
};

/// A member of a family by a method other than likelihood, from `start`, with the parameters that are `free`.
///
/// moments, l_moments: of mean, scale, skewness and kurtosis as many as there are free parameters are made equal, the first
/// on which these parameters have an effect. Errors by the delta method from the data's own higher moments: they hold
/// for wrong families too. The others make a distance small (EmpiricalSteps::distance). Errors of spacing by its
/// curvature, as for the likelihood, of which it has the large-sample efficiency (Cheng and Amin, 1983); of
/// cramer_von_mises and anderson_darling by their influence functions; wasserstein has none: it is not normal around the
/// truth (Bassetti, Bodini and Regazzini, 2006). Newton's method on differences of fourth order.
/// Large samples count as their condensed nodes in all but moments and L-moments.
/// Throws DomainError where the family has no such moments, or none like these; InvalidArgument for fewer different values
/// than parameters, and for whole numbers by a method for densities.
MethodFit fit_by_method(FitMethod method, const FamilyEntry& entry, const FitData& data, std::span<const double> start,
                        const std::vector<bool>& free, int max_iterations);

}  // namespace sanov
