#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sanov/fit/fit_family.h"
#include "sanov/inference/interval.h"

namespace sanov {

/// How far a fitted parameter may be from the truth. Each but the bootstrap works in the coordinate in which the parameter
/// is free: its logarithm where it is positive, its logit where it lies between two ends, itself otherwise; so no interval
/// leaves the domain.
enum class IntervalMethod {
  information,  ///< ± z standard errors from the likelihood's curvature at its top (Wald)
  sandwich,  ///< the same with H⁻¹ J H⁻¹, J = Σ w s sᵀ: right though the family is wrong, as long as rows are independent
  profile,    ///< where twice the likelihood, the others at their best, is χ²₁'s quantile below its top (Wilks)
  bootstrap,  ///< quantiles of fits to rows drawn again with replacement (Efron's percentiles)
};
std::string_view to_text(IntervalMethod method);
/// The names of all of them, the usual one first.
std::span<const std::string_view> interval_methods();
/// Throws InvalidArgument, with the nearest name, for an unknown one.
IntervalMethod interval_method(std::string_view name);

struct IntervalOptions {
  IntervalMethod method = IntervalMethod::information;
  double level = 0.95;
  int draws = 999;  ///< of the bootstrap
  std::uint64_t seed = 1;
};

/// A confidence interval of each parameter: none where it was fixed, counts (as binomial's trials), or where the
/// likelihood has no curvature to tell. The profile's end is the end of the parameter's domain, 0 or ∞, where it stays
/// above the cut so far; its ends are found to 1e-8 of a standard error. Of a bootstrap in which more than one draw in 20
/// has no fit there is none. Rows of more than 20,000, or with weights that are no whole numbers, come a Poisson number of
/// times each instead of being drawn. The same seed gives the same bits on any number of threads.
/// None where the support ends with the parameter, at the outermost value: see why_no_interval().
/// `data` is what was fitted. Throws InvalidArgument unless 0 < level < 1 and draws ≥ 19.
/// Huber, The behavior of maximum likelihood estimates under nonstandard conditions, 1967; Venzon and Moolgavkar, A method
/// for computing profile-likelihood-based confidence intervals, 1988.
std::vector<std::optional<Interval>> confidence_intervals(const FamilyFit& fit, const FitData& data,
                                                          const IntervalOptions& options = {});

/// Why there can be none: where the support ends with that parameter, at the outermost value (uniform's ends, Pareto's
/// scale), the truth is never on the other side of the estimate, and no method above has its level; nor where it ends so steeply
/// (steep_ends.h) that errors are of the order of 1/n. "" else.
std::string why_no_interval(const FamilyFit& fit, const FitData& data, std::size_t parameter);

}  // namespace sanov
