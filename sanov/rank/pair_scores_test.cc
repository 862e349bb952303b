#include "sanov/rank/pair_scores.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"
#include "sanov/rank/inversions.h"
#include "sanov/rank/naive_test.h"
#include "sanov/rank/ranked_pairs.h"

namespace sanov {
namespace {

using naive::Column;

TEST(PairScores, AreTheSumsOverAllOthers) {
  unsigned seed = 0;
  for (const std::size_t n : {4u, 17u, 200u, 900u})
    for (const double x_step : {0.0, 1.0})
      for (const double y_step : {0.0, 0.7}) {
        const Column x = naive::column(n, ++seed, x_step), y = naive::following(x, 0.5, ++seed, y_step);
        const Order x_order(x, extent(x)), y_order(y, extent(y));
        std::vector<std::uint32_t> ranks(n), in_order(n);
        y_order.dense_ranks(ranks);
        count_pairs(x_order, y_order, ranks, in_order);
        const PairScores found = pair_scores(x_order, y_order, in_order);
        // In x's order, and in y's where x is tied.
        std::vector<std::pair<double, double>> sorted(n);
        for (std::size_t i = 0; i < n; ++i) sorted[i] = {x[i], y[i]};
        std::sort(sorted.begin(), sorted.end());
        for (std::size_t k = 0; k < n; ++k) {
          double excess = 0, in_x = 0, in_y = 0, both = 0;
          for (const auto& [a, b] : sorted) {
            excess += naive::sign(sorted[k].first, a) * naive::sign(sorted[k].second, b);
            in_x += a == sorted[k].first;
            in_y += b == sorted[k].second;
            both += a == sorted[k].first && b == sorted[k].second;
          }
          ASSERT_EQ(found.excess[k], excess) << k << " of " << n << " " << x_step << " " << y_step;
          if (found.both.empty()) continue;
          ASSERT_EQ(found.x_run[k], in_x);
          ASSERT_EQ(found.y_run[k], in_y);
          ASSERT_EQ(found.both[k], both);
        }
      }
}

TEST(PairScores, SmallerBeforeForAnyThreadsAndTarget) {
  const Column x = naive::column(70'001, 3);
  for (const double step : {0.0, 0.01}) {
    const Column y = naive::column(70'001, 4, step);
    const Order order(y, extent(y));
    std::vector<std::uint32_t> ranks(y.size()), first(y.size()), again(y.size()), copy, spare(y.size());
    order.dense_ranks(ranks);
    const auto distinct = static_cast<std::uint32_t>(order.ties().groups);
    count_smaller_before(ranks, distinct, first);
    // The first thousand by counting, and all of them by their sum.
    std::uint64_t sum = 0;
    for (std::size_t j = 0; j < y.size(); ++j) {
      sum += first[j];
      if (j >= 1000) continue;
      ASSERT_EQ(first[j], std::count_if(ranks.begin(), ranks.begin() + static_cast<std::ptrdiff_t>(j),
                                        [&](std::uint32_t rank) { return rank < ranks[j]; }));
    }
    copy = ranks;
    const std::uint64_t inversions = count_inversions(copy, spare, distinct);
    EXPECT_EQ(sum + inversions + order.ties().pairs, y.size() * (y.size() - 1) / 2);
    for (const auto& name : targets()) {
      set_target(name);
      for (const int threads : {1, 3}) {
        set_thread_count(threads);
        count_smaller_before(ranks, distinct, again);
        EXPECT_EQ(again, first) << name << threads;
      }
    }
    set_target("");
    set_thread_count(0);
  }
}

}  // namespace
}  // namespace sanov
