#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sanov {

/// The asymptotic common law of A² and X² of the same counts in ordered cells, the second with `more` independent
/// degrees of freedom, under the null hypothesis.
///
/// Both are forms of one normal vector: X² is its squared length R², and A² = R² a(θ) depends on its direction θ too,
/// which is independent of R. So P(X² > x, A² ≤ a) is the mean over directions of what is known of χ².
class JointLaw {
 public:
  /// `pooled` holds the rows of both samples in each cell, at least two of which have some.
  explicit JointLaw(std::span<const std::uint64_t> pooled, double more = 0);

  /// ln P(a p-value of A² or one of X² is at most exp(log_p)), log_p < 0. Between log_p and log_p + ln 2; to about 1%.
  double log_either(double log_p) const;

 private:
  std::vector<std::uint64_t> pooled_;
  double degrees_;
  std::vector<double> ratio_;  ///< a(θ)
};

}  // namespace sanov
