#include "sanov/transport/line_transport.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sanov/base/error.h"
#include "sanov/transport/certificate.h"
#include "sanov/transport/line_prices.h"

namespace sanov {
namespace {

/// A sum in twice the digits of long double, and a bound of what rounding the terms did.
class LongSum {
 public:
  void add(std::int64_t units, long double value) {
    const long double term = static_cast<long double>(units) * value;
    const long double next = high_ + term, part = next - high_;
    low_ += (high_ - (next - part)) + (term - part);
    high_ = next;
    size_ += std::fabs(term);
  }
  long double value() const { return high_ + low_; }
  long double error() const { return 0x1p-62L * size_; }

 private:
  long double high_ = 0, low_ = 0, size_ = 0;
};

/// The prices in double and in the caller's order, not above the exact ones.
std::vector<double> lowered(const Sorted& side, const std::vector<long double>& prices, long double less) {
  std::vector<double> out(prices.size());
  for (std::size_t k = 0; k < prices.size(); ++k)
    out[side.order[k]] = rounded_down(static_cast<double>(prices[k] - less));
  return out;
}

LongSum worth(const Sorted& side, const std::vector<double>& prices) {
  LongSum sum;
  for (std::size_t k = 0; k < prices.size(); ++k) sum.add(side.mass[k], prices[side.order[k]]);
  return sum;
}

void price(const Line& line, const LineCost& cost, long double total, const char* function, Transport& out) {
  const Sorted &x = line.x, &y = line.y;
  const LinePrices prices = line_prices(x, y, cost);
  LongSum of_u, of_v;
  for (std::size_t i = 0; i < prices.u.size(); ++i) of_u.add(x.mass[i], prices.u[i]);
  for (std::size_t j = 0; j < prices.v.size(); ++j) of_v.add(y.mass[j], prices.v[j]);
  const long double shift = (of_u.value() - of_v.value()) / 2 / total;
  // What moving the prices rounds is within the bound, but for a digit of the shift.
  const long double error = prices.error + 0x1p-62L * std::fabs(shift);
  out.u = lowered(x, prices.u, shift + error);
  out.v = lowered(y, prices.v, -shift + error);
  for (const auto* side : {&out.u, &out.v})
    for (const double value : *side)
      if (!std::isfinite(value))
        fail_domain(function, "x", "lies so far from y that |x - y|^p overflows; divide the positions of both");
}

/// The plan by row; returns what it costs.
LongSum plan(const Sorted& x, const Sorted& y, const LineCost& cost, double unit, Plan& out) {
  struct Entry {
    std::uint32_t to;
    std::int64_t units;
    double cost;
  };
  const std::size_t n = x.x.size();
  std::vector<std::size_t> begin(n + 1);  // of each row's entries
  each_step(x.mass, y.mass, [&](std::size_t i, std::size_t, std::int64_t units) {
    if (units > 0) ++begin[x.order[i] + 1];
  });
  for (std::size_t row = 0; row < n; ++row) begin[row + 1] += begin[row];
  std::vector<Entry> entries(begin[n]);
  std::vector<std::size_t> next(begin.begin(), begin.end() - 1);
  LongSum sum;
  each_step(x.mass, y.mass, [&](std::size_t i, std::size_t j, std::int64_t units) {
    if (units == 0) return;
    const long double here = cost(x.x[i], y.x[j]);
    entries[next[x.order[i]]++] = {y.order[j], units, static_cast<double>(here)};
    sum.add(units, here);
  });
  for (std::size_t row = 0; row < n; ++row) {
    std::sort(entries.begin() + static_cast<std::ptrdiff_t>(begin[row]),
              entries.begin() + static_cast<std::ptrdiff_t>(begin[row + 1]),
              [](const Entry& a, const Entry& b) { return a.to < b.to; });
    for (std::size_t k = begin[row]; k < begin[row + 1]; ++k) {
      out.from.push_back(static_cast<std::uint32_t>(row));
      out.to.push_back(entries[k].to);
      out.mass.push_back(static_cast<double>(entries[k].units) * unit);
      out.cost.push_back(entries[k].cost);
    }
  }
  return sum;
}

}  // namespace

Transport transport_on_line(const Line& line, double p, double mass, const char* function) {
  const LineCost cost(p);
  long double total = 0;
  for (const std::int64_t units : line.x.mass) total += static_cast<long double>(units);
  Transport out;
  price(line, cost, total, function, out);
  const LongSum moved = plan(line.x, line.y, cost, line.unit, out.plan);
  const long double unit = mass / total;
  out.cost = static_cast<double>(moved.value() * unit);
  const LongSum of_u = worth(line.x, out.u), of_v = worth(line.y, out.v);
  const long double gap = moved.value() - of_u.value() - of_v.value() + moved.error() + of_u.error() + of_v.error() +
                          (cost.accuracy() + 0x1p-62L) * moved.value();
  out.gap = std::nextafter(static_cast<double>(gap * unit), std::numeric_limits<double>::infinity());
  out.mass = mass;
  return out;
}

}  // namespace sanov
