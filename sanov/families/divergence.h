#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sanov/families/distribution.h"

/// How far apart two distributions are: any two, of any families or combinations of them.
namespace sanov {

/// How a divergence between two distributions was found.
enum class DivergenceMethod { closed_form, quadrature, summation, monte_carlo };
std::string_view to_text(DivergenceMethod method);

/// What can be asked of two distributions.
///   kl            ∫ p ln(p/q)
///   js            ½ KL(p‖m) + ½ KL(q‖m), m = (p + q)/2
///   hellinger     √(½ ∫ (√p − √q)²)
///   total_variation  ½ ∫ |p − q|
///   chi_squared   ∫ (p − q)²/q
///   renyi         ln(∫ pᵃ q¹⁻ᵃ)/(a − 1), of order a
///   wasserstein   (∫₀¹ |P⁻¹(u) − Q⁻¹(u)|ᵃ du)^(1/a), of order a ≥ 1
///   kolmogorov_smirnov  sup |P(X ≤ x) − Q(X ≤ x)|
enum class Between { kl, js, hellinger, total_variation, chi_squared, renyi, wasserstein, kolmogorov_smirnov };
std::string_view to_text(Between which);
/// The one of that name. Throws InvalidArgument, with the nearest name, for an unknown one.
Between find_between(std::string_view name, const char* function);

struct DivergenceValue {
  double value = 0;
  /// closed_form: a bound on the rounding. quadrature and summation: an estimate, from two rules; monte_carlo: the
  /// standard error.
  double error = 0;
  DivergenceMethod method = DivergenceMethod::closed_form;
  std::string reason;  ///< why it is infinite, or where the number is not to be trusted; else empty
};

struct DivergenceOptions {
  double order = 1;         ///< of renyi and wasserstein
  bool closed_form = true;  ///< false: as if none were known, which is how the two are held against each other
  std::uint64_t seed = 1;   ///< of Monte Carlo
};

/// The divergence of p from q, in nats where it is an information. A closed form where one is known; else integrals
/// by double exponential rules between the quantiles of both, checked by Gauss and Kronrod's, or sums over whole
/// numbers; else, where the two rules do not agree, the mean over 2²⁰ draws. Infinite where supports or tails force it,
/// with the reason.
/// Throws InvalidArgument for an order out of range: renyi takes (0, 1) and (1, ∞), wasserstein [1, ∞).
DivergenceValue divergence_between(Between which, const Distribution& p, const Distribution& q,
                                   const DivergenceOptions& options = {});

}  // namespace sanov
