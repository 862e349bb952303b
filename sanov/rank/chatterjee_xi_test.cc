#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/rank/naive_test.h"
#include "sanov/rank/rank.h"

namespace sanov {
namespace {

using naive::Column;

TEST(ChatterjeeXi, WorkedByHand) {
  // In x's order the ranks of y are 1, 3, 2, 4: jumps of 2 + 1 + 2, and 1 − 3·5/(16 − 1).
  EXPECT_NEAR(*chatterjee_xi({1, 2, 3, 4}, {10, 30, 20, 40}).value, 0, 1e-16);
  // In order: jumps of 1 each, 1 − 3(n−1)/(n²−1) = (n−2)/(n+1).
  EXPECT_NEAR(*chatterjee_xi({1, 2, 3, 4}, {10, 20, 30, 40}).value, 2 / 5.0, 1e-16);
  // Two values: r = 2, 2, 4, 4 and l = 4, 4, 2, 2: Σ l(n − l) = 8, one jump of 2: 1 − 4·2/16.
  EXPECT_NEAR(*chatterjee_xi({1, 2, 3, 4}, {0, 0, 1, 1}).value, 0.5, 1e-16);
}

TEST(ChatterjeeXi, SeesAParabolaInOneDirection) {
  Column x(401), y(401);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = (static_cast<double>(i) - 200) / 100;
    y[i] = x[i] * x[i];
  }
  EXPECT_GT(*chatterjee_xi(x, y).value, 0.97);
  EXPECT_LT(*chatterjee_xi(y, x).value, 0.6);
  EXPECT_NEAR(*kendall(x, y).value, 0, 1e-15);
}

TEST(ChatterjeeXi, PIsThatOfScipy) {
  // scipy.stats.chatterjeexi(x, y).pvalue, without ties and with.
  const Column x{3, 1, 4, 15, 9, 2, 6, 5, 35, 8, 97, 93, 23, 84, 62, 64, 33, 83, 27, 95, 28, 41, 71, 69, 39};
  const Column y{2, 7, 1, 8, 28, 18, 4, 5, 90, 45, 23, 53, 60, 28.5, 74, 71, 35, 26, 62, 49, 77, 57, 24, 70, 93};
  EXPECT_NEAR(*chatterjee_xi(x, y).value, 0.46634615384615385, 1e-15);
  EXPECT_NEAR(*chatterjee_xi(x, y, {.test = TestKind::asymptotic}).p, 0.0001195935782284675, 1e-13);
  Column tied = y;
  for (double& value : tied) value = std::round(value / 20);
  EXPECT_NEAR(*chatterjee_xi(x, tied).value, 0.4565217391304348, 1e-15);
  EXPECT_NEAR(*chatterjee_xi(x, tied, {.test = TestKind::asymptotic}).p, 0.0004434954459537301, 1e-12);
}

TEST(ChatterjeeXi, SmallSamplesArePermuted) {
  const Column x{1, 2, 3, 4, 5}, y{1, 2, 3, 4, 5};
  const Association r = chatterjee_xi(x, y, {.permutations = 1999});
  EXPECT_EQ(r.method, Method::permutation);
  // Of the 120 orders only this one and its opposite have jumps of 1 alone; six standard errors.
  EXPECT_NEAR(*r.p, 2 / 120.0, 6 * std::sqrt(2 / 120.0 / 2000));
  EXPECT_THROW(chatterjee_xi(x, y, {.test = TestKind::exact}), InvalidArgument);
}

}  // namespace
}  // namespace sanov
