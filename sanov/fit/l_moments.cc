#include "sanov/fit/l_moments.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/base/running_sum.h"
#include "sanov/fit/side_rule.h"

namespace sanov {
namespace {

/// What λ₂, λ₃ and λ₄ integrate, of F and 1 − F.
std::array<double, 3> integrands(double below, double above) {
  const double spread = below * above, lean = below - above;
  return {spread, spread * lean, spread * (1 - 5 * spread)};
}

LMoments from_probability_weighted(double centre, const std::array<double, 4>& b) {
  const double second = 2 * b[1] - b[0], third = 6 * b[2] - 6 * b[1] + b[0],
               fourth = 20 * b[3] - 30 * b[2] + 12 * b[1] - b[0];
  LMoments out{centre + b[0], second, 0, 0};
  if (second > 0) out.skewness = third / second, out.kurtosis = fourth / second;
  return out;
}

/// Σ_{j = from + 1}^{to} (j − 1)(j − 2)…(j − r), by which the values of these ranks count.
double falling_sum(double from, double to, int r) {
  double upper = to, lower = from;
  for (int k = 1; k <= r; ++k) upper *= to - k, lower *= from - k;
  return (upper - lower) / (r + 1);
}

bool all_whole(std::span<const double> weights) {
  for (const double w : weights)
    if (w != std::floor(w)) return false;
  return true;
}

/// Where the integrals begin, and their unit.
Middle middle_of(const Distribution& d, const Moments& m) {
  if (m.variance && std::isfinite(*m.variance) && m.skewness && std::fabs(*m.skewness) < 4)
    return {*m.mean, std::sqrt(*m.variance)};
  return {d.quantile(0.5), d.upper_quantile(0.25) - d.quantile(0.25)};
}

/// F and 1 − F are sums of the density from the outside inwards, which costs less than to ask for each.
std::array<double, 3> integrals(const Distribution& d, const Middle& middle) {
  const Support s = d.support();
  std::array<double, 3> out{};
  for (const double side : {1.0, -1.0}) {
    const double end = (side > 0 ? s.high - middle.centre : middle.centre - s.low) / middle.spread;
    if (!(end > 0)) continue;
    const SideRule rule(end, 1.0 / 24);
    const auto x = [&](double t) { return middle.centre + side * middle.spread * t; };
    std::size_t last = rule.at.size() - 1;  // nodes that rounding moves onto the end are left out
    while (last > 0 && !(x(rule.at[last]) > s.low && x(rule.at[last]) < s.high)) --last;
    std::vector<double> at(3 * last), density(3 * last);
    for (std::size_t i = 0; i < at.size(); ++i) at[i] = x(rule.inner[i]);
    d.many(DistributionFunction::pdf, at, density);
    double beyond = side > 0 ? d.sf(x(rule.at[last])) : d.cdf(x(rule.at[last]));
    for (std::size_t i = last + 1; i-- > 0;) {
      for (std::size_t g = 3 * i; g < std::min(3 * i + 3, at.size()); ++g)
        beyond += middle.spread * rule.inner_weight[g] * density[g];
      const auto terms = side > 0 ? integrands(1 - beyond, beyond) : integrands(beyond, 1 - beyond);
      for (std::size_t k = 0; k < out.size(); ++k) out[k] += middle.spread * rule.weight[i] * terms[k];
    }
  }
  return out;
}

/// The same over steps of 1; false where they are too many.
bool sums(const Distribution& d, std::array<double, 3>& out) {
  const double low = d.quantile(1e-17), high = d.upper_quantile(1e-17);
  if (!(high - low <= 1e6)) return false;
  std::array<RunningSum, 3> total;
  for (double x = low; x <= high; ++x) {
    const auto terms = integrands(d.cdf(x), d.sf(x));
    for (std::size_t k = 0; k < terms.size(); ++k) total[k].add(terms[k]);
  }
  for (std::size_t k = 0; k < out.size(); ++k) out[k] = total[k].value();
  return true;
}

}  // namespace

LMoments l_moments_of(std::span<const double> x, std::span<const double> weights) {
  if (x.empty()) fail_argument("l_moments", "x", "has no values");
  const bool counts = all_whole(weights);
  RunningSum mass;
  for (std::size_t i = 0; i < x.size(); ++i) mass.add(weights.empty() ? 1 : weights[i]);
  const double n = mass.value(), centre = x[x.size() / 2];
  std::array<RunningSum, 4> sum;
  double below = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double up_to = below + (weights.empty() ? 1 : weights[i]);
    for (int r = 0; r < 4; ++r)
      sum[r].add((x[i] - centre) * (counts ? falling_sum(below, up_to, r)
                                           : (std::pow(up_to / n, r + 1) - std::pow(below / n, r + 1)) / (r + 1)));
    below = up_to;
  }
  std::array<double, 4> b{};
  double tuples = 1;
  for (int r = 0; r < 4; ++r) {
    tuples *= counts ? n - r : 1;
    b[r] = tuples > 0 ? sum[r].value() / tuples : 0;
  }
  LMoments out = from_probability_weighted(centre, b);
  if (counts && n < 3) out.skewness = 0;
  if (counts && n < 4) out.kurtosis = 0;
  return out;
}

std::optional<LMoments> l_moments_of(const Distribution& d) {
  const Moments moments = d.moments();
  if (!moments.mean || std::isinf(*moments.mean)) return {};
  std::array<double, 3> lambda{};
  if (d.whole()) {
    if (!sums(d, lambda)) return {};
  } else {
    lambda = integrals(d, middle_of(d, moments));
  }
  if (!(lambda[0] > 0) || std::isinf(lambda[0])) return {};
  return LMoments{*moments.mean, lambda[0], lambda[1] / lambda[0], lambda[2] / lambda[0]};
}

}  // namespace sanov
