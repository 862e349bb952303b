#include "sanov/groups/row_groups.h"

#include <algorithm>
#include <array>

#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

constexpr std::size_t kStretch = GroupLevel::kStretch;

/// Counts the cells of one group's rows and of what was counted of it before, and appends them.
class GroupCounter {
 public:
  explicit GroupCounter(std::size_t cells) : counts_(cells) {}

  void add(std::span<const CellCount> counted) {
    for (const CellCount& each : counted) add(each.cell, each.rows);
  }
  void add(std::uint32_t cell, std::uint32_t rows) {
    if (counts_[cell] == 0) touched_.push_back(cell);
    counts_[cell] += rows;
  }
  /// As the next group of a stretch.
  void append_to(GroupStretch& out) {
    const bool dense = touched_.size() > counts_.size() / 8;
    if (!dense) std::sort(touched_.begin(), touched_.end());
    const auto take = [&](std::uint32_t cell) {
      if (counts_[cell] > 0) out.cells.push_back({cell, counts_[cell]});
      counts_[cell] = 0;
    };
    if (dense)
      for (std::uint32_t cell = 0; cell < counts_.size(); ++cell) take(cell);
    else
      for (const std::uint32_t cell : touched_) take(cell);
    touched_.clear();
    out.begins.push_back(out.cells.size());
  }

 private:
  std::vector<std::uint32_t> counts_, touched_;
};

}  // namespace

KeyNumbers::KeyNumbers() : slots_(1024) {}

std::uint32_t KeyNumbers::number(std::uint64_t key, std::uint32_t next) {
  for (std::size_t mask = slots_.size() - 1, at = key & mask;; at = (at + 1) & mask) {
    Slot& slot = slots_[at];
    if (slot.number == kFree) {
      slot = {key, next};
      if (2 * ++used_ > slots_.size()) grow();
      return next;
    }
    if (slot.key == key) return slot.number;
  }
}

void KeyNumbers::grow() {
  std::vector<Slot> old(2 * slots_.size());
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.number == kFree) continue;
    std::size_t at = slot.key & mask;
    while (slots_[at].number != kFree) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

void RowGroups::add(const std::uint32_t* group, const std::uint32_t* cell, std::size_t count) {
  for (std::size_t done = 0; done < count;) {
    const std::size_t taken = std::min(count - done, most_waiting_ - group_.size());
    const std::size_t before = cell_.size();
    group_.insert(group_.end(), group + done, group + done + taken);
    cell_.resize(before + taken);
    for (std::size_t i = 0; i < taken; ++i) {
      cell_[before + i] = static_cast<std::uint16_t>(cell[done + i]);
      largest_ = std::max(largest_, group[done + i]);
    }
    done += taken;
    if (group_.size() == most_waiting_) fold_in(std::size_t{largest_} + 1);
  }
}

/// Sorts the waiting rows by group, then counts each group's cells.
void RowGroups::fold_in(std::size_t groups) {
  std::vector<std::uint32_t> begins(groups + 1);
  for (const std::uint32_t group : group_) ++begins[group + 1];
  for (std::size_t i = 0; i < groups; ++i) begins[i + 1] += begins[i];
  std::vector<std::uint16_t> sorted(cell_.size());
  {
    std::vector<std::uint32_t> next(begins.begin(), begins.end() - 1);
    for (std::size_t i = 0; i < group_.size(); ++i) sorted[next[group_[i]]++] = cell_[i];
  }
  group_.clear();
  cell_.clear();

  const std::vector<GroupStretch> before = std::move(counted_);
  counted_.assign((groups + kStretch - 1) / kStretch, {});
  parallel_chunks(counted_.size(), 1, [&](std::size_t first, std::size_t last) {
    GroupCounter counter(cells_);
    for (std::size_t s = first; s < last; ++s) {
      GroupStretch& stretch = counted_[s];
      const std::size_t begin = s * kStretch, end = std::min(begin + kStretch, groups);
      stretch.cells.reserve(begins[end] - begins[begin] + (s < before.size() ? before[s].cells.size() : 0));
      for (std::size_t g = begin; g < end; ++g) {
        if (g < counted_groups_) counter.add(before[s].of(g % kStretch));
        for (std::size_t i = begins[g]; i < begins[g + 1]; ++i) counter.add(sorted[i], 1);
        counter.append_to(stretch);
      }
    }
  });
  counted_groups_ = groups;
}

void RowGroups::finish(std::size_t groups, GroupLevel& level) {
  fold_in(groups);
  level.stretches = std::move(counted_);
}

void add_up(const GroupLevel& below, std::size_t cells, GroupLevel& above) {
  const std::size_t groups = above.nodes.size();
  std::vector<std::size_t> begins(groups + 1);
  for (const GroupNode& node : below.nodes) ++begins[node.parent + 1];
  for (std::size_t i = 0; i < groups; ++i) begins[i + 1] += begins[i];
  std::vector<std::size_t> children(below.nodes.size()), next(begins.begin(), begins.end() - 1);
  for (std::size_t i = 0; i < below.nodes.size(); ++i) children[next[below.nodes[i].parent]++] = i;
  GroupCounter counter(cells);
  above.stretches.assign((groups + kStretch - 1) / kStretch, {});
  for (std::size_t g = 0; g < groups; ++g) {
    for (std::size_t i = begins[g]; i < begins[g + 1]; ++i) counter.add(below.of(children[i]));
    counter.append_to(above.stretches[g / kStretch]);
  }
}

}  // namespace sanov
