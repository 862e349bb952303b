#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace sanov {

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
      for (std::size_t j = 0; j < m; ++j) t[j] = out.g[j] + epsilon * std::log((long double){b[j]}) - costs[i * m + j];
      const long double next = share(reach_a) * naive_softmin(t, epsilon);
      moved = std::fmax(moved, std::fabs(next - out.f[i]));
      out.f[i] = next;
    }
    for (std::size_t j = 0; j < m; ++j) {
      std::vector<long double> t(n);
      for (std::size_t i = 0; i < n; ++i) t[i] = out.f[i] + epsilon * std::log((long double){a[i]}) - costs[i * m + j];
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
