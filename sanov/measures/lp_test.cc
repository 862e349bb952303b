#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/measures/measures.h"

namespace sanov {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Lp, WorkedByHand) {
  EXPECT_EQ(manhattan({1, -2, 3}, {4, 2, 3}), 7);
  EXPECT_EQ(euclidean({1, -2, 3}, {4, 2, 3}), 5);
  EXPECT_EQ(chebyshev({1, -2, 3}, {4, 2, 3}), 4);
  EXPECT_EQ(avg({1, -2, 3}, {4, 2, 3}), 5.5);
  EXPECT_DOUBLE_EQ(minkowski({1, -2, 3}, {4, 2, 3}), std::cbrt(27.0 + 64));
}

TEST(Lp, RelativesWorkedByHand) {
  EXPECT_DOUBLE_EQ(gower({1, -2, 3}, {4, 2, 3}), 7.0 / 3);
  EXPECT_EQ(squared_euclidean({1, -2, 3}, {4, 2, 3}), 25);
  EXPECT_DOUBLE_EQ(lorentzian({1, -2, 3}, {4, 2, 3}), std::log(4.0) + std::log(5.0));
  EXPECT_DOUBLE_EQ(lorentzian({1e-20}, {0}), 1e-20);
  EXPECT_DOUBLE_EQ(non_intersection({0.4, 0.6}, {0.3, 0.7}), 0.1);
  EXPECT_EQ(non_intersection({1, 0}, {0, 1}), 1);
  EXPECT_THROW(non_intersection({1, 1}, {0, 1}), std::domain_error);
}

TEST(Lp, EqualArgumentsAreAtDistanceZero) {
  const std::vector<double> p{0.1, -7e300, 3};
  EXPECT_EQ(manhattan(p, p), 0);
  EXPECT_EQ(euclidean(p, p), 0);
  EXPECT_EQ(chebyshev(p, p), 0);
  EXPECT_EQ(minkowski(p, p), 0);
  EXPECT_EQ(minkowski(kInfinity)(p, p), 0);
  EXPECT_EQ(avg(p, p), 0);
}

TEST(Euclidean, SquaresNeitherOverflowNorUnderflow) {
  for (const double scale : {0x1p-1070, 0x1p-600, 0x1p-480, 0x1p-440, 0x1p500, 0x1p520, 0x1p1000})
    EXPECT_DOUBLE_EQ(euclidean({3 * scale, 0}, {0, 4 * scale}), 5 * scale) << scale;
  EXPECT_DOUBLE_EQ(euclidean({0x1p600, 1}, {0, 0}), 0x1p600);
}

TEST(Minkowski, HasManhattanEuclideanAndChebyshevAsItsOwn) {
  const std::vector<double> p{0.1, 0.5, 0.4}, q{0.3, 0.45, 0.25};
  EXPECT_DOUBLE_EQ(minkowski(1)(p, q), manhattan(p, q));
  EXPECT_DOUBLE_EQ(minkowski(2)(p, q), euclidean(p, q));
  EXPECT_DOUBLE_EQ(minkowski(kInfinity)(p, q), chebyshev(p, q));
  EXPECT_NEAR(minkowski(1e9)(p, q), chebyshev(p, q), 1e-9);
}

TEST(Minkowski, HighPowersNeitherOverflowNorUnderflow) {
  EXPECT_DOUBLE_EQ(minkowski(200)({1e-3, 0}, {0, 1e-3}), 1e-3 * std::pow(2, 1.0 / 200));
  EXPECT_DOUBLE_EQ(minkowski(200)({1e300, 0}, {0, 1e300}), 1e300 * std::pow(2, 1.0 / 200));
}

TEST(Minkowski, AgreesWithLongDoubles) {
  std::mt19937_64 random(11);
  std::vector<double> p(5000), q(5000);
  for (double& x : p) x = std::ldexp(static_cast<double>(random()), -static_cast<int>(random() % 90));
  for (double& x : q) x = std::ldexp(static_cast<double>(random()), -static_cast<int>(random() % 90));
  for (const double power : {1.0, 1.5, 2.0, 3.0, 7.25, 40.0}) {
    long double sum = 0;
    for (std::size_t i = 0; i < p.size(); ++i)
      sum += std::pow(std::fabs(static_cast<long double>(p[i]) - q[i]), static_cast<long double>(power));
    const long double expected = std::pow(sum, 1 / static_cast<long double>(power));
    EXPECT_NEAR(minkowski(power)(p, q) / static_cast<double>(expected), 1, 8 * 0x1p-53) << power;
  }
}

TEST(Minkowski, PowersBelowOneAreAnError) {
  EXPECT_THROW(minkowski(0.5), std::domain_error);
  EXPECT_THROW(minkowski(std::nan("")), std::domain_error);
}

TEST(Lp, Gradient) {
  std::vector<double> gp(3), gq(3);
  manhattan.gradient({1, -2, 3}, {4, 2, 3}, gp, gq);
  EXPECT_THAT(gp, ElementsAre(-1, -1, 0));
  euclidean.gradient({1, -2, 3}, {4, 2, 3}, gp, gq);
  EXPECT_THAT(gp, ElementsAre(DoubleEq(-0.6), DoubleEq(-0.8), 0));
  EXPECT_THAT(gq, ElementsAre(DoubleEq(0.6), DoubleEq(0.8), 0));
  // |d|²/L² with L³ = 91
  minkowski.gradient({1, -2, 3}, {4, 2, 3}, Parameters{{3}}, gp, gq);
  const double square = std::pow(91, 2.0 / 3);
  EXPECT_THAT(gp, ElementsAre(DoubleEq(-9 / square), DoubleEq(-16 / square), 0));
  avg.gradient({1, -2, 3}, {4, 2, 3}, gp, gq);
  EXPECT_THAT(gp, ElementsAre(-0.5, -1, 0));
  gower.gradient({1, -2, 3}, {4, 2, 3}, gp, gq);
  EXPECT_THAT(gp, ElementsAre(DoubleEq(-1.0 / 3), DoubleEq(-1.0 / 3), 0));
  squared_euclidean.gradient({1, -2, 3}, {4, 2, 3}, gp, gq);
  EXPECT_THAT(gp, ElementsAre(-6, -8, 0));
  lorentzian.gradient({1, -2, 3}, {4, 2, 3}, gp, gq);
  EXPECT_THAT(gp, ElementsAre(-0.25, -0.2, 0));
  EXPECT_THROW(chebyshev.gradient({1, -2, 3}, {4, 2, 3}, gp, gq), std::invalid_argument);
}

TEST(Lp, GradientAtEqualityIsZero) {
  const std::vector<double> p{1, 2};
  std::vector<double> gp(2, -1.0), gq(2, -1.0);
  for (const auto* measure : {&manhattan, &euclidean, &minkowski, &avg}) {
    measure->gradient(p, p, Parameters{{3}}, gp, gq);
    EXPECT_THAT(gp, testing::Each(0)) << measure->info().name;
    EXPECT_THAT(gq, testing::Each(0)) << measure->info().name;
  }
}

TEST(Lp, TermsAddUpToTheValue) {
  std::vector<double> terms(3);
  manhattan.terms({1, -2, 3}, {4, 2, 3}, terms);
  EXPECT_THAT(terms, ElementsAre(3, 4, 0));
  euclidean.terms({1, -2, 3}, {4, 2, 3}, terms);
  EXPECT_THAT(terms, ElementsAre(DoubleEq(1.8), DoubleEq(3.2), 0));
}

TEST(Lp, InputThatIsNotFiniteIsAnError) {
  EXPECT_THROW(manhattan({1, kInfinity}, {0, 0}), std::domain_error);
  EXPECT_THROW(chebyshev({1, std::nan("")}, {0, 0}), std::domain_error);
  EXPECT_THROW(avg({1, 2}, {0, std::nan("")}), std::domain_error);
}

}  // namespace
}  // namespace sanov
