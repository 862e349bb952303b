#pragma once

#include <algorithm>
#include <cmath>

#include "sanov/families/count_masses.h"
#include "sanov/families/family.h"
#include "sanov/families/whole_sum.h"

namespace sanov {

/// Hypergeometric distribution: how many successes are among draws without replacement.
///   f(k) = C(successes, k) C(population − successes, draws − k) / C(population, draws)
/// Support: from max(0, draws + successes − population) to min(successes, draws). Derivatives by the parameters are those of
/// the gamma function. The tails are summed: O(standard deviation) up to 1000, beyond from fewer masses.
/// scipy hypergeom(M=population, n=successes, N=draws); R dhyper(m=successes, n=population−successes, k=draws); Boost
/// hypergeometric(successes, draws, population); torch none.
struct Hypergeometric {
  double population = 20;
  double successes = 8;
  double draws = 6;

  static constexpr FamilyInfo<3> info{
      "hypergeometric",
      {whole_number("population", 20, 1), whole_number("successes", 8), whole_number("draws", 6)},
      true};
  SANOV_FAMILY_FUNCTIONS(Hypergeometric)

  std::string_view broken_rule() const {
    if (successes > population) return "successes must not exceed population";
    return draws > population ? "draws must not exceed population" : "";
  }
  Support support() const { return {std::max(0.0, draws - (population - successes)), std::min(successes, draws)}; }
  End lower_end() const { return {End::Kind::zero}; }
  End upper_end() const { return {End::Kind::zero}; }

  template <class T>
  static auto log_density(const T& population, const T& successes, const T& draws) {
    return [population, successes, draws](double k) {
      const double n = value_of(population), m = value_of(successes), d = value_of(draws);
      return mass_with_slopes<T>(log_mass(k, n, m, d), [&] {
        const T failures = population - successes;
        return T(log_falling(successes, k) + log_gamma(failures + 1.0) - log_gamma(draws - (k - 1.0)) -
                 log_gamma(failures - draws + (k + 1.0)) - log_gamma(population + 1.0) + log_gamma(draws + 1.0) +
                 log_gamma(population - draws + 1.0));
      });
    };
  }
  /// Three binomial masses of the same probability, draws/population: no large parts cancel.
  static double log_mass(double k, double population, double successes, double draws) {
    const double p = draws / population, q = (population - draws) / population;
    return log_binomial_mass(k, successes, p, q) + log_binomial_mass(draws - k, population - successes, p, q) -
           log_binomial_mass(draws, population, p, q);
  }

  double cdf_inside(double k) const { return k < top() ? lower(k) : 1 - upper(k); }
  double sf_inside(double k) const { return k < top() ? 1 - lower(k) : upper(k); }
  double log_cdf_inside(double k) const { return k < top() ? log_lower(k) : std::log1p(-upper(k)); }
  double log_sf_inside(double k) const { return k < top() ? std::log1p(-lower(k)) : log_upper(k); }

 private:
  /// The likeliest k.
  double top() const { return std::floor((draws + 1) * ((successes + 1) / (population + 2))); }
  double up(double k) const {
    return (successes - k) / (k + 1) * ((draws - k) / (population - successes - draws + k + 1));
  }
  /// Whether the standard deviation is such that not all masses are added up.
  bool wide() const {
    return draws * (successes / population) * ((population - successes) / population) * (1 - draws / population) > 1e6;
  }
  double log_tail(double from, double to) const {
    const auto mass = [&](double k) { return log_mass(k, population, successes, draws); };
    return log_sum_of_whole(mass, std::min(from, to), std::max(from, to), {from});
  }
  double log_lower(double k) const {
    if (wide()) return log_tail(k, support().low);
    const double sum = sum_of_ratios(k, -1, support().low, [&](double j) { return 1 / up(j - 1); });
    return log_mass(k, population, successes, draws) + std::log(sum);
  }
  double log_upper(double k) const {
    if (wide()) return log_tail(k + 1, support().high);
    const double sum = sum_of_ratios(k + 1, 1, support().high, [&](double j) { return up(j); });
    return log_mass(k + 1, population, successes, draws) + std::log(sum);
  }
  double lower(double k) const { return std::exp(log_lower(k)); }
  double upper(double k) const { return std::exp(log_upper(k)); }
};

}  // namespace sanov
