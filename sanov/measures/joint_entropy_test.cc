#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/measures/measures.h"

namespace sanov {
namespace {

TEST(JointEntropy, WorkedByHand) {
  const std::vector<double> table{0.25, 0.25, 0.5, 0};
  EXPECT_DOUBLE_EQ(joint_entropy(Rows(table.data(), 2, 2)), 1.5 * std::log(2.0));
}

TEST(JointEntropy, GradientIsThatOfTheCells) {
  const std::vector<double> table{0.25, 0.25, 0.4, 0.1};
  std::vector<double> of_table(4), of_cells(4);
  joint_entropy.gradient(Rows(table.data(), 2, 2), of_table);
  entropy.gradient(table, of_cells);
  EXPECT_EQ(of_table, of_cells);
}

}  // namespace
}  // namespace sanov
