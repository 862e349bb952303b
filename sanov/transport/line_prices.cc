#include "sanov/transport/line_prices.h"

#include <algorithm>

namespace sanov {

namespace {

/// A sum of which each change is kept whole.
class LongSum {
 public:
  explicit LongSum(long double start) : high_(start) {}
  long double add(long double change) {
    const long double next = high_ + change, part = next - high_;
    low_ += (high_ - (next - part)) + (change - part);
    high_ = next;
    return high_ + low_;
  }

 private:
  long double high_, low_ = 0;
};

}  // namespace

LinePrices line_prices(const Sorted& x, const Sorted& y, const LineCost& cost) {
  LinePrices out{std::vector<long double>(x.x.size()), std::vector<long double>(y.x.size())};
  std::size_t i = 0, j = 0;
  long double last = cost(x.x[0], y.x[0]), of_costs = 0, of_changes = 0, largest = last;
  LongSum u(last), v(0);
  out.u[0] = last;
  each_step(x.mass, y.mass, [&](std::size_t next_i, std::size_t next_j, std::int64_t) {
    if (next_i == i && next_j == j) return;
    const long double here = cost(x.x[next_i], y.x[next_j]), change = here - last;
    const long double price = next_i > i ? out.u[next_i] = u.add(change) : out.v[next_j] = v.add(change);
    of_costs += here + last;
    of_changes += std::fabs(change);
    largest = std::max(largest, std::fabs(price));
    last = here;
    i = next_i;
    j = next_j;
  });
  // What rounding did to the costs, their differences and the prices, and 1% for its own.
  out.error = 1.01L * (cost.accuracy() * of_costs + 0x1p-63L * (of_changes + largest));
  return out;
}

}  // namespace sanov
