#include "sanov/transport/segments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/transport/transport.h"

namespace sanov {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// n points at distance θ from the axis, in the middle of n equal parts of the segment.
std::vector<double> segment(double theta, std::size_t n) {
  std::vector<double> points;
  for (std::size_t i = 0; i < n; ++i) {
    points.push_back(theta);
    points.push_back((static_cast<double>(i) + 0.5) / static_cast<double>(n));
  }
  return points;
}

double exact(double theta, std::size_t n) {
  const std::vector<double> at_zero = segment(0, n), at_theta = segment(theta, n);
  return transport(Rows(at_zero.data(), n, 2), Rows(at_theta.data(), n, 2), {.cost = Cost::euclidean}).cost;
}

TEST(ParallelSegments, ApartOnlyWassersteinSaysHowFar) {
  for (const double theta : {1e-300, 1e-9, 0.25, 1.0, -0.25, -3.0, 1e300}) {
    const ParallelSegments found = parallel_segments(theta);
    EXPECT_EQ(found.kl.value, kInfinity);
    EXPECT_EQ(found.reverse_kl.value, kInfinity);
    EXPECT_DOUBLE_EQ(found.js.value, std::log(2.0));
    EXPECT_EQ(found.total_variation.value, 1);
    EXPECT_EQ(found.wasserstein.value, std::fabs(theta));
    EXPECT_EQ(found.kl.slope, std::nullopt);
    EXPECT_EQ(found.reverse_kl.slope, std::nullopt);
    EXPECT_EQ(found.js.slope, 0.0);
    EXPECT_EQ(found.total_variation.slope, 0.0);
    EXPECT_EQ(found.wasserstein.slope, theta > 0 ? 1.0 : -1.0);
  }
}

TEST(ParallelSegments, OneOnTheOtherAllAreZeroAndNoneHasASlope) {
  for (const double theta : {0.0, -0.0}) {
    const ParallelSegments found = parallel_segments(theta);
    for (const ValueAndSlope& each : {found.kl, found.reverse_kl, found.js, found.total_variation, found.wasserstein}) {
      EXPECT_EQ(each.value, 0);
      EXPECT_EQ(each.slope, std::nullopt);
    }
  }
}

TEST(ParallelSegments, ExactTransportBetweenPointsOnThemAgrees) {
  for (const std::size_t n : {1, 2, 17, 1000})
    for (const double theta : {-2.0, -0.01, 0.0, 1e-6, 0.5, 4.0})
      EXPECT_NEAR(exact(theta, n), parallel_segments(theta).wasserstein.value, 1e-15 * std::fabs(theta)) << theta;
}

TEST(ParallelSegments, SlopesAreThoseOfTheValues) {
  const double step = 1e-3;
  for (const double theta : {-2.0, -0.01, 0.01, 0.5}) {
    const auto slope = [&](auto measure) {
      return (measure(parallel_segments(theta + step)) - measure(parallel_segments(theta - step))) / (2 * step);
    };
    const ParallelSegments found = parallel_segments(theta);
    EXPECT_EQ(slope([](const ParallelSegments& at) { return at.js.value; }), found.js.slope);
    EXPECT_EQ(slope([](const ParallelSegments& at) { return at.total_variation.value; }), found.total_variation.slope);
    EXPECT_NEAR(slope([](const ParallelSegments& at) { return at.wasserstein.value; }), *found.wasserstein.slope,
                1e-12);
    EXPECT_NEAR((exact(theta + step, 9) - exact(theta - step, 9)) / (2 * step), *found.wasserstein.slope, 1e-12);
  }
}

TEST(ParallelSegments, RefusesWhatIsNoPlace) {
  EXPECT_THAT([] { parallel_segments(std::nan("")); },
              ThrowsMessage<DomainError>(HasSubstr("parallel_segments: theta is NaN; a place on the axis is finite")));
  EXPECT_THAT([] { parallel_segments(-kInfinity); }, ThrowsMessage<DomainError>(HasSubstr("theta is -Infinity")));
}

}  // namespace
}  // namespace sanov
