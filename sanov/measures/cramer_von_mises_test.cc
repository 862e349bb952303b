#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "sanov/measures/measures.h"

namespace sanov {
namespace {

std::vector<double> random_distribution(std::mt19937_64& random, std::size_t n) {
  std::vector<double> counts(n);
  for (double& count : counts) count = static_cast<double>(random() % 1000) + 0.5;
  return normalized(counts);
}

TEST(CramerVonMises, WorkedByHand) {
  // F − G is .1, 0; H has .35, .65: .35·(0 + .01)/2 + .65·(.01 + 0)/2
  EXPECT_DOUBLE_EQ(cramer_von_mises({0.4, 0.6}, {0.3, 0.7}), 0.005);
  EXPECT_EQ(cramer_von_mises({1, 0}, {0, 1}), 0.5);
  EXPECT_EQ(cramer_von_mises({0.1, 0.2, 0.7}, {0.1, 0.2, 0.7}), 0);
  EXPECT_EQ(cramer_von_mises({1}, {1}), 0);
}

TEST(CramerVonMises, TendsToTheContinuousOne) {
  // uniform on [0, 1] against uniform on [0, 2]: F − G is x/2, then 1 − x/2; h is 3/4, then 1/4:
  // ∫₀¹ x²/4·3/4 dx + ∫₁² (1 − x/2)²/4 dx = 1/16 + 1/48
  std::vector<double> p(2000, 0.0), q(2000, 1.0 / 2000);
  std::fill(p.begin(), p.begin() + 1000, 1.0 / 1000);
  EXPECT_NEAR(cramer_von_mises(p, q), 1.0 / 12, 1e-6);
}

TEST(CramerVonMises, ReadsTheSameFromEitherEnd) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 20; ++i) {
    std::vector<double> p = random_distribution(random, 30), q = random_distribution(random, 30);
    const double forwards = cramer_von_mises(p, q);
    std::reverse(p.begin(), p.end());
    std::reverse(q.begin(), q.end());
    EXPECT_NEAR(cramer_von_mises(p, q) / forwards, 1, 1e-13);
  }
}

TEST(CramerVonMises, GradientAgainstCentralDifferences) {
  std::mt19937_64 random(6);
  std::vector<double> p = random_distribution(random, 9), q = random_distribution(random, 9),
                      x{0, 1, 2, 3, 4, 5, 6, 7, 8};
  std::vector<double> gp(9), gq(9);
  cramer_von_mises.gradient(p, q, x, gp, gq);
  const double h = 0x1p-20;
  for (std::size_t i = 0; i < 8; ++i) {
    // along eᵢ − eᵢ₊₁, which keeps the sum
    const auto moved = [&](std::vector<double> cells, double by) {
      cells[i] += by;
      cells[i + 1] -= by;
      return cells;
    };
    const double by_p = (cramer_von_mises(moved(p, h), q) - cramer_von_mises(moved(p, -h), q)) / (2 * h);
    const double by_q = (cramer_von_mises(p, moved(q, h)) - cramer_von_mises(p, moved(q, -h))) / (2 * h);
    EXPECT_NEAR(gp[i] - gp[i + 1], by_p, 1e-9);
    EXPECT_NEAR(gq[i] - gq[i + 1], by_q, 1e-9);
  }
}

}  // namespace
}  // namespace sanov
