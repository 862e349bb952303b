#include "sanov/groups/group_matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/groups/finding.h"
#include "sanov/groups/group_counts.h"
#include "sanov/measures/matrix.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

struct Group {
  std::size_t node = 0;
  std::uint64_t values = 0;
  std::string name;
};

/// Rows of shares, one a group.
struct Shares {
  std::vector<double> all;
  std::size_t cells = 0;
};

class Collector {
 public:
  Collector(const GroupCounts& counts, const GroupMatrixOptions& options)
      : column_(counts.column), level_(counts.levels.back()), options_(options) {
    for (std::size_t i = 0; i < level_.nodes.size(); ++i) {
      Group group{i, 0, ""};
      for (const CellCount& each : level_.of(i))
        (each.cell == column_.missing_cell() || level_.nodes[i].missing ? missing : group.values) += each.rows;
      if (level_.nodes[i].missing) continue;
      if (group.values < options.min_rows) {
        ++left_out;
        continue;
      }
      group.name = joined(counts.keys_of(counts.levels.size() - 1, i));
      groups.push_back(std::move(group));
    }
    std::sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
      return a.values != b.values ? a.values > b.values : a.name < b.name;
    });
    if (options.top > 0 && groups.size() > options.top) {
      left_out += groups.size() - options.top;
      groups.resize(options.top);
    }
  }

  /// Over the coarse cells, or the fine ones, without that of missing values.
  Shares shares(bool fine) const {
    Shares found;
    found.cells = fine ? column_.missing_cell() : column_.coarse[column_.missing_cell()];
    found.all.resize(groups.size() * found.cells);
    for (std::size_t g = 0; g < groups.size(); ++g)
      for (const CellCount& each : level_.of(groups[g].node)) {
        if (each.cell == column_.missing_cell()) continue;
        const std::size_t cell = fine ? each.cell : column_.coarse[each.cell];
        found.all[g * found.cells + cell] += static_cast<double>(each.rows) / static_cast<double>(groups[g].values);
      }
    return found;
  }

  std::vector<Group> groups;
  std::uint64_t left_out = 0, missing = 0;

 private:
  const FrameColumn& column_;
  const GroupLevel& level_;
  const GroupMatrixOptions& options_;
};

/// ∫ |F − G|, values standing where the cells do.
std::vector<double> wasserstein(const FrameColumn& column, Shares shares, std::size_t groups) {
  const std::size_t cells = shares.cells;
  std::vector<double> width(cells);
  for (std::size_t i = 0; i + 1 < cells; ++i)
    width[i] = std::max(place_of(column, i + 1).at - place_of(column, i).at, 0.0);
  for (std::size_t g = 0; g < groups; ++g)
    for (std::size_t i = 1; i < cells; ++i) shares.all[g * cells + i] += shares.all[g * cells + i - 1];
  std::vector<double> found(groups * groups);
  parallel_chunks(groups, 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t a = first; a < last; ++a)
      for (std::size_t b = 0; b < a; ++b) {
        double sum = 0;
        for (std::size_t i = 0; i + 1 < cells; ++i) {
          const double apart = std::fabs(shares.all[a * cells + i] - shares.all[b * cells + i]);
          sum += apart > 0 ? apart * width[i] : 0;
        }
        found[a * groups + b] = found[b * groups + a] = sum;
      }
  });
  return found;
}

}  // namespace

GroupMatrix group_matrix(TableSource& table, const GroupMatrixOptions& options) {
  const FloatingPoint environment;
  const GroupCounts counts = count_groups(table, options.by, options.of, options.bins, "matrix");
  if (options.measure == nullptr && counts.column.is_text())
    fail_argument("matrix", "column " + options.of, "is of texts, which have no order for W1 to go by");
  Collector collected(counts, options);
  if (collected.groups.size() < 2)
    fail_argument("matrix", "column " + options.by.back(),
                  fmt::format("leaves {} with {} values or more; a matrix needs at least 2 groups",
                              collected.groups.size() == 1 ? "1 group" : "no group", options.min_rows));
  GroupMatrix matrix{.table = table.name(),
                     .of = options.of,
                     .by = options.by,
                     .kind = counts.column.kind,
                     .names = {},
                     .values = {},
                     .distances = {},
                     .tree = {},
                     .left_out = collected.left_out,
                     .missing = collected.missing};
  for (Group& group : collected.groups) {
    matrix.values.push_back(group.values);
    matrix.names.push_back(std::move(group.name));
  }
  const std::size_t groups = matrix.values.size();
  const Shares shares = collected.shares(options.measure == nullptr);
  if (options.measure == nullptr)
    matrix.distances = wasserstein(counts.column, shares, groups);
  else
    matrix.distances = sanov::matrix(*options.measure, Rows(shares.all.data(), groups, shares.cells));
  const auto finite = [](double x) { return std::isfinite(x); };
  const bool apart = options.measure == nullptr ||
                     (options.measure->info().keeps(symmetric) && options.measure->info().kind != Kind::similarity);
  if (apart && std::all_of(matrix.distances.begin(), matrix.distances.end(), finite))
    matrix.tree = average_linkage(matrix.distances, groups);
  return matrix;
}

}  // namespace sanov
