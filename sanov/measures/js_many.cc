#include <algorithm>
#include <cmath>

#include "sanov/base/running_sum.h"
#include "sanov/measures/kernels-inl.h"

namespace sanov {
namespace {

double sum_of(Cells weights) {
  RunningSum sum;
  for (std::size_t i = 0; i < weights.size(); ++i) sum.add(weights[i]);
  return sum.value();
}

/// Σ wᵢ pᵢ by cell, of weights that sum to 1; where all rows have the same, that.
std::vector<double> mixture(Rows rows, Cells weights, double total) {
  const std::size_t n = rows.columns();
  constexpr double kNone = -1;
  std::vector<double> mean(n, 0.0), same(n, kNone);
  std::vector<bool> differ(n, false);
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    if (weights[i] == 0) continue;
    const Cells row = rows[i];
    for (std::size_t k = 0; k < n; ++k) {
      mean[k] += weights[i] / total * row[k];
      if (same[k] == kNone) same[k] = row[k];
      if (same[k] != row[k]) differ[k] = true;
    }
  }
  for (std::size_t k = 0; k < n; ++k)
    if (!differ[k]) mean[k] = same[k];
  return mean;
}

/// −Σ w ln w, which no Jensen-Shannon divergence exceeds.
double entropy_of(Cells weights, double total) {
  RunningSum sum;
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (weights[i] > 0) sum.add(-(weights[i] / total) * std::log(weights[i] / total));
  return sum.value();
}

double value(Rows rows, Cells weights, const Parameters&, double* gradient) {
  const double total = sum_of(weights);
  const std::vector<double> mean = mixture(rows, weights, total);
  const std::size_t n = rows.columns();
  RunningSum sum;
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const double weight = weights[i] / total;
    double* const slopes = gradient == nullptr ? nullptr : gradient + i * n;
    if (weight == 0) {
      if (slopes != nullptr) std::fill_n(slopes, n, 0.0);
      continue;
    }
    // What a rounded mean does to one row's terms, it undoes in the others': the sum is stationary there.
    sum.add(weight * generalized_kl(rows[i], mean));
    if (slopes == nullptr) continue;
    generalized_kl.gradient(rows[i], mean, {slopes, n}, {});
    for (std::size_t k = 0; k < n; ++k) slopes[k] *= weight;
  }
  return std::min(sum.value(), entropy_of(weights, total));
}

constexpr Info info{.name = "js_many",
                    .unit = Unit::nats,
                    .laws = symmetric | zero_at_equal | merging_contracts | differentiable | order_free | padding_free};

}  // namespace

/// Jensen-Shannon divergence of many: what one draw tells of which of several distributions it came from.
///   JS(P₁, …, Pₖ) = Σ wᵢ KL(Pᵢ‖M), M = Σ wᵢ Pᵢ
/// Unit: nats. Range [0, −Σ wᵢ ln wᵢ], of equal weights up to ln k; 0 iff all are equal, and at the upper end iff no
/// two share a cell. Finite always: zeros are allowed. Equal weights unless given; a row of weight 0 does not count.
/// Each summed from terms that are never negative, so it cannot be negative: within 5 ULP and
/// 2⁻¹⁰⁴. O(rows · cells).
/// Throws DomainError unless every row and the weights are probabilities, InvalidArgument unless there is a weight a
/// row.
/// Lin, Divergence Measures Based on the Shannon Entropy, 1991.
constinit const Measure<Many> js_many{info, value};

}  // namespace sanov
