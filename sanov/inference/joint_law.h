#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sanov {

/// −ln of the p-values of three statistics of the same counts in ordered cells, each alone.
struct OrderedScores {
  double anderson_darling = 0, smooth = 0, homogeneity = 0;

  /// How extreme the most extreme of them is. The smooth one must be e times as extreme as Anderson and Darling's to
  /// count as much, and Pearson's e² times: so the first keeps nearly all of its power for shifts, and what the others
  /// alone can see is seen a little later than by them alone.
  double joint() const;
  /// ln of the most that the odds of a joint score over this one can be, whatever the statistics have in common.
  static double log_sf_at_most(double score);
};

/// The asymptotic common law under the null hypothesis of A² (Anderson and Darling), S (neyman_smooth) and X² (Pearson)
/// of the same counts in ordered cells, the last with `more` independent degrees of freedom. Where X² is of fewer cells,
/// `joined` from these, it counts as if it had nothing in common with the others, which makes p larger by 5% at most.
///
/// All three are forms of one normal vector: S is the squared length of its part along four polynomials, X² that of the
/// whole of it, and A² another form. So the odds that one is extreme and another is not are means over random directions
/// of what is known of χ², never more than the odds of the first alone: good to about 1% however far out.
class JointLaw {
 public:
  /// `pooled` holds the rows of both samples in each cell, at least two of which have some.
  explicit JointLaw(std::span<const std::uint64_t> pooled, double more = 0, bool joined = false);

  /// ln P(joint score > score) for a positive score.
  double log_sf(double score) const;

 private:
  /// A normal vector: the part along the polynomials, of length `part`, and the rest. A² along the ray on which the part
  /// is scaled by r is r² both + r across + rest.
  struct Direction {
    double part, length;  // squared
    double both, across, rest;
  };
  Direction draw(std::uint64_t number, double more) const;

  std::vector<std::uint64_t> pooled_;
  std::vector<double> share_, weight_;
  std::vector<std::vector<double>> polynomials_;
  double degrees_, smooth_degrees_;
  bool joined_;
  std::vector<Direction> directions_;
};

}  // namespace sanov
