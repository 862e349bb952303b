#include "sanov/compare/joint.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "sanov/base/error.h"
#include "sanov/compare/joint_points.h"

namespace sanov {
namespace {

constexpr std::size_t kFewestRows = 20;

void check(const JointPoints& points) {
  for (const auto& [name, rows] : {std::pair{"the reference", points.reference_rows().size()},
                                   std::pair{"the current table", points.current_rows().size()}})
    if (rows < kFewestRows)
      fail_domain("compare", name,
                  fmt::format("has {} row{} with a value in each of the joint columns; at least {} are needed", rows,
                              rows == 1 ? "" : "s", kFewestRows));
}

}  // namespace

JointFinding compare_joint(const TableRows& rows, const JointOptions& options) {
  if (rows.columns.size() < 2)
    fail_argument("compare", "joint",
                  fmt::format("names {}; at least 2 columns are needed", rows.columns.empty() ? "none" : "one column"));
  const JointPoints points(rows, 0, options.max_categories);
  check(points);
  const Rows before = points.reference(), after = points.current();
  JointFinding found;
  found.dimensions = points.groups().size();
  found.sampled = rows.sampled();
  found.reference_rows = before.rows();
  found.current_rows = after.rows();
  found.reference_dropped = rows.reference_size() - before.rows();
  found.current_dropped = rows.current_size() - after.rows();
  found.classifier = classifier_test(
      before, after,
      {.groups = points.groups(), .permutations = options.permutations, .level = options.level, .seed = options.seed});
  found.kl =
      knn_kl(after, before, {.permutations = options.permutations, .level = options.level, .seed = options.seed});
  found.energy = energy_distance(before, after, {.permutations = options.permutations, .seed = options.seed});
  // Columns of one value each have no median distance; any bandwidth gives 0.
  std::optional<double> bandwidth;
  if (found.classifier.features == 0) bandwidth = 1;
  found.mmd = mmd(before, after, {.bandwidth = bandwidth, .permutations = options.permutations, .seed = options.seed});

  for (std::size_t c = 0; c < rows.columns.size(); ++c) {
    const std::size_t own = options.max_categories, all = rows.columns[c].categories.size();
    found.columns.push_back(
        {rows.columns[c].name, found.classifier.importances[c], all > own + 1 ? all - own : 0, false});
  }
  for (const std::size_t coordinate : found.kl.spread) found.columns[points.groups()[coordinate]].spread = true;
  std::stable_sort(found.columns.begin(), found.columns.end(),
                   [](const JointColumn& a, const JointColumn& b) { return a.importance > b.importance; });
  return found;
}

}  // namespace sanov
