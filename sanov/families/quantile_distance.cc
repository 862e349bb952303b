#include "sanov/families/quantile_distance.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "sanov/families/whole_distances.h"

namespace sanov {
namespace {

/// So many steps are gone through one by one.
constexpr double kMostSteps = 1 << 16;
/// A whole number with more mass than this is not spread out.
constexpr double kLargeStep = 1e-3;
/// From here on it makes no difference where two whole numbers lie in their steps.
constexpr double kFarApart = 1e4;

bool unlisted(const Distribution& d) { return d.whole() && d.atoms().empty(); }
bool stepped(const Distribution& p, const Distribution& q) { return p.whole() && q.whole(); }

/// What both are measured in: a power of two, so that powers of distances neither overflow nor vanish.
double unit_of(const Distribution& p, const Distribution& q) {
  double largest = 0;
  for (const double u : {1e-3, 0.1, 0.25, 0.5}) {
    largest = std::max(largest, std::fabs(p.quantile(u) / 2 - q.quantile(u) / 2));
    largest = std::max(largest, std::fabs(p.upper_quantile(u) / 2 - q.upper_quantile(u) / 2));
  }
  return largest > 0 && std::isfinite(largest) ? std::ldexp(1, std::clamp(std::ilogb(largest) + 1, -1000, 1000)) : 1;
}

/// A quantile; of whole numbers with small masses as if each were spread evenly about itself.
struct Place {
  double x;
  int spread = 0;
};
Place place(const Distribution& d, double u, bool upper) {
  const double x = upper ? d.upper_quantile(u) : d.quantile(u);
  if (!unlisted(d)) return {x};
  const double mass = d.pdf(x);
  if (!(mass > 0 && mass < kLargeStep)) return {x};
  const double beyond = upper ? u - d.sf(x) : d.cdf(x) - u;
  return {x + 0.5 - std::clamp(beyond / mass, 0.0, 1.0), 1};
}

/// The mean of |X − Y|^order, where the two places are `apart`.
class MeanPower {
 public:
  MeanPower(double order, double unit) : order_(order), unit_(unit) {}

  double operator()(const Place& x, const Place& y) const {
    const double t = std::fabs(x.x / unit_ - y.x / unit_) * unit_;
    const int spread = x.spread + y.spread;
    if (spread == 0 || t > kFarApart) return power(t);
    if (spread == 2) {  // one of the two whole numbers beside t
      const double n = std::floor(t);
      return (n + 1 - t) * power(n) + (t - n) * power(n + 1);
    }
    return primitive(t + 0.5) - primitive(t - 0.5);
  }
  double power(double t) const { return std::pow(t / unit_, order_); }

 private:
  double primitive(double t) const { return t * power(std::fabs(t)) / (order_ + 1); }

  double order_, unit_;
};

/// ∫ over one half from the level `from` on, as a function of the mass beyond.
Estimate half(const Distribution& p, const Distribution& q, const MeanPower& mean, bool upper, double from, double to) {
  const auto apart = [&](double u) { return mean(place(p, u, upper), place(q, u, upper)); };
  std::vector<double> levels{from, to};
  const auto add = [&](double u) {
    if (u > from && u < to) levels.push_back(u);
  };
  for (const double u : {1e-250, 1e-80, 1e-30, 1e-12, 1e-6, 1e-3, 0.02, 0.1, 0.25}) add(u);
  const auto excess = [&](double x) { return cdf_difference(p, q, x); };
  for (const double x : sign_changes(excess, p, q)) add(upper ? p.sf(x) : p.cdf(x));
  for (const Distribution* d : {&p, &q}) {
    for (const Atom& atom : d->atoms()) add(upper ? d->sf(atom.x) : d->cdf(atom.x));
    if (!unlisted(*d)) continue;
    double k = d->quantile(kLargeStep);
    for (int i = 0; i < 2048; ++i, ++k)
      if (d->pdf(k) >= kLargeStep) add(upper ? d->sf(k) : d->cdf(k));
  }
  std::sort(levels.begin(), levels.end());
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  if (levels.size() < 2) return {};
  // Of very many steps each quantile has the rounding of the distribution function, as large as that over one mass.
  const double settled = unlisted(p) || unlisted(q) ? 1e-6 : 1e-8;
  return integrate_between(apart, {.at = levels, .origins = {0}}, settled);
}

/// Both stepped: the quantile functions are constant between the levels of both, which are gone through up to `until`.
double over_steps(const Distribution& p, const Distribution& q, const MeanPower& mean, const std::vector<double>& at,
                  double until) {
  double sum = 0, level = 0;
  std::size_t i = 0, j = 0;
  while (i < at.size() && j < at.size() && level < until) {
    const double a = p.cdf(at[i]), b = q.cdf(at[j]), next = std::min({a, b, until});
    sum += std::max(next - level, 0.0) * mean.power(std::fabs(at[i] - at[j]));
    level = std::max(level, next);
    if (a <= b) ++i;
    if (b <= a) ++j;
  }
  return sum;
}

/// The first steps of both, the mass below which they are all of them, and what is left above.
struct First {
  std::vector<double> at;
  double level = 1, above = 0;
};
First first_steps(const Distribution& p, const Distribution& q) {
  First first;
  for (const Distribution* d : {&p, &q}) {
    for (const Atom& atom : d->atoms()) first.at.push_back(atom.x);
    if (!unlisted(*d)) continue;
    const double low = d->quantile(1e-18);
    for (double k = low; k < low + kMostSteps; ++k) first.at.push_back(k);
    first.level = std::min(first.level, d->cdf(low + kMostSteps - 1));
    first.above = std::max(first.above, d->sf(low + kMostSteps - 1));
  }
  std::sort(first.at.begin(), first.at.end());
  first.at.erase(std::unique(first.at.begin(), first.at.end()), first.at.end());
  return first;
}

Estimate power_of_distance(const Distribution& p, const Distribution& q, const MeanPower& mean) {
  double sum = 0, from = 0, above = 1;
  if (stepped(p, q)) {
    const std::vector<double> all = steps(p, q, kMostSteps);
    if (!all.empty()) {
      sum = over_steps(p, q, mean, all, 1);
      return {sum, 1e-14 * sum};
    }
    const First first = first_steps(p, q);
    sum = over_steps(p, q, mean, first.at, first.level);
    from = first.level, above = first.above;
  }
  Estimate total{sum, 1e-14 * sum};
  const auto add = [&](const Estimate& part) { total.value += part.value, total.error += part.error; };
  if (from < 0.5) add(half(p, q, mean, false, from, 0.5));
  if (above > 0) add(half(p, q, mean, true, 0, std::min(0.5, above)));
  return total;
}

}  // namespace

Estimate quantile_distance(const Distribution& p, const Distribution& q, double order) {
  const double unit = unit_of(p, q);
  const Estimate power = power_of_distance(p, q, {order, unit});
  const double root = std::pow(power.value, 1 / order);
  const double error = root == 0 ? std::pow(power.error, 1 / order) : power.error * root / (power.value * order);
  return {root * unit, error * unit};
}

}  // namespace sanov
