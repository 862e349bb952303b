#include "sanov/inference/p_value.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sanov/base/error.h"

namespace sanov {
namespace {

TEST(PValues, LogOfTheNormalTail) {
  // mpmath at 50 digits: log(erfc(z/sqrt(2))/2).
  constexpr double rows[][2] = {
      {-3.0, -0.0013508099647481938}, {-0.5, -0.36894641528865639},       {0.0, -0.69314718055994531},
      {1.0, -1.8410216450092635},     {10.0, -53.231285150512471},        {30.0, -454.3212439563432},
      {36.0, -652.5032275937984},     {37.5, -707.66898931750719},        {40.0, -804.60844201375379},
      {1000.0, -500007.82669481218},  {100000000.0, -5000000000000019.3},
  };
  for (const auto& [z, expected] : rows) EXPECT_NEAR(log_normal_sf(z) / expected, 1, 3e-14) << z;
}

TEST(PValues, LogOfStudentsTail) {
  // mpmath at 50 digits: log(betainc(k/2, 1/2, 0, k/(k + t²), regularized=True)/2).
  constexpr double rows[][3] = {
      {0.5, 3.0, -1.1217049359318676},
      {5.0, 10.0, -8.222038602718091},
      {100.0, 2.5, -11.84259003678062},
      {1e+30, 30.0, -2023.9364919859187},
      {300.0, 1000.0, -2259.7973056016124},
      {60.0, 10000.0, -1542.2833420150749},
      {577.35026, 1000000.0, -143848.16579653548},
  };
  for (const auto& [t, k, expected] : rows) EXPECT_NEAR(log_student_t_sf(t, k) / expected, 1, 2e-12) << t << " " << k;
  EXPECT_NEAR(log_student_t_sf(-3, 7), std::log1p(-std::exp(log_student_t_sf(3, 7))), 1e-15);
}

TEST(PValues, LogOfTheTailOfChiSquared) {
  // mpmath at 50 digits: log(gammainc(k/2, x/2, inf, regularized=True)).
  constexpr double rows[][3] = {
      {0.5, 3, -0.084587322851899341}, {10, 2.5, -4.4560575632092495},       {2, 1, -1.8496055099332482},
      {30, 1, -16.95731815812879},     {700, 0.9, -353.90051608516482},      {1500, 2, -750},
      {5000, 40, -2390.6753840379966}, {30000, 9999.5, -4513.0841149102857}, {1.2e6, 1e6, -8845.0923454904286},
      {1e8, 12, -49999916.149823826},
  };
  for (const auto& [x, k, expected] : rows) EXPECT_NEAR(log_chi_squared_sf(x, k) / expected, 1, 1e-12) << x << " " << k;
  EXPECT_EQ(log_chi_squared_sf(0, 3), 0);
}

TEST(PValues, OfAStatistic) {
  EXPECT_NEAR(normal_p(1.959963984540054, Alternative::two_sided).p, 0.05, 1e-15);
  EXPECT_NEAR(normal_p(1.959963984540054, Alternative::greater).p, 0.025, 1e-15);
  EXPECT_NEAR(normal_p(1.959963984540054, Alternative::less).p, 0.975, 1e-15);
  EXPECT_EQ(normal_p(0, Alternative::two_sided).p, 1);
  EXPECT_EQ(normal_p(50, Alternative::two_sided).p, 0);
  EXPECT_LT(normal_p(50, Alternative::two_sided).log_p, -1250);
  EXPECT_GT(normal_p(50, Alternative::two_sided).log_p, -1260);
  // Cauchy: P(|T| > 1) = 1/2.
  EXPECT_NEAR(student_t_p(1, 1, Alternative::two_sided).p, 0.5, 1e-15);
  EXPECT_THROW(normal_p(std::numeric_limits<double>::quiet_NaN(), Alternative::less), DomainError);
  EXPECT_THROW(student_t_p(HUGE_VAL, 3, Alternative::less), DomainError);
}

TEST(PValues, OfTwoTails) {
  const PValue p = p_of_tails(std::log(0.7), std::log(0.4), Alternative::two_sided, Method::exact);
  EXPECT_NEAR(p.p, 0.8, 1e-15);
  EXPECT_EQ(p_of_tails(std::log(0.7), std::log(0.6), Alternative::two_sided, Method::exact).p, 1);
  EXPECT_EQ(p_of_tails(-2000, 0, Alternative::less, Method::exact).log_p, -2000);
}

}  // namespace
}  // namespace sanov
