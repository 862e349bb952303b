#include "sanov/transport/partial.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/transport/sinkhorn_naive_test.h"

namespace sanov {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// The cheapest way to match `left` of the rows from `row` on with columns not yet taken.
double cheapest_matching(const std::vector<double>& costs, std::size_t m, std::size_t row, std::size_t left,
                         unsigned taken) {
  if (left == 0) return 0;
  if ((costs.size() / m) - row < left) return kInfinity;
  double best = cheapest_matching(costs, m, row + 1, left, taken);
  for (std::size_t j = 0; j < m; ++j)
    if ((taken >> j & 1) == 0)
      best = std::min(best, costs[row * m + j] + cheapest_matching(costs, m, row + 1, left - 1, taken | 1u << j));
  return best;
}

TEST(Partial, MovesTheCheapestPartOfAll) {
  const std::vector<double> five(5, 1.0), six(6, 1.0);
  for (const Cost cost : kCosts)
    for (std::size_t k = 1; k <= 5; ++k) {
      const Points x = points(5, 2, k), y = points(6, 2, 10 + k);
      const PartialTransport t = partial_transport(x.rows(), y.rows(), static_cast<double>(k) / 5,
                                                   {.cost = cost, .power = 3, .a = five, .b = six});
      EXPECT_NEAR(t.cost, cheapest_matching(matrix(x, y, cost, 3), 6, 0, k, 0), 1e-13);
      EXPECT_NEAR(t.mass, static_cast<double>(k), 1e-15 * static_cast<double>(k));
    }
}

TEST(Partial, ProvesItsAnswers) {
  const Points x = points(60, 2, 1), y = points(50, 2, 2);
  std::vector<double> a = weights(60, 3, 0.2), b = weights(50, 4);
  for (double& w : b) w *= 2.5;
  const std::vector<double> costs = matrix(x, y, Cost::squared_euclidean);
  for (const double share : {0.01, 0.5, 0.9, 1.0}) {
    const PartialTransport t = partial_transport(CostMatrix{Rows(costs.data(), 60, 50)}, share, {.a = a, .b = b});
    std::vector<double> out(60), in(50);
    double cost = 0, moved = 0;
    for (std::size_t k = 0; k < t.plan.mass.size(); ++k) {
      EXPECT_GT(t.plan.mass[k], 0);
      out[t.plan.from[k]] += t.plan.mass[k];
      in[t.plan.to[k]] += t.plan.mass[k];
      moved += t.plan.mass[k];
      cost += t.plan.mass[k] * costs[t.plan.from[k] * 50 + t.plan.to[k]];
      EXPECT_EQ(t.plan.cost[k], costs[t.plan.from[k] * 50 + t.plan.to[k]]);
    }
    EXPECT_NEAR(moved, share, 1e-15);
    EXPECT_NEAR(t.cost, cost, 1e-14);
    double dual = t.price * share;
    for (std::size_t i = 0; i < 60; ++i) {
      EXPECT_LE(out[i], a[i] + 1e-15);
      EXPECT_LE(t.u[i], 1e-15);
      dual += a[i] * t.u[i];
      for (std::size_t j = 0; j < 50; ++j) EXPECT_LE(t.u[i] + t.v[j] + t.price, costs[i * 50 + j] + 1e-15);
    }
    for (std::size_t j = 0; j < 50; ++j) {
      EXPECT_LE(in[j], b[j] + 1e-15);
      EXPECT_LE(t.v[j], 1e-15);
      dual += b[j] * t.v[j];
    }
    EXPECT_NEAR(dual, t.cost, 1e-14);
    EXPECT_EQ(t.status, Status::converged);
  }
}

TEST(Partial, OfAllIsTransport) {
  const Points x = points(40, 3, 5), y = points(40, 3, 6);
  EXPECT_NEAR(partial_transport(x.rows(), y.rows(), 1).cost, transport(x.rows(), y.rows()).cost, 1e-14);
}

TEST(Partial, PointsAtAnyScaleHaveTheSamePlan) {
  const Points x = points(12, 2, 1), y = points(10, 2, 2);
  for (const Cost cost : {Cost::squared_euclidean, Cost::euclidean, Cost::cityblock}) {
    const PartialTransport plain = partial_transport(x.rows(), y.rows(), 0.6, {.cost = cost});
    for (const int exponent : {-400, 450, 800}) {
      const int of_cost = cost == Cost::squared_euclidean ? 2 * exponent : exponent;
      Points far_x = x, far_y = y;
      for (Points* far : {&far_x, &far_y})
        for (double& value : far->x) value = std::ldexp(value, exponent);
      const auto call = [&] { return partial_transport(far_x.rows(), far_y.rows(), 0.6, {.cost = cost}); };
      if (of_cost > 1000) {
        EXPECT_THAT(call, ThrowsMessage<DomainError>(HasSubstr("costs could be more than 1e280")));
        continue;
      }
      const PartialTransport t = call();
      EXPECT_EQ(t.plan.to, plain.plan.to);
      EXPECT_NEAR(std::ldexp(t.cost, -of_cost), plain.cost, 1e-14 * plain.cost) << to_text(cost) << exponent;
      EXPECT_NEAR(std::ldexp(t.price, -of_cost), plain.price, 1e-14 * plain.price);
      EXPECT_LE(std::ldexp(t.gap, -of_cost), 1e-14 * plain.cost);
      EXPECT_NEAR(std::ldexp(t.u[3], -of_cost), plain.u[3], 1e-14 * plain.cost);
    }
  }
}

TEST(Partial, RefusesWhatMemoryCannotHold) {
  // The points are not there: counting them must be enough.
  const double none = 0;
  const std::size_t many = std::size_t{1} << 26;
  const Rows vast(&none, many, 1), wide(&none, many, many);
  EXPECT_THAT([&] { partial_transport(vast, vast, 0.5); },
              ThrowsMessage<InvalidArgument>(HasSubstr(
                  "x and y have 67108864×67108864 costs, which are formed: 33554434 GiB, and the machine has")));
  EXPECT_THAT([&] { partial_transport(CostMatrix{wide}, 0.5); },
              ThrowsMessage<InvalidArgument>(HasSubstr("use sinkhorn with a reach")));
}

TEST(Partial, RefusesBadInput) {
  const Points x = points(3, 2, 1), y = points(3, 2, 2), flat = points(3, 1, 3);
  for (const double share : {0.0, -0.1, 1.5, std::nan("")})
    EXPECT_THAT([&] { partial_transport(x.rows(), y.rows(), share); },
                ThrowsMessage<InvalidArgument>(HasSubstr("partial_transport: share is ")));
  EXPECT_THAT([&] { partial_transport(x.rows(), flat.rows(), 0.5); },
              ThrowsMessage<InvalidArgument>(HasSubstr("has points of 1 coordinates, but x of 2")));
  const Rows nothing(x.x.data(), 0, 2);
  EXPECT_THAT([&] { partial_transport(nothing, y.rows(), 0.5); },
              ThrowsMessage<InvalidArgument>(HasSubstr("a has no points")));
  EXPECT_THAT([&] { partial_transport(x.rows(), nothing, 0.5); },
              ThrowsMessage<InvalidArgument>(HasSubstr("b has no points")));
  const std::vector<double> negative{1, -1, 1}, none{0, 0, 0};
  EXPECT_THAT([&] { partial_transport(x.rows(), y.rows(), 0.5, {.a = negative}); },
              ThrowsMessage<DomainError>(HasSubstr("a[1] is -1; weights are finite and not negative")));
  EXPECT_THAT([&] { partial_transport(x.rows(), y.rows(), 0.5, {.b = none}); },
              ThrowsMessage<DomainError>(HasSubstr("b holds no mass")));
  const std::vector<double> costs{kInfinity, kInfinity, 1, 1};
  EXPECT_NEAR(partial_transport(CostMatrix{Rows(costs.data(), 2, 2)}, 0.5).cost, 0.5, 1e-15);
  EXPECT_THAT([&] { partial_transport(CostMatrix{Rows(costs.data(), 2, 2)}, 0.9); },
              ThrowsMessage<DomainError>(HasSubstr("forbid too much")));
}

}  // namespace
}  // namespace sanov
