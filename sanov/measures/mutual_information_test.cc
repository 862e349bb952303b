#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "sanov/measures/measures.h"

namespace sanov {
namespace {

double information(const std::vector<double>& table, std::size_t rows) {
  return mutual_information(Rows(table.data(), rows, table.size() / rows));
}

TEST(MutualInformation, WorkedByHand) {
  EXPECT_DOUBLE_EQ(information({0.5, 0, 0, 0.5}, 2), std::log(2.0));
  EXPECT_DOUBLE_EQ(information({0.25, 0.25, 0.25, 0.25}, 2), 0);
  // .4 ln(.4/.25) twice, .1 ln(.1/.25) twice
  EXPECT_DOUBLE_EQ(information({0.4, 0.1, 0.1, 0.4}, 2), 0.8 * std::log(1.6) + 0.2 * std::log(0.4));
  EXPECT_EQ(information({0.3, 0.7}, 1), 0);
  EXPECT_DOUBLE_EQ(information({1e-200, 0, 0, 1}, 2), 1e-200 * (200 * std::log(10.0) + 1));
}

TEST(MutualInformation, OfTwoEquallyLikelyRowsIsJensenShannon) {
  const std::vector<double> p{0.2, 0.3, 0.5, 0}, q{0.6, 0.3, 0, 0.1};
  std::vector<double> table;
  for (const double x : p) table.push_back(x / 2);
  for (const double x : q) table.push_back(x / 2);
  EXPECT_DOUBLE_EQ(information(table, 2), js(p, q));
}

TEST(MutualInformation, IsNeverNegativeAndKeepsItsDigitsNearIndependence) {
  std::mt19937_64 random(8);
  for (const double strength : {0.0, 1e-12, 1e-8, 1e-4}) {
    std::vector<double> table(30 * 20), rows(30), columns(20);
    for (double& x : rows) x = 1 + static_cast<double>(random() % 1000);
    for (double& x : columns) x = 1 + static_cast<double>(random() % 1000);
    for (std::size_t i = 0; i < 30; ++i)
      for (std::size_t j = 0; j < 20; ++j)
        table[i * 20 + j] = rows[i] * columns[j] * (1 + strength * static_cast<double>(random() % 1000) / 1000);
    table = normalized(table);
    std::vector<long double> r(30, 0), c(20, 0);
    long double total = 0, expected = 0;
    for (std::size_t k = 0; k < table.size(); ++k) {
      r[k / 20] += table[k];
      c[k % 20] += table[k];
      total += table[k];
    }
    for (std::size_t k = 0; k < table.size(); ++k) {
      const long double product = r[k / 20] * c[k % 20] / total, u = (product - table[k]) / table[k];
      // p·φ(u), by its series where the logarithm would cancel
      const long double phi = std::fabs(u) < 1e-3L
                                  ? u * u * (0.5L - u / 3 + u * u / 4 - u * u * u / 5 + u * u * u * u / 6)
                                  : u - std::log1p(u);
      expected += table[k] * phi;
    }
    const double value = information(table, 30);
    EXPECT_GE(value, 0);
    const double tolerance = 4e-16 * std::sqrt(static_cast<double>(expected)) + 1e-31;
    EXPECT_NEAR(value, static_cast<double>(expected), tolerance) << strength;
  }
}

TEST(MutualInformation, GradientIsTheLogarithmOfTheRatio) {
  const std::vector<double> table{0.4, 0.1, 0, 0.1, 0.4, 0};
  std::vector<double> gradient(6);
  mutual_information.gradient(Rows(table.data(), 2, 3), gradient);
  EXPECT_DOUBLE_EQ(gradient[0], std::log(1.6));
  EXPECT_DOUBLE_EQ(gradient[1], std::log(0.4));
  EXPECT_EQ(gradient[2], 0);
}

TEST(MutualInformation, WrongInputIsAnError) {
  EXPECT_THROW(information({0.5, 0.2, 0.2, 0.2}, 2), std::domain_error);
  EXPECT_THROW(mutual_information(Rows(static_cast<const double*>(nullptr), 0, 0)), std::invalid_argument);
}

}  // namespace
}  // namespace sanov
