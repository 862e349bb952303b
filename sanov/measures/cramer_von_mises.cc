#include "sanov/measures/cumulative.h"
#include "sanov/measures/kernels-inl.h"

namespace sanov {
namespace {

double value(Cells p, Cells q, Cells, const Parameters&, double* gp, double* gq) {
  const std::vector<double> difference = cumulative_difference(p, q);
  std::vector<double> slopes(difference.size());
  RunningSum sum;
  for (std::size_t i = 0; i < difference.size(); ++i) {
    const double mass = 0.25 * ((p[i] + q[i]) + (p[i + 1] + q[i + 1]));
    sum.add(difference[i] * difference[i] * mass);
    slopes[i] = 2 * difference[i] * mass;
  }
  if (gp != nullptr || gq != nullptr) {
    spread_slopes(slopes, gp, gq);
    // The mass of a cell weighs the squares at both its ends.
    for (std::size_t i = 0; i < p.size(); ++i) {
      const double before = i > 0 ? difference[i - 1] : 0, after = i < difference.size() ? difference[i] : 0;
      const double by_mass = 0.25 * (before * before + after * after);
      if (gp != nullptr) gp[i] += by_mass;
      if (gq != nullptr) gq[i] += by_mass;
    }
  }
  return sum.value();
}

constexpr Info info{.name = "cramer_von_mises",
                    .kind = Kind::divergence,
                    .upper = 0.5,
                    .laws = symmetric | zero_at_equal | differentiable | padding_free};

}  // namespace

/// Cramér-von Mises divergence: the mean square of the gap between the cumulative distributions, over both populations.
///   ω²(P, Q) = ∫ (F − G)² dH,  H = (F + G)/2
/// Unit: none. Range [0, 1/2]; 0 iff P = Q. Depends on the order of the cells, not on their positions. Inside a cell
/// the mean of the squares at its two ends stands for (F − G)²: reading the cells backwards changes nothing.
/// F − G is summed from pᵢ − qᵢ in twice the working precision, and so are the squares: within 4 ULP. O(n), one pass.
/// Throws DomainError unless both are probabilities and the positions increase, InvalidArgument if the lengths differ.
/// Anderson, On the Distribution of the Two-Sample Cramér-von Mises Criterion, 1962; for cells: Lockhart, Spinelli and
/// Stephens, Cramér-von Mises Statistics for Discrete Distributions with Unknown Parameters, 2007.
constinit const Measure<Ordered> cramer_von_mises{info, value};

}  // namespace sanov
