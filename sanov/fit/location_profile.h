#pragma once

#include <span>
#include <vector>

#include "sanov/families/catalogue.h"
#include "sanov/fit/fit_method.h"
#include "sanov/fit/rows.h"

namespace sanov {

/// What is held while a family that begins at 0 is moved to begin elsewhere.
struct ShiftedTask {
  std::vector<bool> free;                    ///< the family's own parameters that are fitted
  std::vector<double> held;                  ///< the values of the others
  FitMethod method = FitMethod::likelihood;  ///< likelihood or spacing
  int max_iterations = 100;
};

/// What a method makes large, with the family's own parameters at their best, for each place where the family may begin:
/// gap below the edge, the smallest row. Places count by ln gap, in which such profiles are smooth up to the edge.
class LocationProfile {
 public:
  struct Point {
    double log_gap = 0;
    double value = -HUGE_VAL;  ///< −∞ where the family has no fit
    std::vector<double> parameters;
    std::vector<std::vector<double>>
        covariance;  ///< of the parameters with the location held; empty where there is none
  };
  struct Bend {
    double second = 0;          ///< of the value by ln gap
    std::vector<double> along;  ///< of the parameters by ln gap
  };

  LocationProfile(const FamilyEntry& entry, const Nodes& rows, const ShiftedTask& task);

  double edge() const noexcept { return edge_; }
  double unit() const noexcept { return unit_; }  ///< the spread of the rows
  /// The rows when the location is moved to 0.
  Nodes moved(const Nodes& rows, double log_gap) const;
  /// The fit `near` parameters of another place, or from where the family begins. ln gap = −∞ is the edge itself.
  Point at(double log_gap, std::span<const double> near = {}) const;
  /// The top between two points by parabolas and golden sections from `middle`, which is higher than both, to 1e-6 in ln gap.
  Point top_between(Point low, Point middle, Point high) const;
  /// The top uphill of a point; value −∞ where there is none within e^±20.
  Point top_near(const Point& from) const;
  /// By differences of fourth order around a top.
  Bend bend_at(const Point& top) const;

 private:
  Point by_likelihood(double log_gap, const Nodes& rows, std::span<const double> near) const;
  Point by_spacing(double log_gap, const Nodes& rows, std::span<const double> near) const;
  std::vector<double> start(const SampleShape& shape) const;

  const FamilyEntry& entry_;
  Nodes rows_;
  ShiftedTask task_;
  std::vector<std::size_t> moving_;
  double edge_ = 0, unit_ = 1;
};

}  // namespace sanov
