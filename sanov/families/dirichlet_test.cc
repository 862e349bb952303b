#include "sanov/families/dirichlet.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/numerics/quadrature.h"

namespace sanov {
namespace {

using Numbers = std::vector<double>;

// Expected values: mpmath, from the definition, at 40 digits.
TEST(Dirichlet, DensityIsThatOfTheDefinition) {
  const Numbers p{0.0625, 0.5625, 0.375};
  EXPECT_NEAR(Dirichlet(Numbers{2, 3.5, 0.5}).log_pdf(p), -0.70643126048255107408, 1e-14);
  EXPECT_NEAR(Dirichlet(Numbers{1e6, 9e6, 6e6}).log_pdf(p), 16.914613172599096375, 1e-13);
  // 0.001 is not the double that mpmath was given as a decimal; ln p's weight of 1e-3 hides the difference.
  EXPECT_NEAR(Dirichlet(Numbers{1e-3, 1, 40}).log_pdf(p), -38.69712282549071397, 1e-13);
  EXPECT_NEAR(Dirichlet(Numbers{1, 1, 1}).log_pdf(p), std::log(2.0), 1e-15);
}

TEST(Dirichlet, EntropyAndDivergence) {
  const Dirichlet d(Numbers{2, 3.5, 0.5});
  EXPECT_NEAR(d.entropy(), -2.0582311419371571114, 1e-14);
  EXPECT_NEAR(d.kl(Dirichlet(Numbers{1, 4, 2})), 2.7492501769680069258, 1e-14);
  EXPECT_NEAR(Dirichlet(Numbers{200, 350, 50}).kl(Dirichlet(Numbers{201, 350, 49})), 0.012671458645390648746, 1e-15);
  EXPECT_EQ(d.kl(d), 0);
}

TEST(Dirichlet, OfTwoCellsIsItsOwnIntegral) {
  const Dirichlet p(Numbers{1.5, 4}), q(Numbers{2.5, 0.75});
  const auto under = [&](auto&& f) {
    return integrate([&](double x) { return std::exp(p.log_pdf(Numbers{x, 1 - x})) * f(x); }, 0, 1).value;
  };
  EXPECT_NEAR(under([](double) { return 1; }), 1, 1e-12);
  EXPECT_NEAR(under([](double x) { return x; }), p.mean()[0], 1e-12);
  EXPECT_NEAR(under([&](double x) { return std::pow(x - p.mean()[0], 2); }), p.covariance()[0], 1e-12);
  EXPECT_NEAR(-under([&](double x) { return p.log_pdf(Numbers{x, 1 - x}); }), p.entropy(), 1e-11);
  EXPECT_NEAR(under([&](double x) { return p.log_pdf(Numbers{x, 1 - x}) - q.log_pdf(Numbers{x, 1 - x}); }), p.kl(q),
              1e-11);
}

TEST(Dirichlet, AtTheEdgeTheDensityIsItsLimit) {
  EXPECT_EQ(Dirichlet(Numbers{2, 2}).log_pdf(Numbers{0, 1}), -HUGE_VAL);
  EXPECT_EQ(Dirichlet(Numbers{0.5, 2}).log_pdf(Numbers{0, 1}), HUGE_VAL);
  EXPECT_EQ(Dirichlet(Numbers{0.5, 2, 2}).log_pdf(Numbers{0, 0, 1}), -HUGE_VAL);
  EXPECT_NEAR(Dirichlet(Numbers{1, 3}).log_pdf(Numbers{0, 1}), std::log(3.0), 1e-15);
}

TEST(Dirichlet, CovarianceOfThreeCellsByHand) {
  // alpha = (1, 2, 3): mean (1/6, 1/3, 1/2), covariance (diag m - m mᵀ)/7.
  const Numbers c = Dirichlet(Numbers{1, 2, 3}).covariance();
  const Numbers expected{5.0 / 36, -1.0 / 18, -1.0 / 12, -1.0 / 18, 2.0 / 9, -1.0 / 6, -1.0 / 12, -1.0 / 6, 1.0 / 4};
  for (std::size_t i = 0; i < 9; ++i) EXPECT_NEAR(c[i], expected[i] / 7, 1e-16) << i;
}

/// Means within 5 standard errors: a false alarm once in 300,000. Tiny concentrations, of which all gamma numbers
/// underflow, still draw probabilities.
TEST(Dirichlet, DrawsHaveItsMeanAndSumToOne) {
  Random random(3);
  for (const Numbers& a : {Numbers{2, 3.5, 0.5}, Numbers{1e-4, 1e-4, 2e-4}}) {
    const Dirichlet d(a);
    const Numbers mean = d.mean(), covariance = d.covariance();
    const int n = 20000;
    Numbers p(3), sum(3);
    for (int i = 0; i < n; ++i) {
      d.sample(random, p);
      ASSERT_NEAR(p[0] + p[1] + p[2], 1, 1e-15);
      for (std::size_t k = 0; k < 3; ++k) sum[k] += p[k];
    }
    for (std::size_t k = 0; k < 3; ++k) EXPECT_NEAR(sum[k] / n, mean[k], 5 * std::sqrt(covariance[4 * k] / n)) << k;
  }
}

TEST(Dirichlet, RefusesWhatItCannotBe) {
  EXPECT_THROW(Dirichlet(Numbers{1}), std::invalid_argument);
  EXPECT_THROW(Dirichlet(Numbers{1, 0}), std::domain_error);
  EXPECT_THROW(Dirichlet(Numbers{1, NAN}), std::domain_error);
  const Dirichlet d(Numbers{1, 2});
  EXPECT_THROW(d.log_pdf(Numbers{0.5, 0.25}), std::domain_error);
  EXPECT_THROW(d.log_pdf(Numbers{-0.5, 1.5}), std::domain_error);
  EXPECT_THROW(d.log_pdf(Numbers{1}), std::invalid_argument);
  EXPECT_THROW(d.kl(Dirichlet(Numbers{1, 2, 3})), std::invalid_argument);
}

}  // namespace
}  // namespace sanov
