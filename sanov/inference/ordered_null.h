#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sanov/inference/drawn_p.h"
#include "sanov/inference/joint_law.h"
#include "sanov/inference/ordered_draws.h"

namespace sanov {

/// The law of the joint score of small samples in ordered cells, by draws of their counts.
class OrderedNull {
 public:
  /// `coarse` is the coarse cell of each fine cell, and joined so that every coarse cell holds some of the rows that
  /// stay as they are. `more` adds independent degrees of freedom to X².
  OrderedNull(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
              std::span<const std::uint32_t> coarse, bool cut_at_reference, bool more);

  /// The joint score of the samples themselves, whose X² has `part` from the independent degrees.
  double observed(double part) const;

  /// The joint score of draw `number`. May be called from many threads.
  double draw(std::uint64_t seed, std::uint64_t number) const;

  /// Of `draws` draws.
  DrawnLaw law(std::uint64_t seed, std::size_t draws) const;

 private:
  using Counts = std::vector<std::uint64_t>;
  OrderedNull(Counts reference, Counts current, std::vector<std::uint32_t> fine_of,
              std::span<const std::uint32_t> coarse, bool cut_at_reference, bool more);
  double score(const Counts& reference, const Counts& current, double part) const;
  double anderson_darling_score(double statistic) const;

  Counts reference_, current_;
  std::vector<std::uint32_t> coarse_;
  OrderedDraws draws_;
  bool more_;
  std::vector<double> table_;  // −ln p of A², at the points of a grid
};

}  // namespace sanov
