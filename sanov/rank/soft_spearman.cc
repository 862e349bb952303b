#include "sanov/rank/soft_spearman.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/rank/order.h"
#include "sanov/rank/soft_scores.h"

namespace sanov {
namespace {

/// Scores in order, and how much of one reaches the next: e^(−gap/t).
struct Sorted {
  Order order;
  std::vector<double> reach;  // from k − 1 to k
};

Sorted sorted(std::span<const double> s, const Extent& of, double temperature) {
  Sorted out{Order(s, of), std::vector<double>(s.size())};
  for (std::size_t k = 1; k < s.size(); ++k)
    out.reach[k] = std::exp(-(s[out.order[k]] - s[out.order[k - 1]]) / temperature);
  return out;
}

/// below[k] = Σ_{j<k} weight(j) e^(−(s_k − s_j)/t) and above[k] the same of j > k, in the order of s.
template <class Weight>
void sums_around(const Sorted& s, Weight weight, std::vector<double>& below, std::vector<double>& above) {
  const std::size_t n = s.reach.size();
  below.assign(n, 0);
  above.assign(n, 0);
  for (std::size_t k = 1; k < n; ++k) below[k] = s.reach[k] * (weight(k - 1) + below[k - 1]);
  for (std::size_t k = n - 1; k > 0; --k) above[k - 1] = s.reach[k] * (weight(k) + above[k]);
}

void hard_ranks(std::span<const double> s, const Extent& of, std::span<double> ranks) {
  std::vector<std::uint32_t> doubled(s.size());
  Order(s, of).doubled_mid_ranks(doubled);
  for (std::size_t i = 0; i < s.size(); ++i) ranks[i] = 0.5 * doubled[i];
}

void ranks_of(std::span<const double> s, const Extent& of, double temperature, std::span<double> ranks) {
  if (s.empty()) return;
  if (temperature == 0) return hard_ranks(s, of, ranks);
  const Sorted in_order = sorted(s, of, temperature);
  std::vector<double> below, above;
  sums_around(in_order, [](std::size_t) { return 1.0; }, below, above);
  for (std::size_t k = 0; k < s.size(); ++k)
    ranks[in_order.order[k]] = static_cast<double>(k + 1) + 0.5 * (above[k] - below[k]);
}

/// ∂rₖ/∂sᵢ is −½e^(−|sₖ − sᵢ|/t)/t, and ∂rᵢ/∂sᵢ what makes each row's sum 0.
void pull_back(std::span<const double> s, const Extent& of, double temperature, std::span<const double> by_ranks,
               std::span<double> gradient) {
  if (temperature == 0 || s.empty()) return std::fill(gradient.begin(), gradient.end(), 0.0);
  const Sorted in_order = sorted(s, of, temperature);
  std::vector<double> below, above, given_below, given_above;
  sums_around(in_order, [](std::size_t) { return 1.0; }, below, above);
  sums_around(in_order, [&](std::size_t k) { return by_ranks[in_order.order[k]]; }, given_below, given_above);
  std::vector<double> out(s.size());
  for (std::size_t k = 0; k < s.size(); ++k) {
    const std::size_t i = in_order.order[k];
    out[i] = 0.5 * (by_ranks[i] * (below[k] + above[k]) - (given_below[k] + given_above[k])) / temperature;
  }
  std::copy(out.begin(), out.end(), gradient.begin());
}

}  // namespace

void soft_ranks(std::span<const double> s, double temperature, std::span<double> ranks) {
  const FloatingPoint environment;
  check_length("soft_ranks", "ranks", ranks.size(), s.size());
  ranks_of(s, checked_scores("soft_ranks", s, temperature), temperature, ranks);
}

void soft_ranks_gradient(std::span<const double> s, double temperature, std::span<const double> by_ranks,
                         std::span<double> gradient) {
  const FloatingPoint environment;
  check_length("soft_ranks_gradient", "by_ranks", by_ranks.size(), s.size());
  check_length("soft_ranks_gradient", "gradient", gradient.size(), s.size());
  pull_back(s, checked_scores("soft_ranks_gradient", s, temperature), temperature, by_ranks, gradient);
}

double soft_spearman(std::span<const double> s, std::span<const double> y, double temperature,
                     std::span<double> gradient) {
  const FloatingPoint environment;
  const Pairs pairs = checked_soft("soft_spearman", s, y, temperature, gradient);
  std::fill(gradient.begin(), gradient.end(), 0.0);
  const std::size_t n = s.size();
  if (n < 2 || pairs.of_y.constant()) return 0;
  std::vector<double> r(n), q(n);
  ranks_of(s, pairs.of_x, temperature, r);
  hard_ranks(y, pairs.of_y, q);
  const double mean = 0.5 * static_cast<double>(n + 1);  // of both, whatever the temperature
  double rr = 0, qq = 0, rq = 0;
  for (std::size_t i = 0; i < n; ++i) {
    r[i] -= mean;
    q[i] -= mean;
    rr += r[i] * r[i];
    qq += q[i] * q[i];
    rq += r[i] * q[i];
  }
  if (rr == 0) return 0;
  const double norm = std::sqrt(rr * qq), rho = std::clamp(rq / norm, -1.0, 1.0);
  if (gradient.empty()) return rho;
  for (std::size_t i = 0; i < n; ++i) q[i] = q[i] / norm - rho * r[i] / rr;
  pull_back(s, pairs.of_x, temperature, q, gradient);
  return rho;
}

}  // namespace sanov
