#include "sanov/transport/circular.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/random.h"
#include "sanov/transport/naive_test.h"
#include "sanov/transport/wasserstein_1d.h"

namespace sanov {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr double kPowers[] = {1, 1.5, 2, 3, 8};

enum class Kind { uniform, bunched, lattice };
constexpr Kind kKinds[] = {Kind::uniform, Kind::bunched, Kind::lattice};

std::vector<double> angles(Kind kind, std::size_t n, double period, std::uint64_t seed) {
  Random random(seed);
  std::vector<double> out(n);
  for (double& x : out) {
    if (kind == Kind::uniform) x = period * random.uniform();
    if (kind == Kind::bunched) x = period * 0.1 * random.normal();  // around 0, to both sides of it
    if (kind == Kind::lattice) x = period * static_cast<double>(random.below(12)) / 12;
  }
  return out;
}

std::vector<double> weights(std::size_t n, std::uint64_t seed, double empty) {
  Random random(seed, 1);
  std::vector<double> out(n);
  double sum = 0;
  for (double& w : out) sum += w = random.uniform() < empty ? 0 : random.exponential();
  for (double& w : out) w /= sum;
  return out;
}

double arc(double x, double y, double period) { return std::fabs(std::remainder(x - y, period)); }

TEST(WassersteinCircle, IsTheCheapestOfAllAssignments) {
  for (const Kind kind : kKinds)
    for (std::size_t n = 1; n <= 7; ++n)
      for (const double p : kPowers)
        for (std::uint64_t seed = 0; seed < 5; ++seed) {
          const std::vector<double> x = angles(kind, n, 24, seed), y = angles(kind, n, 24, 100 + seed);
          const double expected = std::pow(
              cheapest_assignment(n, [&](std::size_t i, std::size_t j) { return std::pow(arc(x[i], y[j], 24), p); }),
              1 / p);
          EXPECT_NEAR(wasserstein_circle(x, y, {.period = 24, .p = p}), expected, 1e-13 * expected + 1e-14) << n << p;
        }
}

TEST(WassersteinCircle, IsTransportOverItsCosts) {
  const double period = 2 * std::numbers::pi;
  for (const Kind kind : kKinds)
    for (const double p : kPowers)
      for (std::uint64_t seed = 0; seed < 4; ++seed) {
        const std::size_t n = 60, m = 47;
        const std::vector<double> x = angles(kind, n, period, seed), y = angles(Kind::uniform, m, period, 100 + seed);
        std::vector<double> costs;
        for (const double from : x)
          for (const double to : y) costs.push_back(std::pow(arc(from, to, period), p));
        const double empty = seed % 2 == 0 ? 0 : 0.5;
        const std::vector<double> a = weights(n, seed, empty), b = weights(m, seed + 9, empty);
        const double equal = std::pow(transport(CostMatrix{Rows(costs.data(), n, m)}).cost, 1 / p);
        EXPECT_NEAR(wasserstein_circle(x, y, {.period = period, .p = p}), equal, 1e-12 * equal) << p;
        const double weighted = std::pow(transport(CostMatrix{Rows(costs.data(), n, m)}, {.a = a, .b = b}).cost, 1 / p);
        EXPECT_NEAR(wasserstein_circle(x, y, {.period = period, .p = p, .a = a, .b = b}), weighted, 1e-12 * weighted);
      }
}

TEST(WassersteinCircle, OfPointsIsTheShorterWayRound) {
  for (const double p : kPowers) {
    EXPECT_NEAR(wasserstein_circle({23}, {1}, {.period = 24, .p = p}), 2, 1e-14);
    EXPECT_NEAR(wasserstein_circle({1}, {23}, {.period = 24, .p = p}), 2, 1e-14);
    EXPECT_NEAR(wasserstein_circle({0}, {180}, {.period = 360, .p = p}), 180, 1e-12);
    EXPECT_EQ(wasserstein_circle({0, 120, 240}, {240, 360, -240}, {.period = 360, .p = p}), 0);
    // Three points against the three between them: all turn by 60 degrees.
    EXPECT_NEAR(wasserstein_circle({0, 120, 240}, {60, 180, 300}, {.period = 360, .p = p}), 60, 1e-12);
  }
}

TEST(WassersteinCircle, OfAHighPowerIsNearlyTheLongestWay) {
  const std::vector<double> x = angles(Kind::uniform, 40, 360, 1), y = angles(Kind::uniform, 40, 360, 2);
  double longest = 360;  // of the best of the 40 rotations of the one order against the other
  std::vector<double> from = x, to = y;
  std::sort(from.begin(), from.end());
  std::sort(to.begin(), to.end());
  for (std::size_t shift = 0; shift < 40; ++shift) {
    double most = 0;
    for (std::size_t i = 0; i < 40; ++i) most = std::max(most, arc(from[i], to[(i + shift) % 40], 360));
    longest = std::min(longest, most);
  }
  for (const double p : {50.0, 512.0, 1e5}) {
    const double distance = wasserstein_circle(x, y, {.period = 360, .p = p});
    EXPECT_LE(distance, longest * (1 + 1e-13));
    EXPECT_GE(distance, longest * std::pow(1.0 / 40, 1 / p) * (1 - 1e-13));
  }
}

TEST(WassersteinCircle, OfWhatLiesTogetherIsThatOfTheLine) {
  const std::vector<double> x = angles(Kind::bunched, 300, 1, 1), y = angles(Kind::bunched, 200, 1, 2);
  for (const double p : kPowers) {
    const double line = wasserstein_1d(x, y, {.p = p});
    EXPECT_NEAR(wasserstein_circle(x, y, {.period = 5, .p = p}), line, 1e-13);
  }
}

TEST(WassersteinCircle, DoesNotChangeWhenAllTurns) {
  const std::vector<double> x = angles(Kind::uniform, 100, 360, 1), y = angles(Kind::bunched, 130, 360, 2);
  for (const double p : kPowers) {
    const double expected = wasserstein_circle(x, y, {.period = 360, .p = p});
    EXPECT_NEAR(wasserstein_circle(y, x, {.period = 360, .p = p}), expected, 1e-12);
    for (const double turn : {100.0, -1000.0, 36000.0}) {
      std::vector<double> turned_x = x, turned_y = y;
      for (auto* values : {&turned_x, &turned_y})
        for (double& value : *values) value += turn;
      EXPECT_NEAR(wasserstein_circle(turned_x, turned_y, {.period = 360, .p = p}), expected, 1e-10) << p << turn;
    }
  }
}

TEST(WassersteinCircle, TakesPeriodsOfAnySize) {
  const std::vector<double> x = angles(Kind::uniform, 20, 1, 1), y = angles(Kind::uniform, 15, 1, 2);
  for (const double p : kPowers)
    for (const double scale : {0x1p-1000, 0x1p1023}) {
      std::vector<double> far_x = x, far_y = y;
      for (auto* values : {&far_x, &far_y})
        for (double& value : *values) value *= scale;
      EXPECT_EQ(wasserstein_circle(far_x, far_y, {.period = scale, .p = p}) / scale,
                wasserstein_circle(x, y, {.p = p}));
    }
}

TEST(WassersteinCircle, TakesFloatsAndAnyThreads) {
  const std::vector<double> x = angles(Kind::uniform, 3000, 1, 1), y = angles(Kind::bunched, 2000, 1, 2);
  const std::vector<float> fx(x.begin(), x.end());
  const std::vector<double> wide(fx.begin(), fx.end());
  for (const double p : kPowers) {
    const double expected = wasserstein_circle(wide, y, {.p = p});
    for (const int threads : {1, 2, 5}) {
      set_thread_count(threads);
      EXPECT_EQ(wasserstein_circle(fx, y, {.p = p}), expected);
    }
    set_thread_count(0);
  }
}

TEST(WassersteinCircle, SlopesAreThoseOfDifferences) {
  constexpr double kStep = 1e-6;
  std::vector<double> x = angles(Kind::uniform, 9, 24, 1), gx(9), gy(12);
  const std::vector<double> y = angles(Kind::bunched, 12, 24, 2), a = weights(9, 3, 0.3);
  for (const double p : kPowers) {
    const CircleOptions options{.period = 24, .p = p, .a = a};
    EXPECT_NEAR(wasserstein_circle(x, y, options, {gx, gy}), wasserstein_circle(x, y, options), 1e-13);
    double turn = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double at = x[i];
      x[i] = at + kStep;
      const double above = wasserstein_circle(x, y, options);
      x[i] = at - kStep;
      EXPECT_NEAR(gx[i], (above - wasserstein_circle(x, y, options)) / (2 * kStep), 1e-7) << p << ", " << i;
      x[i] = at;
      turn += gx[i];
    }
    for (const double slope : gy) turn += slope;
    EXPECT_NEAR(turn, 0, 1e-14) << "a turn of both moves nothing";
  }
}

TEST(WassersteinCircle, HasNoSlopesWhereItIsZero) {
  const std::vector<double> x{1, 5, 5}, y{29, 1, 5};
  for (const double p : kPowers) {
    std::vector<double> slopes(3, 7.0);
    EXPECT_EQ(wasserstein_circle(x, y, {.period = 24, .p = p}, {.x = slopes}), 0);
    EXPECT_EQ(slopes, std::vector<double>(3));
  }
}

TEST(WassersteinCircle, RefusesBadInput) {
  const auto call = [](Cells x, Cells y, CircleOptions options) { return [=] { wasserstein_circle(x, y, options); }; };
  const std::vector<double> x{1, 2}, bad{0, INFINITY}, none, minus{1, -1};
  EXPECT_THAT(call(x, bad, {}), ThrowsMessage<DomainError>(HasSubstr("wasserstein_circle: y[1] is Infinity")));
  EXPECT_THAT(call(none, x, {}), ThrowsMessage<InvalidArgument>(HasSubstr("x has no points")));
  EXPECT_THAT(call(x, x, {.period = 0}), ThrowsMessage<InvalidArgument>(HasSubstr("period is 0; it is positive")));
  EXPECT_THAT(call(x, x, {.period = INFINITY}), ThrowsMessage<InvalidArgument>(HasSubstr("period is Infinity")));
  EXPECT_THAT(call(x, x, {.p = 0.9}), ThrowsMessage<InvalidArgument>(HasSubstr("p is 0.9")));
  std::vector<double> short_one(1);
  EXPECT_THAT([&] { wasserstein_circle(x, x, {}, {.y = short_one}); },
              ThrowsMessage<InvalidArgument>(HasSubstr("gradient.y has 1 cells, but there are 2 points")));
  EXPECT_THAT(call(x, x, {.a = minus}), ThrowsMessage<DomainError>(HasSubstr("a[1] is -1")));
}

}  // namespace
}  // namespace sanov
