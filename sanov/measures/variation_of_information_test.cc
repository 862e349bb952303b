#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/measures/measures.h"

namespace sanov {
namespace {

TEST(VariationOfInformation, WorkedByHand) {
  const std::vector<double> independent{0.25, 0.25, 0.25, 0.25};
  EXPECT_DOUBLE_EQ(variation_of_information(Rows(independent.data(), 2, 2)), 2 * std::log(2.0));
  const std::vector<double> same{0, 0.3, 0, 0, 0, 0.6, 0.1, 0, 0};
  EXPECT_EQ(variation_of_information(Rows(same.data(), 3, 3)), 0);
}

TEST(VariationOfInformation, IsBothConditionalEntropies) {
  const std::vector<double> table{0.1, 0.2, 0.05, 0.15, 0.3, 0.2}, turned{0.1, 0.15, 0.2, 0.3, 0.05, 0.2};
  EXPECT_DOUBLE_EQ(variation_of_information(Rows(table.data(), 2, 3)),
                   conditional_entropy(Rows(table.data(), 2, 3)) + conditional_entropy(Rows(turned.data(), 3, 2)));
}

TEST(VariationOfInformation, IsJointEntropyLessMutualInformation) {
  const std::vector<double> table{0.1, 0.2, 0.05, 0.15, 0.3, 0.2};
  const Rows rows(table.data(), 2, 3);
  EXPECT_NEAR(variation_of_information(rows), joint_entropy(rows) - mutual_information(rows), 4e-16);
}

TEST(VariationOfInformation, Gradient) {
  const std::vector<double> table{0.1, 0.3, 0.2, 0.4};
  std::vector<double> gradient(4);
  variation_of_information.gradient(Rows(table.data(), 2, 2), gradient);
  EXPECT_DOUBLE_EQ(gradient[0], std::log(4.0) + std::log(3.0));
}

}  // namespace
}  // namespace sanov
