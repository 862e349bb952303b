#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sanov/compare/block_evidence.h"

namespace sanov {

/// The ways in which blocks may be dealt to two tables under no change: each as likely.
class BlockArrangements {
 public:
  /// `season` of each block, the first `first_current` of them the reference's. Blocks change places within a season where
  /// both tables have some of it, and those of other seasons take no part; unless no p of at most `wanted` is possible then
  /// and a smaller one is over all blocks, which are one season in that case.
  BlockArrangements(const std::vector<std::uint32_t>& season, std::size_t first_current, double wanted);

  const BlockPlan& plan() const noexcept { return plan_; }
  /// Blocks that may change places, those of the reference first.
  const std::vector<std::vector<std::uint32_t>>& groups() const noexcept { return groups_; }
  std::size_t first_current() const noexcept { return first_current_; }

  /// As many as p is over: every arrangement where they are few, else 9,999 at random, or 1,999 where there are over 1,000
  /// blocks.
  std::size_t draws() const noexcept { return draws_; }
  bool every() const noexcept { return every_; }
  /// The blocks of the current table in arrangement number `draw`.
  std::vector<std::uint32_t> draw(std::uint64_t draw) const;
  /// The same at random, however many there are.
  std::vector<std::uint32_t> random_draw(std::uint64_t draw) const;

 private:
  std::size_t current_in(const std::vector<std::uint32_t>& group) const;
  /// How many arrangements there are; infinite beyond doubles.
  double count(const std::vector<std::vector<std::uint32_t>>& groups) const;
  double smallest_p(const std::vector<std::vector<std::uint32_t>>& groups) const;

  std::size_t size_, first_current_, draws_ = 0;
  bool every_ = false;
  std::vector<std::vector<std::uint32_t>> groups_;
  BlockPlan plan_;
};

}  // namespace sanov
