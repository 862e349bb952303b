#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/measures/measures.h"

namespace sanov {
namespace {

const double kLn2 = std::log(2.0);

TEST(JensenShannon, WorkedByHand) {
  // P = (1, 0), Q = (1/2, 1/2), M = (3/4, 1/4): ½ ln(4/3) + ½(½ ln(2/3) + ½ ln 2) = ¾ ln(4/3)
  EXPECT_DOUBLE_EQ(js({1, 0}, {0.5, 0.5}), 0.75 * std::log(4.0 / 3));
  EXPECT_DOUBLE_EQ(js_distance({1, 0}, {0.5, 0.5}), std::sqrt(0.75 * std::log(4.0 / 3)));
  EXPECT_DOUBLE_EQ(topsoe({1, 0}, {0.5, 0.5}), 1.5 * std::log(4.0 / 3));
  EXPECT_DOUBLE_EQ(jensen_difference({1, 0}, {0.5, 0.5}), 0.75 * std::log(4.0 / 3));
  EXPECT_DOUBLE_EQ(k_divergence({1, 0}, {0.5, 0.5}), std::log(4.0 / 3));
}

TEST(JensenShannon, DisjointSupportsReachTheUpperEnd) {
  EXPECT_EQ(js({1, 0}, {0, 1}), kLn2);
  EXPECT_EQ(js_distance({1, 0}, {0, 1}), std::sqrt(kLn2));
  EXPECT_EQ(topsoe({1, 0}, {0, 1}), 2 * kLn2);
  EXPECT_DOUBLE_EQ(k_divergence({1, 0}, {0, 1}), kLn2);
}

TEST(JensenShannon, WeightsAreThoseOfTheDraws) {
  // Disjoint supports: one draw tells all, which is the entropy of the weights.
  EXPECT_DOUBLE_EQ(js(0.25)({1, 0}, {0, 1}), -0.25 * std::log(0.25) - 0.75 * std::log(0.75));
  EXPECT_EQ(js(0.0)({1, 0}, {0, 1}), 0);
  EXPECT_EQ(js(1.0)({1, 0}, {0, 1}), 0);
  const std::vector<double> p{0.2, 0.5, 0.3}, q{0.4, 0.4, 0.2}, m{0.25, 0.475, 0.275};
  EXPECT_DOUBLE_EQ(js(0.75)(p, q), 0.75 * kl(p, m) + 0.25 * kl(q, m));
  EXPECT_THROW(js(1.5), std::domain_error);
}

TEST(JensenShannon, ATinyStepKeepsItsDigits) {
  // To second order JS = w(1 − w) Σ d²/2m; the third order is 1e-9 of it here.
  const double d = 0x1p-40;
  const std::vector<double> p{0.5 + d, 0.5 - d}, q{0.5, 0.5};
  EXPECT_NEAR(js(p, q) / (0.25 * 2 * d * d), 1, 1e-11);
  EXPECT_NEAR(js(0.3)(p, q) / (0.21 * 2 * d * d), 1, 1e-11);
  EXPECT_NEAR(skew(0.3)(p, q) / (0.09 * 2 * d * d), 1, 1e-11);
}

TEST(JensenShannon, SubnormalCellsAreNoTrouble) {
  const double tiny = 4.9e-324;
  const std::vector<double> p{tiny, 1}, q{0, 1}, r{1e-310, 1};
  for (const double weight : {0.1, 0.5, 0.9}) {
    EXPECT_TRUE(std::isfinite(js(weight)(p, q))) << weight;
    EXPECT_GT(js(weight)(r, q), 0) << weight;
  }
  EXPECT_TRUE(std::isfinite(skew(0.5)(p, q)));
}

TEST(Skew, IsKlFromTheMixture) {
  const std::vector<double> p{0.2, 0.5, 0.3}, q{0.4, 0.4, 0.2}, m{0.35, 0.425, 0.225};
  EXPECT_DOUBLE_EQ(skew(0.75)(p, q), kl(p, m));
  EXPECT_DOUBLE_EQ(skew(1.0)(p, q), kl(p, q));
  EXPECT_EQ(skew(0.0)(p, q), 0);
  EXPECT_DOUBLE_EQ(skew(0.99)({1, 0}, {0, 1}), -std::log1p(-0.99));
  EXPECT_EQ(skew(1.0)({1, 0}, {0, 1}), HUGE_VAL);
}

}  // namespace
}  // namespace sanov
