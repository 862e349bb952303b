#include "sanov/transport/gradient.h"

#include <gtest/gtest.h>

#include "sanov/base/error.h"
#include "sanov/transport/naive_test.h"

namespace sanov {
namespace {

Points scattered(std::size_t n, std::uint64_t seed) {
  Random random(seed);
  Points out{n, 3, std::vector<double>(3 * n)};
  for (double& x : out.x) x = random.normal() + 0.3;
  return out;
}

TEST(PositionGradient, IsTheSlopeOfTheCost) {
  constexpr double kStep = 1e-5;
  for (const Cost cost :
       {Cost::squared_euclidean, Cost::euclidean, Cost::cityblock, Cost::chebyshev, Cost::power, Cost::cosine}) {
    Points x = scattered(9, 1), y = scattered(12, 2);
    const TransportOptions options{.cost = cost, .power = 2.5};
    std::vector<double> gx(x.x.size()), gy(y.x.size());
    position_gradient(transport(x.rows(), y.rows(), options).plan, x.rows(), y.rows(), options, gx, gy);
    const auto expect_slope = [&](double& at, double slope) {
      const double before = at;
      at = before + kStep;
      const double above = transport(x.rows(), y.rows(), options).cost;
      at = before - kStep;
      const double below = transport(x.rows(), y.rows(), options).cost;
      at = before;
      EXPECT_NEAR((above - below) / (2 * kStep), slope, 1e-8) << to_text(cost);
    };
    for (std::size_t k = 0; k < x.x.size(); ++k) expect_slope(x.x[k], gx[k]);
    for (std::size_t k = 0; k < y.x.size(); ++k) expect_slope(y.x[k], gy[k]);
  }
}

TEST(PositionGradient, OfTheWeightsIsThePrices) {
  const Points x = scattered(6, 3), y = scattered(7, 4);
  std::vector<double> a{0.1, 0.2, 0.15, 0.25, 0.12, 0.18};
  const Transport t = transport(x.rows(), y.rows(), {.a = a});
  constexpr double kStep = 1e-6;
  std::vector<double> moved = a;
  moved[1] += kStep;
  moved[4] -= kStep;
  const double slope = (transport(x.rows(), y.rows(), {.a = moved}).cost - t.cost) / kStep;
  EXPECT_NEAR(slope, t.u[1] - t.u[4], 1e-6);
}

TEST(PositionGradient, IsZeroAtEqualPoints) {
  const Points x = scattered(5, 5);
  for (const Cost cost : {Cost::euclidean, Cost::cityblock, Cost::chebyshev, Cost::power}) {
    const TransportOptions options{.cost = cost, .power = 1};
    std::vector<double> gx(x.x.size(), 7);
    position_gradient(transport(x.rows(), x.rows(), options).plan, x.rows(), x.rows(), options, gx, {});
    EXPECT_EQ(gx, std::vector<double>(gx.size(), 0.0));
  }
}

TEST(PositionGradient, RefusesWhatDoesNotFit) {
  const Points x = scattered(5, 5), y = scattered(4, 6);
  const Plan plan = transport(x.rows(), y.rows()).plan;
  std::vector<double> g(3);
  EXPECT_THROW(position_gradient(plan, y.rows(), y.rows(), {}, {}, {}), InvalidArgument);
  EXPECT_THROW(position_gradient(plan, x.rows(), y.rows(), {}, g, {}), InvalidArgument);
}

TEST(PositionGradient, OfTinyDistancesIsFinite) {
  const std::vector<double> x{3e-310, 4e-310}, y{0, 0};
  const Plan plan{{0}, {0}, {1.0}, {}};
  for (const Cost cost : {Cost::euclidean, Cost::power}) {
    std::vector<double> gx(2);
    position_gradient(plan, Rows(x.data(), 1, 2), Rows(y.data(), 1, 2), {.cost = cost, .power = 1}, gx, {});
    EXPECT_NEAR(gx[0], 0.6, 1e-12);
    EXPECT_NEAR(gx[1], 0.8, 1e-12);
  }
}

}  // namespace
}  // namespace sanov
