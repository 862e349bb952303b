#include "sanov/compare/coarse_pair.h"

#include <algorithm>
#include <cmath>

#include "sanov/data/cut.h"

namespace sanov {
namespace {

/// Rows of the outermost value. Counts whose odds fall by 5 from one number to the next go on beyond 30 of the last in one
/// sample of 400.
constexpr std::uint64_t kOften = 30;

/// What lies at one end of the axis.
struct End {
  std::size_t fine, coarse;  ///< cells
  bool alone;                ///< the coarse cell is that fine one, which is of one value
  double value;              ///< the outermost of the reference
  std::uint64_t ColumnCounts::* beyond;
  std::uint64_t ColumnCounts::* infinite;
  std::string beyond_label, infinite_label;
};

std::uint64_t rows_of(const ValueCounts& values, double value) {
  const auto at = std::ranges::lower_bound(values.values(), value);
  if (!values.complete() || at == values.values().end() || *at != value) return 0;
  return values.counts()[static_cast<std::size_t>(at - values.values().begin())];
}

class Laying {
 public:
  Laying(const ColumnPair& pair, CoarsePair& cells) : pair_(pair), cells_(cells) {}

  /// Takes what lies beyond out of the end's cell.
  void take_out(const End& end) {
    const std::uint64_t infinite_before = pair_.reference.*end.infinite, infinite_after = pair_.current.*end.infinite;
    const bool finite = std::isfinite(end.value);
    const std::uint64_t before = finite ? pair_.reference.*end.beyond - infinite_before : 0,
                        after = finite ? pair_.current.*end.beyond - infinite_after : 0;
    const std::uint64_t often = rows_of(pair_.reference.values, end.value);
    const bool alone = end.alone && often + before + infinite_before == pair_.reference.cells[end.fine];
    if (finite && alone && often >= kOften && before + after > 0) {
      cells_.labels[end.coarse] = write_number(pair_.frame.kind, end.value);
      move(end.coarse, before, after, end.beyond_label + cells_.labels[end.coarse]);
    }
    if (infinite_before + infinite_after > 0) move(end.coarse, infinite_before, infinite_after, end.infinite_label);
  }

  /// Puts what was taken out of the first end before all cells, and what was taken out of the last one behind the values.
  void put_back(bool first_end) {
    for (std::size_t i = 0; i < taken_.labels.size(); ++i) {
      const auto at = first_end ? std::ptrdiff_t{0} : static_cast<std::ptrdiff_t>(cells_.labels.size()) - 1;
      cells_.reference.insert(cells_.reference.begin() + at, taken_.reference[i]);
      cells_.current.insert(cells_.current.begin() + at, taken_.current[i]);
      cells_.labels.insert(cells_.labels.begin() + at, taken_.labels[i]);
      cells_.roles.insert(cells_.roles.begin() + at, CellRole::values);
    }
    taken_ = {};
  }

 private:
  void move(std::size_t coarse, std::uint64_t before, std::uint64_t after, const std::string& label) {
    cells_.reference[coarse] -= before;
    cells_.current[coarse] -= after;
    taken_.reference.push_back(before);
    taken_.current.push_back(after);
    taken_.labels.push_back(label);
  }

  const ColumnPair& pair_;
  CoarsePair& cells_;
  CoarsePair taken_;
};

}  // namespace

CoarsePair coarse_pair(const ColumnPair& pair, std::vector<std::uint64_t> reference,
                       std::vector<std::uint64_t> current) {
  const FrameColumn& frame = pair.frame;
  CoarsePair cells{std::move(reference), std::move(current), frame.labels, frame.roles};
  if (frame.is_text() || frame.kind == ColumnKind::empty || pair.reference_values() == 0) return cells;
  const std::size_t own = frame.own_cells(), last = frame.coarse[own - 1];
  const bool values = frame.one_value_a_cell;
  Laying laying(pair, cells);
  laying.take_out({.fine = own - 1,
                   .coarse = last,
                   .alone = values && (own == 1 || frame.coarse[own - 2] != last),
                   .value = frame.maximum,
                   .beyond = &ColumnCounts::above,
                   .infinite = &ColumnCounts::infinite_above,
                   .beyond_label = "> ",
                   .infinite_label = "+∞"});
  laying.put_back(false);
  laying.take_out({.fine = 0,
                   .coarse = 0,
                   .alone = values && (own == 1 || frame.coarse[1] != 0),
                   .value = frame.minimum,
                   .beyond = &ColumnCounts::below,
                   .infinite = &ColumnCounts::infinite_below,
                   .beyond_label = "< ",
                   .infinite_label = "−∞"});
  laying.put_back(true);
  return cells;
}

}  // namespace sanov
