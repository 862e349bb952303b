#pragma once

#include <limits>

namespace sanov {

/// A number of twice a double's digits: high + low, where low is what high leaves off.
struct Twice {
  double high = 0, low = 0;
  friend bool operator<(Twice a, Twice b) { return a.high < b.high || (a.high == b.high && a.low < b.low); }
};

/// a + b to the last bit, whichever is larger (Knuth).
inline Twice whole_sum(double a, double b) {
  const double sum = a + b, part = sum - a;
  return {sum, (a - (sum - part)) + (b - part)};
}

/// The same where |a| ≥ |b| (Dekker).
inline Twice ordered_sum(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}

/// Within 2⁻¹⁰⁴ of the larger of the two.
inline Twice operator+(Twice a, Twice b) {
  const Twice high = whole_sum(a.high, b.high), low = whole_sum(a.low, b.low);
  const Twice sum = ordered_sum(high.high, high.low + low.high);
  return ordered_sum(sum.high, sum.low + low.low);
}

inline Twice operator-(Twice a) { return {-a.high, -a.low}; }
inline Twice operator-(Twice a, Twice b) { return a + -b; }

/// cost − u − v, rounded once, but for 2⁻¹⁰⁴ of the largest of them. Prices are finite.
inline double reduced_cost(double cost, Twice u, Twice v) {
  if (cost == std::numeric_limits<double>::infinity()) return cost;
  const Twice prices = whole_sum(u.high, v.high), rest = whole_sum(cost, -prices.high);
  return rest.high + (rest.low - (prices.low + (u.low + v.low)));
}

}  // namespace sanov
