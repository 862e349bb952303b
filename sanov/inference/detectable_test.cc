#include "sanov/inference/detectable.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sanov/base/error.h"
#include "sanov/numerics/special.h"

namespace sanov {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Detectable, Noncentrality) {
  // One degree of freedom at 5% and 80%: (1.959964 + 0.841621)², but for the other side's 1e-6.
  EXPECT_NEAR(noncentrality_to_detect(1), 7.8489, 1e-3);
  for (const double k : {1., 9., 19., 400.})
    for (const auto& [alpha, power] : {std::pair{0.05, 0.8}, {0.01, 0.5}, {0.2, 0.99}}) {
      const double l = noncentrality_to_detect(k, {alpha, power});
      EXPECT_NEAR(noncentral_chi_squared_sf(chi_squared_upper_quantile(alpha, k), k, l), power, 1e-8);
    }
}

TEST(Detectable, RowsToNoticeAndTheSmallestChangeAreOneQuestion) {
  const double kl = smallest_detectable_kl(20, 5000, 700);
  EXPECT_NEAR(rows_to_notice(kl, 20, 5000), 700, 1e-6);
  EXPECT_NEAR(rows_to_notice(0.02, 20, kInfinity), noncentrality_to_detect(19) / 0.04, 1e-6);
  EXPECT_EQ(rows_to_notice(1e-5, 20, 1000), kInfinity);  // the reference itself is too small
  EXPECT_EQ(rows_to_notice(0, 20, 1000), kInfinity);
  EXPECT_EQ(rows_to_notice(-0.01, 20, 1000), kInfinity);
  EXPECT_EQ(rows_to_notice(kInfinity, 20, 1000), 0);
}

TEST(Detectable, Refuses) {
  EXPECT_THROW(noncentrality_to_detect(0), DomainError);
  EXPECT_THROW(noncentrality_to_detect(3, {0.5, 0.4}), DomainError);
  EXPECT_THROW(rows_to_notice(NAN, 3, 100), DomainError);
  EXPECT_THROW(rows_to_notice(0.1, 1, 100), DomainError);
  EXPECT_THROW(smallest_detectable_kl(3, 100, 0), DomainError);
}

}  // namespace
}  // namespace sanov
