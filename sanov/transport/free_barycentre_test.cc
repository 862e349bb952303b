#include "sanov/transport/barycentre.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/random.h"
#include "sanov/transport/barycentre_naive_test.h"
#include "sanov/transport/quantile_barycentre.h"

namespace sanov {
namespace {

using testing::HasSubstr;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<double> cloud(std::size_t n, std::size_t d, std::uint64_t seed) {
  Random random(seed, 11);
  std::vector<double> out(n * d);
  for (double& x : out) x = random.normal();
  return out;
}

TEST(FreeBarycentre, OfOnePointIsTheMeanOfMeans) {
  const std::vector<double> x = cloud(7, 2, 1), y = cloud(9, 2, 2), shares{0.25, 0.75}, w = random_masses(9, 1);
  const WeightedPoints clouds[] = {{Rows(x.data(), 7, 2)}, {Rows(y.data(), 9, 2), Cells(w)}};
  const FreeBarycentre found = free_support_barycentre(clouds, 1, {.shares = shares});
  for (std::size_t q = 0; q < 2; ++q) {
    double mean = 0;
    for (std::size_t i = 0; i < 7; ++i) mean += 0.25 / 7 * x[i * 2 + q];
    for (std::size_t i = 0; i < 9; ++i) mean += 0.75 * w[i] * y[i * 2 + q];
    EXPECT_NEAR(found.points[q], mean, 1e-15);
  }
  EXPECT_EQ(found.status, Status::converged);
}

TEST(FreeBarycentre, OfDiracsIsBetweenThem) {
  const std::vector<double> x{0, 0}, y{4, 8}, shares{3, 1};
  const WeightedPoints clouds[] = {{Rows(x.data(), 1, 2)}, {Rows(y.data(), 1, 2)}};
  const FreeBarycentre found = free_support_barycentre(clouds, 1, {.shares = shares});
  EXPECT_THAT(found.points, testing::ElementsAre(1, 2));
  EXPECT_NEAR(found.objective, 0.75 * 5 + 0.25 * 45, 1e-14);  // λ (1 − λ) |y − x|²
}

TEST(FreeBarycentre, OfShiftedCopiesIsTheCopyBetweenThem) {
  const std::size_t n = 40;
  const std::vector<double> x = cloud(n, 3, 5), shift{10, -4, 2};
  std::vector<double> y = x, expected = x;
  for (std::size_t c = 0; c < y.size(); ++c) {
    y[c] += shift[c % 3];
    expected[c] += 0.4 * shift[c % 3];
  }
  const WeightedPoints clouds[] = {{Rows(x.data(), n, 3)}, {Rows(y.data(), n, 3)}};
  const FreeBarycentre found =
      free_support_barycentre(clouds, n, {.shares = Cells{0.6, 0.4}, .start = Rows(x.data(), n, 3)});
  EXPECT_EQ(found.status, Status::converged);
  EXPECT_LT(largest_difference(found.points, expected), 1e-13);
  EXPECT_NEAR(found.objective, 0.24 * (100 + 16 + 4), 1e-11);
}

TEST(FreeBarycentre, OnTheLineIsThatOfTheQuantiles) {
  const std::size_t n = 60;
  const std::vector<double> x = cloud(n, 1, 1), y = cloud(n, 1, 2), z = cloud(n, 1, 3), shares{0.2, 0.3, 0.5};
  const WeightedPoints clouds[] = {{Rows(x.data(), n, 1)}, {Rows(y.data(), n, 1)}, {Rows(z.data(), n, 1)}};
  const LineSample samples[] = {{x}, {y}, {z}};
  const LineMeasure expected = quantile_barycentre(samples, Cells(shares));
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    FreeBarycentre found = free_support_barycentre(clouds, n, {.shares = shares, .seed = seed});
    EXPECT_EQ(found.status, Status::converged);
    std::sort(found.points.begin(), found.points.end());
    EXPECT_LT(largest_difference(found.points, expected.positions), 1e-13);
  }
}

TEST(FreeBarycentre, NeverGetsWorseAndSaysWhatItCosts) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const std::vector<double> x = cloud(50, 2, seed), y = cloud(35, 2, seed + 50), w = random_masses(35, seed, 0.3);
    const std::vector<double> masses = random_masses(20, seed + 1, 0.1);
    const WeightedPoints clouds[] = {{Rows(x.data(), 50, 2)}, {Rows(y.data(), 35, 2), Cells(w)}};
    const FreeBarycentre found = free_support_barycentre(clouds, 20, {.masses = masses, .seed = seed});
    EXPECT_EQ(found.status, Status::converged);
    EXPECT_EQ(found.objectives.size(), found.iterations + 1);
    EXPECT_TRUE(std::is_sorted(found.objectives.rbegin(), found.objectives.rend()));
    EXPECT_EQ(found.objectives.back(), found.objective);
    EXPECT_LT(found.objective, 0.9 * found.objectives.front());
    const Rows points(found.points.data(), 20, 2);
    double objective = 0;
    for (const WeightedPoints& each : clouds)
      objective += 0.5 * transport(points, each.points, {.a = Cells(masses), .b = each.weights}).cost;
    EXPECT_NEAR(found.objective, objective, 1e-12);
    // No point gains by moving a little on its own.
    for (std::size_t c = 0; c < found.points.size(); ++c)
      for (const double step : {-1e-3, 1e-3}) {
        std::vector<double> moved = found.points;
        moved[c] += step;
        double worse = 0;
        for (const WeightedPoints& each : clouds)
          worse +=
              0.5 * transport(Rows(moved.data(), 20, 2), each.points, {.a = Cells(masses), .b = each.weights}).cost;
        EXPECT_GE(worse, found.objective - 1e-8);
      }
  }
}

TEST(FreeBarycentre, StopsWhereToldTo) {
  const std::vector<double> x = cloud(80, 2, 1), y = cloud(80, 2, 2);
  const WeightedPoints clouds[] = {{Rows(x.data(), 80, 2)}, {Rows(y.data(), 80, 2)}};
  const FreeBarycentre none = free_support_barycentre(clouds, 30, {.iterations = 0});
  const FreeBarycentre one = free_support_barycentre(clouds, 30, {.iterations = 1});
  EXPECT_EQ(none.status, Status::iteration_limit);
  EXPECT_EQ(none.objectives.size(), 1u);
  EXPECT_EQ(one.status, Status::iteration_limit);
  EXPECT_EQ(one.iterations, 1u);
  EXPECT_LT(one.objective, none.objective);
}

TEST(FreeBarycentre, SeedsAndThreads) {
  const std::vector<double> x = cloud(80, 2, 1), y = cloud(80, 2, 2);
  const WeightedPoints clouds[] = {{Rows(x.data(), 80, 2)}, {Rows(y.data(), 80, 2)}};
  const auto find = [&](std::uint64_t seed, int threads) {
    set_thread_count(threads);
    return free_support_barycentre(clouds, 30, {.seed = seed}).points;
  };
  const std::vector<double> one = find(1, 1), again = find(1, 3), other = find(2, 1);
  set_thread_count(0);
  EXPECT_EQ(one, again);
  EXPECT_NE(one, other);
}

TEST(FreeBarycentre, RefusesWrongUse) {
  const std::vector<double> x{0, 1, 2, 3}, bad{0, kInfinity};
  const WeightedPoints flat{Rows(x.data(), 2, 2)}, line{Rows(x.data(), 4, 1)};
  const auto refuses = [&](std::vector<WeightedPoints> clouds, std::size_t k, const FreeBarycentreOptions& options,
                           const std::string& message) {
    EXPECT_THAT([&] { free_support_barycentre(clouds, k, options); },
                testing::ThrowsMessage<std::exception>(HasSubstr("free_support_barycentre: " + message)));
  };
  refuses({}, 1, {}, "measures is empty; at least one is needed");
  refuses({flat}, 0, {}, "k is 0; a barycentre has at least one point");
  refuses({flat, line}, 1, {}, "measures[1] has points of 1 coordinates, but measures[0] of 2");
  refuses({flat, {Rows(x.data(), 0, 2)}}, 1, {}, "measures[1] has no points");
  refuses({{Rows(bad.data(), 1, 2)}}, 1, {}, "measures[0][1] is Infinity");
  refuses({{Rows(x.data(), 2, 2), Cells{1.0}}}, 1, {}, "measures[0].weights has 1 numbers for 2 points");
  refuses({{Rows(x.data(), 2, 2), Cells{1.0, -2.0}}}, 1, {}, "measures[0].weights[1] is -2");
  refuses({flat}, 1, {.shares = Cells{1.0, 1.0}}, "shares has 2 numbers for 1 measures");
  refuses({flat}, 2, {.masses = Cells{0.0, 0.0}}, "masses holds no mass");
  refuses({flat}, 1, {.start = Rows(x.data(), 2, 2)}, "start has 2 points, but k is 1");
  refuses({flat}, 4, {.start = Rows(x.data(), 4, 1)}, "start has points of 1 coordinates, but measures[0] of 2");
  refuses({flat}, 1, {.tolerance = -1}, "tolerance is -1");
}

}  // namespace
}  // namespace sanov
