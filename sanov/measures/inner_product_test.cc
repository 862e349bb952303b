#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sanov/measures/measures.h"

namespace sanov {
namespace {

TEST(InnerProduct, WorkedByHand) {
  // Σpq = 9, Σp² = 9, Σq² = 14, Σ(p − q)² = 5
  const std::vector<double> p{1, 2, 2}, q{3, 2, 1}, r{0, -1, 0};
  EXPECT_EQ(inner_product(p, q), 9);
  EXPECT_DOUBLE_EQ(cosine(p, q), 9 / std::sqrt(9.0 * 14));
  EXPECT_DOUBLE_EQ(kumar_hassebrook(p, q), 9.0 / 14);
  EXPECT_DOUBLE_EQ(jaccard(p, q), 5.0 / 14);
  EXPECT_DOUBLE_EQ(dice(p, q), 5.0 / 23);
  EXPECT_DOUBLE_EQ(harmonic_mean(p, q), 2 * (3.0 / 4 + 1 + 2.0 / 3));
  EXPECT_EQ(inner_product(p, r), -2);
}

TEST(InnerProduct, OppositeArraysReachTheEnds) {
  const std::vector<double> p{1, -2, 2}, q{-1, 2, -2};
  EXPECT_DOUBLE_EQ(cosine(p, q), -1);
  EXPECT_DOUBLE_EQ(kumar_hassebrook(p, q), -1.0 / 3);
  EXPECT_DOUBLE_EQ(jaccard(p, q), 4.0 / 3);
  EXPECT_DOUBLE_EQ(dice(p, q), 2);
}

TEST(InnerProduct, NearEqualityTheDifferencesCount) {
  const double d = 0x1p-30;
  EXPECT_DOUBLE_EQ(jaccard({1, 1}, {1 + d, 1}), d * d / (2 + d + d * d));
  EXPECT_DOUBLE_EQ(dice({1, 1}, {1 + d, 1}), d * d / (4 + 2 * d + d * d));
}

TEST(InnerProduct, ArraysOfZeros) {
  EXPECT_EQ(jaccard({0, 0}, {0, 0}), 0);
  EXPECT_EQ(dice({0, 0}, {0, 0}), 0);
  EXPECT_EQ(kumar_hassebrook({0, 0}, {0, 0}), 1);
  EXPECT_EQ(harmonic_mean({0, 0}, {0, 0}), 0);
  EXPECT_THROW(cosine({0, 0}, {1, 0}), std::domain_error);
  EXPECT_THROW(cosine({1, 0}, {0, 0}), std::domain_error);
}

TEST(InnerProduct, SquaresThatLeaveTheRangeAreAnError) {
  for (const auto* measure : {&cosine, &kumar_hassebrook, &jaccard, &dice}) {
    EXPECT_THROW((*measure)({1e200, 1}, {1, 1e200}), std::domain_error) << measure->info().name;
    EXPECT_THROW((*measure)({1e-200, 0}, {0, 1e-200}), std::domain_error) << measure->info().name;
  }
}

TEST(HarmonicMean, TheLargestAndTheSmallestDoubles) {
  EXPECT_DOUBLE_EQ(harmonic_mean({1e308}, {1e308}), 1e308);
  EXPECT_DOUBLE_EQ(harmonic_mean({0x1p-1070}, {0x1p-1070}), 0x1p-1070);
  EXPECT_DOUBLE_EQ(harmonic_mean({1}, {1e-300}), 2e-300);
}

TEST(InnerProduct, GradientAgainstCentralDifferences) {
  const std::vector<double> p{1, 2, 5, 0.5}, q{4, 2.5, 3, 1};
  const double h = 0x1p-17;
  for (const auto* measure : {&inner_product, &harmonic_mean, &cosine, &kumar_hassebrook, &jaccard, &dice}) {
    std::vector<double> gp(4), gq(4);
    measure->gradient(p, q, gp, gq);
    for (std::size_t i = 0; i < 4; ++i) {
      std::vector<double> up = p, down = p;
      up[i] += h;
      down[i] -= h;
      EXPECT_NEAR(gp[i], ((*measure)(up, q) - (*measure)(down, q)) / (2 * h), 1e-8) << measure->info().name << i;
      up = down = q;
      up[i] += h;
      down[i] -= h;
      EXPECT_NEAR(gq[i], ((*measure)(p, up) - (*measure)(p, down)) / (2 * h), 1e-8) << measure->info().name << i;
    }
  }
}

}  // namespace
}  // namespace sanov
