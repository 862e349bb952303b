#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/transport/transport.h"

namespace {

using sanov::Cost;

/// Numbers out of bytes, 0 when they run out.
class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  std::uint8_t next() { return at_ < size_ ? data_[at_++] : 0; }
  /// Small whole numbers, to meet ties; or any double at all.
  double number(bool any) {
    if (!any) return next() % 16;
    std::uint8_t raw[8];
    for (std::uint8_t& byte : raw) byte = next();
    double value;
    std::memcpy(&value, raw, 8);
    return value;
  }

 private:
  const std::uint8_t* data_;
  std::size_t size_, at_ = 0;
};

void require(bool holds) {
  if (!holds) __builtin_trap();
}

/// Costs as they are meant, in which nothing overflows, and how far those computed may be off.
struct True {
  std::size_t n, m;
  std::vector<long double> costs;
  long double relative = 0, absolute = 0;  ///< the second of the largest cost
  long double operator()(std::size_t i, std::size_t j) const { return costs[i * m + j]; }
  long double largest() const {
    long double most = 0;
    for (const long double c : costs)
      if (std::isfinite(c)) most = std::max(most, std::fabs(c));
    return most;
  }
};

/// What an answer claims, checked from scratch. `proved`: the solver was not stopped.
void check(const sanov::Transport& t, const True& costs, bool proved) {
  require(t.gap >= 0 && t.plan.mass.size() + 1 <= costs.n + costs.m);
  require(!proved || t.status != sanov::Status::iteration_limit);
  // Subnormal prices are whole multiples of 5e-324.
  const long double largest = costs.largest(), tiny = 0x1p-1070L + costs.absolute * largest;
  long double moved = 0, cost = 0, size = 0;
  for (std::size_t e = 0; e < t.plan.mass.size(); ++e) {
    const long double c = costs(t.plan.from[e], t.plan.to[e]);
    require(t.plan.mass[e] > 0);
    require(!proved || std::isfinite(c));
    moved += t.plan.mass[e];
    cost += t.plan.mass[e] * c;
    size += t.plan.mass[e] * std::fabs(c);
  }
  require(std::fabs(moved - t.mass) <= 1e-12L * t.mass);
  for (std::size_t i = 0; i < costs.n; ++i)
    for (std::size_t j = 0; j < costs.m; ++j) {
      const long double sum = static_cast<long double>(t.u[i]) + t.v[j], doubt = std::fabs(t.u[i]) + std::fabs(t.v[j]);
      if (std::isnan(sum) || std::isinf(costs(i, j))) continue;  // a point that nothing finite leads to
      require(sum <= costs(i, j) * (1 + costs.relative) + 4e-16L * doubt + tiny);
    }
  if (std::isinf(t.cost)) return require(!proved && std::isinf(t.gap));
  require(std::fabs(cost - t.cost) <= (1e-13L + costs.relative) * size + tiny * t.mass + 0x1p-1070L);
  if (proved) require(t.gap <= (1e-12L + 4 * costs.relative) * largest * t.mass + tiny * t.mass + 1e-300L);
}

long double between(const double* x, const double* y, std::size_t d, const sanov::TransportOptions& options) {
  long double squares = 0, sum = 0, most = 0, xx = 0, yy = 0, cross = 0;
  for (std::size_t k = 0; k < d; ++k) {
    const long double p = x[k], q = y[k], part = std::fabs(p - q);
    squares += part * part, sum += part, most = std::max(most, part);
    xx += p * p, yy += q * q, cross += p * q;
  }
  switch (options.cost) {
    case Cost::squared_euclidean: return squares;
    case Cost::euclidean: return std::sqrt(squares);
    case Cost::cityblock: return sum;
    case Cost::chebyshev: return most;
    case Cost::power: return std::pow(squares, options.power / 2.0L);
    case Cost::cosine: return 1 - cross / (std::sqrt(xx) * std::sqrt(yy));
  }
  return 0;
}

/// An answer stopped early holds the least cost between cost − gap and cost.
template <class Solve>
void solve(const Solve& transport, const sanov::TransportOptions& options, const True& costs, unsigned limit) {
  const sanov::Transport best = transport(options);
  check(best, costs, true);
  sanov::TransportOptions stopped = options;
  stopped.pivots = limit;
  const sanov::Transport t = transport(stopped);
  check(t, costs, false);
  if (std::isfinite(t.cost))
    require(static_cast<long double>(t.cost) - t.gap <= best.cost + 1e-15L * std::fabs(best.cost));
}

void solve_points(Bytes& bytes, std::size_t n, std::size_t m, bool any, sanov::TransportOptions& options) {
  const std::size_t d = 1 + bytes.next() % 3;
  options.cost = static_cast<Cost>(bytes.next() % 6);
  options.power = 1 + bytes.next() / 32.0;
  std::vector<double> x(n * d), y(m * d);
  for (double& c : x) c = bytes.number(any);
  for (double& c : y) c = bytes.number(any);
  // 1 − cos of long doubles cancels near 0; powers are 1e-14 off for each of their exponent, more where the distance is
  // small beside the largest.
  True costs{n, m, {}, options.cost == Cost::power ? 1e-12L : 1e-14L, options.cost == Cost::cosine ? 1e-14L : 1e-150L};
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < m; ++j) costs.costs.push_back(between(&x[i * d], &y[j * d], d, options));
  if (options.cost == Cost::cosine) costs.costs.push_back(1);  // a size for what cancels
  const sanov::Rows rows_x(x.data(), n, d), rows_y(y.data(), m, d);
  solve([&](const auto& o) { return sanov::transport(rows_x, rows_y, o); }, options, costs, bytes.next());
}

void solve_costs(Bytes& bytes, std::size_t n, std::size_t m, std::uint8_t kind,
                 const sanov::TransportOptions& options) {
  std::vector<double> costs(n * m);
  for (double& c : costs) c = kind & 2 && bytes.next() % 4 == 0 ? HUGE_VAL : bytes.number(kind & 1);
  const True meant{n, m, {costs.begin(), costs.end()}};
  const unsigned limit = bytes.next() % 32;
  if ((kind & 16) == 0) {
    const sanov::CostMatrix matrix{sanov::Rows(costs.data(), n, m)};
    return solve([&](const auto& o) { return sanov::transport(matrix, o); }, options, meant, limit);
  }
  std::vector<std::uint32_t> from, to;
  std::vector<double> listed;
  for (std::uint32_t i = 0; i < n; ++i)
    for (std::uint32_t j = 0; j < m; ++j) {
      const double cost = costs[i * m + j];
      if (cost == HUGE_VAL) continue;
      // A pair that comes twice counts once, as the cheaper.
      for (int times = 1 + bytes.next() % 8 / 7; times > 0; --times) {
        from.push_back(i);
        to.push_back(j);
        listed.push_back(times == 2 ? std::max(2 * cost, cost) : cost);
      }
    }
  const sanov::SparseCosts list{n, m, from, to, listed};
  solve([&](const auto& o) { return sanov::transport(list, o); }, options, meant, limit);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Bytes bytes(data, size);
  const std::size_t n = bytes.next() % 9, m = bytes.next() % 9;
  const std::uint8_t kind = bytes.next();
  std::vector<double> a(n), b(m);
  for (double& w : a) w = bytes.number(kind & 4);
  for (double& w : b) w = bytes.number(kind & 4);
  sanov::TransportOptions options;
  if (kind & 8) options = {.a = a, .b = b};
  try {
    if (kind & 32)
      solve_points(bytes, n, m, kind & 1, options);
    else
      solve_costs(bytes, n, m, kind, options);
  } catch (const sanov::DomainError&) {  // what cannot be carried, or is no number, is said to be so
  } catch (const sanov::InvalidArgument&) {
  }
  return 0;
}
