#pragma once

#include <functional>
#include <span>
#include <vector>

#include "sanov/base/status.h"
#include "sanov/families/catalogue.h"

/// Newton's ascent of a smooth function of a few parameters that keep to their domains.
namespace sanov {

/// A coordinate in which a parameter is free: itself, its logarithm, or the logit of its place between two ends.
class FreeCoordinate {
 public:
  explicit FreeCoordinate(const FamilyParameter& parameter);
  double from(double value) const;
  double value(double free) const;
  double slope(double free) const;  ///< d value / d free
  double bend(double free) const;
  bool is_logarithm() const noexcept { return kind_ == Kind::logarithm; }
  bool is_location() const noexcept { return location_; }  ///< called so, or a mean: in the unit of the data
  bool bounded() const { return kind_ != Kind::itself; }   ///< the domain ends on one side at least

 private:
  enum class Kind { itself, logarithm, logit } kind_;
  double low_ = 0, high_ = 0;
  bool location_ = false;
};

/// Standard errors of a free coordinate from which on its parameter counts as unknown: a logarithm that is known to within
/// e^±30 is not.
inline constexpr double kFlat = 30;

struct Climb {
  std::vector<double> at;  ///< parameters
  DensitySums sums;        ///< at the top
  int iterations = 0;
  double decrement = 0;  ///< what Newton's next step would still gain
  Status status = Status::converged;
};

/// Climbs from `start` with `free` saying which parameters move, until the next step promises less than `gain`.
/// sums(at) gives the function with its two derivatives; −∞ is what no step may reach. Steps that do not gain are
/// shortened by damping (Levenberg and Marquardt).
Climb climb(const std::function<DensitySums(std::span<const double>)>& sums,
            std::span<const FamilyParameter> parameters, std::span<const double> start, const std::vector<bool>& free,
            double gain, int max_iterations);

/// Solves the symmetric positive definite system A x = b of a few unknowns, in place of b; false if A is not so.
bool solve_positive(std::vector<double> a, std::vector<double>& b);

/// The inverse of minus the curvature by the `moving` of so many parameters, in all rows and columns; empty where that is
/// not positive definite.
std::vector<std::vector<double>> inverse_curvature(const DensitySums& sums, const std::vector<std::size_t>& moving,
                                                   std::size_t parameters);

}  // namespace sanov
