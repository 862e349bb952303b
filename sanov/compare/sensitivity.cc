#include "sanov/compare/sensitivity.h"

#include <algorithm>
#include <cmath>

#include "sanov/data/cut.h"
#include "sanov/inference/divergence_interval.h"
#include "sanov/inference/homogeneity.h"
#include "sanov/measures/measures.h"

namespace sanov {
namespace {

constexpr std::size_t kNumbersOfCells[] = {5, 10, 20, 50};
constexpr double kHalfRow = 0.5;

/// Shares of both tables over the cells that either has, with `extra` rows added to each.
struct Shares {
  std::vector<double> p, q;

  Shares(const std::vector<std::uint64_t>& reference, const std::vector<std::uint64_t>& current, double extra) {
    double n = 0, m = 0;
    for (std::size_t i = 0; i < reference.size(); ++i) {
      if (reference[i] == 0 && current[i] == 0) continue;
      q.push_back(static_cast<double>(reference[i]) + extra);
      p.push_back(static_cast<double>(current[i]) + extra);
      n += q.back();
      m += p.back();
    }
    for (double& each : q) each /= n;
    for (double& each : p) each /= m;
  }
};

/// Counts of groups of fine cells, missing ones in a last group of their own.
std::vector<std::uint64_t> grouped(const std::vector<std::uint64_t>& fine, const std::vector<std::uint32_t>& group) {
  std::vector<std::uint64_t> counts(group.back() + 2);
  for (std::size_t i = 0; i < group.size(); ++i) counts[group[i]] += fine[i];
  counts.back() = fine.back();
  return counts;
}

OtherCells in_other_cells(const std::vector<std::uint64_t>& reference, const std::vector<std::uint64_t>& current) {
  const MergedCells merged = merge_sparse_cells(reference, current, reference.size() - 1);
  const Shares shares(merged.reference, merged.current, 0);
  OtherCells found;
  found.cells = merged.reference.size();
  found.js_distance = js_distance(shares.p, shares.q);
  found.kl = kl(shares.p, shares.q);
  found.psi = psi(shares.p, shares.q);
  const Homogeneity test = pearson_homogeneity(merged.reference, merged.current);
  if (test.degrees > 0) found.p = std::exp(log_chi_squared_sf(test.statistic, test.degrees));
  return found;
}

}  // namespace

Sensitivity find_sensitivity(const FrameColumn& frame, const ColumnCounts& reference_fine,
                             const ColumnCounts& current_fine, const std::vector<std::uint64_t>& reference,
                             const std::vector<std::uint64_t>& current) {
  Sensitivity found;
  const Shares smoothed(reference, current, kHalfRow);
  found.kl_smoothed = kl(smoothed.p, smoothed.q);
  found.psi_smoothed = psi(smoothed.p, smoothed.q);
  found.js_distance_smoothed = js_distance(smoothed.p, smoothed.q);
  if (frame.is_text()) return found;

  const std::vector<std::uint64_t> own(reference_fine.cells.begin(), reference_fine.cells.end() - 1);
  if (std::all_of(own.begin(), own.end(), [](std::uint64_t count) { return count == 0; })) return found;
  for (const std::size_t cells : kNumbersOfCells) {
    if (cells > own.size()) break;
    const std::vector<std::uint32_t> group = group_cells(own, cells);
    found.cells.push_back(in_other_cells(grouped(reference_fine.cells, group), grouped(current_fine.cells, group)));
  }
  return found;
}

}  // namespace sanov
