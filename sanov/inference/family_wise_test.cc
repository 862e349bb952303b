#include "sanov/inference/family_wise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "sanov/base/error.h"

namespace sanov {
namespace {

using ::testing::DoubleNear;
using ::testing::Pointwise;

std::vector<double> adjusted(std::vector<double> p) {
  for (double& each : p) each = std::log(each);
  std::vector<double> found = family_wise_adjusted(p);
  for (double& each : found) each = std::exp(each);
  return found;
}

TEST(FamilyWise, AsHolmDoes) {
  // By hand: 0.005·5; 0.01·4; 0.03·3; 0.04·2 is below that of the one before; 0.9·1.
  EXPECT_THAT(adjusted({0.01, 0.04, 0.03, 0.005, 0.9}), Pointwise(DoubleNear(1e-15), {0.04, 0.09, 0.09, 0.025, 0.9}));
  EXPECT_THAT(adjusted({0.5, 0.5, 0.5}), Pointwise(DoubleNear(1e-15), {1., 1., 1.}));
  EXPECT_THAT(adjusted({0.2}), Pointwise(DoubleNear(1e-15), {0.2}));
  EXPECT_TRUE(adjusted({}).empty());
}

TEST(FamilyWise, KeepsTheOrderBelowTheSmallestDouble) {
  const std::vector<double> found = family_wise_adjusted(std::vector<double>{-5000, -2000, 0});
  EXPECT_DOUBLE_EQ(found[0], -5000 + std::log(3));
  EXPECT_DOUBLE_EQ(found[1], -2000 + std::log(2));
  EXPECT_EQ(found[2], 0);
}

TEST(FamilyWise, Refuses) {
  EXPECT_THROW(family_wise_adjusted(std::vector<double>{-1, 0.1}), DomainError);
  EXPECT_THROW(family_wise_adjusted(std::vector<double>{NAN}), DomainError);
}

}  // namespace
}  // namespace sanov
