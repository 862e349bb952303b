#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/measures/measures.h"

namespace sanov {
namespace {

TEST(ItakuraSaito, WorkedByHand) {
  EXPECT_DOUBLE_EQ(itakura_saito({2, 1}, {1, 2}), 0.5);  // 2 − ln 2 − 1 + ½ + ln 2 − 1
  EXPECT_EQ(itakura_saito({2, 1}, {2, 1}), 0);
}

TEST(ItakuraSaito, DoesNotChangeWithTheScale) {
  const std::vector<double> p{3, 5, 8}, q{4, 4, 9};
  for (const double scale : {0x1p-1060, 0x1p-500, 0x1p900}) {
    std::vector<double> ps = p, qs = q;
    for (double& x : ps) x *= scale;
    for (double& x : qs) x *= scale;
    EXPECT_EQ(itakura_saito(ps, qs), itakura_saito(p, q)) << scale;
  }
}

TEST(ItakuraSaito, NeedsPositiveCells) {
  EXPECT_THROW(itakura_saito({0, 1}, {0, 1}), DomainError);
  EXPECT_THROW(itakura_saito({0, 1}, {1, 1}), DomainError);
  EXPECT_THROW(itakura_saito({1, 1}, {0, 1}), DomainError);
}

}  // namespace
}  // namespace sanov
