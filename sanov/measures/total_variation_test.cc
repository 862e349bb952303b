#include <gtest/gtest.h>

#include <vector>

#include "sanov/measures/measures.h"

namespace sanov {
namespace {

TEST(TotalVariation, WorkedByHand) {
  EXPECT_EQ(total_variation({0.5, 0.25, 0.25}, {0.25, 0.5, 0.25}), 0.25);
  EXPECT_EQ(total_variation({1, 0}, {0, 1}), 1);
}

TEST(TotalVariation, TheGradientIsTheSign) {
  std::vector<double> gp(3), gq(3);
  total_variation.gradient({0.5, 0.25, 0.25}, {0.25, 0.5, 0.25}, gp, gq);
  EXPECT_EQ(gp, (std::vector<double>{0.5, -0.5, 0}));
  EXPECT_EQ(gq, (std::vector<double>{-0.5, 0.5, 0}));
}

}  // namespace
}  // namespace sanov
