#include "sanov/compare/axis.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "sanov/measures/measures.h"

namespace sanov {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::uint64_t values(const ColumnCounts& counts) {
  return std::accumulate(counts.cells.begin(), counts.cells.end() - 1, std::uint64_t{0});
}

/// The finite values of a column as weighted points: the mean of each fine cell, and how many it stands for.
struct Points {
  std::vector<double> mean, count, width;  // width: how far apart a cell's values may be, 0 where they are all one
  double total = 0;

  Points(const FrameColumn& frame, const ColumnCounts& counts)
      : mean(frame.own_cells()), count(frame.own_cells()), width(frame.own_cells()) {
    const double rounding = std::ldexp(2., frame.quantum);
    for (std::size_t i = 0; i < count.size(); ++i) {
      std::uint64_t finite = counts.cells[i];
      if (i == 0) finite -= counts.infinite_below;
      if (i + 1 == count.size()) finite -= counts.infinite_above;
      if (finite == 0) continue;
      count[i] = static_cast<double>(finite);
      total += count[i];
      mean[i] = frame.origin + std::ldexp(static_cast<double>(counts.sums[i]) / count[i], frame.quantum);
      const double low = i == 0 ? counts.minimum : std::max(counts.minimum, frame.edges[i - 1]);
      const double high = i + 1 == count.size() ? counts.maximum : std::min(counts.maximum, frame.edges[i]);
      width[i] = mean[i] >= high - rounding ? 0 : high - low;
    }
  }

  double median(const ColumnCounts& counts) const {
    const double half = static_cast<double>(values(counts)) / 2;
    double before = static_cast<double>(counts.infinite_below);
    if (before > 0 && before >= half) return -kInfinity;
    for (std::size_t i = 0; i < count.size(); ++i) {
      before += count[i];
      if (count[i] > 0 && before >= half) return mean[i];
    }
    return kInfinity;
  }

  /// Of the cells' means; 0 without finite values.
  double standard_deviation() const {
    if (total == 0) return 0;
    double first = 0, second = 0;
    for (std::size_t i = 0; i < count.size(); ++i) first += count[i] / total * mean[i];
    for (std::size_t i = 0; i < count.size(); ++i) second += count[i] / total * (mean[i] - first) * (mean[i] - first);
    return std::sqrt(second);
  }
};

/// Both sets of points on one axis, in order; points that coincide are one.
struct Merged {
  std::vector<double> position, p, q;

  void add(double at, double p_weight, double q_weight) {
    if (p_weight == 0 && q_weight == 0) return;
    if (position.empty() || at > position.back()) {
      position.push_back(at);
      p.push_back(0);
      q.push_back(0);
    }
    p.back() += p_weight;
    q.back() += q_weight;
  }

  Merged(const Points& a, const Points& b) {
    for (std::size_t i = 0; i < a.count.size(); ++i) {
      const double p_weight = a.count[i] / a.total, q_weight = b.count[i] / b.total;
      const bool first = b.count[i] == 0 || (a.count[i] != 0 && a.mean[i] <= b.mean[i]);
      if (first) add(a.mean[i], p_weight, 0);
      add(b.mean[i], 0, q_weight);
      if (!first) add(a.mean[i], p_weight, 0);
    }
  }
};

double share(std::uint64_t part, std::uint64_t whole) { return static_cast<double>(part) / static_cast<double>(whole); }

double wasserstein_of(const Points& a, const Points& b, const ColumnCounts& reference, const ColumnCounts& current) {
  const std::uint64_t n = values(reference), m = values(current);
  const bool same_infinities = share(reference.infinite_below, n) == share(current.infinite_below, m) &&
                               share(reference.infinite_above, n) == share(current.infinite_above, m);
  if (!same_infinities) return kInfinity;
  if (a.total == 0) return 0;
  const Merged merged(a, b);
  if (merged.position.size() == 1) return 0;
  return wasserstein(merged.p, merged.q, merged.position) * (a.total / static_cast<double>(n));
}

/// Values between two ends are on average at most half their distance from their mean.
double wasserstein_error_of(const Points& points) {
  double error = 0;
  for (std::size_t i = 0; i < points.count.size(); ++i)
    if (points.width[i] > 0) error += points.count[i] / points.total * points.width[i] / 2;
  return error;
}

/// The largest share of either table within one cell, unless all of both is at one point there.
double kolmogorov_smirnov_error_of(const Points& a, const Points& b) {
  double error = 0;
  for (std::size_t i = 0; i < a.count.size(); ++i) {
    const bool apart = a.count[i] > 0 && b.count[i] > 0 && a.mean[i] != b.mean[i];
    if (a.width[i] > 0 || b.width[i] > 0 || apart)
      error = std::max({error, a.count[i] / a.total, b.count[i] / b.total});
  }
  return error;
}

double kolmogorov_smirnov_of(const ColumnCounts& reference, const ColumnCounts& current) {
  const std::size_t own = reference.cells.size() - 1;
  const double n = static_cast<double>(values(reference)), m = static_cast<double>(values(current));
  std::vector<double> p(own), q(own);
  for (std::size_t i = 0; i < own; ++i) {
    p[i] = static_cast<double>(reference.cells[i]) / n;
    q[i] = static_cast<double>(current.cells[i]) / m;
  }
  return own > 1 ? kolmogorov_smirnov(p, q) : 0;
}

}  // namespace

AxisChange compare_axis(const FrameColumn& frame, const ColumnCounts& reference, const ColumnCounts& current) {
  const Points a(frame, reference), b(frame, current);
  AxisChange change;
  change.reference_median = a.median(reference);
  change.current_median = b.median(current);
  change.reference_minimum = reference.minimum;
  change.reference_maximum = reference.maximum;
  change.current_minimum = current.minimum;
  change.current_maximum = current.maximum;
  change.below = current.below;
  change.above = current.above;
  change.wasserstein = wasserstein_of(a, b, reference, current);
  change.kolmogorov_smirnov = kolmogorov_smirnov_of(reference, current);
  if (change.wasserstein > 0) change.wasserstein_scaled = change.wasserstein / a.standard_deviation();
  if (a.total == 0 || b.total == 0) return change;
  change.wasserstein_error = wasserstein_error_of(a) + wasserstein_error_of(b);
  change.kolmogorov_smirnov_error = kolmogorov_smirnov_error_of(a, b);
  return change;
}

}  // namespace sanov
