#include "sanov/fit/deal.h"

#include <bit>
#include <numbers>

namespace sanov {
namespace {

std::uint64_t mixed(std::uint64_t lot, std::uint64_t word) {
  lot = (lot ^ word) * 0x9E3779B97F4A7C15u;
  return lot ^ (lot >> 32);
}

}  // namespace

std::uint64_t lot_of(std::span<const double> x, std::span<const double> mass, std::uint64_t lot) {
  double previous = 0, gap = 0;
  std::size_t different = 0;
  for (std::size_t i = 0; i < x.size();) {
    double here = 0;
    const double value = x[i];
    for (; i < x.size() && x[i] == value; ++i) here += mass.empty() ? 1 : mass[i];
    lot = mixed(lot, std::bit_cast<std::uint64_t>(here));
    if (different > 0) {
      const double next = value - previous;
      if (different > 1)
        lot = mixed(lot, next > std::numbers::sqrt2 * gap ? 1 : gap > std::numbers::sqrt2 * next ? 2 : 3);
      gap = next;
    }
    previous = value;
    ++different;
  }
  return lot;
}

}  // namespace sanov
