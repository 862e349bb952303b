#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/transport/cost_gaps.h"
#include "sanov/transport/sinkhorn.h"
#include "sanov/transport/sinkhorn_naive_test.h"

/// Pairs that are forbidden, by infinity or by a cost far above the others.
namespace sanov {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Uniform costs, some of them `dear`; the diagonal, in blocks of `block`, is open.
std::vector<double> costs_with(double dear, double share, std::size_t n, std::size_t block = 1) {
  Random random(7);
  std::vector<double> out(n * n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      const double c = random.uniform();
      out[i * n + j] = random.uniform() < share && i / block != j / block ? dear : c;
    }
  return out;
}

TEST(SinkhornForbidden, ADearPairIsWorthAForbiddenOne) {
  constexpr std::size_t n = 40;
  // Some pairs; most; and all but two blocks, whose potentials nothing but the dear pairs would tie together.
  for (const auto& [share, block] : {std::pair{0.3, std::size_t{1}}, {0.7, std::size_t{4}}, {1.1, n / 2}}) {
    const std::vector<double> forbidden = costs_with(kInfinity, share, n, block);
    const SinkhornOptions options{.epsilon = 0.05, .tolerance = 1e-11};
    const Sinkhorn expected = sinkhorn(CostMatrix{Rows(forbidden.data(), n, n)}, options);
    ASSERT_EQ(expected.status, Status::converged);
    for (const double dear : {1e7, 1e12, 1e17, 1e100, 1e300}) {
      SCOPED_TRACE(testing::Message() << share << " " << dear);
      const std::vector<double> costs = costs_with(dear, share, n, block);
      const Sinkhorn s = sinkhorn(CostMatrix{Rows(costs.data(), n, n)}, options);
      EXPECT_EQ(s.status, Status::converged);
      EXPECT_NEAR(s.transport_cost, expected.transport_cost, 1e-11);
      EXPECT_NEAR(s.objective, expected.objective, 1e-11);
      EXPECT_NEAR(s.dual, expected.dual, 1e-9);
      EXPECT_LE(s.dual, s.objective + 1e-12);
    }
  }
}

TEST(SinkhornForbidden, UsesDearPairsWhereItMust) {
  // Two of three units of row 0 have to go where it is dear.
  const std::vector<double> a{0.75, 0.25}, b{0.25, 0.75};
  for (const double dear : {1e7, 1e12}) {
    const std::vector<double> costs{0.5, dear, dear, 0.25};
    const Sinkhorn s = sinkhorn(CostMatrix{Rows(costs.data(), 2, 2)}, {.epsilon = 1, .a = a, .b = b});
    // The plan is (0.25, 0.5; 0, 0.25); the dear costs are known to 1e-16 of themselves, which moves masses by dear/ε of it.
    const double exact = 0.25 * 0.5 + 0.5 * dear + 0.25 * 0.25, rounding = 1e-14 * dear * dear + 1e-9 * dear;
    EXPECT_NEAR(s.transport_cost, exact, rounding) << dear;
    EXPECT_LE(s.dual, exact + 1) << dear;
    EXPECT_TRUE(s.status == Status::converged || s.marginal_error > 1e-9) << dear;
  }
}

TEST(SinkhornForbidden, FindsEachGap) {
  const std::vector<double> costs{0, 1, 2e7, 3e7, 1e20, kInfinity}, a{1}, b(6, 1.0 / 6);
  const PairCosts pairs(Rows(costs.data(), 1, 6), "test");
  const std::vector<double> gaps = below_gaps(pairs, a, b, 0.1);
  ASSERT_EQ(gaps.size(), 2u);
  EXPECT_TRUE(gaps[0] >= 1 && gaps[0] < 2e7);
  EXPECT_TRUE(gaps[1] >= 3e7 && gaps[1] < 1e20);
  EXPECT_EQ(below_gaps(pairs, a, b, 1e3).size(), 1u);
  EXPECT_TRUE(below_gaps(pairs, a, b, 1e19).empty());
}

TEST(SinkhornForbidden, RefusesWhatNoPlanCanCarry) {
  // Every point has an open pair, but rows 0 and 1 have more mass than column 0, all that they can reach.
  const std::vector<double> costs{1, kInfinity, kInfinity, 1, kInfinity, kInfinity, 1, 1, 1};
  EXPECT_THAT(([&] { (void)sinkhorn(CostMatrix{Rows(costs.data(), 3, 3)}, {.epsilon = 1}); }),
              ThrowsMessage<DomainError>(HasSubstr("forbid too much: at least 0.333333")));
  // Where a marginal is free that is no reason to refuse.
  EXPECT_EQ(sinkhorn(CostMatrix{Rows(costs.data(), 3, 3)}, {.epsilon = 1, .reach_b = 2}).status, Status::converged);
}

}  // namespace
}  // namespace sanov
