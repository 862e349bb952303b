#include "sanov/inference/divergence_interval.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <string>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/inference/feldman_cousins.h"
#include "sanov/inference/noncentral.h"
#include "sanov/numerics/special.h"
#include "sanov/numerics/special_beta.h"

namespace sanov {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kFloorLevel = 0.95;
constexpr double kFewestFreedom = 0.05;  // of which the law is one of a single point
constexpr double kHalfRow = 0.5;  // added to each cell (Krichevsky and Trofimov) where a variance would come out 0

/// Shares of both tables over the cells that either has.
struct Shares {
  std::vector<double> p, q;  ///< current, reference
  double m = 0, n = 0;       ///< rows

  double rows_left() const { return 1 / n + 1 / m; }
};

/// From counts with `extra` added to each cell.
Shares shares_of(std::span<const double> reference, std::span<const double> current, double extra = 0) {
  Shares s;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    if (reference[i] == 0 && current[i] == 0) continue;
    s.q.push_back(reference[i] + extra);
    s.p.push_back(current[i] + extra);
    s.n += s.q.back();
    s.m += s.p.back();
  }
  for (double& q : s.q) q /= s.n;
  for (double& p : s.p) p /= s.m;
  return s;
}

/// p ln(p/r) − p + r, which is never negative: summed over cells of whole distributions, Σ p ln(p/r).
double kl_term(double p, double r) { return p == 0 ? r : p * log1p_gap((r - p) / p); }

/// Var of f under weights w that sum to 1.
template <class F>
double variance(const std::vector<double>& w, F&& f) {
  double mean = 0, squares = 0;
  for (std::size_t i = 0; i < w.size(); ++i)
    if (w[i] > 0) mean += w[i] * f(i);
  for (std::size_t i = 0; i < w.size(); ++i)
    if (w[i] > 0) squares += w[i] * (f(i) - mean) * (f(i) - mean);
  return squares;
}

double cells_with(const std::vector<double>& shares) {
  return static_cast<double>(std::count_if(shares.begin(), shares.end(), [](double x) { return x > 0; }));
}

/// ln(a/b), exact where they are near.
double log_ratio(double a, double b) { return std::log1p((a - b) / b); }

struct Moments {
  double value = 0, bias = 0, variance = 0;
};

Moments kl_moments(const Shares& s) {
  Moments found;
  double ratios = 0;
  for (std::size_t i = 0; i < s.p.size(); ++i) {
    if (s.q[i] == 0) return {kInfinity, 0, 0};
    found.value += kl_term(s.p[i], s.q[i]);
    ratios += s.p[i] / s.q[i];
  }
  found.bias = (cells_with(s.p) - 1) / (2 * s.m) + (ratios - 1) / (2 * s.n);
  found.variance = variance(s.p, [&](std::size_t i) { return log_ratio(s.p[i], s.q[i]); }) / s.m +
                   variance(s.q, [&](std::size_t i) { return s.p[i] / s.q[i]; }) / s.n;
  return found;
}

double js_variance(const Shares& s) {
  const auto half = [](double a, double b) { return 0.5 * log_ratio(a, 0.5 * (a + b)); };
  return variance(s.p, [&](std::size_t i) { return half(s.p[i], s.q[i]); }) / s.m +
         variance(s.q, [&](std::size_t i) { return half(s.q[i], s.p[i]); }) / s.n;
}

Moments js_moments(const Shares& s) {
  Moments found;
  double spread = 0;
  for (std::size_t i = 0; i < s.p.size(); ++i) {
    const double p = s.p[i], q = s.q[i], r = 0.5 * (p + q);
    found.value += 0.5 * (kl_term(p, r) + kl_term(q, r));
    spread += (p * (1 - p) / s.m + q * (1 - q) / s.n) / r;
  }
  found.value = std::min(found.value, std::numbers::ln2);
  found.bias = (cells_with(s.p) - 1) / (4 * s.m) + (cells_with(s.q) - 1) / (4 * s.n) - spread / 8;
  found.variance = js_variance(s);
  return found;
}

/// What a divergence has of its own.
struct Law {
  double null_scale;  ///< a where the divergence is 0
  double most;        ///< the largest value it can take
};

DivergenceEstimate estimate(const Moments& moments, const Law& law, double cells, double level) {
  DivergenceEstimate e;
  e.value = moments.value;
  e.bias = moments.bias;
  e.corrected = e.value - e.bias;
  e.scale = e.value > 0 && moments.variance > 0 ? moments.variance / (4 * e.value) : law.null_scale;
  e.freedom = std::max(e.bias / e.scale, kFewestFreedom);
  if (cells < 2) {
    e.interval = {0, 0, level};
    return e;
  }
  e.floor = std::min(law.null_scale * chi_squared_quantile(kFloorLevel, cells - 1), law.most);
  const double x = e.value / e.scale;
  const Interval found = feldman_cousins(x, e.freedom, level);
  e.interval = {std::min(e.scale * found.lower, law.most), std::min(e.scale * found.upper, law.most), level};
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

void check_level(const char* function, double level) {
  if (!(level > 0 && level < 1))
    fail_domain(function, "level", "is " + to_text(level) + "; it must be between 0 and 1");
}

std::vector<double> as_numbers(std::span<const std::uint64_t> counts) { return {counts.begin(), counts.end()}; }

/// The cells that the reference lacks put together, with as many rows as it may hide there.
Shares with_hidden_rows(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                        double hidden) {
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
  c.push_back(hidden);
  d.push_back(lacked);
  return shares_of(c, d);
}

}  // namespace

DivergenceEstimate estimate_kl(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                               double level) {
  const FloatingPoint environment;
  check("estimate_kl", reference, current);
  check_level("estimate_kl", level);
  Shares s = shares_of(as_numbers(reference), as_numbers(current));
  Moments moments = kl_moments(s);
  const bool infinite = std::isinf(moments.value);
  if (infinite) {
    s = with_hidden_rows(reference, current, -std::log1p(-level));
    moments = kl_moments(s);
  }
  DivergenceEstimate e = estimate(moments, {s.rows_left() / 2, kInfinity}, static_cast<double>(s.p.size()), level);
  if (infinite) e.value = e.corrected = e.interval.upper = kInfinity;
  return e;
}

DivergenceEstimate estimate_js(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                               double level) {
  const FloatingPoint environment;
  check("estimate_js", reference, current);
  check_level("estimate_js", level);
  const std::vector<double> c = as_numbers(reference), d = as_numbers(current);
  const Shares s = shares_of(c, d);
  Moments moments = js_moments(s);
  // Tables that share no cell have no variance to see.
  if (moments.value > 0 && !(moments.variance > 0)) moments.variance = js_variance(shares_of(c, d, kHalfRow));
  return estimate(moments, {s.rows_left() / 8, std::numbers::ln2}, static_cast<double>(s.p.size()), level);
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
    return static_cast<double>(cells.reference[group]) + static_cast<double>(cells.current[group]);
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
                               std::size_t ordered, double fewest) {
  check("merge_sparse_cells", reference, current);
  const double n = static_cast<double>(std::accumulate(reference.begin(), reference.end(), std::uint64_t{0}));
  const double m = static_cast<double>(std::accumulate(current.begin(), current.end(), std::uint64_t{0}));
  const double enough = fewest * (n + m) / std::min(n, m);
  const auto rows = [&](std::size_t i) { return static_cast<double>(reference[i]) + static_cast<double>(current[i]); };
  MergedCells cells;
  cells.group.assign(reference.size(), 0);
  for (std::size_t i = 0; i < reference.size(); ++i) cells.given += rows(i) > 0;
  Groups groups{cells, reference, current};

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
