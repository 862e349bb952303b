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

// Of large shapes, which Temme's expansion serves. mpmath at 60 digits: as above, and from a = 1000 on the density,
// integrated from x outwards.
constexpr Row kLargeLower[] = {
    {100.0, 70.0, -7.7508592245177943},
    {100.0, 40.0, -34.351256534979464},
    {150.0, 140.5, -1.5048855974269187},
    {2000.0, 1000.0, -390.32164189110271},
    {1000.0, 367.546875, -372.36695811114241},
    {1e5, 88299.578125, -747.59423930518524},
    {1e8, 99950000.0, -15.069149160729938},
    {1e11, 99996837722.34375, -53.232338838547631},
    {1e12, 999999750000.0, -0.9130614637005463},
    {1e12, 999970000000.0, -454.33024412566181},
    {1e15, 999999747017787.125, -35.013442568942036},
};
constexpr Row kLargeUpper[] = {
    {100.0, 130.0, -5.8960058811259021},
    {100.0, 170.0, -19.835342785385329},
    {150.0, 143.875, -0.3793556908382816},
    {1000.0, 1632.453125, -146.28805378105164},
    {1e5, 111700.421875, -639.92285239272718},
    {1e8, 100050000.0, -15.060850753132566},
    {1e11, 100003162277.65625, -53.230231262227696},
    {1e12, 1000000250000.0, -0.91306206592178343},
    {1e12, 1000030000000.0, -454.31224419202474},
    {1e15, 1000000252982212.875, -35.013431782493229},
};

TEST(SpecialGamma, LargeShapesKeepTheirTails) {
  for (const Row& r : kLargeLower) {
    const double p = std::exp(r.log_value), rounding = 4e-16 * (10 + std::fabs(r.log_value));
    EXPECT_NEAR(log_lower_gamma(r.a, r.x), r.log_value, rounding) << r.a << ' ' << r.x;
    EXPECT_NEAR(lower_gamma(r.a, r.x), p, rounding * p) << r.a << ' ' << r.x;
    EXPECT_NEAR(upper_gamma(r.a, r.x), -std::expm1(r.log_value), 4e-15) << r.a << ' ' << r.x;
    EXPECT_NEAR(log_lower_gamma_about(r.a, (r.x - r.a) / r.a), r.log_value, 2 * rounding) << r.a << ' ' << r.x;
    if (p > 0) {
      EXPECT_NEAR(lower_gamma_inverse(r.a, p), r.x, 1e-15 * r.x) << r.a << ' ' << r.x;
    }
  }
  for (const Row& r : kLargeUpper) {
    const double q = std::exp(r.log_value), rounding = 4e-16 * (10 + std::fabs(r.log_value));
    EXPECT_NEAR(log_upper_gamma(r.a, r.x), r.log_value, rounding) << r.a << ' ' << r.x;
    EXPECT_NEAR(upper_gamma(r.a, r.x), q, rounding * q) << r.a << ' ' << r.x;
    EXPECT_NEAR(lower_gamma(r.a, r.x), -std::expm1(r.log_value), 4e-15) << r.a << ' ' << r.x;
    EXPECT_NEAR(log_upper_gamma_about(r.a, (r.x - r.a) / r.a), r.log_value, 2 * rounding) << r.a << ' ' << r.x;
    EXPECT_NEAR(upper_gamma_inverse(r.a, q), r.x, 1e-15 * r.x) << r.a << ' ' << r.x;
  }
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
