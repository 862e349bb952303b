#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/measures/measures.h"

namespace sanov {
namespace {

TEST(Entropy, WorkedByHand) {
  EXPECT_DOUBLE_EQ(entropy({0.5, 0.25, 0.25}), 1.5 * std::log(2.0));
  EXPECT_EQ(entropy({0, 1, 0}), 0);
  EXPECT_DOUBLE_EQ(perplexity({0.25, 0.25, 0.25, 0.25}), 4);
  EXPECT_EQ(perplexity({1, 0}), 1);
}

TEST(Entropy, WrongInputIsAnError) {
  EXPECT_THROW(entropy({0.5, 0.6}), DomainError);
  EXPECT_THROW(entropy({1.5, -0.5}), DomainError);
  EXPECT_THROW(entropy({NAN, 1}), DomainError);
  EXPECT_THROW(entropy(std::vector<double>{}), InvalidArgument);
}

}  // namespace
}  // namespace sanov
