#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/measures/measures.h"

namespace sanov {
namespace {

TEST(ChiSquared, WorkedByHand) {
  const std::vector<double> p{0.25, 0.75}, q{0.5, 0.5};
  EXPECT_EQ(pearson_chi2(p, q), 0.25);                      // 2 · (1/16)/(1/2)
  EXPECT_DOUBLE_EQ(neyman_chi2(p, q), 1.0 / 4 + 1.0 / 12);  // (1/16)/(1/4) + (1/16)/(3/4)
  EXPECT_DOUBLE_EQ(additive_symm(p, q), 1.0 / 4 + 1.0 / 3);
  EXPECT_DOUBLE_EQ(triangular(p, q), 1.0 / 12 + 1.0 / 20);  // (1/16)/(3/4) + (1/16)/(5/4)
  EXPECT_EQ(squared_chi(p, q), triangular(p, q));
  EXPECT_EQ(prob_symm(p, q), 2 * triangular(p, q));
  EXPECT_DOUBLE_EQ(le_cam(p, q), std::sqrt(1.0 / 15));
}

TEST(ChiSquared, DisjointSupports) {
  EXPECT_EQ(pearson_chi2({1, 0}, {0, 1}), HUGE_VAL);
  EXPECT_EQ(neyman_chi2({1, 0}, {0, 1}), HUGE_VAL);
  EXPECT_EQ(additive_symm({1, 0}, {0, 1}), HUGE_VAL);
  EXPECT_EQ(triangular({1, 0}, {0, 1}), 2);
  EXPECT_EQ(prob_symm({1, 0}, {0, 1}), 4);
  EXPECT_EQ(le_cam({1, 0}, {0, 1}), 1);
}

TEST(ChiSquared, OneZeroIsInfiniteOnOneSideOnly) {
  EXPECT_EQ(pearson_chi2({1, 0}, {0.5, 0.5}), 1);
  EXPECT_EQ(neyman_chi2({1, 0}, {0.5, 0.5}), HUGE_VAL);
}

TEST(ChiSquared, NeitherTheSquareNorTheRatioLeavesTheRangeOnItsOwn) {
  EXPECT_DOUBLE_EQ(pearson_chi2({1e-170, 1}, {1e-300, 1}), 1e-40);      // the square is 1e-340
  EXPECT_DOUBLE_EQ(additive_symm({1e-115, 1}, {2e-115, 1}), 1.5e-115);  // the cube is 3e-345
  EXPECT_EQ(pearson_chi2({0x1p-40, 1}, {0x1p-1070, 1}), 0x1p990);       // the ratio is 2^1030
  EXPECT_EQ(neyman_chi2({0x1p-1070, 1}, {0x1p-40, 1}), 0x1p990);
}

}  // namespace
}  // namespace sanov
