#pragma once

#include <cstdint>
#include <vector>

#include "sanov/inference/counted_points.h"

namespace sanov {

/// The differences current − reference over all pairs of rows, in order, without making them: a pass over both samples
/// counts those up to a value. Infinite values are taken for finite ones beyond the others, as far as ranks go.
class PairDifferences {
 public:
  /// Borrows nothing: copies the points that have rows. Where they are over 4,096 in a sample, neighbours are taken
  /// together at their middle, which moves a quantile by far less than its standard error.
  PairDifferences(const CountedPoints& reference, const CountedPoints& current);

  /// The middle difference, or the mean of the two middle ones.
  double median() const;
  /// The largest difference with at most `share` of all pairs below it; −∞ where share × pairs is under 1.
  double quantile_below(double share) const;
  /// The same from above: the smallest difference with at most 1 − share of all pairs over it, or ∞.
  double quantile_above(double share) const;

 private:
  __extension__ using Wide = unsigned __int128;
  /// Differences up to some t.
  struct Count {
    Wide pairs = 0;            ///< of rows
    std::size_t points = 0;    ///< of different values
    double largest, smallest;  ///< the largest of them and the smallest of the others
  };
  Count count(double t) const;
  /// The difference of this rank, from 1, among those in (low, high].
  double select_between(double low, double high, Wide rank) const;
  /// The difference of this rank, from 1.
  double of_rank(Wide rank) const;

  std::vector<double> x_, y_;
  std::vector<std::uint64_t> a_, b_;
  Wide all_ = 0;
};

}  // namespace sanov
