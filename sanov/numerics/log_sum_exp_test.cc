#include "sanov/numerics/log_sum_exp.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"

namespace sanov {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

std::vector<double> normal_values(std::size_t n, double spread) {
  std::mt19937_64 engine(n);
  std::normal_distribution<double> normal(0, spread);
  std::vector<double> x(n);
  for (double& value : x) value = normal(engine);
  return x;
}

/// Straight from the definition; the exponents of long double take x up to 11,000.
template <class T>
long double naive(const std::vector<T>& x) {
  long double sum = 0;
  for (const T value : x) sum += std::exp(static_cast<long double>(value));
  return std::log(sum);
}

TEST(LogSumExp, NothingIsTheLogarithmOfZero) {
  EXPECT_EQ(log_sum_exp({}), -kInf);
  EXPECT_EQ(log_sum_exp({-kInf}), -kInf);
  EXPECT_EQ(log_sum_exp(std::vector<double>(10'000, -kInf)), -kInf);
}

TEST(LogSumExp, InfinityWins) {
  EXPECT_EQ(log_sum_exp({1, kInf, -kInf}), kInf);
  std::vector<double> x(20'000, 0.0);
  x[15'000] = kInf;
  EXPECT_EQ(log_sum_exp(x), kInf);
}

TEST(LogSumExp, WorkedByHand) {
  EXPECT_EQ(log_sum_exp({3.5}), 3.5);
  EXPECT_EQ(log_sum_exp({-kInf, 2, -kInf}), 2);
  EXPECT_DOUBLE_EQ(log_sum_exp({0, 0}), std::numbers::ln2);
  EXPECT_DOUBLE_EQ(log_sum_exp({std::log(1.0), std::log(2.0), std::log(3.0)}), std::log(6.0));
  EXPECT_DOUBLE_EQ(log_sum_exp({1e300, 1e300}), 1e300);
  EXPECT_DOUBLE_EQ(log_sum_exp({-1000, -1000}), -1000 + std::numbers::ln2);
  EXPECT_DOUBLE_EQ(log_sum_exp(std::vector<double>(1 << 20, -5.0)), -5 + 20 * std::numbers::ln2);
}

// Beside a largest term of 1 a small one is the whole answer: ln(1 + e^-40) = e^-40 to 17 digits.
TEST(LogSumExp, TheRestKeepsItsDigits) {
  EXPECT_DOUBLE_EQ(log_sum_exp({0, -40}), std::exp(-40.0));
  EXPECT_DOUBLE_EQ(log_sum_exp({-40, 0, -700}), std::exp(-40.0));
}

TEST(LogSumExp, AgainstTheDefinition) {
  for (const std::size_t n : {1u, 7u, 8u, 9u, 63u, 4095u, 4096u, 4097u, 100'003u})
    for (const double spread : {0.1, 3.0, 100.0, 1000.0}) {
      const std::vector<double> x = normal_values(n, spread);
      const auto exact = static_cast<double>(naive(x));
      EXPECT_NEAR(log_sum_exp(x), exact, 4e-16 * std::max(1.0, std::fabs(exact))) << n << " with spread " << spread;
      const std::vector<float> narrow(x.begin(), x.end());
      const auto exact_of_narrow = static_cast<double>(naive(narrow));
      EXPECT_NEAR(log_sum_exp(narrow), exact_of_narrow, 4e-16 * std::max(1.0, std::fabs(exact_of_narrow)));
    }
}

TEST(LogSumExp, TheSameBitsForAnyThreadsAndTarget) {
  const std::vector<double> x = normal_values(300'001, 5);
  const double expected = log_sum_exp(x);
  for (const std::string& name : targets()) {
    if (name == "scalar") continue;  // has no fused multiply-add
    set_target(name);
    for (const int threads : {1, 2, 3}) {
      set_thread_count(threads);
      EXPECT_EQ(log_sum_exp(x), expected) << name << " with " << threads << " threads";
    }
  }
  set_target("");
  set_thread_count(0);
}

TEST(LogSumExp, NaNIsNamed) {
  std::vector<double> x(10'000, 1.0);
  x[9'999] = std::nan("");
  x[3] = kInf;
  try {
    log_sum_exp(x);
    FAIL();
  } catch (const DomainError& error) {
    EXPECT_STREQ(error.what(), "log_sum_exp: x[9999] is NaN; logarithms are numbers or -Infinity");
  }
}

}  // namespace
}  // namespace sanov
