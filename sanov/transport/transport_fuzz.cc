#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/transport/transport.h"

namespace {

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

/// What an answer claims, checked from scratch.
void check(const sanov::Transport& t, const std::vector<double>& costs, std::size_t n, std::size_t m) {
  double largest = 0;
  for (const double c : costs)
    if (std::isfinite(c)) largest = std::max(largest, std::fabs(c));
  if (largest > 1e150) return;  // the products overflow
  if (!(t.gap >= 0) || t.plan.mass.size() > n + m - 1) __builtin_trap();
  double moved = 0;
  for (std::size_t e = 0; e < t.plan.mass.size(); ++e) {
    if (!(t.plan.mass[e] > 0) || std::isinf(costs[t.plan.from[e] * m + t.plan.to[e]])) __builtin_trap();
    moved += t.plan.mass[e];
  }
  if (std::fabs(moved - t.mass) > 1e-12 * t.mass) __builtin_trap();
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < m; ++j)
      if (t.u[i] + t.v[j] > costs[i * m + j] + 4e-16 * (std::fabs(t.u[i]) + std::fabs(t.v[j]))) __builtin_trap();
  // Prices of subnormal costs round to whole multiples of 5e-324.
  if (t.gap > 1e-12 * (std::max(largest, 1e-300) * t.mass) + 1e-300) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Bytes bytes(data, size);
  const std::size_t n = bytes.next() % 9, m = bytes.next() % 9;
  const std::uint8_t kind = bytes.next();
  std::vector<double> costs(n * m), a(n), b(m);
  for (double& c : costs) c = kind & 2 && bytes.next() % 4 == 0 ? HUGE_VAL : bytes.number(kind & 1);
  for (double& w : a) w = bytes.number(kind & 4);
  for (double& w : b) w = bytes.number(kind & 4);
  sanov::TransportOptions options;
  if (kind & 8) options = {.a = a, .b = b};
  try {
    check(sanov::transport(sanov::CostMatrix{sanov::Rows(costs.data(), n, m)}, options), costs, n, m);
  } catch (const sanov::DomainError&) {  // what cannot be carried, or is no number, is said to be so
  } catch (const sanov::InvalidArgument&) {
  }
  return 0;
}
