#include "sanov/numerics/special_bessel.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sanov {
namespace {

// Rows of {x, logarithm, slope, bend} from 60 digits of mpmath.
// clang-format off
constexpr double kLogI0[][4] = {
    {0.001, -0.00099975000001562502, -0.99950000006249999, 0.49999981250005208},
    {2.0, -1.1760064585170437, -0.30222534203599202, 0.16422319772120768},
    {24.0, -2.5026435629330088, -0.021060035486037996, 0.00088738068932106157},
    {26.0, -2.5430827082736625, -0.019423257896622507, 0.000754762765027172},
    {10000.0, -5.524096218567699, -5.0001250125019535e-5, 5.0002500375078145e-9},
};
constexpr double kLogK1[][4] = {
    {0.001, 6.9087515171311469, -999.00702371522266, 999993.9762354447},
    {2.0, 0.032928697439486109, -0.31430775876378949, 0.17974899463519928},
    {24.0, -1.3479248085791291, -0.021458634524145156, 0.00091914550568601277},
    {26.0, -1.3891023046919462, -0.019765178527080427, 0.00078000824011712575},
    {10000.0, -4.3793413352181999, -5.000374962504921e-5, 5.0007498875196833e-9},
};
// clang-format on

TEST(SpecialBessel, LogI0AndItsDerivatives) {
  for (const auto& [x, value, slope, bend] : kLogI0) {
    EXPECT_NEAR(log_bessel_i0(x), value, 4e-15 * (1 + std::fabs(value))) << x;
    EXPECT_NEAR(log_bessel_i0_slope(x), slope, 1e-13 * std::fabs(slope)) << x;
    EXPECT_NEAR(log_bessel_i0_bend(x), bend, 1e-12 * std::fabs(bend)) << x;
  }
}

TEST(SpecialBessel, LogK1AndItsDerivatives) {
  for (const auto& [x, value, slope, bend] : kLogK1) {
    EXPECT_NEAR(log_bessel_k1(x), value, 4e-15 * (1 + std::fabs(value))) << x;
    EXPECT_NEAR(log_bessel_k1_slope(x), slope, 1e-13 * std::fabs(slope)) << x;
    EXPECT_NEAR(log_bessel_k1_bend(x), bend, 1e-12 * std::fabs(bend)) << x;
  }
}

}  // namespace
}  // namespace sanov
