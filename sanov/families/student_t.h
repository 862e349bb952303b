#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "sanov/families/draws.h"
#include "sanov/families/family.h"
#include "sanov/families/jet_special.h"

namespace sanov {

/// Student's t distribution: a normal number over an estimate of its standard deviation; errors with outliers.
///   f(x) = (1 + z²/k)^(−(k+1)/2) / (scale √k B(k/2, ½)), z = (x − location)/scale, k = degrees_of_freedom
/// Support: all numbers. k = 1 is Cauchy's; for large k it goes over into the normal, with all digits at any k.
/// scipy t(df, loc=location, scale=scale); R dt((x−location)/scale, df)/scale; Boost students_t(df), location 0 and scale
/// 1; torch StudentT(df, location, scale).
struct StudentT {
  double location = 0;
  double scale = 1;
  double degrees_of_freedom = 5;

  static constexpr FamilyInfo<3> info{"student_t",
                                      {any_real("location"), positive("scale"), positive("degrees_of_freedom", 5)}};
  SANOV_FAMILY_FUNCTIONS(StudentT)

  Support support() const { return {}; }
  End lower_end() const { return {End::Kind::power, -degrees_of_freedom - 1}; }
  End upper_end() const { return lower_end(); }

  template <class T>
  static auto log_density(const T& location, const T& scale, const T& degrees_of_freedom) {
    const T h = 0.5 * degrees_of_freedom;
    return [location, scale, power = T(h + 0.5), root = T(sqrt(degrees_of_freedom)),
            c = T(log_gamma_excess(h + 0.5) - log_gamma_excess(h) - h * log1p_gap(0.5 / h) - log(scale) -
                  0.5 * std::log(2 * std::numbers::pi))](double x) {
      return T(c - power * log1p_square((x - location) / scale / root));
    };
  }
  double z(double x) const { return (x - location) / scale; }
  double cdf_inside(double x) const { return student_t_cdf(z(x), degrees_of_freedom); }
  double sf_inside(double x) const { return student_t_sf(z(x), degrees_of_freedom); }
  double log_cdf_inside(double x) const { return log_student_t_sf(-z(x), degrees_of_freedom); }
  double log_sf_inside(double x) const { return log_student_t_sf(z(x), degrees_of_freedom); }
  double quantile_inside(double p) const { return location + scale * student_t_quantile(p, degrees_of_freedom); }
  double upper_quantile_inside(double p) const {
    return location + scale * student_t_upper_quantile(p, degrees_of_freedom);
  }
  Moments moments_inside() const {
    constexpr double inf = std::numeric_limits<double>::infinity();
    const double k = degrees_of_freedom;
    Moments m;
    if (k > 1) {
      m.mean = location;
      m.variance = k > 2 ? scale * scale * (k / (k - 2)) : inf;
    }
    if (k > 3) {
      m.skewness = 0;
      m.excess_kurtosis = k > 4 ? 6 / (k - 4) : inf;
    }
    return m;
  }
  double entropy_inside() const {
    const double h = degrees_of_freedom / 2;
    const double rise = std::log1p(0.5 / h) + 0.25 / h / (h + 0.5) + log_gamma_excess_slope(h + 0.5) -
                        log_gamma_excess_slope(h);  // ψ(h + ½) − ψ(h)
    return (h + 0.5) * rise + std::log(scale) - log_student_t(0, degrees_of_freedom);
  }
  double draw(Random& random) const {
    const double h = degrees_of_freedom / 2, top = random.normal();
    return location + scale * top * std::exp(0.5 * (std::log(h) - draw_log_gamma(random, h)));
  }
  static StudentT start(const SampleShape& s) {
    return {s.median, 0.7 * s.sd, s.kurtosis > 3.5 ? std::max(4 + 6 / (s.kurtosis - 3), 3.0) : 20};
  }
};

}  // namespace sanov
