#include "sanov/inference/out_of_range.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sanov/base/error.h"

namespace sanov {
namespace {

TEST(OutOfRange, ByCounting) {
  // Of the C(5, 2) = 10 ways to place 2 reference rows among 5, the 3 with both among the lowest three leave 2 above.
  EXPECT_NEAR(out_of_range_p(2, 3, 0, 2).p, 2 * 3. / 10, 1e-15);
  EXPECT_NEAR(out_of_range_p(2, 3, 3, 0).p, 2 * 1. / 10, 1e-15);
  EXPECT_NEAR(out_of_range_p(365, 365, 1, 0).p, 1, 1e-15);
  EXPECT_NEAR(out_of_range_p(1000, 10, 0, 1).p, 2 * 10. / 1010, 1e-15);
  EXPECT_EQ(out_of_range_p(10, 10, 0, 0).p, 1);
  EXPECT_EQ(out_of_range_p(10, 10, 0, 3).method, Method::exact);
}

TEST(OutOfRange, ManyRowsAsFew) {
  // On both sides of where factors give way to Γ.
  const double a = out_of_range_p(100'000, 1'000'000, 0, 4096).log_p;
  const double b = out_of_range_p(100'000, 1'000'000, 0, 4097).log_p;
  EXPECT_NEAR(b - a, std::log1p(-100'000. / (1'100'000. - 4096)), 1e-8);
  EXPECT_LT(out_of_range_p(1'000'000, 1'000'000, 0, 500'000).log_p, -100'000);
}

TEST(OutOfRange, Refuses) {
  EXPECT_THROW(out_of_range_p(0, 3, 0, 0), InvalidArgument);
  EXPECT_THROW(out_of_range_p(3, 3, 2, 2), InvalidArgument);
}

}  // namespace
}  // namespace sanov
