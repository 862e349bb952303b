#include "sanov/inference/drawn_p.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/random.h"

namespace sanov {
namespace {

/// Draws whose scores have exactly the tail e^(−score).
double exponential(std::uint64_t seed, std::uint64_t draw) { return Random(seed, draw).exponential(); }

TEST(DrawnP, StopsEarlyWherePIsLarge) {
  std::uint64_t last = 0;
  const auto draw = [&](std::uint64_t number) {
    last = number;
    return number % 4 == 3 ? 2.0 : 1.0;
  };
  const PValue p = sequential_p(1.5, draw, {.draws = 1000, .exceedances = 50});
  EXPECT_EQ(last, 199u);
  EXPECT_EQ(p.p, 0.25);
  EXPECT_EQ(p.method, Method::permutation);
}

TEST(DrawnP, CountsItselfWhereItDoesNot) {
  // 20 of 999 are as extreme.
  const auto draw = [](std::uint64_t number) { return number % 50 == 7 ? 2.0 : 1.0; };
  EXPECT_DOUBLE_EQ(sequential_p(2, draw, {.draws = 999, .exceedances = 50}).p, 21. / 1000);
  EXPECT_DOUBLE_EQ(sequential_p(2 + 1e-12, draw, {.draws = 999, .exceedances = 50}).p, 21. / 1000);
}

TEST(DrawnP, FarTailsAreFitted) {
  // Scores with the tail e^(−score): of 20,000 draws the last 500 tell the rate within 4.5%, so ln p at 30 within 5
  // standard errors is −30 ± 6.
  std::vector<double> scores(20'000);
  for (std::size_t i = 0; i < scores.size(); ++i) scores[i] = exponential(1, i);
  const DrawnLaw law(scores);
  EXPECT_NEAR(law.p(3).p, std::exp(-3), 0.01);
  EXPECT_NEAR(law.p(8).log_p, -8, 0.5);
  EXPECT_NEAR(law.p(30).log_p, -30, 6);
  EXPECT_GE(law.p(30).log_p, -30);  // never lighter than e^(−score)
  // A tail of twice the scale is seen as such.
  for (double& score : scores) score *= 2;
  EXPECT_NEAR(DrawnLaw(scores).p(60).log_p, -30, 6);
}

TEST(DrawnP, HoldsItsSize) {
  // 4000 observed scores from the law itself: at 0.05, a share within 0.033 and 0.068 but for one seed in a million.
  int at_5 = 0, at_tenth = 0;
  for (std::uint64_t i = 0; i < 4000; ++i) {
    const double p = sequential_p(exponential(2, i), [&](std::uint64_t draw) { return exponential(i + 10, draw); },
                                  {.draws = 199, .exceedances = 10})
                         .p;
    at_5 += p <= 0.05;
    at_tenth += p <= 1e-3;
  }
  EXPECT_GT(at_5, 132);
  EXPECT_LT(at_5, 272);
  EXPECT_LT(at_tenth, 20);  // 4 expected where the tail were known; it is rather too heavy
}

TEST(DrawnP, Refuses) {
  const auto draw = [](std::uint64_t) { return 1.0; };
  EXPECT_THROW(sequential_p(1, draw, {.draws = 99}), InvalidArgument);
  EXPECT_THROW(sequential_p(1, draw, {.exceedances = 0}), InvalidArgument);
  EXPECT_THROW(DrawnLaw(std::vector<double>(99)), InvalidArgument);
}

}  // namespace
}  // namespace sanov
