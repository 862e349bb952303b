#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "sanov/inference/count_draws.h"
#include "sanov/numerics/random.h"

/// Counts as samples draw them, for simulations of what is said of counts: in the tests, and in bench/statistics.cc.
namespace sanov {

inline std::vector<std::uint64_t> draw_counts(Random& random, std::uint64_t rows, const std::vector<double>& shares) {
  std::vector<std::uint64_t> counts(shares.size());
  draw_multinomial(random, shares, rows, counts);
  return counts;
}

/// k cells of the reference, equal or with shares that fall from the first to the last, a tenth of it.
inline std::vector<double> reference_shares(std::size_t k, bool equal) {
  std::vector<double> q(k);
  double sum = 0;
  for (std::size_t i = 0; i < k; ++i)
    sum += q[i] = equal ? 1 : std::pow(0.1, static_cast<double>(i) / static_cast<double>(k - 1));
  for (double& each : q) each /= sum;
  return q;
}

/// q tilted along its cells: p ∝ q exp(tilt·t), t from −1 to 1.
inline std::vector<double> tilted(std::vector<double> q, double tilt) {
  double sum = 0;
  for (std::size_t i = 0; i < q.size(); ++i)
    sum += q[i] *= std::exp(tilt * (2 * static_cast<double>(i) / static_cast<double>(q.size() - 1) - 1));
  for (double& each : q) each /= sum;
  return q;
}

/// One setting of a simulation: rows of reference and current, cells, and how far the current is from the reference.
struct CountSetting {
  std::uint64_t n, m;
  std::size_t k;
  bool equal;
  double tilt;

  std::vector<double> q() const { return reference_shares(k, equal); }
  std::vector<double> p() const { return tilted(q(), tilt); }
  double fewest_expected() const {
    double fewest = INFINITY;
    const auto before = q(), after = p();
    for (std::size_t i = 0; i < k; ++i)
      fewest = std::min({fewest, static_cast<double>(n) * before[i], static_cast<double>(m) * after[i]});
    return fewest;
  }
  double kl() const {
    double sum = 0;
    const auto before = q(), after = p();
    for (std::size_t i = 0; i < k; ++i) sum += after[i] * std::log(after[i] / before[i]);
    return std::max(sum, 0.);
  }
  double js() const {
    double sum = 0;
    const auto before = q(), after = p();
    for (std::size_t i = 0; i < k; ++i) {
      const double r = (before[i] + after[i]) / 2;
      sum += 0.5 * (after[i] * std::log(after[i] / r) + before[i] * std::log(before[i] / r));
    }
    return std::max(sum, 0.);
  }
};

}  // namespace sanov
