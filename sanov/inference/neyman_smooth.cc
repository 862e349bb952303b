#include "sanov/inference/neyman_smooth.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sanov/base/error.h"

namespace sanov {

std::vector<std::vector<double>> rank_polynomials(std::span<const double> weights) {
  const std::size_t size = weights.size();
  if (size < 2) return {};
  std::vector<double> rank(size), before(size), current(size, 1);
  double below = 0;
  for (std::size_t j = 0; j < size; ++j) {
    rank[j] = 2 * (below + weights[j] / 2) - 1;
    below += weights[j];
  }
  std::vector<std::vector<double>> polynomials;
  double norm_before = 0;
  for (std::size_t order = 1; order <= std::min(kSmoothOrder, size - 1); ++order) {
    double centre = 0;
    for (std::size_t j = 0; j < size; ++j) centre += weights[j] * rank[j] * current[j] * current[j];
    std::vector<double> next(size);
    double square = 0;
    for (std::size_t j = 0; j < size; ++j) {
      next[j] = (rank[j] - centre) * current[j] - norm_before * before[j];
      square += weights[j] * next[j] * next[j];
    }
    const double norm = std::sqrt(square);
    for (double& value : next) value /= norm;
    before = std::move(current);
    current = next;
    norm_before = norm;
    polynomials.push_back(std::move(next));
  }
  return polynomials;
}

SmoothTest neyman_smooth(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b) {
  if (a.size() != b.size()) fail_argument("neyman_smooth", "b", "has not as many cells as a");
  const auto total = [](std::span<const std::uint64_t> counts) {
    return static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
  };
  const double n = total(a), m = total(b), all = n + m;
  if (n == 0 || m == 0) return {};
  std::vector<double> weights, excess;
  for (std::size_t j = 0; j < a.size(); ++j) {
    if (a[j] + b[j] == 0) continue;
    weights.push_back(static_cast<double>(a[j] + b[j]) / all);
    excess.push_back(static_cast<double>(b[j]) - m * weights.back());
  }
  const std::vector<std::vector<double>> polynomials = rank_polynomials(weights);
  SmoothTest test{.statistic = 0, .degrees = static_cast<double>(polynomials.size())};
  for (const std::vector<double>& polynomial : polynomials) {
    const double part = std::inner_product(excess.begin(), excess.end(), polynomial.begin(), 0.0);
    test.statistic += part * part;
  }
  test.statistic *= (all - 1) / (n * m);
  return test;
}

}  // namespace sanov
