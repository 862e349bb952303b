#include "sanov/transport/weightless.h"

#include <cmath>
#include <cstdint>

#include "sanov/transport/sinkhorn_rows.h"
#include "sanov/transport/sinkhorn_solver.h"

namespace sanov {

std::vector<double> with_masses(double epsilon, std::span<const double> weights, std::span<const double> potentials) {
  std::vector<double> out(weights.size(), -HUGE_VAL);
  for (std::size_t i = 0; i < out.size(); ++i)
    if (weights[i] > 0) out[i] = potentials[i] + epsilon * std::log(weights[i]);
  return out;
}

void price_weightless(const PairCosts& costs, double epsilon, double reach, std::span<const double> a,
                      std::span<const double> b, std::span<const double> g, std::span<double> f) {
  std::vector<std::uint32_t> rows;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i] == 0) rows.push_back(static_cast<std::uint32_t>(i));
  if (rows.empty()) return;
  std::vector<double> softmin(rows.size());
  softmin_of_rows(costs, rows, epsilon, with_masses(epsilon, b, g), softmin);
  for (std::size_t k = 0; k < rows.size(); ++k) f[rows[k]] = kept_share(reach, epsilon) * softmin[k];
}

}  // namespace sanov
