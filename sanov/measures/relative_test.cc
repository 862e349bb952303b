#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/measures/measures.h"

namespace sanov {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;

TEST(Relative, WorkedByHand) {
  // relative differences 1/3, 1, 0, 0; of the larger 1/2, 1, 0, 0
  const std::vector<double> p{1, 0, 5, 0}, q{2, 3, 5, 0};
  EXPECT_DOUBLE_EQ(canberra(p, q), 4.0 / 3);
  EXPECT_DOUBLE_EQ(wave_hedges(p, q), 1.5);
  EXPECT_DOUBLE_EQ(clark(p, q), std::sqrt(10.0) / 3);
  EXPECT_DOUBLE_EQ(divergence(p, q), 20.0 / 9);
}

TEST(Relative, OnlyEmptyCellsAreNoDistance) {
  for (const auto* measure : {&canberra, &wave_hedges, &clark, &divergence}) EXPECT_EQ((*measure)({0, 0}, {0, 0}), 0);
}

TEST(Canberra, TakesNegativeNumbers) {
  // scipy.spatial.distance.canberra([1, -2, -3], [-1, 2, -1]) is 2.5
  EXPECT_DOUBLE_EQ(canberra({1, -2, -3}, {-1, 2, -1}), 2.5);
}

TEST(Relative, TheLargestAndTheSmallestDoubles) {
  EXPECT_DOUBLE_EQ(canberra({1.6e308}, {0.8e308}), 1.0 / 3);
  EXPECT_DOUBLE_EQ(canberra({1.6e308}, {-1.6e308}), 1);
  EXPECT_DOUBLE_EQ(clark({1.6e308}, {0.8e308}), 1.0 / 3);
  EXPECT_DOUBLE_EQ(canberra({0x1p-1074}, {0x1p-1073}), 1.0 / 3);
  EXPECT_DOUBLE_EQ(divergence({0x1p-1074}, {0x1p-1073}), 2.0 / 9);
  EXPECT_DOUBLE_EQ(wave_hedges({0x1p-1074}, {0x1p-1073}), 0.5);
}

TEST(Relative, Gradient) {
  std::vector<double> gp(2), gq(2);
  // with p = 1, q = 3: ∂/∂p (q−p)/(p+q) = −2q/(p+q)² = −6/16, ∂/∂q = 2p/16
  canberra.gradient({1, 2}, {3, 2}, gp, gq);
  EXPECT_THAT(gp, ElementsAre(DoubleEq(-0.375), 0));
  EXPECT_THAT(gq, ElementsAre(DoubleEq(0.125), 0));
  // 1 − p/q
  wave_hedges.gradient({1, 2}, {3, 2}, gp, gq);
  EXPECT_THAT(gp, ElementsAre(DoubleEq(-1.0 / 3), 0));
  EXPECT_THAT(gq, ElementsAre(DoubleEq(1.0 / 9), 0));
  // twice the square of ½: 4 · ½ · canberra's
  divergence.gradient({1, 2}, {3, 2}, gp, gq);
  EXPECT_THAT(gp, ElementsAre(DoubleEq(-0.75), 0));
  EXPECT_THAT(gq, ElementsAre(DoubleEq(0.25), 0));
  // of one cell, clark is canberra
  clark.gradient({1, 2}, {3, 2}, gp, gq);
  EXPECT_THAT(gp, ElementsAre(DoubleEq(-0.375), 0));
}

}  // namespace
}  // namespace sanov
