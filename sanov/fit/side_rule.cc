#include "sanov/fit/side_rule.h"

#include <cmath>
#include <numbers>

namespace sanov {
namespace {

struct Place {
  double at, slope;  ///< and its slope by the rule's variable
};

Place place(double length, double t) {
  const double half_pi = std::numbers::pi / 2, u = half_pi * std::sinh(t), slope = half_pi * std::cosh(t);
  if (std::isinf(length)) return {std::exp(u), std::exp(u) * slope};
  const double share = 1 / (1 + std::exp(-2 * u));
  return {length * share, 2 * length * slope * share / (1 + std::exp(2 * u))};
}

}  // namespace

SideRule::SideRule(double length, double step) {
  // e^(−π/2 sinh 4) is 2e-19; e^(π/2 sinh 6) lets a tail of index −1.1 run out.
  const int last = static_cast<int>(std::ceil((std::isinf(length) ? 10 : 8) / step));
  const double gauss[] = {-std::sqrt(0.6), 0, std::sqrt(0.6)}, share[] = {5.0 / 18, 8.0 / 18, 5.0 / 18};
  for (int k = 0; k <= last; ++k) {
    const double t = -4 + k * step;
    const Place node = place(length, t);
    at.push_back(node.at);
    weight.push_back(node.slope * step);
    for (int g = 0; g < 3 && k < last; ++g) {
      const Place inside = place(length, t + step * (1 + gauss[g]) / 2);
      inner.push_back(inside.at);
      inner_weight.push_back(inside.slope * step * share[g]);
    }
  }
}

}  // namespace sanov
