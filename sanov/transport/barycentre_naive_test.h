#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include "sanov/numerics/random.h"

namespace sanov {

/// Masses that add up to 1, a share of them empty.
inline std::vector<double> random_masses(std::size_t n, std::uint64_t seed, double empty = 0) {
  Random random(seed, 3);
  std::vector<double> out(n);
  for (double& w : out) w = random.uniform() < empty ? 0 : random.exponential();
  out[seed % n] += 0.1;
  const double sum = std::accumulate(out.begin(), out.end(), 0.0);
  for (double& w : out) w /= sum;
  return out;
}

inline double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double most = a.size() == b.size() ? 0 : std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::fabs(a[i] - b[i]));
  return most;
}

}  // namespace sanov
