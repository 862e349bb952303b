#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "sanov/numerics/parallel.h"
#include "sanov/rank/coefficient.h"
#include "sanov/rank/order.h"
#include "sanov/rank/pair_counts.h"

/// Between order.h and the coefficients: both columns in order.
namespace sanov {

/// Both orders at once, on two threads; the one that has y's calls then(), to rank it.
template <class F>
void order_both(const Pairs& pairs, std::optional<Order>& x, std::optional<Order>& y, F&& then) {
  parallel_chunks(2, 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t side = first; side < last; ++side) {
      if (side == 0) {
        x.emplace(pairs.x, pairs.of_x);
      } else {
        y.emplace(pairs.y, pairs.of_y);
        then();
      }
    }
  });
}

/// As count_pairs(x, y), of columns that are in order; y_ranks are y's dense ranks. Fills `in_order` with them in x's
/// order, ascending where x is tied, unless it is empty.
PairCounts count_pairs(const Order& x, const Order& y, std::span<const std::uint32_t> y_ranks,
                       std::span<std::uint32_t> in_order = {});
PairCounts count_pairs(const Pairs& pairs);

}  // namespace sanov
