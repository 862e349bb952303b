#include <algorithm>
#include <cmath>
#include <vector>

#include "sanov/losses/definition-inl.h"
#include "sanov/losses/rows.h"
#include "sanov/losses/shapes.h"
#include "sanov/rank/pairwise_hinge.h"

namespace sanov::losses {
namespace {

constexpr Operand pairwise_hinge_loss_operands[] = {
    {.name = "input", .rule = "scores are finite"},
    {.name = "target", .rule = "it must be a number", .differentiable = false}};
constexpr Option pairwise_hinge_loss_options[] = {number("margin", 1, 0, kHottest), flag("squared", false),
                                                  whole("dim", -1, -kLargestWhole, kLargestWhole)};
constexpr Info pairwise_hinge_loss_info{
    .name = "pairwise_hinge_loss", .operands = pairwise_hinge_loss_operands, .options = pairwise_hinge_loss_options};

bool is_finite(double x) { return std::isfinite(x); }
bool is_nan(double x) { return std::isnan(x); }

template <class T>
RowResult hinge_row(const RowOf<T>& row, const Call& call) {
  std::vector<double> s(row.operand[0], row.operand[0] + row.classes);
  const std::vector<double> y(row.operand[1], row.operand[1] + row.classes);
  if (!std::all_of(s.begin(), s.end(), is_finite) || std::any_of(y.begin(), y.end(), is_nan))
    return {0, RowStatus::bad};
  const bool squared = call.numbers[1] != 0;
  // In units of a power of two near the largest number, squares cannot overflow.
  double largest = call.numbers[0];
  for (const double each : s) largest = std::max(largest, std::abs(each));
  int units = 0;
  std::frexp(largest, &units);
  for (double& each : s) each = std::ldexp(each, -units);
  std::vector<double> slope(s.size());
  const double loss =
      pairwise_hinge(s, y, std::ldexp(call.numbers[0], -units), squared ? Hinge::squared : Hinge::linear, slope);
  for (std::size_t i = 0; row.gradient[0] != nullptr && i < slope.size(); ++i)
    row.gradient[0][i] = static_cast<T>(std::ldexp(slope[i], squared ? units : 0) * row.scale);
  return {std::ldexp(loss, squared ? 2 * units : units), RowStatus::good};
}

void fail_scores(const Call& call, const RowLayout& layout, std::size_t row) {
  for (const std::size_t k : {0, 1})
    for (std::size_t c = 0; c < layout.classes; ++c) {
      const std::size_t i = place_in_row(layout, row, c);
      const double x = element(call.operands[k], i);
      if (is_nan(x) || (k == 0 && !is_finite(x))) fail_element(call, call.info.operands[k], call.operands[k], i);
    }
}

double run(const Call& call) {
  static constexpr RowKernels kernels{hinge_row<float>, hinge_row<double>};
  return run_rows(call, row_layout(call), {.kernels = &kernels, .fail = fail_scores});
}

}  // namespace

namespace entry {

/// Pairwise hinge loss: what scores lack of being in the targets' order, each pair by a margin.
///   loss = 1/P Σ_{yᵢ<yⱼ} max(0, m − (xⱼ − xᵢ)), with squared=true its square; P the number of such pairs
/// One value a row of scores along `dim`, in the scores' unit or its square. Range [0, ∞]; 0 where every pair has its
/// margin m. Pairs that are tied in y are left out; where all are the loss is 0, and so is its gradient. Where a pair just
/// has the margin its slope is 0. No gradient by the targets. Exact gradient, O(n log n): computed in double, rounded once.
/// Throws InvalidArgument if shapes or dtypes differ or the margin leaves [0, 1e100], DomainError for a score that is not
/// finite or a target that is NaN.
/// Herbrich, Graepel and Obermayer, Large Margin Rank Boundaries for Ordinal Regression, 2000.
constinit const Loss<Row> pairwise_hinge_loss{pairwise_hinge_loss_info, run};

}  // namespace entry
}  // namespace sanov::losses
