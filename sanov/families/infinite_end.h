#pragma once

#include <functional>
#include <vector>

#include "sanov/families/pair_integral.h"

namespace sanov {

/// The stretch beside an end of a support at which a density is infinite, where that end is not 0. Numbers do not come near
/// enough to it there: of Beta{0.2, 0.2} a thousandth lies between 1 and the double below. So integrals are taken over the
/// logarithm of the distance from the end, and the densities continued towards it as the powers that their ends tell.
struct InfiniteEnd {
  double end = 0;
  double side = 1;   ///< 1 where the support lies above the end, −1 where it lies below
  double reach = 0;  ///< a power of two

  bool holds(double x) const {
    const double away = side * (x - end);
    return away >= 0 && away < reach;
  }
  double inner() const { return end + side * reach; }

  /// ∫ of a function of ln p and ln q, which for twice p and q is twice as large. The error has how far the power misses the density a little farther off.
  Estimate integrate(const std::function<double(double, double)>& term, const Distribution& p,
                     const Distribution& q) const;
};

/// All of them, of continuous distributions.
std::vector<InfiniteEnd> infinite_ends(const Distribution& p, const Distribution& q);

}  // namespace sanov
