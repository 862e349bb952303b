#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sanov/measures/measures.h"

namespace sanov {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Overlap, WorkedByHand) {
  // Σ|p − q| = 6, Σmin = 6, Σmax = 12, Σ(p + q) = 18
  const std::vector<double> p{1, 2, 5, 0}, q{4, 2, 3, 1};
  EXPECT_DOUBLE_EQ(intersection(p, q), 6);
  EXPECT_DOUBLE_EQ(sorensen(p, q), 1.0 / 3);
  EXPECT_DOUBLE_EQ(czekanowski(p, q), 1.0 / 3);
  EXPECT_DOUBLE_EQ(soergel(p, q), 0.5);
  EXPECT_DOUBLE_EQ(tanimoto(p, q), 0.5);
  EXPECT_DOUBLE_EQ(ruzicka(p, q), 0.5);
  EXPECT_DOUBLE_EQ(motyka(p, q), 1.0 / 3);
  EXPECT_DOUBLE_EQ(kulczynski_d(p, q), 1);
  EXPECT_DOUBLE_EQ(kulczynski_s(p, q), 1);
}

TEST(Overlap, DisjointSupports) {
  const std::vector<double> p{1, 0, 2}, q{0, 3, 0};
  EXPECT_EQ(intersection(p, q), 0);
  EXPECT_EQ(sorensen(p, q), 1);
  EXPECT_EQ(soergel(p, q), 1);
  EXPECT_EQ(ruzicka(p, q), 0);
  EXPECT_EQ(motyka(p, q), 0);
  EXPECT_EQ(kulczynski_d(p, q), kInfinity);
  EXPECT_EQ(kulczynski_s(p, q), 0);
}

TEST(Overlap, EqualArraysAndArraysOfZeros) {
  for (const std::vector<double>& p : {std::vector<double>{1, 0, 2}, std::vector<double>{0, 0, 0}}) {
    EXPECT_EQ(sorensen(p, p), 0);
    EXPECT_EQ(czekanowski(p, p), 0);
    EXPECT_EQ(soergel(p, p), 0);
    EXPECT_EQ(tanimoto(p, p), 0);
    EXPECT_EQ(ruzicka(p, p), 1);
    EXPECT_EQ(motyka(p, p), 0.5);
    EXPECT_EQ(kulczynski_d(p, p), 0);
    EXPECT_EQ(kulczynski_s(p, p), kInfinity);
  }
}

TEST(Overlap, SumsThatOverflowAreAnError) {
  for (const auto* measure : {&sorensen, &soergel, &ruzicka, &motyka})
    EXPECT_THROW((*measure)({1.6e308, 1e308}, {1e308, 1e308}), std::domain_error) << measure->info().name;
}

TEST(Overlap, GradientAgainstCentralDifferences) {
  const std::vector<double> p{1, 2, 5, 0.5}, q{4, 2.5, 3, 1};
  const double h = 0x1p-17;
  for (const auto* measure :
       {&intersection, &sorensen, &czekanowski, &soergel, &tanimoto, &ruzicka, &motyka, &kulczynski_d, &kulczynski_s}) {
    std::vector<double> gp(4), gq(4);
    measure->gradient(p, q, gp, gq);
    for (std::size_t i = 0; i < 4; ++i) {
      // every cell by itself: here the sums may change
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

TEST(Overlap, TermsAddUpToTheValue) {
  std::vector<double> terms(4);
  soergel.terms({1, 2, 5, 0}, {4, 2, 3, 1}, terms);
  EXPECT_THAT(terms, ElementsAre(DoubleEq(0.25), 0, DoubleEq(1.0 / 6), DoubleEq(1.0 / 12)));
  intersection.terms({1, 2, 5, 0}, {4, 2, 3, 1}, terms);
  EXPECT_THAT(terms, ElementsAre(1, 2, 3, 0));
}

}  // namespace
}  // namespace sanov
