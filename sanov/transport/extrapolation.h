#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace sanov {

/// Anderson's acceleration of a fixed-point iteration: goes on from where the last few steps, combined so that as little as
/// possible is left of them, point to.
/// Anderson, Iterative procedures for nonlinear integral equations, J. ACM 12, 1965; Walker and Ni, Anderson acceleration
/// for fixed-point iterations, SIAM J. Numer. Anal. 49, 2011.
class Extrapolation {
 public:
  /// What is left is measured in the mean square of `weights`. Places that are not finite stay as they are.
  void advance(std::span<const double> x, std::span<double> next, std::span<const double> weights);
  /// Forgets the steps there were.
  void restart();

 private:
  struct Change {
    std::vector<double> left, next;
  };
  void combine(std::span<double> next, std::span<const double> weights) const;

  std::vector<double> left_, next_;  // of the last step
  std::vector<Change> changes_;      // of the last few, the newest last
};

}  // namespace sanov
