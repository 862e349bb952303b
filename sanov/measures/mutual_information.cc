#include <algorithm>

#include "sanov/measures/kernels-inl.h"
#include "sanov/measures/margins.h"

namespace sanov {
namespace {

double value(Rows table, const Parameters&, double* gradient) {
  const Margins margins(table);
  const std::size_t n = table.columns();
  std::vector<double> margin(n), conditional(n);
  for (std::size_t j = 0; j < n; ++j) margin[j] = margins.column(j) / margins.total();
  RunningSum sum;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const Cells row = table[i];
    const double mass = margins.row(i);
    double* const slopes = gradient == nullptr ? nullptr : gradient + i * n;
    if (mass == 0) {
      if (slopes != nullptr) std::fill_n(slopes, n, 0.0);
      continue;
    }
    for (std::size_t j = 0; j < n; ++j) conditional[j] = row[j] / mass;
    sum.add(mass / margins.total() * generalized_kl(conditional, margin));
    if (slopes != nullptr) generalized_kl.gradient(conditional, margin, {slopes, n}, {});
  }
  return sum.value();
}

constexpr Info info{.name = "mutual_information",
                    .kind = Kind::information,
                    .unit = Unit::nats,
                    .laws = zero_at_equal | merging_contracts | differentiable | order_free | padding_free};

}  // namespace

/// Mutual information: what one of two variables tells about the other, on average.
///   I(X; Y) = Σᵢⱼ pᵢⱼ ln( pᵢⱼ / (pᵢ· p·ⱼ) )
/// Unit: nats. Range [0, ln min(rows, columns)]; 0 iff the two are independent. Takes a table of joint probabilities.
/// Computed as the mean of the rows' generalised KL divergences from the columns' margin, whose terms are never
/// negative: so it cannot be negative, and near independence its relative error stays about 10⁻¹⁶/√I. O(rows ·
/// columns).
/// The gradient is ln(p/(product of the margins)), that of the value where the sum is kept; 0 in a row of zeros.
/// Throws DomainError unless the table holds probabilities, InvalidArgument if it is empty.
/// Shannon, A Mathematical Theory of Communication, 1948.
constinit const Measure<Joint> mutual_information{info, value};

}  // namespace sanov
