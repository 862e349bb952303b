#pragma once

#include <string_view>

#include "sanov/numerics/special_beta.h"

/// p-values with their logarithm, which stays a number where p itself is too small for a double.
namespace sanov {

/// Which results speak against the null hypothesis.
enum class Alternative { two_sided, less, greater };

/// How a p-value was found.
enum class Method {
  exact,        ///< from the statistic's law under the null hypothesis
  asymptotic,   ///< from the law it tends to as the sample grows
  permutation,  ///< from random rearrangements
};

/// The chance, where the null hypothesis holds, of a result at least as far from it as this one.
struct PValue {
  double p;      ///< in [0, 1]; 0 only where it is below the smallest double
  double log_p;  ///< its natural logarithm, always finite
  Method method;
};

/// ln P(Z > z) for a standard normal Z. Relative error about 1e-14.
/// Throws DomainError for NaN.
double log_normal_sf(double z);

/// ln P(X > x) for χ² with k > 0 degrees of freedom. Relative error about 1e-12.
/// Throws DomainError for NaN, x < 0 or k outside of (0, ∞).
double log_chi_squared_sf(double x, double k);

/// The p of a statistic that is standard normal under the null hypothesis. Throws DomainError unless z is finite.
PValue normal_p(double z, Alternative alternative);

/// The p of a statistic that is Student's t with k degrees of freedom under it. Throws DomainError unless t is finite.
PValue student_t_p(double t, double k, Alternative alternative);

/// The p whose two tails have these logarithms: ln P(T ≤ t) and ln P(T ≥ t). Two-sided, it is twice the smaller one.
PValue p_of_tails(double log_below, double log_above, Alternative alternative, Method method);

constexpr std::string_view to_text(Method method) {
  constexpr std::string_view names[] = {"exact", "asymptotic", "permutation"};
  return names[static_cast<int>(method)];
}
constexpr std::string_view to_text(Alternative alternative) {
  constexpr std::string_view names[] = {"two-sided", "less", "greater"};
  return names[static_cast<int>(alternative)];
}

}  // namespace sanov
