#include "sanov/transport/quantile_barycentre.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/random.h"
#include "sanov/transport/wasserstein_1d.h"

namespace sanov {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<double> normals(std::size_t n, std::uint64_t seed) {
  Random random(seed);
  std::vector<double> out(n);
  for (double& x : out) x = random.normal();
  return out;
}

std::vector<double> exponentials(std::size_t n, std::uint64_t seed) {
  Random random(seed, 1);
  std::vector<double> out(n);
  for (double& x : out) x = random.exponential();
  return out;
}

/// inf {x : F(x) ≥ t}, with long doubles.
double naive_quantile(const std::vector<double>& x, const std::vector<double>& w, double t) {
  std::vector<std::size_t> order(x.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](auto i, auto j) { return x[i] < x[j]; });
  const long double total = std::accumulate(w.begin(), w.end(), 0.0L);
  long double sum = 0;
  for (const std::size_t i : order)
    if ((sum += w[i]) >= t * total) return x[i];
  return x[order.back()];
}

TEST(QuantileBarycentre, OfEqualSizesIsTheMeanOfTheOrderedPoints) {
  const std::vector<double> x{3, 1, 2}, y{10, 40, 20};
  const LineMeasure mean = quantile_barycentre(std::vector<LineSample>{{x}, {y}});
  EXPECT_THAT(mean.positions, ElementsAre(5.5, 11, 21.5));
  EXPECT_THAT(mean.masses, ElementsAre(DoubleEq(1.0 / 3), DoubleEq(1.0 / 3), DoubleEq(1.0 / 3)));
  const LineMeasure shared = quantile_barycentre(std::vector<LineSample>{{x}, {y}}, std::vector<double>{6, 2});
  EXPECT_THAT(shared.positions, ElementsAre(DoubleEq(3.25), DoubleEq(6.5), DoubleEq(12.25)));
}

TEST(QuantileBarycentre, MergesTheStepsOfUnequalSizes) {
  const std::vector<double> two{0, 1}, four{0, 4, 8, 12}, three{0, 3, 6}, weights{1, 2, 1};
  const LineMeasure nested = quantile_barycentre(std::vector<LineSample>{{two}, {four}});
  EXPECT_THAT(nested.positions, ElementsAre(0, 2, 4.5, 6.5));
  EXPECT_THAT(nested.masses, ElementsAre(0.25, 0.25, 0.25, 0.25));
  const LineMeasure weighted = quantile_barycentre(std::vector<LineSample>{{two}, {three, weights}});
  EXPECT_THAT(weighted.positions, ElementsAre(0, 1.5, 2, 3.5));
  EXPECT_THAT(weighted.masses, ElementsAre(0.25, 0.25, 0.25, 0.25));
}

TEST(QuantileBarycentre, LiesOnTheGeodesic) {
  const std::vector<double> x = normals(300, 1), y = exponentials(210, 2), a = exponentials(300, 3);
  const double apart = wasserstein_1d(x, y, {.p = 2, .a = a});
  for (const double t : {0.0, 0.25, 0.5, 0.9, 1.0}) {
    const LineMeasure middle = quantile_barycentre(std::vector<LineSample>{{x, a}, {y}}, std::vector<double>{1 - t, t});
    EXPECT_NEAR(wasserstein_1d(middle.positions, x, {.p = 2, .a = middle.masses, .b = a}), t * apart, 1e-8);
    EXPECT_NEAR(wasserstein_1d(middle.positions, y, {.p = 2, .a = middle.masses}), (1 - t) * apart, 1e-8);
  }
}

TEST(QuantileBarycentre, IsBetterThanItsNeighbours) {
  const std::vector<double> x = normals(7, 1), y = exponentials(5, 2), z = normals(4, 3), shares{1, 2, 3};
  const std::vector<LineSample> samples{{x}, {y}, {z}};
  const LineMeasure best = quantile_barycentre(samples, shares);
  EXPECT_LE(best.positions.size(), 7u + 5 + 4 - 2);
  const auto objective = [&](const std::vector<double>& positions) {
    double sum = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const double w = wasserstein_1d(positions, samples[k].x, {.p = 2, .a = best.masses});
      sum += shares[k] / 6 * w * w;
    }
    return sum;
  };
  const double least = objective(best.positions);
  for (std::size_t i = 0; i < best.positions.size(); ++i)
    for (const double step : {-1e-4, 1e-4}) {
      std::vector<double> moved = best.positions;
      moved[i] += step;
      EXPECT_GT(objective(moved), least);
    }
}

TEST(QuantileBarycentre, AtLevelsIsTheMeanOfTheQuantiles) {
  const std::vector<double> x = normals(83, 1), a = exponentials(83, 2), y = exponentials(57, 3), b(57, 1),
                            shares{3, 1};
  std::vector<double> levels;
  Random random(5);
  for (int i = 0; i < 500; ++i) levels.push_back(random.uniform());
  levels.push_back(1);
  const std::vector<LineSample> samples{{x, a}, {y}};
  const std::vector<double> got = quantile_barycentre_at(levels, samples, shares);
  for (std::size_t i = 0; i < levels.size(); ++i)
    EXPECT_NEAR(got[i], 0.75 * naive_quantile(x, a, levels[i]) + 0.25 * naive_quantile(y, b, levels[i]), 1e-14);
}

TEST(QuantileBarycentre, AtLevelsReadsTenthsAsTenths) {
  const std::vector<double> ten{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const std::vector<double> levels{0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1};
  EXPECT_THAT(quantile_barycentre_at(levels, std::vector<LineSample>{{ten}}),
              ElementsAre(1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
}

TEST(QuantileBarycentre, TakesFloatsZerosAndAnyThreads) {
  const std::vector<double> x = normals(9000, 1), y = exponentials(7000, 2);
  const std::vector<float> fx(x.begin(), x.end());
  const std::vector<double> wide(fx.begin(), fx.end());
  const LineMeasure expected = quantile_barycentre(std::vector<LineSample>{{wide}, {y}});
  for (const int threads : {1, 2, 5}) {
    set_thread_count(threads);
    const LineMeasure got = quantile_barycentre(std::vector<LineSample>{{fx}, {y}});
    EXPECT_EQ(got.positions, expected.positions);
    EXPECT_EQ(got.masses, expected.masses);
  }
  set_thread_count(0);
  const std::vector<double> two{1, 2}, one{0, 1};
  EXPECT_THAT(quantile_barycentre(std::vector<LineSample>{{two, one}}).positions, ElementsAre(2));
  EXPECT_THAT(quantile_barycentre(std::vector<LineSample>{{two}, {y}}, one).positions.size(), 7000);
}

TEST(QuantileBarycentre, RefusesBadInput) {
  const std::vector<double> x{1, 2}, none, nan{1, NAN}, minus{1, -1}, zeros{0, 0};
  const auto error = [](const std::vector<LineSample>& samples, std::optional<Cells> shares = {}) {
    try {
      quantile_barycentre(samples, shares);
    } catch (const std::logic_error& e) {
      return std::string(e.what());
    }
    return std::string("no error");
  };
  EXPECT_THAT(error({}), HasSubstr("samples is empty"));
  EXPECT_THAT(error({{x}, {none}}), HasSubstr("samples[1] has no points"));
  EXPECT_THAT(error({{x}, {nan}}), HasSubstr("samples[1][1] is NaN; positions are finite"));
  EXPECT_THAT(error({{x, minus}}), HasSubstr("samples[0].weights[1] is -1"));
  EXPECT_THAT(error({{x, zeros}}), HasSubstr("samples[0].weights holds no mass"));
  EXPECT_THAT(error({{x, none}}), HasSubstr("samples[0].weights has 0 numbers for 2 points"));
  EXPECT_THAT(error({{x}, {x}}, minus), HasSubstr("shares[1] is -1"));
  EXPECT_THAT(error({{x}, {x}}, zeros), HasSubstr("shares are all 0"));
  EXPECT_THAT(error({{x}}, x), HasSubstr("shares has 2 numbers for 1 samples"));
  EXPECT_THAT([&] { quantile_barycentre_at({0.5, 1.5}, std::vector<LineSample>{{x}}); },
              testing::ThrowsMessage<DomainError>(HasSubstr("levels[1] is 1.5; levels lie from 0 to 1")));
}

}  // namespace
}  // namespace sanov
