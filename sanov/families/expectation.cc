#include "sanov/families/expectation.h"

#include <algorithm>
#include <cmath>

#include "sanov/base/running_sum.h"
#include "sanov/numerics/quadrature.h"

namespace sanov {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

/// Whole numbers from each centre outwards, as far as the middle to the next, until terms no longer count.
double sum_of_whole(FunctionRef term, std::vector<double> centres, const Support& s) {
  for (double& c : centres) c = std::clamp(std::round(c), s.low, s.high);
  std::ranges::sort(centres);
  centres.erase(std::ranges::unique(centres).begin(), centres.end());
  RunningSum sum;
  const auto outwards = [&](double from, double to, double step) {
    double largest = 0;
    int quiet = 0;
    for (double k = from; step > 0 ? k <= to : k >= to; k += step) {
      const double t = term(k);
      sum.add(t);
      largest = std::max(largest, std::fabs(t));
      quiet = std::fabs(t) <= 1e-18 * largest ? quiet + 1 : 0;
      if (quiet >= 64 && largest > 0) break;
      if (std::fabs(k - from) > 2e7) break;
    }
  };
  for (std::size_t i = 0; i < centres.size(); ++i) {
    const double c = centres[i];
    const double down = i == 0 ? s.low : std::floor(centres[i - 1] + (c - centres[i - 1]) / 2) + 1;
    const double up = i + 1 == centres.size() ? s.high : std::floor(c + (centres[i + 1] - c) / 2);
    outwards(c, up, 1);
    outwards(c - 1, down, -1);
  }
  return sum.value();
}

/// The integral over one piece; where it is infinite, in units of `scale` from its finite end.
double piece(FunctionRef f, double low, double high, double scale) {
  if (std::isfinite(low) && std::isfinite(high)) return integrate(f, low, high).value;
  const bool up = std::isinf(high);
  const double from = up ? low : high;
  return integrate(
             [&](double t) {
               const double x = up ? from + scale * t : from - scale * t;
               return std::isinf(x) ? 0 : scale * f(x);
             },
             0, kInf)
      .value;
}

}  // namespace

std::vector<double> inner_points(std::vector<double> points, const Support& support) {
  std::erase_if(points, [&](double x) { return !(x > support.low && x < support.high); });
  std::ranges::sort(points);
  points.erase(std::ranges::unique(points).begin(), points.end());
  return points;
}

double expectation(const AnyDistribution& d, FunctionRef weight) {
  const std::vector<Atom> atoms = d.atoms();
  RunningSum total;
  double held = 0;  // by the atoms
  for (const Atom& atom : atoms) total.add(weight(atom.x) * atom.mass), held += atom.mass;
  if (held > 1 - 1e-13) return total.value();
  const Support s = d.support();
  std::vector<double> cuts = d.breaks();
  cuts.push_back(d.quantile(0.5));
  if (d.whole()) {
    return sum_of_whole(
        [&](double k) {
          const double mass = std::exp(d.log_pdf(k));
          return mass == 0 ? 0 : weight(k) * mass;
        },
        std::move(cuts), s);
  }
  // Atoms cut too, so that no rule looks at one from inside.
  for (const Atom& atom : atoms) cuts.push_back(atom.x);
  cuts = inner_points(std::move(cuts), s);
  if (cuts.empty()) cuts = {std::isinf(s.low) ? 0 : s.low};
  const auto term = [&](double x) {
    if (!(x > s.low && x < s.high)) return 0.0;
    const double density = std::exp(d.log_pdf(x));
    return density == 0 ? 0 : weight(x) * density;
  };
  const auto or_one = [](double scale) { return scale > 0 && std::isfinite(scale) ? scale : 1; };
  if (s.low < cuts.front()) total.add(piece(term, s.low, cuts.front(), or_one(cuts.front() - d.quantile(0.05))));
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) total.add(piece(term, cuts[i], cuts[i + 1], 1));
  if (s.high > cuts.back()) total.add(piece(term, cuts.back(), s.high, or_one(d.upper_quantile(0.05) - cuts.back())));
  return total.value();
}

Moments moments_by_expectation(const AnyDistribution& d) {
  const Support s = d.support();
  const auto diverges = [](const End& end, double bound, int k) {
    return end.kind == End::Kind::power && std::isinf(bound) && end.index + k >= -1;
  };
  const auto low = [&](int k) { return diverges(d.lower_end(), s.low, k); };
  const auto high = [&](int k) { return diverges(d.upper_end(), s.high, k); };
  Moments m;
  if (low(1) && high(1)) return m;
  if (low(1) || high(1)) {
    m.mean = high(1) ? kInf : -kInf;
    m.variance = kInf;
    return m;
  }
  const double c = d.quantile(0.5);
  const double mean = c + expectation(d, [&](double x) { return x - c; });
  m.mean = mean;
  if (low(2) || high(2)) return m.variance = kInf, m;
  const auto central = [&](int k) { return expectation(d, [&](double x) { return std::pow(x - mean, k); }); };
  const double variance = central(2);
  m.variance = variance;
  if (low(3) || high(3) || variance == 0) return m;
  m.skewness = central(3) / std::pow(variance, 1.5);
  m.excess_kurtosis = low(4) || high(4) ? kInf : central(4) / (variance * variance) - 3;
  return m;
}

double entropy_by_expectation(const AnyDistribution& d) {
  return expectation(d, [&](double x) { return -d.log_pdf(x); });
}

}  // namespace sanov
