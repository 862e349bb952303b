#include "sanov/numerics/special_gamma.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sanov/numerics/special.h"

namespace sanov {
namespace {

struct Row {
  double a, x, log_value;
};

// mpmath: log(gammainc(a, 0, x, regularized=True)) and log(gammainc(a, x, inf, regularized=True)) at 60 digits.
constexpr Row kLower[] = {
    {0.5, 0.001, -3.3334286907475343},      {3.0, 1e-150, -1037.9550513165486},
    {100.0, 3.0, -256.84800282682206},      {1000.0, 700.0, -59.85147851292524},
    {10000.0, 8000.0, -235.35218139758367}, {100000.0, 97000.0, -49.100091127547147},
    {2.5, 2.0, -0.79721065186088566},       {20.0, 1e-200, -9252.6759884369362},
};
constexpr Row kUpper[] = {
    {0.5, 30.0, -32.288987032704742},        {3.0, 800.0, -787.32142372782338},
    {100.0, 700.0, -410.42503979247911},     {1000.0, 1500.0, -98.220568183364615},
    {10000.0, 12500.0, -272.70430043278509}, {100000.0, 103000.0, -47.299757632503172},
    {2.5, 2.0, -0.59889947160924557},        {0.001, 1500.0, -1514.2137513875875},
};

TEST(SpecialGamma, LogarithmsOfTheLowerTail) {
  for (const Row& r : kLower)
    EXPECT_NEAR(log_lower_gamma(r.a, r.x), r.log_value, 3e-15 * std::fabs(r.log_value) + 1e-15) << r.a << ' ' << r.x;
}

TEST(SpecialGamma, LogarithmsOfTheUpperTail) {
  for (const Row& r : kUpper)
    EXPECT_NEAR(log_upper_gamma(r.a, r.x), r.log_value, 3e-15 * std::fabs(r.log_value) + 1e-15) << r.a << ' ' << r.x;
}

TEST(SpecialGamma, LogarithmsMeetThePlainFunctions) {
  for (const double a : {0.01, 0.7, 3.0, 40.0, 900.0})
    for (double x = a / 8; x < 6 * a + 40; x *= 1.3) {
      EXPECT_NEAR(std::exp(log_lower_gamma(a, x)), lower_gamma(a, x), 3e-13 * lower_gamma(a, x)) << a << ' ' << x;
      EXPECT_NEAR(std::exp(log_upper_gamma(a, x)), upper_gamma(a, x), 3e-13 * upper_gamma(a, x)) << a << ' ' << x;
    }
}

TEST(SpecialGamma, Ends) {
  EXPECT_EQ(log_lower_gamma(2, 0), -HUGE_VAL);
  EXPECT_EQ(log_upper_gamma(2, 0), 0);
  EXPECT_EQ(log_lower_gamma(2, HUGE_VAL), 0);
  EXPECT_EQ(log_upper_gamma(2, HUGE_VAL), -HUGE_VAL);
  EXPECT_THROW(log_lower_gamma(0, 1), std::domain_error);
}

}  // namespace
}  // namespace sanov
