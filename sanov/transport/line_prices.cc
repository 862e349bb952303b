#include "sanov/transport/line_prices.h"

namespace sanov {

LinePrices line_prices(const Sorted& x, const Sorted& y, const LineCost& cost) {
  LinePrices out{std::vector<long double>(x.x.size()), std::vector<long double>(y.x.size())};
  const long double rounding = 0x1p-63L;
  std::size_t i = 0, j = 0;
  long double last = cost(x.x[0], y.x[0]);
  out.u[0] = last;
  each_step(x.mass, y.mass, [&](std::size_t next_i, std::size_t next_j, std::int64_t) {
    if (next_i == i && next_j == j) return;
    const long double here = cost(x.x[next_i], y.x[next_j]), change = here - last;
    const long double price = next_i > i ? out.u[next_i] = out.u[i] + change : out.v[next_j] = out.v[j] + change;
    out.error += cost.accuracy() * (here + last) + rounding * (std::fabs(change) + std::fabs(price));
    last = here;
    i = next_i;
    j = next_j;
  });
  out.error *= 1.01L;  // its own rounding
  return out;
}

}  // namespace sanov
