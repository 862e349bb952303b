#include "sanov/series/weigh_window.h"

#include <algorithm>
#include <cmath>

#include "sanov/compare/phrase.h"
#include "sanov/inference/divergence_interval.h"
#include "sanov/measures/measures.h"

namespace sanov {
namespace {

using Counts = std::vector<std::uint64_t>;

Counts coarse(const FrameColumn& frame, const ColumnCounts& counts) {
  Counts sums(frame.coarse_size());
  for (std::size_t i = 0; i < frame.fine_size(); ++i) sums[frame.coarse[i]] += counts.cells[i];
  return sums;
}

std::vector<double> shares(const Counts& counts, std::uint64_t rows) {
  std::vector<double> result(counts.size());
  std::transform(counts.begin(), counts.end(), result.begin(),
                 [&](std::uint64_t count) { return static_cast<double>(count) / static_cast<double>(rows); });
  return result;
}

/// The middle value, as far as fine cells tell.
struct Median {
  double value = 0, error = 0;
};

Median median_of(const FrameColumn& frame, const ColumnCounts& counts) {
  const std::size_t own = frame.own_cells();
  std::uint64_t values = 0;
  for (std::size_t i = 0; i < own; ++i) values += counts.cells[i];
  std::uint64_t below = 0;
  std::size_t at = 0;
  while (at + 1 < own && 2 * (below + counts.cells[at]) < values) below += counts.cells[at++];
  const double high = std::min(at < frame.edges.size() ? frame.edges[at] : counts.maximum, counts.maximum);
  if (frame.one_value_a_cell) return {high, 0};
  const double low = std::max(at > 0 ? frame.edges[at - 1] : counts.minimum, counts.minimum);
  if (!std::isfinite(low) || !std::isfinite(high)) return {std::isfinite(low) ? low : high, 0};
  const double share = (static_cast<double>(values) / 2 - static_cast<double>(below)) /
                       static_cast<double>(std::max<std::uint64_t>(counts.cells[at], 1));
  return {low + (high - low) * std::clamp(share, 0., 1.), high - low};
}

/// "median 14.7 → 8.1; ≤ 5: 7.1% → 62%"
std::string changed_text(const ColumnPair& pair, const Counts& reference, const Counts& current) {
  const std::vector<double> q = shares(reference, pair.n), p = shares(current, pair.m);
  std::vector<double> terms(p.size());
  Finding finding;
  finding.kind = pair.frame.kind;
  finding.js = js(p, q);
  js.terms(p, q, terms);
  for (std::size_t i = 0; i < p.size(); ++i)
    if (reference[i] > 0 || current[i] > 0)
      finding.cells.push_back(
          {pair.frame.labels[i], pair.frame.roles[i], reference[i], current[i], q[i], p[i], 0, terms[i]});
  std::stable_sort(finding.cells.begin(), finding.cells.end(),
                   [](const CellChange& a, const CellChange& b) { return a.js > b.js; });
  for (const auto& [hash, category] : pair.current.unseen) finding.unseen.push_back(category);
  std::stable_sort(finding.unseen.begin(), finding.unseen.end(),
                   [](const Category& a, const Category& b) { return a.count > b.count; });
  finding.unseen_sampled = pair.current.unseen_left_out;
  if (pair.has_axis()) {
    const Median before = median_of(pair.frame, pair.reference), after = median_of(pair.frame, pair.current);
    finding.axis = AxisChange{.reference_median = before.value,
                              .current_median = after.value,
                              .reference_median_error = before.error,
                              .current_median_error = after.error};
  }
  return phrase(finding);
}

}  // namespace

WindowFinding weigh_window(const ColumnPair& pair, double level, CellsCutBy cut_by, SharedNulls* shared) {
  const Counts reference = coarse(pair.frame, pair.reference), current = coarse(pair.frame, pair.current);
  WindowFinding found;
  found.column = pair.frame.name;
  found.missing = pair.current.cells.back();
  const MergedCells merged = merge_sparse_cells(reference, current, pair.frame.is_text() ? 0 : reference.size() - 1);
  const DivergenceEstimate js = estimate_js(merged.reference, merged.current, level);
  found.js_distance = {std::sqrt(js.value),
                       {std::sqrt(js.interval.lower), std::sqrt(js.interval.upper), js.interval.level},
                       std::sqrt(js.floor)};
  found.js = js.value;
  found.corrected = js.corrected;
  found.cells = merged.reference.size();
  found.too_sparse = merged.too_sparse();
  const ColumnTest test = test_column(pair, cut_by, shared);
  found.test = test.test;
  found.p = test.p;
  found.adjusted_p = test.p.p;
  found.log_adjusted_p = test.p.log_p;
  found.changed = changed_text(pair, reference, current);
  return found;
}

}  // namespace sanov
