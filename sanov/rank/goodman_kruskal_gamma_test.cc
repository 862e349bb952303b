#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/rank/rank.h"

namespace sanov {
namespace {

TEST(GoodmanKruskalGamma, WorkedByHand) {
  EXPECT_EQ(*goodman_kruskal_gamma({12, 2, 1, 12, 2}, {1, 4, 7, 1, 0}).value, (2 - 6) / 8.0);
}

TEST(GoodmanKruskalGamma, IgnoresTies) {
  // No pair falls, though most are tied.
  EXPECT_EQ(*goodman_kruskal_gamma({0, 0, 0, 0, 1}, {0, 0, 1, 1, 1}).value, 1);
}

TEST(GoodmanKruskalGamma, HasOnePairLeftEvenInTheLeastData) {
  // Neither column constant: some pair differs in both.
  EXPECT_EQ(*goodman_kruskal_gamma({1, 1, 2}, {1, 2, 1}).value, -1);
}

}  // namespace
}  // namespace sanov
