#include "sanov/compare/shift.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sanov/base/error.h"
#include "sanov/compare/joint_points.h"
#include "sanov/compare/strata.h"
#include "sanov/samples/classifier.h"

namespace sanov {
namespace {

constexpr std::size_t kFewestRows = 20;
constexpr double kRowsAPair = 5;
constexpr double kMostStrata = 100, kMostCells = 10;

/// How finely n rows are cut: strata by target's cells.
struct Fineness {
  std::size_t strata, cells;

  explicit Fineness(std::size_t fewer_rows) {
    const double pairs = static_cast<double>(fewer_rows) / kRowsAPair;
    const double across = std::clamp(std::floor(std::sqrt(2 * pairs)), 2.0, kMostStrata);
    strata = static_cast<std::size_t>(across);
    cells = static_cast<std::size_t>(std::clamp(std::floor(pairs / across), 2.0, kMostCells));
  }
};

ShiftFinding against(const RowColumn& covariate, const RowColumn& target, const Fineness& fineness,
                     const ShiftOptions& options, std::uint64_t stream) {
  const CutColumn strata = cut_column(covariate, fineness.strata), cells = cut_column(target, fineness.cells);
  ShiftFinding found;
  found.covariate = covariate.name;
  found.strata = strata.cells;
  found.target_cells = cells.cells;
  // A seed of its own for each test: the draws of two are not the same.
  found.covariate_shift = StratifiedCounts(strata).test(options.permutations, options.seed + 2 * stream + 1);
  found.concept_shift = StratifiedCounts(strata, cells).test(options.permutations, options.seed + 2 * stream + 2);
  found.total = found.covariate_shift.nats + found.concept_shift.nats;
  return found;
}

/// A score of each row by which table its covariates look like, from a classifier that has not seen the row.
std::optional<RowColumn> score_rows(const TableRows& rows, const ShiftOptions& options) {
  const JointPoints points(rows, 1);
  if (points.reference_rows().size() < kFewestRows || points.current_rows().size() < kFewestRows) return std::nullopt;
  const ClassifierTest found =
      classifier_test(points.reference(), points.current(),
                      {.groups = points.groups(), .max_rows = 0, .permutations = 0, .seed = options.seed});
  if (found.features == 0) return std::nullopt;
  RowColumn score;
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  score.reference.assign(rows.reference_size(), kNaN);
  score.current.assign(rows.current_size(), kNaN);
  std::size_t next = 0;
  for (const std::size_t row : points.reference_rows()) score.reference[row] = found.scores[next++];
  for (const std::size_t row : points.current_rows()) score.current[row] = found.scores[next++];
  return score;
}

}  // namespace

Shift find_shift(const TableRows& rows, const ShiftOptions& options) {
  if (rows.columns.size() < 2)
    fail_argument("compare", "target", "has no covariate beside it; another column is needed");
  for (const auto size : {rows.reference_size(), rows.current_size()})
    if (size < kFewestRows)
      fail_domain("compare", "target",
                  fmt::format("has {} rows in a table; at least {} are needed", size, kFewestRows));
  const Fineness fineness(std::min(rows.reference_size(), rows.current_size()));
  Shift found;
  const RowColumn& target = rows.columns[0];
  found.target = target.name;
  found.sampled = rows.sampled();
  found.reference_rows = rows.reference_size();
  found.current_rows = rows.current_size();
  found.target_shift = StratifiedCounts(cut_column(target, fineness.cells)).test(options.permutations, options.seed);
  for (std::size_t c = 1; c < rows.columns.size(); ++c)
    found.covariates.push_back(against(rows.columns[c], target, fineness, options, c));
  std::stable_sort(found.covariates.begin(), found.covariates.end(), [](const ShiftFinding& a, const ShiftFinding& b) {
    return a.covariate_shift.nats > b.covariate_shift.nats;
  });
  if (rows.columns.size() > 2) {
    if (std::optional<RowColumn> score = score_rows(rows, options))
      found.together = against(*score, target, fineness, options, rows.columns.size());
  }
  return found;
}

}  // namespace sanov
