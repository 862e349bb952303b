#include "sanov/inference/neyman_smooth.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "sanov/base/error.h"

namespace sanov {
namespace {

/// Σ f(j) in four lanes, none of which waits for the others.
template <class F>
double sum_over(std::size_t size, F f) {
  std::array<double, 4> lanes{};
  std::size_t j = 0;
  for (; j + 4 <= size; j += 4)
    for (std::size_t lane = 0; lane < 4; ++lane) lanes[lane] += f(j + lane);
  for (; j < size; ++j) lanes[0] += f(j);
  return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

/// The polynomials one after the other, from the constant on.
class RankPolynomials {
 public:
  explicit RankPolynomials(std::span<const double> weights)
      : weights_(weights), rank_(weights.size()), before_(weights.size()), current_(weights.size(), 1) {
    double below = 0;
    for (std::size_t j = 0; j < weights.size(); ++j) {
      rank_[j] = 2 * (below + weights[j] / 2) - 1;
      below += weights[j];
    }
  }

  std::size_t orders() const { return weights_.empty() ? 0 : std::min(kSmoothOrder, weights_.size() - 1); }

  const std::vector<double>& next() {
    const std::size_t size = weights_.size();
    const double centre =
        sum_over(size, [&](std::size_t j) { return weights_[j] * rank_[j] * current_[j] * current_[j]; });
    for (std::size_t j = 0; j < size; ++j) before_[j] = (rank_[j] - centre) * current_[j] - norm_before_ * before_[j];
    const double norm = std::sqrt(sum_over(size, [&](std::size_t j) { return weights_[j] * before_[j] * before_[j]; }));
    for (double& value : before_) value /= norm;
    std::swap(before_, current_);
    norm_before_ = norm;
    return current_;
  }

 private:
  std::span<const double> weights_;
  std::vector<double> rank_, before_, current_;
  double norm_before_ = 0;
};

}  // namespace

std::vector<std::vector<double>> rank_polynomials(std::span<const double> weights) {
  RankPolynomials polynomials(weights);
  std::vector<std::vector<double>> all;
  for (std::size_t order = 0; order < polynomials.orders(); ++order) all.push_back(polynomials.next());
  return all;
}

SmoothTest neyman_smooth(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b) {
  if (a.size() != b.size()) fail_argument("neyman_smooth", "b", "has not as many cells as a");
  const auto total = [](std::span<const std::uint64_t> counts) {
    return static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
  };
  const double n = total(a), m = total(b), all = n + m;
  if (n == 0 || m == 0) return {};
  std::vector<double> weights, excess;
  weights.reserve(a.size());
  excess.reserve(a.size());
  for (std::size_t j = 0; j < a.size(); ++j) {
    if (a[j] + b[j] == 0) continue;
    weights.push_back(static_cast<double>(a[j] + b[j]) / all);
    excess.push_back(static_cast<double>(b[j]) - m * weights.back());
  }
  RankPolynomials polynomials(weights);
  SmoothTest test{.statistic = 0, .degrees = static_cast<double>(polynomials.orders())};
  for (std::size_t order = 0; order < polynomials.orders(); ++order) {
    const std::vector<double>& values = polynomials.next();
    const double part = sum_over(excess.size(), [&](std::size_t j) { return excess[j] * values[j]; });
    test.statistic += part * part;
  }
  test.statistic *= (all - 1) / (n * m);
  return test;
}

}  // namespace sanov
