#include "sanov/numerics/special.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "sanov/base/error.h"

namespace sanov {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
const double kNan = std::nan("");

// Rows of {arguments…, value}, printed by reference/special.py from 50 digits.
// clang-format off
constexpr double kNormalSf[][2] = {
    {-5.0, 0.99999971334842812},
    {-1.0, 0.84134474606854295},
    {0.0, 0.5},
    {0.5, 0.3085375387259869},
    {1.96, 0.024997895148220436},
    {5.0, 2.8665157187919391e-7},
    {20.0, 2.7536241186062337e-89},
    {37.0, 5.7255712225245768e-300},
};
constexpr double kChiSquaredSf[][3] = {
    {0.5, 1.0, 0.47950012218695346},
    {3.84, 1.0, 0.050043521248705103},
    {10.0, 3.0, 0.018566135463043233},
    {0.001, 4.0, 0.99999987504165886},
    {200.0, 19.0, 3.4047651393116419e-32},
    {1100.0, 1000.0, 0.014614408126295194},
    {2.5, 0.5, 0.047246701143909356},
};
constexpr double kNoncentralChiSquaredSf[][4] = {
    {5.0, 3.0, 2.0, 0.40659481991684437},
    {30.0, 9.0, 10.0, 0.086320205192323699},
    {1.0, 9.0, 10.0, 0.99999415098506964},
    {150.0, 19.0, 60.0, 0.00016797442722655404},
    {3.0, 1.0, 0.1, 0.098680016407157002},
    {800.0, 30.0, 500.0, 4.4383574233455963e-8},
};
constexpr double kStudentTSf[][3] = {
    {0.0, 5.0, 0.5},
    {2.0, 1.0, 0.14758361765043327},
    {-1.5, 7.0, 0.91135075650501498},
    {10.0, 30.0, 2.2876257041148066e-11},
    {1.7, 2.5, 0.10280610857994193},
};
constexpr double kLogGamma[][2] = {
    {0.001, 6.9071788853838537},
    {0.5, 0.57236494292470009},
    {1.0001, -5.7713342220471268e-5},
    {2.5, 0.28468287047291916},
    {10.0, 12.80182748008147},
    {1000000.0, 12815504.569147612},
    {1e+100, 2.2925850929940457e+102},
};
constexpr double kDigamma[][2] = {
    {0.01, -100.56088545786867},
    {1.0, -0.57721566490153286},
    {1.4616321449683622, -9.2412655217294275e-17},
    {2.5, 0.70315664064524319},
    {50.0, 3.9019896734278922},
    {100000000.0, 18.420680738952365},
};
constexpr double kTrigamma[][2] = {
    {0.01, 10001.621213528313},
    {1.0, 1.6449340668482264},
    {2.5, 0.49035775610023486},
    {50.0, 0.020201333226697126},
    {100000000.0, 1.000000005e-8},
};
constexpr double kUpperGamma[][3] = {
    {0.5, 0.2, 0.52708925686553807},
    {3.0, 1.0, 0.9196986029286058},
    {3.0, 20.0, 4.5551495055892128e-7},
    {100.0, 90.0, 0.84177901081356983},
    {10000.0, 10000.0, 0.4986701916600448},
    {0.001, 1.0, 0.0002196083575855564},
};
constexpr double kIncompleteBeta[][4] = {
    {0.5, 0.5, 0.3, 0.36901011956554538},
    {2.0, 3.0, 0.4, 0.52480000000000004},
    {50.0, 60.0, 0.45, 0.46423529143060363},
    {0.001, 2.0, 0.1, 0.99859799387999362},
    {500.0, 3.0, 0.99, 0.1217181983607307},
};
// clang-format on

void expect_near(double got, double exact, double relative) { EXPECT_NEAR(got, exact, relative * std::fabs(exact)); }

TEST(Special, Normal) {
  for (const auto& [x, sf] : kNormalSf) {
    expect_near(normal_sf(x), sf, 1e-14);
    expect_near(normal_cdf(-x), sf, 1e-14);
    EXPECT_NEAR(normal_upper_quantile(sf), x, 4e-10 * std::fabs(x) + 1e-15);
    EXPECT_NEAR(normal_quantile(sf), -x, 4e-10 * std::fabs(x) + 1e-15);
  }
  EXPECT_EQ(normal_sf(kInf), 0);
  EXPECT_EQ(normal_cdf(kInf), 1);
  EXPECT_EQ(normal_quantile(0), -kInf);
  EXPECT_EQ(normal_quantile(1), kInf);
  EXPECT_EQ(normal_quantile(0.5), 0);
}

TEST(Special, ChiSquared) {
  for (const auto& [x, k, sf] : kChiSquaredSf) {
    expect_near(chi_squared_sf(x, k), sf, 2e-13);
    EXPECT_NEAR(chi_squared_cdf(x, k), 1 - sf, 1e-14);
    if (sf < 0.99) expect_near(chi_squared_upper_quantile(sf, k), x, 1e-10);
  }
  // For two degrees of freedom the distribution is exponential.
  for (const double x : {1e-3, 0.7, 30.0}) {
    expect_near(chi_squared_sf(x, 2), std::exp(-x / 2), 1e-14);
    expect_near(chi_squared_cdf(x, 2), -std::expm1(-x / 2), 1e-14);
    expect_near(chi_squared_quantile(-std::expm1(-x / 2), 2), x, 1e-8);
  }
  EXPECT_EQ(chi_squared_sf(-1, 3), 1);
  EXPECT_EQ(chi_squared_sf(kInf, 3), 0);
  EXPECT_EQ(chi_squared_quantile(1, 3), kInf);
  EXPECT_EQ(chi_squared_quantile(0, 3), 0);
}

TEST(Special, NoncentralChiSquared) {
  for (const auto& [x, k, noncentrality, sf] : kNoncentralChiSquaredSf) {
    expect_near(noncentral_chi_squared_sf(x, k, noncentrality), sf, 1e-12);
    EXPECT_NEAR(noncentral_chi_squared_cdf(x, k, noncentrality), 1 - sf, 1e-12);
    if (sf < 0.99 && sf > 0.01) {
      expect_near(noncentral_chi_squared_quantile(1 - sf, k, noncentrality), x, 1e-10);
    }
  }
  EXPECT_EQ(noncentral_chi_squared_sf(7, 3, 0), chi_squared_sf(7, 3));
  EXPECT_EQ(noncentral_chi_squared_quantile(1, 3, 2), kInf);
}

TEST(Special, StudentT) {
  for (const auto& [x, k, sf] : kStudentTSf) {
    expect_near(student_t_sf(x, k), sf, 1e-14);
    expect_near(student_t_cdf(-x, k), sf, 1e-14);
    EXPECT_NEAR(student_t_quantile(sf, k), -x, 1e-10 * std::fabs(x) + 1e-14);
  }
  // One degree of freedom is Cauchy's distribution.
  for (const double x : {1e-6, 0.3, 1e9}) expect_near(student_t_sf(x, 1), std::atan2(1, x) / std::numbers::pi, 1e-14);
  EXPECT_EQ(student_t_quantile(0, 4), -kInf);
  EXPECT_EQ(student_t_sf(kInf, 4), 0);
}

TEST(Special, GammaFunctions) {
  for (const auto& [x, value] : kLogGamma) expect_near(log_gamma(x), value, 2e-14);
  for (const auto& [x, value] : kDigamma) EXPECT_NEAR(digamma(x), value, 1e-14 * std::fabs(value) + 1e-16);
  for (const auto& [x, value] : kTrigamma) expect_near(trigamma(x), value, 1e-14);
  for (const auto& [a, x, value] : kUpperGamma) {
    expect_near(upper_gamma(a, x), value, 2e-13);
    EXPECT_NEAR(lower_gamma(a, x), 1 - value, 2e-13);
  }
  EXPECT_EQ(log_gamma(0), kInf);
  EXPECT_EQ(log_gamma(-3), kInf);
  EXPECT_EQ(log_gamma(kInf), kInf);
  EXPECT_EQ(trigamma(kInf), 0);
}

TEST(Special, IncompleteBeta) {
  for (const auto& [a, b, x, value] : kIncompleteBeta) {
    expect_near(incomplete_beta(a, b, x), value, 1e-13);
    EXPECT_NEAR(incomplete_beta(b, a, 1 - x), 1 - value, 1e-13);
    if (a > 0.1) {
      expect_near(incomplete_beta_inverse(a, b, value), x, 1e-12);
    }
  }
  EXPECT_EQ(incomplete_beta(2, 3, 0), 0);
  EXPECT_EQ(incomplete_beta(2, 3, 1), 1);
}

TEST(Special, WrongArgumentsAreNamed) {
  try {
    chi_squared_sf(1, -2);
    FAIL();
  } catch (const DomainError& error) {
    EXPECT_STREQ(error.what(), "chi_squared_sf: k is -2; it must be positive and finite");
  }
  EXPECT_THROW(normal_cdf(kNan), DomainError);
  EXPECT_THROW(normal_quantile(1.5), DomainError);
  EXPECT_THROW(normal_quantile(kNan), DomainError);
  EXPECT_THROW(chi_squared_cdf(kNan, 1), DomainError);
  EXPECT_THROW(noncentral_chi_squared_sf(1, 1, -1), DomainError);
  EXPECT_THROW(noncentral_chi_squared_cdf(1, 0, 1), DomainError);
  EXPECT_THROW(student_t_sf(0, 0), DomainError);
  EXPECT_THROW(digamma(-2), DomainError);
  EXPECT_THROW(digamma(kNan), DomainError);
  EXPECT_THROW(log_gamma(kNan), DomainError);
  EXPECT_THROW(upper_gamma(1, -1), DomainError);
  EXPECT_THROW(incomplete_beta(1, 1, 1.1), DomainError);
}

}  // namespace
}  // namespace sanov
