#include "sanov/transport/scaling.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sanov {
namespace {

// Of a distance's exponent times the power it is raised to, 2 at least: what is left of the range is for costs that are
// small beside the largest.
constexpr double kFarOff = 400;

/// The widest distance in a coordinate, which in double could overflow.
long double width(const Cloud& x, std::span<const std::uint32_t> of_x, const Cloud& y,
                  std::span<const std::uint32_t> of_y) {
  long double most = 0;
  for (std::size_t k = 0; k < x.dimensions(); ++k) {
    const auto range = [k](const Cloud& cloud, std::span<const std::uint32_t> points) {
      const double* at = cloud.coordinate(k);
      double low = at[points.front()], high = low;
      for (const std::uint32_t i : points) low = std::min(low, at[i]), high = std::max(high, at[i]);
      return std::pair<long double, long double>(low, high);
    };
    const auto [low_x, high_x] = range(x, of_x);
    const auto [low_y, high_y] = range(y, of_y);
    most = std::max({most, high_y - low_x, high_x - low_y});
  }
  return most;
}

}  // namespace

CloudScaling::CloudScaling(const Cloud& x, std::span<const std::uint32_t> of_x, const Cloud& y,
                           std::span<const std::uint32_t> of_y, Cost cost, double power) {
  if (cost == Cost::cosine) return;
  const long double wide = width(x, of_x, y, of_y);
  if (wide == 0) return;
  // A sum over the coordinates is at most 1 then.
  const int exponent =
      std::ilogb(wide) + 1 + static_cast<int>(std::ceil(std::log2(static_cast<double>(x.dimensions()))));
  const double raised = cost == Cost::squared_euclidean ? 2 : cost == Cost::power ? power : 1;
  if (std::fabs(exponent * std::max(raised, 2.0)) <= kFarOff) return;
  exponent_ = exponent;
  const double of_factor = exponent * raised, whole = std::floor(of_factor);
  factor_ = std::exp2(of_factor - whole);
  // Beyond this everything overflows, or is nothing.
  factor_exponent_ = static_cast<int>(std::clamp(whole, -1e6, 1e6));
}

void CloudScaling::apply(Cloud& cloud) const {
  if (none()) return;
  for (std::size_t k = 0; k < cloud.dimensions(); ++k) {
    double* at = cloud.coordinate(k);
    for (std::size_t i = 0; i < cloud.size(); ++i) at[i] = std::ldexp(at[i], -exponent_);
  }
}

bool CloudScaling::overflows(double largest) const {
  constexpr double kLargest = 1e280;
  if (largest == 0) return false;
  return !(largest <= kLargest) || std::log2(largest) + std::log2(factor_) + factor_exponent_ > std::log2(kLargest);
}

double CloudScaling::undone(double cost) const { return none() ? cost : std::ldexp(cost * factor_, factor_exponent_); }

}  // namespace sanov
