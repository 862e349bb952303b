#include "sanov/families/multinomial.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace sanov {
namespace {

using Numbers = std::vector<double>;

const Numbers kShares{0.25, 0.5, 0.25};

/// Every outcome of three cells.
template <class F>
void for_outcomes(int trials, F&& f) {
  for (int i = 0; i <= trials; ++i)
    for (int j = 0; j <= trials - i; ++j)
      f(Numbers{static_cast<double>(i), static_cast<double>(j), static_cast<double>(trials - i - j)});
}

// Expected values: mpmath, from the definition, at 40 digits.
TEST(Multinomial, MassesAreThoseOfTheDefinition) {
  EXPECT_NEAR(Multinomial(1e6, kShares).log_pdf(Numbers{250000, 500000, 250000}), -13.920520422973756314, 1e-14);
  EXPECT_NEAR(Multinomial(10, kShares).log_pdf(Numbers{0, 3, 7}), -6.9960103267370242658, 1e-14);
  EXPECT_NEAR(Multinomial(1000, kShares).log_pdf(Numbers{900, 50, 50}), -962.93987300661135468, 2e-12);
  EXPECT_NEAR(Multinomial(30, kShares).entropy(), 4.4968030979554506545, 1e-13);
  // 4!/(1! 2! 1!)/4 /4 /4 = 12/64.
  EXPECT_NEAR(Multinomial(4, kShares).log_pdf(Numbers{1, 2, 1}), std::log(12.0 / 64), 1e-15);
}

TEST(Multinomial, SumsOverAllOutcomes) {
  const Multinomial p(9, kShares), q(9, Numbers{0.125, 0.25, 0.625});
  double total = 0, first = 0, product = 0, entropy = 0, kl = 0;
  for_outcomes(9, [&](const Numbers& n) {
    const double log_mass = p.log_pdf(n), mass = std::exp(log_mass);
    total += mass;
    first += mass * n[0];
    product += mass * (n[0] - 2.25) * (n[1] - 4.5);
    entropy -= mass * log_mass;
    kl += mass * (log_mass - q.log_pdf(n));
  });
  EXPECT_NEAR(total, 1, 1e-14);
  EXPECT_NEAR(first, p.mean()[0], 1e-13);
  EXPECT_NEAR(product, p.covariance()[1], 1e-13);
  EXPECT_NEAR(entropy, p.entropy(), 1e-13);
  EXPECT_NEAR(kl, p.kl(q), 1e-13);
}

TEST(Multinomial, ImpossibleCountsAndCells) {
  const Multinomial d(4, Numbers{0.5, 0, 0.5});
  EXPECT_EQ(d.log_pdf(Numbers{2, 1, 1}), -HUGE_VAL);
  EXPECT_EQ(d.log_pdf(Numbers{2, 0, 1}), -HUGE_VAL);
  EXPECT_EQ(d.log_pdf(Numbers{2.5, 0, 1.5}), -HUGE_VAL);
  EXPECT_EQ(d.log_pdf(Numbers{5, 0, -1}), -HUGE_VAL);
  EXPECT_NEAR(d.log_pdf(Numbers{2, 0, 2}), std::log(6.0 / 16), 1e-15);
  EXPECT_EQ(Multinomial(4, kShares).kl(d), HUGE_VAL);
  EXPECT_NEAR(d.kl(Multinomial(4, kShares)), 4 * std::log(2.0), 1e-14);
  EXPECT_EQ(d.kl(d), 0);
  // Only one outcome.
  EXPECT_NEAR(Multinomial(4, Numbers{1, 0}).entropy(), 0, 1e-15);
}

/// Means within 5 standard errors: a false alarm once in 300,000.
TEST(Multinomial, DrawsSumToTrialsAndHaveTheMean) {
  const Multinomial d(20, Numbers{0.125, 0, 0.625, 0.25});
  Random random(5);
  Numbers n(4), sum(4);
  const int draws = 5000;
  for (int i = 0; i < draws; ++i) {
    d.sample(random, n);
    ASSERT_EQ(n[0] + n[1] + n[2] + n[3], 20);
    for (std::size_t k = 0; k < 4; ++k) sum[k] += n[k];
  }
  for (std::size_t k = 0; k < 4; ++k)
    EXPECT_NEAR(sum[k] / draws, d.mean()[k], 5 * std::sqrt(d.covariance()[5 * k] / draws)) << k;
}

TEST(Multinomial, RefusesWhatItCannotBe) {
  EXPECT_THROW(Multinomial(0, kShares), std::domain_error);
  EXPECT_THROW(Multinomial(2.5, kShares), std::domain_error);
  EXPECT_THROW(Multinomial(2, Numbers{}), std::invalid_argument);
  EXPECT_THROW(Multinomial(2, Numbers{0.5, 0.25}), std::domain_error);
  EXPECT_THROW(Multinomial(2, Numbers{1.5, -0.5}), std::domain_error);
  const Multinomial d(2, kShares);
  EXPECT_THROW(d.log_pdf(Numbers{1, 1}), std::invalid_argument);
  EXPECT_THROW(d.log_pdf(Numbers{1, NAN, 1}), std::domain_error);
  EXPECT_THROW(d.kl(Multinomial(3, kShares)), std::invalid_argument);
}

}  // namespace
}  // namespace sanov
