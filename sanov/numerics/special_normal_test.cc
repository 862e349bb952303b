#include "sanov/numerics/special_normal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace sanov {
namespace {

// Rows of {arguments…, values…} from 60 digits of mpmath.
// clang-format off
constexpr double kMills[][2] = {
    {-5.0, 672621.63672287925},
    {0.0, 1.2533141373155003},
    {1.5, 0.51581563821796336},
    {2.5, 0.35426511132979367},
    {7.0, 0.14010418345305024},
    {1000.0, 0.00099999900000299999},
};
constexpr double kMillsGap[][3] = {
    {0.0, 1e-09, 9.9999999937334299e-10},
    {-3.0, -2.5, 168.63856476260944},
    {0.5, 4.0, 0.63971207354013168},
    {20.0, 20.001, 2.4813572100065155e-6},
    {5.0, 9.0, 0.083020822137007474},
    {10000.0, 30000.0, 6.6666665703703734e-5},
};
constexpr double kLogMillsDerivatives[][3] = {
    {-4.0, -4.0001338344644686, 0.99946464423046182},
    {0.0, -0.79788456080286536, 0.36338022763241866},
    {2.0, -0.37321553282284087, 0.11427910041408126},
    {3.0, -0.28309865493043651, 0.070559186785268117},
    {50.0, -0.019984031905639809, 0.00039904318680389955},
};
// clang-format on

TEST(SpecialNormal, MillsRatioKeepsItsDigits) {
  for (const auto& [t, value] : kMills) {
    EXPECT_NEAR(mills(t), value, 3e-15 * value) << t;
    EXPECT_NEAR(log_mills(t), std::log(value), 3e-15 * (1 + std::fabs(std::log(value)))) << t;
  }
}

TEST(SpecialNormal, MillsGapDoesNotCancel) {
  for (const auto& [a, b, value] : kMillsGap) EXPECT_NEAR(mills_gap(a, b), value, 1e-14 * value) << a << ' ' << b;
}

TEST(SpecialNormal, LogMillsHasItsDerivatives) {
  for (const auto& [t, slope, bend] : kLogMillsDerivatives) {
    EXPECT_NEAR(log_mills_slope(t), slope, 1e-14 * std::fabs(slope)) << t;
    EXPECT_NEAR(log_mills_bend(t), bend, 1e-13 * bend) << t;
  }
}

TEST(SpecialNormal, OwensTIsAnAngleAtZero) {
  EXPECT_NEAR(owens_t(0, 1), 0.125, 1e-16);
  EXPECT_NEAR(owens_t(0, 3), std::atan(3.0) / (2 * std::numbers::pi), 1e-15);
}

}  // namespace
}  // namespace sanov
