#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sanov/base/cells.h"
#include "sanov/transport/masses.h"

namespace sanov {

/// Two samples of points, checked, and their shadows on lines.
///
/// Coordinates are counted from the first point and brought near 1 by a power of two: then a common offset costs no
/// digits, and no shadow overflows. What comes out is in the caller's unit again.
class Shadows {
 public:
  Shadows(Rows x, Rows y, double p, const std::optional<Cells>& a, const std::optional<Cells>& b, const char* function);

  std::size_t dimensions() const noexcept { return dimensions_; }
  Rows x() const noexcept { return {x_.data(), x_.size() / dimensions_, dimensions_}; }
  Rows y() const noexcept { return {y_.data(), y_.size() / dimensions_, dimensions_}; }
  double in_callers_unit(double distance) const;

  /// W_p in each of the directions (in rows), in this class's unit.
  std::vector<double> distances(Rows directions) const;

  /// gx and gy += Σ factorₖ · slopes of W_p in direction k in the points, in rows; either may be empty.
  void add_slopes(Rows directions, std::span<const double> factors, std::span<double> gx, std::span<double> gy) const;

  /// W_p in one direction, and its slope in the direction.
  double distance(std::span<const double> direction, std::span<double> slope) const;

  /// From the mean of x to that of y, of length 1; empty where they are the same.
  std::vector<double> between_means() const;

 private:
  double distance_of(std::span<double> x, std::span<double> y) const;

  double p_;
  std::size_t dimensions_;
  bool plain_;  ///< as many points on both sides, without weights
  int exponent_ = 0;
  std::vector<double> x_, y_;
  std::optional<Cells> a_, b_;
  Masses masses_;
};

}  // namespace sanov
