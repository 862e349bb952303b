#include "sanov/transport/cost_gaps.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace sanov {
namespace {

struct Range {
  double low, high;
};

}  // namespace

std::vector<double> below_gaps(const PairCosts& costs, std::span<const double> a, std::span<const double> b,
                               double epsilon) {
  if (!(costs.highest() - costs.lowest() >= kGap * epsilon)) return {};
  std::map<int, Range> scales;  // by powers of two
  std::vector<double> row(costs.stride());
  for (std::size_t i = 0; i < costs.rows(); ++i) {
    if (a[i] == 0) continue;
    costs.fill(i, 1, row.data());
    for (std::size_t j = 0; j < costs.columns(); ++j) {
      if (b[j] == 0 || row[j] == HUGE_VAL) continue;
      const double c = std::max(row[j] - costs.lowest(), epsilon);
      Range& scale = scales.try_emplace(std::ilogb(c), Range{c, c}).first->second;
      scale = {std::min(scale.low, c), std::max(scale.high, c)};
    }
  }
  std::vector<double> out;
  for (auto it = scales.begin(); it != scales.end() && std::next(it) != scales.end(); ++it)
    if (std::next(it)->second.low >= kGap * it->second.high) out.push_back(costs.lowest() + 2 * it->second.high);
  return out;
}

}  // namespace sanov
