#include "sanov/data/cut.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sanov/numerics/sort.h"

namespace sanov {
namespace {

constexpr double kFewestInGroup = 10;  // values, below which a share is known too roughly to be compared
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// All different values of a sorted sample, or nothing if they are more than `limit`.
std::vector<double> different_values(const std::vector<double>& sorted, std::size_t limit) {
  std::vector<double> values;
  for (double x : sorted) {
    if (!values.empty() && values.back() == x) continue;
    if (values.size() == limit) return {};
    values.push_back(x);
  }
  return values;
}

/// Distances from the outermost edge of a sample, doubling, as long as they keep within `room`: what lies beyond the
/// sample is cut finely near it and coarsely far from it.
std::vector<double> doublings(double first, double room, bool integers) {
  constexpr std::size_t kMost = 64;
  std::vector<double> found;
  for (double distance = integers ? std::ceil(first) : first; distance > 0 && distance < room && found.size() < kMost;
       distance *= 2)
    found.push_back(distance);
  return found;
}

/// Quantiles of a sorted sample, the outermost of them halved again and again, so that a heavy tail is not one cell.
std::vector<double> quantiles(const FrameColumn& column, const std::vector<double>& sorted) {
  const bool integers = column.kind == ColumnKind::integer;
  const std::size_t size = sorted.size(), share = size / kFineCells;
  std::vector<double> edges;
  for (std::size_t above = share / 2; above > 0; above /= 2) {
    edges.push_back(sorted[above - 1]);
    edges.push_back(sorted[size - 1 - above]);
  }
  for (std::size_t i = 1; i < kFineCells; ++i) edges.push_back(sorted[(i * size + kFineCells - 1) / kFineCells - 1]);
  std::sort(edges.begin(), edges.end());
  const double low = edges.front(), high = edges.back();
  if (sorted.back() < column.maximum) edges.push_back(sorted.back());
  for (double distance : doublings(low - sorted.front(), sorted.front() - column.minimum, integers))
    edges.push_back(sorted.front() - distance);
  for (double distance : doublings(sorted.back() - high, column.maximum - sorted.back(), integers))
    edges.push_back(sorted.back() + distance);
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  return edges;
}

/// Chooses how sums are kept: exact for integers where the sample spans less than 2^40, good to 2^-40 of its range for
/// the rest. Values far from 0 (times, keys) are summed from the smallest on.
void choose_units(FrameColumn& column, const std::vector<double>& sorted) {
  const auto finite = [](double x) { return std::isfinite(x); };
  const auto low = std::find_if(sorted.begin(), sorted.end(), finite);
  const auto high = std::find_if(sorted.rbegin(), sorted.rend(), finite);
  column.quantum = -40;
  if (low == sorted.end()) return;
  const double farthest = std::max(std::fabs(*low), std::fabs(*high));
  double range = std::min(*high - *low, std::numeric_limits<double>::max());
  if (range > 0 && farthest > 0x1p20 * range) column.origin = *low;
  if (range == 0) range = farthest;
  if (range > 0) column.quantum = std::max(std::ilogb(range) - 40, -1000);
}

std::vector<std::uint64_t> count_cells(const std::vector<double>& sorted, const std::vector<double>& edges) {
  std::vector<std::uint64_t> counts(edges.size() + 1);
  std::size_t cell = 0;
  for (double x : sorted) {
    while (cell < edges.size() && edges[cell] < x) ++cell;
    ++counts[cell];
  }
  return counts;
}

/// Groups of consecutive cells, in the making.
struct Grouping {
  explicit Grouping(const std::vector<std::uint64_t>& of) : counts(of), group(of.size()) {}

  void add_group(std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end; ++i) group[i] = size;
    ++size;
  }
  /// Adds the cells from `first` on to the last group, or makes it if there is none.
  void extend_last(std::size_t first) {
    if (size > 0) --size;
    add_group(first, counts.size());
  }
  /// Splits a run of cells, `run` in all, into parts of about equal counts.
  void split(std::size_t first, std::size_t end, double run, std::size_t parts) {
    std::size_t begin = first;
    double held = 0;
    for (std::size_t i = first; i < end; ++i) {
      const double count = static_cast<double>(counts[i]);
      if (held > 0 && parts > 1 && held + count / 2 > run / static_cast<double>(parts)) {
        add_group(begin, i);
        begin = i;
        run -= held;
        held = 0;
        --parts;
      }
      held += count;
    }
    add_group(begin, end);
  }

  const std::vector<std::uint64_t>& counts;
  std::vector<std::uint32_t> group;
  std::uint32_t size = 0;
};

bool any_twice(const std::vector<double>& sorted) {
  return std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end();
}

}  // namespace

std::vector<std::uint32_t> group_cells(const std::vector<std::uint64_t>& counts, std::size_t groups) {
  double total = 0;
  for (std::uint64_t count : counts) total += static_cast<double>(count);
  const double share = total / static_cast<double>(groups);

  Grouping grouping(counts);
  for (std::size_t i = 0; i < counts.size();) {
    std::size_t end = i;
    double run = 0;
    for (; end < counts.size() && static_cast<double>(counts[end]) < share; ++end)
      run += static_cast<double>(counts[end]);
    // What is too little for a group of its own joins the heavy cell beside it.
    auto parts = static_cast<std::size_t>(std::lround(run / share));
    if (parts == 0 && run >= kFewestInGroup) parts = 1;
    if (end > i && parts > 0) grouping.split(i, end, run, parts);
    const bool joins_next = end > i && parts == 0;
    if (end < counts.size()) {
      grouping.add_group(joins_next ? i : end, end + 1);
    } else if (joins_next) {
      grouping.extend_last(i);
    }
    i = end + 1;
  }
  return std::move(grouping.group);
}

void cut_numbers(FrameColumn& column, std::vector<double> sample, std::uint64_t rows, std::size_t bins) {
  sort(sample);
  column.all_different = sample.size() > 1 && !any_twice(sample);
  std::vector<double> values = different_values(sample, kFineCells);
  column.one_value_a_cell = !values.empty();
  if (!sample.empty()) column.edges = column.one_value_a_cell ? values : quantiles(column, sample);
  // The last cell is open, and must hold something of the reference.
  const double last = column.one_value_a_cell && !sample.empty() ? sample.back() : column.maximum;
  while (!column.edges.empty() && (column.edges.back() == kInfinity || column.edges.back() >= last))
    column.edges.pop_back();
  if (column.kind == ColumnKind::boolean) column.edges = {0};
  choose_units(column, sample);

  if (bins == 0) bins = static_cast<std::size_t>(std::clamp<std::uint64_t>(rows / 10, 2, 20));
  const std::size_t own = column.edges.size() + 1;
  const std::vector<std::uint64_t> counts = count_cells(sample, column.edges);
  const bool may_be_empty = !sample.empty() && !column.one_value_a_cell && column.kind != ColumnKind::boolean;
  if (own <= bins && !(may_be_empty && std::find(counts.begin(), counts.end(), 0) != counts.end())) {
    column.coarse.resize(own);
    for (std::size_t i = 0; i < own; ++i) column.coarse[i] = static_cast<std::uint32_t>(i);
  } else {
    column.coarse = group_cells(counts, bins);
  }
  lay_out_numbers(column);
}

void lay_out_numbers(FrameColumn& column) {
  column.labels = label_numbers(column);
  column.roles.assign(column.labels.size(), CellRole::values);
  column.coarse.push_back(static_cast<std::uint32_t>(column.labels.size()));
  column.labels.emplace_back("missing");
  column.roles.push_back(CellRole::missing);
}

void lay_out_categories(FrameColumn& column) {
  const auto add = [&](std::string label, CellRole role) {
    column.labels.push_back(std::move(label));
    column.roles.push_back(role);
    return static_cast<std::uint32_t>(column.labels.size() - 1);
  };
  for (const Category& category : column.categories) column.coarse.push_back(add(category.name, CellRole::category));
  if (column.has_rest) {
    const std::size_t first = column.labels.size();
    for (std::size_t i = 0; i < kRestGroups; ++i)
      add(fmt::format("other categories, group {} of {}", i + 1, kRestGroups), CellRole::rest);
    for (std::size_t i = 0; i < kRestCells; ++i)
      column.coarse.push_back(static_cast<std::uint32_t>(first + i * kRestGroups / kRestCells));
  }
  column.coarse.push_back(add("unseen", CellRole::unseen));
  column.coarse.push_back(add("missing", CellRole::missing));
}

}  // namespace sanov
