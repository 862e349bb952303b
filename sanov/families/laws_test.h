#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "sanov/families/distribution.h"
#include "sanov/numerics/quadrature.h"

/// What every distribution keeps, whether a family's member or a combination. For tests, which include gtest first.
namespace sanov {

/// The atom at x has this probability; 0 where there is none.
inline double mass_at(const Distribution& d, double x) {
  for (const Atom& atom : d.atoms())
    if (atom.x == x) return atom.mass;
  return 0;
}

/// Calls check(which, points, function of one point) for every function of d: of x, and the quantiles of p.
template <class D, class Check>
void with_every_function(const D& d, const std::vector<double>& x, const std::vector<double>& p, Check&& check) {
  using enum DistributionFunction;
  check(pdf, x, [&](double v) { return d.pdf(v); });
  check(log_pdf, x, [&](double v) { return d.log_pdf(v); });
  check(cdf, x, [&](double v) { return d.cdf(v); });
  check(sf, x, [&](double v) { return d.sf(v); });
  check(log_cdf, x, [&](double v) { return d.log_cdf(v); });
  check(log_sf, x, [&](double v) { return d.log_sf(v); });
  check(quantile, p, [&](double v) { return d.quantile(v); });
  check(upper_quantile, p, [&](double v) { return d.upper_quantile(v); });
}

inline void expect_cdf_and_sf_add_up(const Distribution& d) {
  for (const double p : {1e-12, 1e-3, 0.2, 0.5, 0.9, 1 - 1e-9}) {
    const double x = d.quantile(p);
    ASSERT_FALSE(std::isnan(x)) << d.text() << " p " << p;
    EXPECT_NEAR(d.cdf(x) + d.sf(x), 1, 4e-14) << d.text() << " at " << x;
    EXPECT_NEAR(std::exp(d.log_cdf(x)), d.cdf(x), 2e-13 * d.cdf(x)) << d.text() << " at " << x;
    EXPECT_NEAR(std::exp(d.log_sf(x)), d.sf(x), 2e-13 * d.sf(x)) << d.text() << " at " << x;
  }
}

inline void expect_quantiles_invert(const Distribution& d) {
  for (const double p : {1e-12, 1e-5, 0.1, 0.25, 0.5, 0.75, 0.99}) {
    const double x = d.quantile(p), y = d.upper_quantile(p);
    if (d.whole()) {
      EXPECT_GE(d.cdf(x), p * (1 - 1e-14)) << d.text();
      if (x > d.support().low) {
        EXPECT_LT(d.cdf(x - 1), p * (1 + 1e-14)) << d.text();
      }
      EXPECT_LE(d.sf(y), p * (1 + 1e-14)) << d.text();
      if (y > d.support().low) {
        EXPECT_GT(d.sf(y - 1), p * (1 - 1e-14)) << d.text();
      }
      continue;
    }
    // A step of an ulp of x moves the probability by its density; an atom by its mass.
    const double at_x = mass_at(d, x), at_y = mass_at(d, y);
    const double step_x = at_x > 0 ? 0 : 4e-15 * std::fabs(x) * d.pdf(x);
    const double step_y = at_y > 0 ? 0 : 4e-15 * std::fabs(y) * d.pdf(y);
    EXPECT_GE(d.cdf(x), p - 1e-9 * p - step_x) << d.text() << " p " << p;
    EXPECT_LE(d.cdf(x) - at_x, p + 1e-9 * p + step_x) << d.text() << " p " << p;
    EXPECT_LE(d.sf(y), p + 1e-9 * p + step_y) << d.text() << " p " << p;
    EXPECT_GE(d.sf(y) + at_y, p - 1e-9 * p - step_y) << d.text() << " p " << p;
  }
}

inline void expect_density_is_slope_of_cdf(const Distribution& d) {
  if (d.whole()) {
    // The first thousand masses, and of a long tail every so many.
    const double first = d.quantile(0.01), middle = d.quantile(0.5), last = d.quantile(0.99);
    for (double k = first; k <= last; k += k < first + 1000 ? 1 : std::ceil((last - first) / 200)) {
      const double mass = k <= middle ? d.cdf(k) - d.cdf(k - 1) : d.sf(k - 1) - d.sf(k);
      EXPECT_NEAR(d.pdf(k), mass, 1e-12) << d.text() << " at " << k;
    }
    return;
  }
  const std::vector<Atom> atoms = d.atoms();
  for (const Atom& atom : atoms) {
    EXPECT_NEAR(d.pdf(atom.x), atom.mass, 1e-15 + 1e-13 * atom.mass) << d.text() << " at " << atom.x;
    const double below = std::nextafter(atom.x, -HUGE_VAL);
    EXPECT_NEAR(d.cdf(atom.x) - d.cdf(below), atom.mass, 1e-13) << d.text() << " at " << atom.x;
  }
  for (const double p : {0.003, 0.1, 0.45, 0.7, 0.99}) {
    const double a = d.quantile(p), b = d.quantile(p + 0.005);
    if (std::ranges::any_of(atoms, [&](const Atom& atom) { return atom.x >= a && atom.x <= b; })) continue;
    std::vector<double> cuts{a};
    for (const double at : d.breaks())
      if (at > cuts.back() && at < b) cuts.push_back(at);
    cuts.push_back(b);
    double area = 0;
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i)
      area += integrate([&](double x) { return d.pdf(x); }, cuts[i], cuts[i + 1]).value;
    EXPECT_NEAR(area, 0.005, 1e-11) << d.text() << " from " << a << " to " << b;
  }
}

/// Kolmogorov and Smirnov's distance of 2,000 draws: above 2.5/√n once in 130,000 (continuous; rarer for whole numbers).
/// Looked at from ten draws to the next ten: some distribution functions are integrals.
inline void expect_draws_follow_cdf(const Distribution& d) {
  Random random(20261121);
  std::vector<double> draws(2000);
  for (double& x : draws) x = d.sample(random);
  std::sort(draws.begin(), draws.end());
  double distance = 0;
  for (std::size_t i = 0, next = 0; i < draws.size(); ++i) {
    if (i < next || (i + 1 < draws.size() && draws[i + 1] == draws[i])) continue;
    next = i + 10;
    distance = std::max(distance, std::fabs(d.cdf(draws[i]) - static_cast<double>(i + 1) / draws.size()));
  }
  EXPECT_LT(distance, 2.5 / std::sqrt(2000.0)) << d.text();
}

}  // namespace sanov
