#include "sanov/fit/loss_map.h"

#include <cmath>
#include <limits>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

double loss_at(const DensityObjective& objective, const FamilyEntry& family, std::span<const double> at) {
  for (std::size_t i = 0; i < at.size(); ++i)
    if (!family.parameters[i].rule_broken_by(at[i]).empty()) return std::numeric_limits<double>::infinity();
  try {
    const double loss = objective.value(at);
    return std::isnan(loss) ? std::numeric_limits<double>::infinity() : loss;
  } catch (const InvalidArgument&) {  // a rule between parameters
    return std::numeric_limits<double>::infinity();
  }
}

}  // namespace

std::vector<double> loss_map(const DensityObjective& objective, const FamilyEntry& family, std::span<const double> at,
                             const ParameterRange& across, const ParameterRange& down) {
  for (const ParameterRange* range : {&across, &down})
    if (range->parameter >= at.size() || range->places < 2 || !(range->low < range->high))
      fail_argument("loss_map", "range", "needs one of the parameters, low < high and two places or more");
  std::vector<double> losses(across.places * down.places);
  parallel_chunks(down.places, 1, [&](std::size_t first, std::size_t last) {
    std::vector<double> here(at.begin(), at.end());
    for (std::size_t row = first; row < last; ++row)
      for (std::size_t column = 0; column < across.places; ++column) {
        here[down.parameter] = down.at(row);
        here[across.parameter] = across.at(column);
        losses[row * across.places + column] = loss_at(objective, family, here);
      }
  });
  return losses;
}

}  // namespace sanov
