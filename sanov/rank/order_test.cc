#include "sanov/rank/order.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace sanov {
namespace {

using Column = std::vector<double>;
using Ranks = std::vector<std::uint32_t>;

constexpr double kInf = std::numeric_limits<double>::infinity();

TEST(Order, OfAFewValues) {
  const Column x{3, -kInf, 0, 3, -0.0, 5e-324, 3};
  const Order order(x, extent(x));
  Ranks sorted, dense(7), mid(7);
  for (std::size_t k = 0; k < 7; ++k) sorted.push_back(order[k]);
  EXPECT_EQ(sorted, (Ranks{1, 2, 4, 5, 0, 3, 6}));
  order.dense_ranks(dense);
  EXPECT_EQ(dense, (Ranks{3, 0, 1, 3, 1, 2, 3}));
  order.doubled_mid_ranks(mid);
  EXPECT_EQ(mid, (Ranks{12, 2, 5, 12, 5, 8, 12}));
  EXPECT_EQ(order.ties().pairs, 1u + 3u);
  EXPECT_EQ(order.ties().triples, 6);             // 3·2·1
  EXPECT_EQ(order.ties().weighted, 18 + 6 * 11);  // 2·1·9 and 3·2·11
  EXPECT_EQ(order.ties().groups, 4u);
  EXPECT_EQ(order.next(1, true), 2u);
  EXPECT_EQ(order.next(3, true), 5u);
  EXPECT_EQ(order.next(5, false), 7u);
}

TEST(Order, OneValueAndManyAlike) {
  const Column one{7};
  EXPECT_EQ(Order(one, extent(one))[0], 0u);
  const Column alike(1000, -2.5);
  const Order order(alike, extent(alike));
  EXPECT_EQ(order.ties().groups, 1u);
  EXPECT_EQ(order.ties().pairs, 499'500u);
  EXPECT_EQ(order.next(1, false), 1000u);
  for (std::size_t k = 0; k < 1000; ++k) ASSERT_EQ(order[k], k);
}

TEST(Extent, OfManyValues) {
  Column x(200'001, 1.0);
  x[150'000] = -3;
  x[200'000] = kInf;
  EXPECT_EQ(extent(x).low, -3);
  EXPECT_EQ(extent(x).high, kInf);
  EXPECT_FALSE(extent(x).nan);
  x[70'000] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(extent(x).nan);
  EXPECT_TRUE(extent(Column{0.0, -0.0}).constant());
}

}  // namespace
}  // namespace sanov
