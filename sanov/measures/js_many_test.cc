#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "sanov/measures/measures.h"

namespace sanov {
namespace {

TEST(JsMany, WorkedByHand) {
  const std::vector<double> disjoint{1, 0, 0, 0, 1, 0, 0, 0, 1};
  EXPECT_DOUBLE_EQ(js_many(Rows(disjoint.data(), 3, 3)), std::log(3.0));
  EXPECT_DOUBLE_EQ(js_many(Rows(disjoint.data(), 3, 3), {0.5, 0.25, 0.25}), 1.5 * std::log(2.0));
  EXPECT_EQ(js_many(Rows(disjoint.data(), 1, 3)), 0);
}

TEST(JsMany, OfTwoIsJensenShannon) {
  const std::vector<double> rows{0.2, 0.3, 0.5, 0, 0.6, 0.3, 0, 0.1};
  const Rows both(rows.data(), 2, 4);
  EXPECT_DOUBLE_EQ(js_many(both), js(both[0], both[1]));
  EXPECT_DOUBLE_EQ(js_many(both, {0.3, 0.7}), js(0.3)(both[0], both[1]));
}

TEST(JsMany, EqualRowsAreAtZeroWhateverTheWeights) {
  std::vector<double> rows;
  for (int i = 0; i < 3; ++i) rows.insert(rows.end(), {0.1, 0.7, 0.2});
  EXPECT_EQ(js_many(Rows(rows.data(), 3, 3)), 0);
  EXPECT_EQ(js_many(Rows(rows.data(), 3, 3), {0.1, 0.2, 0.7}), 0);
}

TEST(JsMany, ARowOfWeightZeroDoesNotCount) {
  const std::vector<double> rows{0.2, 0.8, 0, 0.3, 0.7, 0, 0, 0, 1};
  EXPECT_DOUBLE_EQ(js_many(Rows(rows.data(), 3, 3), {0.5, 0.5, 0}), js({0.2, 0.8, 0}, {0.3, 0.7, 0}));
}

TEST(JsMany, KeepsItsDigitsWhereTheRowsAreNear) {
  // rows m(1 ± e) and m itself: the mean is m; Σ w KL = (2/3)·½Σ m e² to first order, exactly by the series of φ
  std::mt19937_64 random(4);
  for (const double e : {0x1p-10, 0x1p-20, 0x1p-30}) {
    std::vector<double> rows(3 * 40);
    for (std::size_t k = 0; k < 40; ++k) {
      const double m = 1.0 / 40, step = (k % 2 == 0 ? e : -e) * m;
      rows[k] = m + step;
      rows[40 + k] = m - step;
      rows[80 + k] = m;
    }
    long double expected = 0;
    for (std::size_t k = 0; k < 40; ++k) {
      const long double mean = (static_cast<long double>(rows[k]) + rows[40 + k] + rows[80 + k]) / 3;
      for (std::size_t i = 0; i < 3; ++i) {
        const long double u = (rows[40 * i + k] - mean) / mean;  // p ln(p/m) − p + m = m((1 + u) ln(1 + u) − u)
        expected += mean / 3 * (u * u / 2 - u * u * u / 6 + u * u * u * u / 12 - u * u * u * u * u / 20);
      }
    }
    EXPECT_NEAR(js_many(Rows(rows.data(), 3, 40)) / static_cast<double>(expected), 1, 1e-12) << e;
  }
}

TEST(JsMany, Gradient) {
  const std::vector<double> rows{0.2, 0.8, 0, 0.4, 0.3, 0.3};
  std::vector<double> gradient(6);
  js_many.gradient(Rows(rows.data(), 2, 3), {0.25, 0.75}, gradient);
  EXPECT_NEAR(gradient[0], 0.25 * std::log(0.2 / 0.35), 3e-16);
  EXPECT_NEAR(gradient[3], 0.75 * std::log(0.4 / 0.35), 3e-16);
  EXPECT_NEAR(gradient[5], 0.75 * std::log(0.3 / 0.225), 3e-16);
}

TEST(JsMany, WrongInputIsAnError) {
  const std::vector<double> rows{0.2, 0.8, 0.4, 0.5};
  EXPECT_THROW(js_many(Rows(rows.data(), 2, 2)), std::domain_error);
  EXPECT_THROW(js_many(Rows(rows.data(), 1, 2), {0.5, 0.5}), std::invalid_argument);
  EXPECT_THROW(js_many(Rows(rows.data(), 0, 2)), std::invalid_argument);
}

}  // namespace
}  // namespace sanov
