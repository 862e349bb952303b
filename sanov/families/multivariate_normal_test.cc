#include "sanov/families/multivariate_normal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/families/normal.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

using Numbers = std::vector<double>;

const Numbers kMean{1, -2, 0.5}, kCovariance{4, 1, 0.5, 1, 2, -0.25, 0.5, -0.25, 1};

MultivariateNormal three() { return {kMean, kCovariance}; }

// Expected values: mpmath, from the matrix formulas, with inverse and determinant, at 40 digits.
TEST(MultivariateNormal, DensityEntropyAndDivergenceAreThoseOfTheDefinition) {
  const MultivariateNormal p = three(), q(Numbers{0, -1.5, 0.25}, Numbers{3, 0.5, 0, 0.5, 2, 0.5, 0, 0.5, 1.5});
  EXPECT_NEAR(p.log_pdf(Numbers{0.5, 0.25, 2}), -7.7985286675613790591, 1e-14);
  EXPECT_NEAR(p.entropy(), 5.1526953342280457257, 1e-14);
  EXPECT_NEAR(p.kl(q), 0.5873557466307097683, 1e-15);
  EXPECT_EQ(p.kl(p), 0);
}

TEST(MultivariateNormal, DivergenceKeepsItsDigitsNearEqual) {
  const double step = 0x1p-30;
  const MultivariateNormal q(Numbers{1 + step, -2, 0.5},
                             Numbers{4 + step, 1, 0.5, 1, 2, -0.25 + step, 0.5, -0.25 + step, 1});
  EXPECT_NEAR(three().kl(q), 5.3986585993285879288e-19,
              1e-7 * 5.4e-19);  // entries of L are rounded to 2^-53 of step 2^-30
}

TEST(MultivariateNormal, OfOneCoordinateIsNormal) {
  const Normal normal{.mean = -3, .sd = 0.25};
  const MultivariateNormal d(Numbers{-3}, Numbers{0.0625});
  for (const double x : {-4.0, -3.0, -2.9, 10.0}) EXPECT_NEAR(d.log_pdf(Numbers{x}), normal.log_pdf(x), 1e-12) << x;
  EXPECT_NEAR(d.entropy(), normal.entropy(), 1e-15);
  // KL of normal(-3, 1/4) from normal(1, 2): ln(2/(1/4)) + (1/16 + 16)/8 - 1/2.
  EXPECT_NEAR(d.kl(MultivariateNormal(Numbers{1}, Numbers{4})), std::log(8.0) + 16.0625 / 8 - 0.5, 1e-14);
}

TEST(MultivariateNormal, MarginalsTakeTheirRowsAndColumns) {
  const MultivariateNormal m = three().marginal(std::vector<std::size_t>{2, 0});
  EXPECT_EQ(Numbers(m.mean().begin(), m.mean().end()), (Numbers{0.5, 1}));
  EXPECT_EQ(Numbers(m.covariance().begin(), m.covariance().end()), (Numbers{1, 0.5, 0.5, 4}));
  EXPECT_THROW(three().marginal(std::vector<std::size_t>{}), std::invalid_argument);
  EXPECT_THROW(three().marginal(std::vector<std::size_t>{0, 3}), std::invalid_argument);
  EXPECT_THROW(three().marginal(std::vector<std::size_t>{1, 1}), std::invalid_argument);
}

/// Means within 5 standard errors, and covariances: a false alarm once in 200,000.
TEST(MultivariateNormal, DrawsHaveItsMoments) {
  const std::size_t n = 20000;
  Numbers points(3 * n), sums(3), products(9);
  three().sample(7, points);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t a = 0; a < 3; ++a) {
      sums[a] += points[3 * i + a];
      for (std::size_t b = 0; b < 3; ++b)
        products[3 * a + b] += (points[3 * i + a] - kMean[a]) * (points[3 * i + b] - kMean[b]);
    }
  for (std::size_t a = 0; a < 3; ++a) {
    EXPECT_NEAR(sums[a] / n, kMean[a], 5 * std::sqrt(kCovariance[4 * a] / n));
    for (std::size_t b = 0; b < 3; ++b) {
      const double c = kCovariance[3 * a + b], error = std::sqrt((kCovariance[4 * a] * kCovariance[4 * b] + c * c) / n);
      EXPECT_NEAR(products[3 * a + b] / n, c, 5 * error) << a << ' ' << b;
    }
  }
}

TEST(MultivariateNormal, ManyPointsAndDrawsAreTheSameForAnyNumberOfThreads) {
  Numbers first(3 * 3000), second(first.size()), one(3000), other(3000);
  set_thread_count(1);
  three().sample(11, first);
  three().log_pdf(first, one);
  set_thread_count(3);
  three().sample(11, second);
  three().log_pdf(second, other);
  set_thread_count(0);
  EXPECT_EQ(first, second);
  EXPECT_EQ(one, other);
  EXPECT_EQ(one[2999], three().log_pdf(std::span<const double>(first).subspan(3 * 2999)));
}

TEST(MultivariateNormal, ScalesOfAnySizeAreKept) {
  const MultivariateNormal small(Numbers{0, 0}, Numbers{1e-300, 0, 0, 1e300});
  EXPECT_NEAR(small.entropy(), std::log(2 * M_PI) + 1, 1e-12);
  EXPECT_NEAR(small.log_pdf(Numbers{1e-150, 1e150}), -std::log(2 * M_PI) - 1, 1e-12);
  EXPECT_EQ(small.log_pdf(Numbers{HUGE_VAL, -HUGE_VAL}), -HUGE_VAL);
}

TEST(MultivariateNormal, SaysWhatIsWrong) {
  const auto message = [](auto&& make) -> std::string {
    try {
      make();
    } catch (const std::exception& e) {
      return e.what();
    }
    return "";
  };
  const Numbers two{0, 0};
  EXPECT_EQ(message([&] { MultivariateNormal(two, Numbers{1, 2}); }),
            "multivariate_normal: covariance has 2 entries; 2 coordinates need 4");
  EXPECT_EQ(message([&] { MultivariateNormal(two, Numbers{1, 0.5, 0.25, 1}); }),
            "multivariate_normal: covariance[1][0] is 0.25, but [0][1] is 0.5; a covariance is symmetric");
  EXPECT_EQ(
      message([&] { MultivariateNormal(two, Numbers{1, 2, 2, 4}); }),
      "multivariate_normal: covariance is not positive definite: coordinate 1 has variance 4, of which those before "
      "it leave nothing");
  EXPECT_EQ(message([&] { three().log_pdf(Numbers{0, NAN, 0}); }),
            "multivariate_normal: x[1] is NaN; a number is needed");
  EXPECT_THROW(MultivariateNormal(two, Numbers{1, 0, 0, -1}), std::domain_error);
  EXPECT_THROW(MultivariateNormal(two, Numbers{1, 0, 0, INFINITY}), std::domain_error);
  EXPECT_THROW(MultivariateNormal(Numbers{}, Numbers{}), std::invalid_argument);
  EXPECT_THROW(three().log_pdf(Numbers{0, 0}), std::invalid_argument);
  EXPECT_THROW(three().kl(MultivariateNormal(Numbers{1}, Numbers{4})), std::invalid_argument);
}

}  // namespace
}  // namespace sanov
