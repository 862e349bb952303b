#include "sanov/groups/finding.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sanov/compare/phrase.h"
#include "sanov/data/cut.h"
#include "sanov/inference/divergence_interval.h"
#include "sanov/inference/grouped_counts.h"

namespace sanov {
namespace {

using Counts = std::vector<std::uint64_t>;

/// A side's values along the axis.
struct Points {
  std::vector<double> at, low, high;
  Counts counts;

  Points(const FrameColumn& column, const Counts& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells[i] == 0) continue;
      const CellPlace place = place_of(column, i);
      counts.push_back(cells[i]);
      low.push_back(place.low);
      high.push_back(place.high);
      at.push_back(place.at);
    }
  }
  CountedPoints view() const { return {.at = at, .counts = counts, .low = low, .high = high}; }
};

double share(std::uint64_t count, std::uint64_t all) { return static_cast<double>(count) / static_cast<double>(all); }

/// A length along the axis: 20; of times 3 d, 5.2 h, 90 s.
std::string length_text(ColumnKind kind, double length) {
  if (std::isinf(length)) return "∞";
  if (kind != ColumnKind::date_time && kind != ColumnKind::time_of_day)
    return write_number(ColumnKind::numeric, length, 3);
  if (length >= 2 * 86400) return fmt::format("{} d", write_number(ColumnKind::numeric, length / 86400, 3));
  if (length >= 2 * 3600) return fmt::format("{} h", write_number(ColumnKind::numeric, length / 3600, 3));
  return fmt::format("{} s", write_number(ColumnKind::numeric, length, 3));
}

std::string signed_share(double x) { return x < 0 ? fmt::format("−{:.2f}", -x) : fmt::format("{:.2f}", x); }

/// "lower by 20 (15 to 25)".
std::string shift_text(const FrameColumn& column, const Effect& shift) {
  const DirectionWords words = direction_words(column.name, column.kind);
  const bool down = shift.value < 0;
  const double sign = down ? -1 : 1;
  const double from = std::min(sign * shift.interval.lower, sign * shift.interval.upper);
  const double to = std::max(sign * shift.interval.lower, sign * shift.interval.upper);
  const auto end = [&](double x) { return (x < 0 ? "−" : "") + length_text(column.kind, std::fabs(x)); };
  return fmt::format("{} by {} ({} to {})", down ? words.lower : words.higher,
                     length_text(column.kind, std::fabs(shift.value)), end(from), end(to));
}

std::string moved_text(const FrameColumn& column, const MovedShare& moved) {
  return fmt::format("{}{} {} → {}", moved.label, column.is_text() || column.kind == ColumnKind::boolean ? "" : ":",
                     percent_text(moved.others_share), percent_text(moved.share));
}

std::string difference_text(const FrameColumn& column, const GroupFinding& finding) {
  if (!finding.direction) return moved_text(column, finding.moved);
  const Effect &shift = finding.direction->shift, &delta = finding.direction->cliffs_delta;
  const bool sided = delta.interval.lower > 0 || delta.interval.upper < 0;
  const std::string odds = "δ " + signed_share(delta.value);
  // Where most pairs are ties, values do not lie apart by a length.
  if (sided && shift.value != 0 && std::isfinite(shift.value)) return shift_text(column, shift) + ", " + odds;
  return moved_text(column, finding.moved) + ", " + odds;
}

MovedShare find_moved(const FrameColumn& column, const Counts& others, const Counts& part, std::uint64_t n,
                      std::uint64_t m) {
  MovedShare moved;
  double most = -1;
  for (std::size_t i = 0; i < part.size(); ++i) {
    const double p = share(part[i], m), q = share(others[i], n);
    if (std::fabs(p - q) <= most) continue;
    most = std::fabs(p - q);
    moved = {column.labels[i], p, q};
  }
  return moved;
}

void find_distance(const FrameColumn& column, const Counts& others, const Counts& part, double level,
                   DistanceEstimate& distance) {
  const MergedCells cells = merge_sparse_cells(others, part, column.is_text() ? 0 : part.size());
  const DivergenceEstimate js = estimate_js(cells.reference, cells.current, level);
  distance = {
      std::sqrt(js.value), {std::sqrt(js.interval.lower), std::sqrt(js.interval.upper), level}, std::sqrt(js.floor)};
}

}  // namespace

CellPlace place_of(const FrameColumn& column, std::size_t cell) {
  const bool last = cell == column.edges.size();
  const double high = last ? column.maximum : column.edges[cell];
  const double below = cell == 0 ? column.minimum : column.edges[cell - 1];
  const bool one = column.one_value_a_cell || (last && column.maximum == below);
  const double low = one ? high : std::min(below, high), middle = low / 2 + high / 2;
  return {low, high, std::isfinite(middle) ? middle : high};
}

DirectionWords direction_words(std::string_view column, ColumnKind kind) {
  if (kind == ColumnKind::date_time || kind == ColumnKind::time_of_day) return {"earlier", "later"};
  if (column == "age" || column == "Age" || column == "AGE") return {"younger", "older"};
  return {"lower", "higher"};
}

void describe_group(const FrameColumn& column, const std::vector<std::uint64_t>& pool, std::span<const CellCount> part,
                    double level, GroupFinding& finding) {
  Counts ours(pool.size()), others = pool;
  for (const CellCount& each : part) {
    ours[each.cell] = each.rows;
    others[each.cell] -= each.rows;
  }
  const std::span<const std::uint32_t> coarse(column.coarse.data(), pool.size());
  const Counts coarse_ours = grouped_counts(ours, coarse), coarse_others = grouped_counts(others, coarse);
  find_distance(column, coarse_others, coarse_ours, level, finding.js_distance);
  finding.moved = find_moved(column, coarse_others, coarse_ours, finding.others, finding.values);
  if (!column.is_text() && column.kind != ColumnKind::boolean) {
    const Points a(column, others), b(column, ours);
    const QuantileShift middle = quantile_shifts(a.view(), b.view(), level)[4];
    finding.direction = {middle.current, middle.reference, hodges_lehmann_shift(a.view(), b.view(), level),
                         cliffs_delta(a.view(), b.view(), level)};
  }
  finding.difference = difference_text(column, finding);
}

}  // namespace sanov
