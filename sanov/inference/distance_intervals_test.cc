#include "sanov/inference/distance_intervals.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/inference/count_draws.h"

namespace sanov {
namespace {

using Values = std::vector<double>;
using Counts = std::vector<std::uint64_t>;

TEST(DistanceIntervals, ValuesByHand) {
  const Counts a{10, 20, 70}, b{60, 100, 40};
  // p = .1 .2 .7, q = .3 .5 .2
  EXPECT_NEAR(estimate_total_variation(a, b).value, 0.5, 1e-15);
  EXPECT_NEAR(estimate_kolmogorov_smirnov(a, b).value, 0.5, 1e-15);
  const Values x{0, 1, 4}, y{1, 2};
  EXPECT_NEAR(estimate_wasserstein({.at = x, .counts = a}, {.at = x, .counts = b}).value, 0.2 + 0.5 * 3, 1e-14);
  // Masses .1 .2 .7 at 0 1 4 against ½ ½ at 1 2: ∫ |F − G| = .1 + .2 + .7 · 2.
  const Counts c{5, 5};
  EXPECT_NEAR(estimate_wasserstein({.at = x, .counts = a}, {.at = y, .counts = c}).value, 0.1 + 0.2 + 1.4, 1e-14);
}

TEST(DistanceIntervals, FloorsOfTwoCells) {
  // One normal: its size exceeds 1.96 deviations one time in twenty.
  const Counts a{3000, 7000}, b{900, 2100};
  const double deviation = std::sqrt(0.3 * 0.7 * (1. / 10000 + 1. / 3000));
  EXPECT_NEAR(estimate_total_variation(a, b).floor, 1.959963984540054 * deviation, 2e-3 * deviation);
  EXPECT_NEAR(estimate_kolmogorov_smirnov(a, b).floor, 1.959963984540054 * deviation, 2e-3 * deviation);
  const Values x{0, 10};
  EXPECT_NEAR(estimate_wasserstein({.at = x, .counts = a}, {.at = x, .counts = b}).floor, 19.59963984540054 * deviation,
              0.15 * deviation);
}

TEST(DistanceIntervals, FloorOfManyCellsIsKolmogorovs) {
  const Counts a(1000, 10), b(1000, 5);
  EXPECT_NEAR(estimate_kolmogorov_smirnov(a, b).floor, 1.3580986 * std::sqrt(1. / 10000 + 1. / 5000), 1e-6);
}

TEST(DistanceIntervals, KolmogorovsLaw) {
  // scipy 1.17, log(special.kolmogorov(x)).
  constexpr double rows[][2] = {{0.3, -9.305844633751613e-06}, {0.5, -0.03672078716235486},
                                {0.8, -0.6085442804041838},    {0.999, -1.3053665162556463},
                                {1.001, -1.3133068845205833},  {1.358, -2.995196470433184},
                                {2, -7.306852819477806},       {5, -49.30685281944005}};
  for (const auto& [x, expected] : rows) EXPECT_NEAR(log_kolmogorov_sf(x), expected, 1e-13 * (1 - expected)) << x;
  EXPECT_EQ(log_kolmogorov_sf(0), 0);
  EXPECT_NEAR(log_kolmogorov_sf(100), std::log(2) - 20000, 1e-10);
}

TEST(DistanceIntervals, FollowTheUnit) {
  const Counts a{10, 20, 70}, b{60, 100, 40};
  const Values x{-3, 1, 4};
  const DistanceEstimate plain = estimate_wasserstein({.at = x, .counts = a}, {.at = x, .counts = b});
  for (const double unit : {1e-300, 4.0, 1e300}) {
    Values scaled(x);
    for (double& value : scaled) value *= unit;
    const DistanceEstimate estimate = estimate_wasserstein({.at = scaled, .counts = a}, {.at = scaled, .counts = b});
    EXPECT_NEAR(estimate.value / unit / plain.value, 1, 1e-12);
    EXPECT_NEAR(estimate.interval.lower / unit / plain.interval.lower, 1, 1e-12);
    EXPECT_NEAR(estimate.interval.upper / unit / plain.interval.upper, 1, 1e-12);
    EXPECT_NEAR(estimate.floor / unit / plain.floor, 1, 1e-6);
  }
}

TEST(DistanceIntervals, WithoutAnythingToTell) {
  EXPECT_EQ(estimate_total_variation(Counts{5, 0}, Counts{7, 0}).interval.upper, 0);
  EXPECT_EQ(estimate_kolmogorov_smirnov(Counts{5, 0}, Counts{7, 0}).floor, 0);
  const Values one{3}, infinite{3, std::numeric_limits<double>::infinity()};
  const Counts counts{5}, two{5, 1};
  EXPECT_EQ(estimate_wasserstein({.at = one, .counts = counts}, {.at = one, .counts = counts}).interval.upper, 0);
  const DistanceEstimate all = estimate_wasserstein({.at = one, .counts = counts}, {.at = infinite, .counts = two});
  EXPECT_EQ(all.value, HUGE_VAL);
  EXPECT_EQ(all.interval.lower, 0);
  EXPECT_THROW(estimate_total_variation(Counts{1}, Counts{1, 2}), InvalidArgument);
  EXPECT_THROW(estimate_total_variation(Counts{0, 0}, Counts{1, 2}), InvalidArgument);
  EXPECT_THROW(estimate_kolmogorov_smirnov(Counts{1, 1}, Counts{1, 2}, 0), InvalidArgument);
  EXPECT_THROW(estimate_wasserstein({}, {.at = one, .counts = counts}), InvalidArgument);
}

struct Covered {
  int total_variation = 0, kolmogorov_smirnov = 0, wasserstein = 0, floors = 0;
};

constexpr int kSamples = 1000;

Covered cover(const Values& p, const Values& q, std::uint64_t n, std::uint64_t m) {
  Values x(p.size());
  std::iota(x.begin(), x.end(), 0);
  double tv = 0, ks = 0, w1 = 0, f = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    tv += std::fabs(p[i] - q[i]) / 2;
    f += p[i] - q[i];
    ks = std::max(ks, std::fabs(f));
    if (i + 1 < p.size()) w1 += std::fabs(f);
  }
  const auto holds = [](const Interval& interval, double truth) {
    return interval.lower <= truth + 1e-12 && truth - 1e-12 <= interval.upper;
  };
  Covered covered;
  Counts a(p.size()), b(p.size());
  for (std::uint64_t i = 0; i < kSamples; ++i) {
    Random random(6, i);
    draw_multinomial(random, p, n, a);
    draw_multinomial(random, q, m, b);
    const DistanceEstimate variation = estimate_total_variation(a, b);
    covered.total_variation += holds(variation.interval, tv);
    covered.floors += variation.value > variation.floor;
    covered.kolmogorov_smirnov += holds(estimate_kolmogorov_smirnov(a, b).interval, ks);
    covered.wasserstein += holds(estimate_wasserstein({.at = x, .counts = a}, {.at = x, .counts = b}).interval, w1);
  }
  return covered;
}

// Where the true coverage is 0.95 or more, 1000 samples fall below 0.92 for one seed in 60,000.
TEST(DistanceIntervals, CoverNearAndFar) {
  const Values flat(20, 0.05);
  Values one(20, 0.95 / 19), comb(20), steep(20);
  one[0] = 0.05;
  for (std::size_t i = 0; i < 20; ++i) {
    comb[i] = i % 2 == 0 ? 0.025 : 0.075;
    steep[i] = 0.005 * static_cast<double>(i) + 0.0025;
  }
  one[3] += 0.1;
  for (double& share : one) share /= 1.1;
  for (const auto& [n, m] : {std::pair<std::uint64_t, std::uint64_t>{100, 100}, {20'000, 500}, {100'000, 100'000}})
    for (const Values& q : {flat, one, comb, steep}) {
      const Covered covered = cover(flat, q, n, m);
      EXPECT_GE(covered.total_variation, 920) << n;
      EXPECT_GE(covered.kolmogorov_smirnov, 920) << n;
      EXPECT_GE(covered.wasserstein, 920) << n;
      if (q == flat) {
        EXPECT_GT(covered.floors, 20);
        EXPECT_LT(covered.floors, 85);
      }
    }
}

}  // namespace
}  // namespace sanov
