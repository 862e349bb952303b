#include "sanov/families/distances.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "sanov/families/pair_integral.h"
#include "sanov/families/tails.h"

namespace sanov {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

/// P(X ≤ x) − Q(X ≤ x), from the tails that have the digits.
double difference(const Distribution& p, const Distribution& q, double x) {
  const double a = p.cdf(x), b = q.cdf(x);
  return a > 0.5 && b > 0.5 ? q.sf(x) - p.sf(x) : a - b;
}

/// Where a function of p and q changes its sign, among a fine grid of both's quantiles.
std::vector<double> sign_changes(FunctionRef excess, const Distribution& p, const Distribution& q) {
  std::vector<double> grid = cuts(p, q).at;
  constexpr int kSteps = 256;
  for (const Distribution* d : {&p, &q})
    for (int i = 1; i < kSteps; ++i) grid.push_back(d->quantile(static_cast<double>(i) / kSteps));
  std::sort(grid.begin(), grid.end());
  std::vector<double> found;
  double x0 = -kInf, e0 = 0;
  for (const double x : grid) {
    if (std::isinf(x) || x == x0) continue;
    const double e = excess(x);
    if (std::isfinite(x0) && ((e0 < 0 && e > 0) || (e0 > 0 && e < 0))) found.push_back(find_root(excess, x0, x).x);
    x0 = x, e0 = e;
  }
  return found;
}

/// Where the densities cross, and all the places at which integrals are cut.
std::vector<double> crossings(const Distribution& p, const Distribution& q) {
  const auto excess = [&](double x) {
    const double a = p.log_pdf(x), b = q.log_pdf(x);
    return a == b ? 0 : a - b;
  };
  return cuts(p, q, sign_changes(excess, p, q)).at;
}

/// Both have steps only: whole numbers, or atoms.
bool stepped(const Distribution& p, const Distribution& q) { return p.whole() && q.whole(); }

/// Every place at which either steps, as far as 1e-18 of the mass.
std::vector<double> steps(const Distribution& p, const Distribution& q) {
  std::vector<double> places;
  for (const Distribution* d : {&p, &q}) {
    const std::vector<Atom> atoms = d->atoms();
    for (const Atom& atom : atoms) places.push_back(atom.x);
    if (!atoms.empty()) continue;
    const double low = d->quantile(1e-18), high = std::min(d->upper_quantile(1e-18), low + (1 << 22));
    for (double k = low; k <= high; ++k) places.push_back(k);
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return places;
}

/// W of order 1: the area between the distribution functions.
Estimate first_order(const Distribution& p, const Distribution& q) {
  if (stepped(p, q)) {
    const std::vector<double> at = steps(p, q);
    double sum = 0;
    for (std::size_t i = 0; i + 1 < at.size(); ++i) sum += std::fabs(difference(p, q, at[i])) * (at[i + 1] - at[i]);
    return {sum, 1e-15 * sum};
  }
  const auto excess = [&](double x) { return difference(p, q, x); };
  std::vector<double> places = sign_changes(excess, p, q);
  for (const Distribution* d : {&p, &q})
    if (d->whole())
      for (const double k : steps(*d, *d)) places.push_back(k);
  return integrate_between([&](double x) { return std::fabs(difference(p, q, x)); }, cuts(p, q, places));
}

/// ∫ |P⁻¹ − Q⁻¹|^order du over one half, as a function of the mass beyond.
Estimate half(const Distribution& p, const Distribution& q, double order, bool upper) {
  const auto apart = [&](double u) {
    const double x = upper ? p.upper_quantile(u) : p.quantile(u), y = upper ? q.upper_quantile(u) : q.quantile(u);
    return std::pow(std::fabs(x - y), order);
  };
  std::vector<double> levels{0, 1e-250, 1e-80, 1e-30, 1e-12, 1e-6, 1e-3, 0.02, 0.1, 0.25, 0.5};
  const auto excess = [&](double x) { return difference(p, q, x); };
  for (const double x : sign_changes(excess, p, q))
    if (const double u = upper ? p.sf(x) : p.cdf(x); u < 0.5) levels.push_back(u);
  std::sort(levels.begin(), levels.end());
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  return integrate_between(apart, {.at = levels, .origins = {0}});
}

/// Both stepped: the quantile functions are constant between the levels of both.
Estimate stepped_power(const Distribution& p, const Distribution& q, double order) {
  const std::vector<double> at = steps(p, q);
  double sum = 0, level = 0;
  std::size_t i = 0, j = 0;
  while (i < at.size() && j < at.size()) {
    const double a = p.cdf(at[i]), b = q.cdf(at[j]), next = std::min(a, b);
    sum += std::max(next - level, 0.0) * std::pow(std::fabs(at[i] - at[j]), order);
    level = std::max(level, next);
    if (a <= b) ++i;
    if (b <= a) ++j;
  }
  return {sum, 1e-14 * sum};
}

}  // namespace

DivergenceValue wasserstein_between(const Distribution& p, const Distribution& q, double order) {
  if (std::string why = why_wasserstein_is_infinite(p, q, order); !why.empty())
    return {kInf, 0, DivergenceMethod::closed_form, std::move(why)};
  const DivergenceMethod method = stepped(p, q) ? DivergenceMethod::summation : DivergenceMethod::quadrature;
  if (order == 1) {
    const Estimate area = first_order(p, q);
    return {area.value, area.error, method, {}};
  }
  Estimate power;
  if (stepped(p, q)) {
    power = stepped_power(p, q, order);
  } else {
    const Estimate below = half(p, q, order, false), above = half(p, q, order, true);
    power = {below.value + above.value, below.error + above.error};
  }
  const double root = std::pow(power.value, 1 / order);
  return {root, root == 0 ? std::pow(power.error, 1 / order) : power.error * root / (power.value * order), method, {}};
}

DivergenceValue kolmogorov_smirnov_between(const Distribution& p, const Distribution& q) {
  // The difference of distribution functions is extreme where the densities cross, or at a step and just before it.
  double largest = 0;
  std::vector<double> at = p.whole() || q.whole() ? steps(p.whole() ? p : q, q.whole() ? q : p) : crossings(p, q);
  for (const Distribution* d : {&p, &q})
    for (const Atom& atom : d->atoms()) at.push_back(atom.x);
  for (const double x : at) {
    if (std::isinf(x)) continue;
    largest = std::max(largest, std::fabs(difference(p, q, x)));
    largest = std::max(largest, std::fabs(difference(p, q, std::nextafter(x, -kInf))));
  }
  return {largest, 4e-16, p.whole() && q.whole() ? DivergenceMethod::summation : DivergenceMethod::quadrature, {}};
}

DivergenceValue total_variation_between(const Distribution& p, const Distribution& q) {
  if (p.whole() != q.whole() && p.atoms().empty() && q.atoms().empty())
    return {1, 0, DivergenceMethod::closed_form, mass_outside(p, q)};
  double total = 0;
  if (p.whole() || q.whole() || !p.atoms().empty() || !q.atoms().empty()) {
    // Steps one by one; between them, for mixed kinds, the densities.
    for (const double x : steps(p, q)) total += std::fabs(p.pdf(x) - q.pdf(x));
    return {total / 2, 1e-15, DivergenceMethod::summation, {}};
  }
  const std::vector<double> at = crossings(p, q);
  for (std::size_t i = 0; i + 1 < at.size(); ++i) {
    const double a = std::isinf(at[i]) ? 0 : difference(p, q, at[i]);
    const double b = std::isinf(at[i + 1]) ? 0 : difference(p, q, at[i + 1]);
    total += std::fabs(b - a);
  }
  return {total / 2, 1e-15 * static_cast<double>(at.size()), DivergenceMethod::quadrature, {}};
}

}  // namespace sanov
