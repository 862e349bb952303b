#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "sanov/inference/drawn_p.h"
#include "sanov/inference/homogeneity.h"
#include "sanov/inference/joint_law.h"
#include "sanov/inference/neyman_smooth.h"
#include "sanov/inference/p_value.h"

/// Are two samples of an ordered variable, counted in cells along its axis, from one distribution?
namespace sanov {

/// Two samples' rows in cells along an axis; rows without a value beside them.
struct OrderedCells {
  std::span<const std::uint64_t> reference, current;  ///< of each fine cell, ascending
  std::span<const std::uint32_t> coarse;              ///< the coarse cell of each fine cell: 0, 0, …, 1, 1, …
  std::uint64_t reference_missing = 0, current_missing = 0;
  /// Cells end at values of the reference; else they were chosen without looking at which sample a row is in.
  bool cut_at_reference = true;
  /// Other columns have the very same `reference`, as where all values differ and cells end at given ranks: a law that
  /// has to be drawn is then drawn once for all of them.
  bool share_null = false;
};

/// Laws under the null hypothesis that columns share. May be used from many threads; what is in it does not depend on
/// which of them came first.
class SharedNulls {
 public:
  using Key = std::vector<std::uint64_t>;
  std::shared_ptr<const DrawnLaw> drawn(const Key& key, const std::function<DrawnLaw()>& make);
  std::shared_ptr<const JointLaw> joint(std::size_t equal_cells, double more, bool joined);

 private:
  template <class Law>
  struct Entry {
    std::once_flag made;
    std::shared_ptr<const Law> law;
  };
  std::mutex mutex_;
  std::map<Key, std::shared_ptr<Entry<DrawnLaw>>> drawn_;
  std::map<Key, std::shared_ptr<Entry<JointLaw>>> joint_;
};

struct OrderedTest {
  double anderson_darling = 0;  ///< of the fine cells
  PValue anderson_darling_p;    ///< its own p, from its asymptotic law for these ties, not adjusted for the others
  SmoothTest smooth;            ///< of the fine cells
  PValue smooth_p;              ///< its own p, from the law of χ²
  Homogeneity homogeneity;      ///< X² of the coarse cells, and of missing against present where some are missing
  PValue homogeneity_p;         ///< its own p, from the law of χ²; rough where least_expected is under 10
  PValue p;                     ///< the declared one
};

/// One p for whether two samples differ anywhere: the smallest of Anderson and Darling's on fine cells, which sees shifts
/// best; of Neyman's smooth test on them, which sees scale, skewness and tails; and of Pearson's on coarse cells, which
/// sees any shape: the second counted e times and the third e² times, as a p-value of that smallest one under the three
/// statistics' common law. So P(p ≤ α) ≤ α, and close to it.
///
/// Coarse cells that expect fewer than 10 rows of the smaller sample (30 of a reference whose values cut the cells of a
/// larger sample) are first joined with their neighbours. Missing
/// values are a part of X² of their own, with one degree of freedom.
/// From 100 rows with values on in both samples, from the statistics' asymptotic law (JointLaw): good to a few per cent
/// however small. Below, where a reference of under 200 rows cuts the cells of a larger sample, and where fewer than 50
/// rows of the smaller sample are expected outside of one cell, from draws of the fine counts: where cells end at values of the reference, the current counts are then Dirichlet-multinomial with the
/// reference's counts and one more at the upper end; else rows are drawn from the pooled cells without putting back.
/// 1 where a sample is empty, or all rows with values are in one cell and none are missing.
/// O(cells), about 0.1 ms; with draws up to some 10 ms. The same for any number of threads.
/// Throws InvalidArgument if lengths differ or `coarse` does not ascend by steps of 0 and 1 from 0.
OrderedTest test_ordered(const OrderedCells& cells, const DrawOptions& options = {}, SharedNulls* shared = nullptr);

}  // namespace sanov
