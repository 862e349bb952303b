#include "sanov/families/whole_distances.h"

#include <algorithm>
#include <cmath>

#include "sanov/base/running_sum.h"

namespace sanov {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

void keep_different(std::vector<double>& at) {
  std::sort(at.begin(), at.end());
  at.erase(std::unique(at.begin(), at.end()), at.end());
}

/// After which k the larger of the two masses is the other's.
std::vector<double> mass_turns(const Distribution& p, const Distribution& q, const std::vector<double>& grid) {
  return whole_turns(
      [&](double k) {
        const double a = p.log_pdf(k), b = q.log_pdf(k);
        return a == b ? 0 : a - b;
      },
      grid);
}

}  // namespace

std::vector<double> steps(const Distribution& p, const Distribution& q, double most) {
  std::vector<double> places;
  for (const Distribution* d : {&p, &q}) {
    const std::vector<Atom> atoms = d->atoms();
    for (const Atom& atom : atoms) places.push_back(atom.x);
    if (!atoms.empty() || !d->whole()) continue;
    const double low = d->quantile(1e-18), high = d->upper_quantile(1e-18);
    if (high - low > most) return {};
    for (double k = low; k <= high; ++k) places.push_back(k);
  }
  keep_different(places);
  return places;
}

std::vector<double> whole_turns(FunctionRef excess, const std::vector<double>& grid) {
  std::vector<double> found;
  double from = -kInf, before = 0;
  for (const double k : grid) {
    const double now = excess(k);
    if (now == 0) continue;
    if ((before < 0) != (now < 0) && before != 0) {
      double low = from, high = k;
      for (double middle = std::floor(low + (high - low) / 2); middle > low && middle < high;
           middle = std::floor(low + (high - low) / 2)) {
        const double there = excess(middle);
        (there != 0 && (there < 0) == (now < 0) ? high : low) = middle;
      }
      found.push_back(low);
    }
    from = k, before = now;
  }
  return found;
}

std::vector<double> whole_grid(const Distribution& p, const Distribution& q) {
  constexpr int kBetween = 16;
  const std::vector<double> at = whole_cuts(p, q);
  std::vector<double> grid{at.front()};
  for (std::size_t i = 0; i + 1 < at.size(); ++i)
    for (int j = 1; j <= kBetween; ++j) grid.push_back(std::floor(std::lerp(at[i], at[i + 1], j * (1.0 / kBetween))));
  keep_different(grid);
  return grid;
}

Estimate total_variation_of_many(const Distribution& p, const Distribution& q) {
  // Between two places at which the masses cross, the difference of distribution functions goes one way.
  double total = 0, before = 0;
  const std::vector<double> turns = mass_turns(p, q, whole_grid(p, q));
  for (const double k : turns) {
    const double now = cdf_difference(p, q, k);
    total += std::fabs(now - before);
    before = now;
  }
  return {(total + std::fabs(before)) / 2, 1e-15 * static_cast<double>(turns.size() + 1)};
}

Estimate kolmogorov_smirnov_of_many(const Distribution& p, const Distribution& q) {
  double largest = 0;
  for (const double k : mass_turns(p, q, whole_grid(p, q)))
    largest = std::max(largest, std::fabs(cdf_difference(p, q, k)));
  return {largest, 1e-15};
}

Estimate wasserstein_of_many(const Distribution& p, const Distribution& q) {
  // Σ |D| for D(k) = P(X ≤ k) − Q(X ≤ k), by parts: masses cost less than distribution functions. D goes one way between two
  // places at which the masses cross, so that it changes its sign between such places only.
  const auto apart = [&](double k) { return cdf_difference(p, q, k); };
  std::vector<double> also = mass_turns(p, q, whole_grid(p, q));
  const std::vector<double> turns = whole_turns(apart, also);
  for (const double k : turns) also.push_back(k), also.push_back(k + 1);
  const double centre = p.quantile(0.5);
  const auto sign_at = [&](double k) {
    return (std::ranges::lower_bound(turns, k) - turns.begin()) % 2 == 0 ? 1.0 : -1.0;
  };
  Estimate sum = sum_over([&](double k) { return sign_at(k) * (k - centre) * (q.pdf(k) - p.pdf(k)); }, p, q, also);
  for (const double k : turns) sum.value += 2 * sign_at(k) * apart(k) * (k + 1 - centre);
  sum.value = std::fabs(sum.value);
  for (const Distribution* d : {&p, &q}) sum.error += 1e-15 * (d->upper_quantile(0.01) - d->quantile(0.01));
  return sum;
}

}  // namespace sanov
