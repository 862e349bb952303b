#pragma once

#include <array>
#include <cmath>
#include <span>
#include <utility>

#include "sanov/families/catalogue.h"

namespace sanov {

/// ∫ f over some part of the line, with ∫ f s and ∫ f (s sᵀ + H), s and H being the derivatives of ln f; all of them
/// times e^−log_scale, so that far tails do not underflow.
struct Mass {
  static constexpr std::size_t kMost = 28;  ///< numbers of six parameters
  double log_scale = -HUGE_VAL;
  std::array<double, kMost> numbers{};

  /// A point's share: its weight, and ln f there with its derivatives.
  void add(double weight, std::span<const double> jet, std::size_t parameters);
  void add(const Mass& other, std::size_t width);
  /// ln ∫ f and its derivatives.
  void to_log_jet(std::span<double> out, std::size_t parameters) const;
};

/// Gauss's twelve points on an interval, with their weights.
std::array<std::pair<double, double>, 12> gauss_points(double low, double high);

/// Integrals of a member's density, or sums of its masses, with derivatives by the parameters.
class MassIntegral {
 public:
  MassIntegral(const FamilyEntry& entry, std::span<const double> at, const Distribution& d, const Support& support);

  /// Over low < x ≤ high; between them f has no break, and no more than one end of the support is among them.
  Mass between(double low, double high) const;

 private:
  void jets_at(std::span<const double> x, std::span<double> out) const { entry_->jets(at_, x, out); }
  double log_density(double x) const;
  Mass of_whole_numbers(double low, double high) const;
  template <std::size_t N>
  Mass by_rule(const std::array<std::pair<double, double>, N>& points, std::span<double> jets) const;
  void in_pieces(double low, double high, int depth, double& highest, Mass& out) const;
  Mass to_finite_end(double end, double from) const;
  Mass to_infinity(double from, double sign) const;

  const FamilyEntry* entry_;
  std::span<const double> at_;
  Support support_;
  std::size_t parameters_, width_;
  double middle_, spread_;
  bool whole_;
};

}  // namespace sanov
