#include <gtest/gtest.h>

#include <cmath>

#include "sanov/base/error.h"
#include "sanov/measures/measures.h"

namespace sanov {
namespace {

TEST(InformationContent, WorkedByHand) {
  EXPECT_DOUBLE_EQ(information_content(0.125), 3 * std::log(2.0));
  EXPECT_EQ(information_content(0), HUGE_VAL);
  EXPECT_EQ(information_content(1), 0);
  EXPECT_FALSE(std::signbit(information_content(1)));
  EXPECT_EQ(information_content.gradient(0.25), -4);
}

TEST(InformationContent, NeedsAProbability) {
  EXPECT_THROW(information_content(-0.1), DomainError);
  EXPECT_THROW(information_content(1.5), DomainError);
}

}  // namespace
}  // namespace sanov
