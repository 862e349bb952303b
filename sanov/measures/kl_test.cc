#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/measures/measures.h"

namespace sanov {
namespace {

TEST(Kl, WorkedByHand) {
  // mpmath, 50 digits: 0.02258242108435739 for the first; p ln(p/q) summed in double gives 0.0225824210843575.
  EXPECT_DOUBLE_EQ(kl({0.4, 0.6}, {0.3, 0.7}), 0.022582421084357390);
  EXPECT_DOUBLE_EQ(kl({0.4, 0.6}, {0.2, 0.8}), 0.10464962875290957);
  EXPECT_EQ(kl({0.5, 0.5}, {0.5, 0.5}), 0);
  EXPECT_EQ(kl({1, 0}, {0, 1}), std::numeric_limits<double>::infinity());
  EXPECT_DOUBLE_EQ(kl({1, 0}, {0.5, 0.5}), std::log(2.0));
}

TEST(Kl, EachArgumentIsHeldToTheToleranceOfItsOwnType) {
  const float rounded[] = {0.1f, 0.2f, 0.3f, 0.4f};  // their sum, exactly: 1 + 2⁻²⁶
  const double exact[] = {0.1, 0.2, 0.3, 0.4}, off[] = {0.1, 0.2, 0.3, 0.4 + 0x1p-26};
  std::vector<double> gradient(4);
  EXPECT_NEAR(kl(Cells(rounded, 4), Cells(exact, 4)), 0, 1e-13);
  EXPECT_NEAR(kl(Cells(exact, 4), Cells(rounded, 4)), 0, 1e-13);
  EXPECT_NO_THROW(kl.gradient(Cells(exact, 4), Cells(rounded, 4), gradient, {}));
  EXPECT_NO_THROW(kl.terms(Cells(rounded, 4), Cells(exact, 4), gradient));
  EXPECT_THROW(kl(Cells(rounded, 4), Cells(off, 4)), std::domain_error);
  EXPECT_THROW(kl(Cells(off, 4), Cells(exact, 4)), std::domain_error);
}

TEST(Kl, WrongInputIsAnError) {
  EXPECT_THROW(kl({0.4, 0.7}, {0.3, 0.7}), std::domain_error);
  EXPECT_THROW(kl({0.4, 0.6}, {0.3, 0.3, 0.4}), std::invalid_argument);
  EXPECT_THROW(kl({1.4, -0.4}, {0.3, 0.7}), std::domain_error);
}

}  // namespace
}  // namespace sanov
