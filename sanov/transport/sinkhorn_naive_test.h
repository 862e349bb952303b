#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "sanov/transport/naive_test.h"

namespace sanov {

inline constexpr Cost kCosts[] = {Cost::squared_euclidean, Cost::euclidean, Cost::cityblock,
                                  Cost::chebyshev,         Cost::power,     Cost::cosine};

inline Points points(std::size_t n, std::size_t d, std::uint64_t seed) {
  Random random(seed);
  Points out{n, d, std::vector<double>(n * d)};
  for (double& x : out.x) x = random.uniform() + 0.01;
  return out;
}

inline std::vector<double> weights(std::size_t n, std::uint64_t seed, double zero_share = 0) {
  Random random(seed, 1);
  std::vector<double> out(n);
  double sum = 0;
  for (double& w : out) sum += w = random.uniform() < zero_share ? 0 : random.exponential() + 0.01;
  for (double& w : out) w /= sum;
  return out;
}

inline std::vector<double> matrix(const Points& x, const Points& y, Cost cost, double power = 2) {
  std::vector<double> out;
  for (std::size_t i = 0; i < x.n; ++i)
    for (std::size_t j = 0; j < y.n; ++j) out.push_back(naive_cost(x, i, y, j, cost, power));
  return out;
}

inline double entropy(const std::vector<double>& weights) {
  double sum = 0;
  for (const double w : weights) sum -= w > 0 ? w * std::log(w) : 0;
  return sum;
}

/// Entropic transport as its definition has it, in long double: for tests.
struct NaiveSinkhorn {
  std::vector<long double> f, g, plan;
  long double cost = 0, divergence = 0, total = 0;  ///< ⟨P, C⟩, Σ P log(P/(a b)) and Σ P
};

inline long double naive_softmin(const std::vector<long double>& terms, long double epsilon) {
  long double top = -std::numeric_limits<long double>::infinity(), sum = 0;
  for (const long double t : terms) top = std::fmax(top, t);
  for (const long double t : terms) sum += std::exp((t - top) / epsilon);
  return -top - epsilon * std::log(sum);
}

/// Sinkhorn's iteration in the logarithms, each side relaxed by its reach (infinite: held), until nothing moves.
inline NaiveSinkhorn naive_sinkhorn(const std::vector<double>& costs, const std::vector<double>& a,
                                    const std::vector<double>& b, long double epsilon, long double reach_a = HUGE_VALL,
                                    long double reach_b = HUGE_VALL) {
  const std::size_t n = a.size(), m = b.size();
  NaiveSinkhorn out;
  out.f.assign(n, 0);
  out.g.assign(m, 0);
  const auto share = [&](long double reach) { return std::isinf(reach) ? 1 : reach / (reach + epsilon); };
  long double moved = 1;
  for (int k = 0; k < 200000 && moved > 1e-15L * (1 + epsilon); ++k) {
    moved = 0;
    for (std::size_t i = 0; i < n; ++i) {
      std::vector<long double> t(m);
      for (std::size_t j = 0; j < m; ++j)
        t[j] = out.g[j] + epsilon * std::log(static_cast<long double>(b[j])) - costs[i * m + j];
      const long double next = share(reach_a) * naive_softmin(t, epsilon);
      moved = std::fmax(moved, std::fabs(next - out.f[i]));
      out.f[i] = next;
    }
    for (std::size_t j = 0; j < m; ++j) {
      std::vector<long double> t(n);
      for (std::size_t i = 0; i < n; ++i)
        t[i] = out.f[i] + epsilon * std::log(static_cast<long double>(a[i])) - costs[i * m + j];
      out.g[j] = share(reach_b) * naive_softmin(t, epsilon);
    }
  }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < m; ++j) {
      const long double logarithm = (out.f[i] + out.g[j] - costs[i * m + j]) / epsilon;
      const long double p = a[i] * b[j] * std::exp(logarithm);
      out.plan.push_back(p);
      out.total += p;
      if (p == 0) continue;
      out.cost += p * costs[i * m + j];
      out.divergence += p * logarithm;
    }
  return out;
}

}  // namespace sanov
