#pragma once

#include <cstdint>
#include <vector>

#include "sanov/groups/group_counts.h"

namespace sanov {

/// Numbers keys as they come: an open table of 64-bit keys.
class KeyNumbers {
 public:
  KeyNumbers();
  /// The number of a key, which is `next` where it is new.
  std::uint32_t number(std::uint64_t key, std::uint32_t next);

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t number = kFree;
  };
  static constexpr std::uint32_t kFree = ~std::uint32_t{0};
  void grow();

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

/// Collects rows as pairs of group and cell, and counts them.
class RowGroups {
 public:
  static constexpr std::size_t kMostWaiting = std::size_t{1} << 24;  ///< 96 MiB

  /// Cells are below `cells`, which is at most 65,536. So many rows wait before they are counted.
  explicit RowGroups(std::size_t cells, std::size_t most_waiting = kMostWaiting)
      : cells_(cells), most_waiting_(most_waiting) {}

  void add(const std::uint32_t* group, const std::uint32_t* cell, std::size_t count);
  /// Counts of groups 0, …, groups − 1 in `level`, whose nodes are left alone.
  void finish(std::size_t groups, GroupLevel& level);

 private:
  void fold_in(std::size_t groups);

  std::size_t cells_, most_waiting_;
  std::vector<std::uint32_t> group_;
  std::vector<std::uint16_t> cell_;
  std::uint32_t largest_ = 0;
  std::vector<GroupStretch> counted_;
  std::size_t counted_groups_ = 0;
};

/// The level above: each of `nodes` has the rows of all below that have it as a parent.
void add_up(const GroupLevel& below, std::size_t cells, GroupLevel& above);

}  // namespace sanov
