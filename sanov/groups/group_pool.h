#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "sanov/data/frame.h"
#include "sanov/groups/group_counts.h"
#include "sanov/inference/drawn_p.h"
#include "sanov/inference/joint_law.h"
#include "sanov/inference/p_value.h"
#include "sanov/numerics/random.h"

namespace sanov {

/// How far a part of a pool is from the rest of it, by a formula, for sorting out which parts deserve more.
struct QuickDistance {
  double js = 0;     ///< the divergence as counted, in cells large enough for the part
  double lower = 0;  ///< about where the interval of the JS distance begins
};

/// The values of many groups in cells, and a test of each group against all others together. What the null hypothesis
/// lets happen is that a part's values are drawn from the pool without putting back, so that its law depends on the part's
/// size alone: it is found once for each size, and a part costs no more than its own cells.
///
/// The tests are those of two tables in cells that neither of them cut. Numbers: the smallest p of Anderson and Darling's,
/// Neyman's and Pearson's tests under their common law (test_ordered). Texts, and what else has no order: Pearson's X², of
/// categories put together, the most frequent first, until each expects 10 rows of the smaller side, or 2 where that
/// has under 100. From 100 values on both sides laws are asymptotic; below, and where fewer than 50 values of the smaller
/// side are expected outside of one cell, they are those of 4,999 parts drawn. Sizes from 32 on are taken together with those
/// that agree in the first five bits, so that cells and draws are those of a part at most a sixteenth smaller; but where
/// one cell has most of the rows, each size has draws of its own.
class GroupPool {
 public:
  using Counts = std::vector<std::uint64_t>;

  /// `counts` has the values of each fine cell but that of missing ones.
  GroupPool(const FrameColumn& column, Counts counts);

  /// Makes ready for parts of these sizes, as often as they come. In parallel.
  void prepare(std::span<const std::uint64_t> sizes);

  std::uint64_t size() const noexcept { return all_; }
  const Counts& counts() const noexcept { return counts_; }

  /// p of a part being like the rest. `part` has its values, without missing ones; its size must have been prepared for.
  /// 1 where all of the pool is in one cell. O(cells of the part); up to some milliseconds where few parts have its size.
  PValue p(std::span<const CellCount> part) const;

  QuickDistance distance(std::span<const CellCount> part) const;

 private:
  /// What all parts of a size have in common.
  struct Plan {
    std::uint64_t size = 0;
    std::vector<std::uint32_t> joined;  ///< of each fine cell, the cell that it is joined into
    Counts rows;                        ///< of the pool in each of these
    bool drawn = false;
    std::unique_ptr<const DrawnLaw> law;  ///< where it is drawn, and many parts need it
  };

  void lay_out_ranks();
  bool is_drawn(std::uint64_t size) const;
  std::uint64_t plan_size(std::uint64_t part) const;
  Plan make_plan(std::uint64_t size, std::uint64_t parts) const;
  const Plan& plan_of(std::uint64_t part) const;
  double score(std::span<const CellCount> part, const Plan& plan) const;
  double draw(const Plan& plan, std::uint64_t number) const;
  double anderson_darling(std::span<const CellCount> part, double size) const;
  double smooth(std::span<const CellCount> part, double size) const;
  double homogeneity(std::span<const CellCount> part, double size, const Plan& plan) const;
  double anderson_darling_score(double statistic) const;
  void tabulate_joint_law();
  double log_joint_sf(double score, bool joined) const;

  const FrameColumn& column_;
  bool ordered_;
  Counts counts_, ends_;  ///< of each fine cell; and of all up to it, the heaviest left out
  std::uint64_t all_ = 0;
  std::size_t heaviest_ = 0, used_ = 0;
  std::vector<double> rank_, weight_, moment_,
      square_;  ///< mid-ranks; sums of A²'s weights, with the rank and its square
  std::vector<std::vector<double>> polynomials_;
  std::vector<double> anderson_darling_table_;
  std::vector<double> joint_table_[2];  ///< ln of the joint law's tail plus the score; of all cells, and of joined ones
  std::map<std::uint64_t, Plan> plans_;
};

}  // namespace sanov
