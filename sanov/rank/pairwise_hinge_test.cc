#include "sanov/rank/pairwise_hinge.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/rank/naive_test.h"

namespace sanov {
namespace {

using naive::Column;

struct Naive {
  long double value = 0;
  std::vector<long double> gradient;
};

Naive over_pairs(const Column& s, const Column& y, long double margin, Hinge hinge) {
  Naive out{0, std::vector<long double>(s.size())};
  long double count = 0;
  for (std::size_t i = 0; i < s.size(); ++i)
    for (std::size_t j = 0; j < s.size(); ++j) {
      if (!(y[i] < y[j])) continue;
      ++count;
      const long double lack = margin - (static_cast<long double>(s[j]) - s[i]);
      if (lack <= 0) continue;
      out.value += hinge == Hinge::linear ? lack : lack * lack;
      const long double slope = hinge == Hinge::linear ? 1 : 2 * lack;
      out.gradient[i] += slope;
      out.gradient[j] -= slope;
    }
  if (count == 0) return out;
  out.value /= count;
  for (long double& slope : out.gradient) slope /= count;
  return out;
}

TEST(PairwiseHinge, WorkedByHand) {
  // Of three pairs 0→1 has its margin, 1→½ lacks 1½ and 0→½ lacks ½.
  Column gradient(3);
  EXPECT_NEAR(pairwise_hinge(Column{0, 1, 0.5}, Column{1, 2, 3}, 1, Hinge::linear, gradient), 2.0 / 3, 1e-15);
  EXPECT_NEAR(gradient[0], 1 / 3.0, 1e-15);
  EXPECT_NEAR(gradient[1], 1 / 3.0, 1e-15);
  EXPECT_NEAR(gradient[2], -2 / 3.0, 1e-15);
  EXPECT_NEAR(pairwise_hinge(Column{0, 1, 0.5}, Column{1, 2, 3}, 1, Hinge::squared), 2.5 / 3, 1e-15);
}

TEST(PairwiseHinge, IsTheMeanOverAllPairs) {
  unsigned seed = 0;
  for (const std::size_t n : {2u, 5u, 64u, 301u})
    for (const double step : {0.0, 0.5})
      for (const double margin : {0.0, 0.3, 5.0})
        for (const Hinge hinge : {Hinge::linear, Hinge::squared}) {
          Column s = naive::column(n, ++seed, step);
          const Column y = naive::following(s, 0.5, ++seed, step);
          for (double& score : s) score += 100;
          const Naive expected = over_pairs(s, y, margin, hinge);
          Column gradient(n);
          EXPECT_NEAR(pairwise_hinge(s, y, margin, hinge, gradient), static_cast<double>(expected.value), 2e-13) << n;
          for (std::size_t i = 0; i < n; ++i)
            EXPECT_NEAR(gradient[i], static_cast<double>(expected.gradient[i]), 2e-13) << n << " " << margin;
        }
}

TEST(PairwiseHinge, EdgesAndWrongUse) {
  Column gradient(2, 1);
  EXPECT_EQ(pairwise_hinge(Column{3, 4}, Column{1, 1}, 1, Hinge::linear, gradient), 0);
  EXPECT_EQ(gradient, Column(2));
  EXPECT_EQ(pairwise_hinge(Column{}, Column{}, 1), 0);
  EXPECT_EQ(pairwise_hinge(Column{1, 9}, Column{1, 2}, 1), 0);
  EXPECT_THROW(pairwise_hinge(Column{1, 9}, Column{1, 2}, -1), InvalidArgument);
  EXPECT_THROW(pairwise_hinge(Column{1, 9}, Column{1}, 1), InvalidArgument);
  EXPECT_THROW(pairwise_hinge(Column{1, NAN}, Column{1, 2}, 1), DomainError);
}

}  // namespace
}  // namespace sanov
