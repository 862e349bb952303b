#include "sanov/transport/coarse_problem.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/transport/sinkhorn_naive_test.h"

namespace sanov {
namespace {

TEST(CoarseProblem, PutsFourNeighboursTogether) {
  const std::size_t n = 10, m = 7;
  const Points x = points(n, 2, 1), y = points(m, 2, 2);
  std::vector<double> a = weights(n, 3), b = weights(m, 4);
  a[4] = a[5] = a[6] = a[7] = 0;
  for (const Cost cost : kCosts) {
    const Cloud cloud_x(x.rows(), cost, "test", "x"), cloud_y(y.rows(), cost, "test", "y");
    const PairCosts costs(cloud_x, cloud_y, cost, 1.5);
    const EntropicProblem fine{.costs = costs, .a = a, .b = b, .epsilon = 0.1};
    const CoarseProblem coarse(fine);
    const EntropicProblem problem = coarse.at(0.5, 0.01);
    ASSERT_EQ(problem.a.size(), 3u);
    ASSERT_EQ(problem.b.size(), 2u);
    EXPECT_NEAR(problem.a[0], a[0] + a[1] + a[2] + a[3], 1e-16);
    EXPECT_EQ(problem.a[1], 0);
    EXPECT_NEAR(problem.a[2], a[8] + a[9], 1e-16);
    double centre = 0;
    for (std::size_t i = 0; i < 4; ++i) centre += a[i] * cloud_x.coordinate(1)[i] / problem.a[0];
    EXPECT_NEAR(problem.costs.x()->coordinate(1)[0], centre, 1e-15);
    EXPECT_GT(coarse.resolution(), 0);
    EXPECT_EQ(problem.epsilon, 0.5);
    EXPECT_EQ(problem.tolerance, 0.01);

    EntropicSolution solution;
    solution.f = {0.3, -0.2, 0.1};
    const std::vector<double> g = coarse.lift(solution, 0.5);
    std::vector<double> row(problem.costs.stride());
    for (std::size_t j = 0; j < m; ++j) {
      const PairCosts back(cloud_y, *problem.costs.x(), cost, 1.5);
      back.fill(j, 1, row.data());
      const std::vector<long double> terms{solution.f[0] + 0.5 * std::log(problem.a[0]) - row[0],
                                           solution.f[2] + 0.5 * std::log(problem.a[2]) - row[2]};
      EXPECT_NEAR(g[j], static_cast<double>(naive_softmin(terms, 0.5)), 1e-14);
    }
  }
}

TEST(CoarseProblem, HasNoResolutionOfEqualPoints) {
  const Points x{4, 1, {2, 2, 2, 2}};
  const Cloud cloud(x.rows(), Cost::euclidean, "test", "x");
  const PairCosts costs(cloud, cloud, Cost::euclidean, 2);
  const std::vector<double> a(4, 0.25);
  EXPECT_EQ(CoarseProblem({.costs = costs, .a = a, .b = a, .epsilon = 1}).resolution(), 0);
}

}  // namespace
}  // namespace sanov
