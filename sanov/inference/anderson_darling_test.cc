#include "sanov/inference/anderson_darling.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/inference/p_value.h"

namespace sanov {
namespace {

using Counts = std::vector<std::uint64_t>;

TEST(AndersonDarling, AgreesWithScipy) {
  // scipy 1.17, stats._morestats._anderson_ksamp_midrank: what anderson_ksamp standardises.
  const Counts a{5, 0, 12, 7, 30, 1, 9, 4}, b{3, 2, 20, 1, 28, 0, 15, 6};
  EXPECT_NEAR(anderson_darling(a, b), 0.5741190935910057, 1e-14);
  EXPECT_NEAR(anderson_darling(b, a), 0.5741190935910057, 1e-14);
  // [3.1, 4.7, −2.2, 0.4, 9.6] and [1.3, 5.0, 2.9, −7.1, 0.1, 6.2, 8.8], one value a cell, and an empty cell.
  const Counts x{0, 1, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1}, y{1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0};
  EXPECT_NEAR(anderson_darling(x, y), 0.28686048087483973, 1e-14);
}

TEST(AndersonDarling, WithoutAnythingToCompareIsZero) {
  EXPECT_EQ(anderson_darling(Counts{0, 5}, Counts{0, 7}), 0);
  EXPECT_EQ(anderson_darling(Counts{0, 0}, Counts{3, 7}), 0);
  EXPECT_EQ(anderson_darling(Counts{}, Counts{}), 0);
  EXPECT_THROW(anderson_darling(Counts{1}, Counts{1, 2}), InvalidArgument);
}

TEST(AndersonDarling, LawWithoutTies) {
  const AndersonDarlingLaw law;
  // Marsaglia and Marsaglia, Evaluating the Anderson–Darling distribution, J. Stat. Software 9, 2004.
  EXPECT_NEAR(std::exp(law.log_sf(1.9330)), 0.10, 1e-5);
  EXPECT_NEAR(std::exp(law.log_sf(2.4924)), 0.05, 1e-5);
  EXPECT_NEAR(std::exp(law.log_sf(3.8781)), 0.01, 1e-5);
  // Far out the largest weight, ½, is all that counts, times √(Π 1/(1 − λⱼ/λ₁)) = √3: Zolotarev 1961.
  for (const double x : {300., 1e3, 1e5})
    EXPECT_NEAR(law.log_sf(x), log_chi_squared_sf(2 * x, 1) + 0.5 * std::log(3), 0.2 / x * 5) << x;
  EXPECT_EQ(law.log_sf(0), 0);
  EXPECT_EQ(law.log_sf(-1), 0);
  EXPECT_NEAR(law.log_sf(1e-3), 0, 1e-10);
}

TEST(AndersonDarling, LawOfTwoCellsIsChiSquared) {
  for (const Counts& pooled : {Counts{10, 10}, Counts{3, 0, 997}}) {
    const AndersonDarlingLaw law(pooled);
    for (const double x : {1e-3, 0.1, 1., 3., 4., 8., 20., 90., 110., 600., 5000., 1e6, 1e9})
      EXPECT_NEAR(law.log_sf(x) / log_chi_squared_sf(x, 1), 1, 1e-7) << x;
  }
}

TEST(AndersonDarling, LawOfThreeEqualCells) {
  // By hand: the inverse covariance is [6 −3; −3 6], the form [2 ½; ½ 2], so the weights are 5/6 and 1/6.
  const AndersonDarlingLaw law(Counts{100, 100, 100});
  for (const double x : {0.05, 0.5, 2., 6., 15., 40.}) {
    double sf = 0, step = 1e-3;
    for (double z = -12 + step / 2; z < 12; z += step) {
      const double left = std::max((x - z * z / 6) / (5. / 6), 0.0);
      sf += step * std::exp(-z * z / 2 + log_chi_squared_sf(left, 1)) / std::sqrt(2 * M_PI);
    }
    EXPECT_NEAR(law.log_sf(x), std::log(sf), 1e-5) << x;
  }
}

TEST(AndersonDarling, LawOfManyCellsTendsToTheOneWithoutTies) {
  const AndersonDarlingLaw limit;
  double before = 1;
  for (const std::size_t cells : {50u, 100u, 200u, 400u}) {
    const double apart = limit.log_sf(4) - AndersonDarlingLaw(Counts(cells, 3)).log_sf(4);
    EXPECT_LT(std::fabs(apart), 6.0 / static_cast<double>(cells));
    EXPECT_LT(std::fabs(apart), before);
    before = std::fabs(apart);
  }
}

TEST(AndersonDarling, QuantilesAreTheTailsInverse) {
  for (const AndersonDarlingLaw& law : {AndersonDarlingLaw(), AndersonDarlingLaw(Counts{5, 90, 3, 2})})
    for (const double log_p : {-1e-6, -0.1, -1., -3., -30., -800.})
      EXPECT_NEAR(law.log_sf(law.upper_quantile(log_p)) / log_p, 1, 1e-6) << log_p;
  EXPECT_THROW(AndersonDarlingLaw(Counts{0, 5}), InvalidArgument);
}

}  // namespace
}  // namespace sanov
