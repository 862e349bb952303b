#include "sanov/samples/ties.h"

#include <cmath>

#include "sanov/numerics/random.h"
#include "sanov/numerics/sort.h"

namespace sanov {
namespace {

/// The granularity of a column in which values come twice, or 0 where none does.
double granularity(std::vector<double> values) {
  sort(std::span<double>(values));
  const double same = std::ldexp(values.back() - values.front(), -40);
  double smallest = HUGE_VAL;
  bool tied = false;
  for (std::size_t i = 1; i < values.size(); ++i) {
    const double gap = values[i] - values[i - 1];
    tied = tied || gap == 0;
    if (gap > same && gap < smallest) smallest = gap;
  }
  if (!tied) return 0;
  return std::isfinite(smallest) ? smallest : 1;  // a single value: any width will do
}

}  // namespace

std::vector<std::size_t> spread_ties(TwoSamples& both, std::uint64_t seed) {
  std::vector<std::size_t> spread;
  const std::size_t d = both.dimensions();
  const std::span<double> points = both.points();
  std::vector<double> column(both.size());
  for (std::size_t k = 0; k < d; ++k) {
    for (std::size_t i = 0; i < both.size(); ++i) column[i] = points[i * d + k];
    const double width = granularity(column);
    if (width == 0) continue;
    spread.push_back(k);
    Random random(seed, k);
    for (std::size_t i = 0; i < both.size(); ++i) points[i * d + k] += width * (random.uniform() - 0.5);
  }
  return spread;
}

}  // namespace sanov
