#include "sanov/inference/divergence_interval.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <string>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/inference/divergence_moments.h"
#include "sanov/inference/feldman_cousins.h"
#include "sanov/inference/noncentral.h"
#include "sanov/numerics/special.h"

namespace sanov {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kFloorLevel = 0.95;
constexpr double kFewestFreedom = 0.05;  // of which the law is one of a single point

/// Shares over the cells that either table has.
CellShares shares_of(std::span<const double> reference, std::span<const double> current, const DesignEffects& effects) {
  CellShares s;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    if (reference[i] == 0 && current[i] == 0) continue;
    s.q.push_back(reference[i]);
    s.p.push_back(current[i]);
    s.n += reference[i];
    s.m += current[i];
  }
  for (double& q : s.q) q /= s.n;
  for (double& p : s.p) p /= s.m;
  s.n /= effects.reference;
  s.m /= effects.current;
  return s;
}

/// Both tables' shares drawn towards those of all rows: all the way for 0, not at all for 1.
CellShares drawn_together(const CellShares& s, double apart) {
  CellShares found = s;
  for (std::size_t i = 0; i < s.p.size(); ++i) {
    const double all = (s.n * s.q[i] + s.m * s.p[i]) / (s.n + s.m);
    found.p[i] = all + apart * (s.p[i] - all);
    found.q[i] = all + apart * (s.q[i] - all);
  }
  return found;
}

DivergenceEstimate estimate(DivergenceKind kind, const CellShares& s, double level) {
  const double most = kind == DivergenceKind::js ? std::numbers::ln2 : kInfinity;
  DivergenceEstimate e;
  e.value = std::min(plug_in_divergence(kind, s), most);
  if (s.p.size() < 2) {
    e.interval = {0, 0, level};
    return e;
  }
  const DivergenceMoments null = divergence_moments(kind, drawn_together(s, 0));
  e.floor = std::min(null.scale * chi_squared_quantile(kFloorLevel, null.bias / null.scale), most);
  // The law at what is left of the divergence once the bias is taken off.
  const double apart = e.value > null.bias ? std::sqrt(1 - null.bias / e.value) : 0;
  const DivergenceMoments moments = apart > 0 ? divergence_moments(kind, drawn_together(s, apart)) : null;
  e.bias = moments.bias;
  e.corrected = e.value - e.bias;
  e.scale = moments.scale;
  e.freedom = std::max(e.bias / e.scale, kFewestFreedom);
  const double x = e.value / e.scale;
  const Interval found = feldman_cousins(x, e.freedom, level);
  e.interval = {std::min(e.scale * found.lower, most), std::min(e.scale * found.upper, most), level};
  const double log_p = log_chi_squared_sf(x, e.freedom);
  e.p = {std::exp(log_p), log_p, Method::asymptotic};
  return e;
}

void check(const char* function, std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current) {
  if (reference.size() != current.size())
    fail_argument(
        function, "current",
        "has " + std::to_string(current.size()) + " cells, but reference has " + std::to_string(reference.size()));
  const auto is_empty = [](std::span<const std::uint64_t> counts) {
    return std::all_of(counts.begin(), counts.end(), [](std::uint64_t count) { return count == 0; });
  };
  if (is_empty(reference)) fail_domain(function, "reference", "has no counts");
  if (is_empty(current)) fail_domain(function, "current", "has no counts");
}

void check_options(const char* function, double level, const DesignEffects& effects) {
  if (!(level > 0 && level < 1))
    fail_domain(function, "level", "is " + to_text(level) + "; it must be between 0 and 1");
  check_design_effects(function, effects);
}

std::vector<double> as_numbers(std::span<const std::uint64_t> counts) { return {counts.begin(), counts.end()}; }

/// The cells that the reference lacks put together, with as many rows as it may hide there.
CellShares with_hidden_rows(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                            double hidden, const DesignEffects& effects) {
  std::vector<double> c, d;
  double lacked = 0;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    if (reference[i] == 0) {
      lacked += static_cast<double>(current[i]);
    } else {
      c.push_back(static_cast<double>(reference[i]));
      d.push_back(static_cast<double>(current[i]));
    }
  }
  c.push_back(hidden * effects.reference);
  d.push_back(lacked);
  return shares_of(c, d, effects);
}

}  // namespace

DivergenceEstimate estimate_kl(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                               double level, const DesignEffects& effects) {
  const FloatingPoint environment;
  check("estimate_kl", reference, current);
  check_options("estimate_kl", level, effects);
  const CellShares s = shares_of(as_numbers(reference), as_numbers(current), effects);
  if (std::isfinite(plug_in_divergence(DivergenceKind::kl, s))) return estimate(DivergenceKind::kl, s, level);
  DivergenceEstimate e =
      estimate(DivergenceKind::kl, with_hidden_rows(reference, current, -std::log1p(-level), effects), level);
  e.value = e.corrected = e.interval.upper = kInfinity;
  return e;
}

DivergenceEstimate estimate_js(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                               double level, const DesignEffects& effects) {
  const FloatingPoint environment;
  check("estimate_js", reference, current);
  check_options("estimate_js", level, effects);
  return estimate(DivergenceKind::js, shares_of(as_numbers(reference), as_numbers(current), effects), level);
}

PValue p_of_more_than(const DivergenceEstimate& estimate, double least) {
  const FloatingPoint environment;
  if (least <= 0) return estimate.p;
  if (std::isinf(estimate.value) || estimate.scale == 0) return estimate.p;
  const double log_p = log_noncentral_sf(estimate.value / estimate.scale, estimate.freedom, least / estimate.scale);
  return {std::exp(log_p), log_p, Method::asymptotic};
}

namespace {

/// Groups of cells in the making.
struct Groups {
  MergedCells& cells;
  std::span<const std::uint64_t> reference, current;
  DesignEffects effects;

  std::size_t add() {
    cells.reference.push_back(0);
    cells.current.push_back(0);
    return cells.reference.size() - 1;
  }
  void put(std::size_t cell, std::size_t group) {
    cells.group[cell] = group;
    cells.reference[group] += reference[cell];
    cells.current[group] += current[cell];
  }
  double rows(std::size_t group) const {
    return static_cast<double>(cells.reference[group]) / effects.reference +
           static_cast<double>(cells.current[group]) / effects.current;
  }
  /// Moves all of the last group into another.
  void join_last(std::size_t into) {
    const std::size_t last = cells.reference.size() - 1;
    cells.reference[into] += cells.reference[last];
    cells.current[into] += cells.current[last];
    cells.reference.pop_back();
    cells.current.pop_back();
    std::replace(cells.group.begin(), cells.group.end(), last, into);
  }
};

}  // namespace

MergedCells merge_sparse_cells(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                               std::size_t ordered, double fewest, const DesignEffects& effects) {
  check("merge_sparse_cells", reference, current);
  check_design_effects("merge_sparse_cells", effects);
  const auto total = [](std::span<const std::uint64_t> counts) {
    return static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
  };
  const double n = total(reference) / effects.reference, m = total(current) / effects.current;
  const double enough = fewest * (n + m) / std::min(n, m);
  const auto rows = [&](std::size_t i) {
    return static_cast<double>(reference[i]) / effects.reference + static_cast<double>(current[i]) / effects.current;
  };
  MergedCells cells;
  cells.group.assign(reference.size(), 0);
  for (std::size_t i = 0; i < reference.size(); ++i) cells.given += rows(i) > 0;
  Groups groups{cells, reference, current, effects};

  std::optional<std::size_t> open;
  for (std::size_t i = 0; i < std::min(ordered, reference.size()); ++i) {
    if (rows(i) == 0) continue;
    if (!open || groups.rows(*open) >= enough) open = groups.add();
    groups.put(i, *open);
  }
  if (open && *open > 0 && groups.rows(*open) < enough) groups.join_last(*open - 1);
  const std::size_t first_unordered = cells.reference.size();

  for (std::size_t i = ordered; i < reference.size(); ++i)
    if (rows(i) >= enough) groups.put(i, groups.add());
  std::optional<std::size_t> rare;
  for (std::size_t i = ordered; i < reference.size(); ++i) {
    if (rows(i) == 0 || rows(i) >= enough) continue;
    if (!rare) rare = groups.add();
    groups.put(i, *rare);
  }
  if (rare && *rare > 0 && groups.rows(*rare) < enough) {
    std::size_t smallest = *rare - 1;
    for (std::size_t g = first_unordered; g < *rare; ++g)
      if (groups.rows(g) < groups.rows(smallest)) smallest = g;
    groups.join_last(smallest);
  }
  return cells;
}

}  // namespace sanov
