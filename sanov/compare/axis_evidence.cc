#include "sanov/compare/axis_evidence.h"

#include <algorithm>
#include <limits>

#include "sanov/compare/axis_cells.h"
#include "sanov/inference/out_of_range.h"

namespace sanov {
namespace {

/// Points of one table in the arrays that inference takes.
struct Arrays {
  std::vector<double> at, low, high;
  std::vector<std::uint64_t> counts;

  explicit Arrays(const AxisPoints& points) {
    for (const AxisPoint& point : points.points) {
      // Means of neighbouring cells may come out equal or the wrong way round by rounding.
      const double x = at.empty() ? point.at : std::max(point.at, at.back());
      if (!at.empty() && x == at.back() && points.exact) {
        counts.back() += point.count;
        continue;
      }
      at.push_back(x);
      counts.push_back(point.count);
      if (points.exact) continue;
      low.push_back(point.low);
      high.push_back(point.high);
    }
  }
  CountedPoints view() const { return {.at = at, .counts = counts, .low = low, .high = high}; }
};

/// Both tables' counts over the values that either has.
struct CommonCells {
  std::vector<std::uint64_t> reference, current;

  CommonCells(const Arrays& a, const Arrays& b) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0, j = 0; i < a.at.size() || j < b.at.size();) {
      const bool left = i < a.at.size(), right = j < b.at.size();
      const double x = std::min(left ? a.at[i] : kInfinity, right ? b.at[j] : kInfinity);
      reference.push_back(left && a.at[i] == x ? a.counts[i++] : 0);
      current.push_back(right && b.at[j] == x ? b.counts[j++] : 0);
    }
  }
};

/// Of independent rows: what is less than one of them outside the range counts as none, which makes p larger.
PValue beyond_p(const ColumnPair& pair, double design_effect) {
  const auto worth = [&](std::uint64_t rows) {
    return static_cast<std::uint64_t>(static_cast<double>(rows) / design_effect);
  };
  const std::uint64_t n = worth(pair.reference_values()), m = worth(pair.current_values());
  const std::uint64_t below = worth(pair.current.below), above = worth(pair.current.above);
  return n == 0 || below + above > m ? PValue{1, 0, Method::exact} : out_of_range_p(n, m, below, above);
}

}  // namespace

AxisEvidence weigh_axis(const ColumnPair& pair, const ColumnPair& rows, double level, double design_effect) {
  const DesignEffects effects(pair.effects.reference * design_effect, pair.effects.current * design_effect);
  const AxisPoints before = axis_points(pair.frame, pair.reference), after = axis_points(pair.frame, pair.current);
  const Arrays a(before), b(after);
  AxisEvidence found;
  found.wasserstein = estimate_wasserstein(a.view(), b.view(), level, effects);
  if (before.exact && after.exact) {
    const CommonCells cells(a, b);
    found.kolmogorov_smirnov = estimate_kolmogorov_smirnov(cells.reference, cells.current, level, effects);
  } else {
    const std::size_t own = pair.frame.own_cells();
    found.kolmogorov_smirnov = estimate_kolmogorov_smirnov({pair.reference.cells.data(), own},
                                                           {pair.current.cells.data(), own}, level, effects);
  }
  found.shift = hodges_lehmann_shift(a.view(), b.view(), level, effects);
  found.cliffs_delta = cliffs_delta(a.view(), b.view(), level, effects);
  found.quantile_shifts = quantile_shifts(a.view(), b.view(), level, effects);
  found.out_of_range_p = beyond_p(rows, design_effect);
  found.design_effect = design_effect;
  return found;
}

}  // namespace sanov
