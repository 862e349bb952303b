// Families whose parameters are so large that sums of their masses, and squares of their numbers, lose time and digits.
#include <gtest/gtest.h>

#include <cmath>

#include "sanov/families/families.h"
#include "sanov/families/truncated.h"

namespace sanov {
namespace {

TEST(LargeParameters, SymmetricCountsHaveHalfTheRestOnEitherSide) {
  const auto expect = [](const Distribution& d, double middle) {
    const double half = -std::expm1(d.log_pdf(middle)) / 2;
    EXPECT_NEAR(d.sf(middle), half, 1e-11) << d.text();
    EXPECT_NEAR(d.cdf(middle - 1), half, 1e-11) << d.text();
    EXPECT_EQ(d.quantile(0.5), middle) << d.text();
    // Far off, where the mass is what one distribution function has more than the next.
    const double far = d.quantile(1e-9), mass = d.cdf(far) - d.cdf(far - 1);
    EXPECT_NEAR(mass / d.pdf(far), 1, 1e-4) << d.text();
  };
  expect(Skellam{1e10, 1e10}, 0);
  expect(Hypergeometric{2e12, 1e12, 1e10}, 5e9);
  expect(BetaBinomial{1e6, 3, 3}, 5e5);
  expect(Binomial{1e12, 0.5}, 5e11);
}

TEST(LargeParameters, NakagamisTails) {
  // mpmath at 60 digits: the gamma density of shape x², integrated outwards.
  constexpr struct {
    double shape, x, log_value;
  } lower[] = {{1e6, 0.99, -204.58382503743548}, {1e10, 0.99993896484375, -77.934843449577913}},
    upper[] = {{1e6, 1.015625, -490.13733048296677}, {1e10, 1.0001220703125, -302.12692820185498}};
  for (const auto& r : lower) {
    EXPECT_NEAR(Nakagami{.shape = r.shape}.log_cdf(r.x), r.log_value, 1e-14 * std::fabs(r.log_value)) << r.shape;
    EXPECT_NEAR(Nakagami{.shape = r.shape}.quantile(std::exp(r.log_value)), r.x, 1e-14) << r.shape;
  }
  for (const auto& r : upper) {
    EXPECT_NEAR(Nakagami{.shape = r.shape}.log_sf(r.x), r.log_value, 1e-14 * std::fabs(r.log_value)) << r.shape;
    EXPECT_NEAR(Nakagami{.shape = r.shape}.upper_quantile(std::exp(r.log_value)), r.x, 1e-14) << r.shape;
  }
}

TEST(LargeParameters, TriangularNearEitherEnd) {
  // p = x²/(high mode) below the mode, and as much at the other end: 1 − p is written to all its digits.
  const Triangular d{.low = 0, .mode = 0.5, .high = 2};
  EXPECT_NEAR(d.upper_quantile(1 - 0x1p-40), 0x1p-20, 1e-15 * 0x1p-20);
  EXPECT_NEAR(2 - d.quantile(1 - 0x1p-40), std::sqrt(3.0) * 0x1p-20, 1e-15);
}

TEST(LargeParameters, PiecesOfAPoissonTooNarrowForTheDifferenceOfTails) {
  const double low = 4e12, high = low + 120'000;
  const Poisson whole{4e12};
  const Distribution piece = truncated(whole, low, high);
  const double all = whole.cdf(high) - whole.cdf(low - 1);
  for (const double x : {low + 1e3, low + 6e4, low + 110'000})
    EXPECT_NEAR(piece.cdf(x), (whole.cdf(x) - whole.cdf(low - 1)) / all, 1e-11) << x;
}

}  // namespace
}  // namespace sanov
