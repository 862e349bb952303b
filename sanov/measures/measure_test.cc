#include "sanov/measures/measure.h"

#include <gtest/gtest.h>

#include <vector>

#include "sanov/measures/chernoff.h"
#include "sanov/measures/measures.h"

namespace sanov {
namespace {

using Row = std::vector<double>;

const Row kP{0.1, 0.2, 0.7}, kQ{0.3, 0.3, 0.4};

TEST(Bound, HasWhatItsMeasureHasOfOneDistribution) {
  const Bound<One> bound = tsallis_entropy(2.0);
  Row slopes(3), expected(3), terms(3);
  bound.gradient(kP, slopes);
  tsallis_entropy.gradient(kP, {{2}}, expected);
  EXPECT_EQ(slopes, expected);
  bound.terms(kP, terms);
  EXPECT_NEAR(terms[0] + terms[1] + terms[2], bound(kP), 1e-15);
}

TEST(Bound, HasWhatItsMeasureHasOfTwo) {
  const Bound<Two> bound = renyi(2.0);
  Row gp(3), gq(3), expected_p(3), expected_q(3), terms(3);
  bound.gradient(kP, kQ, gp, gq);
  renyi.gradient(kP, kQ, {{2}}, expected_p, expected_q);
  EXPECT_EQ(gp, expected_p);
  EXPECT_EQ(gq, expected_q);
  bound.terms(kP, kQ, terms);
  EXPECT_NEAR(terms[0] + terms[1] + terms[2], bound(kP, kQ), 1e-15);
  EXPECT_EQ(bound.settled(kP, kQ)[0], 2);
  EXPECT_EQ(chernoff.with({}).settled(kP, kQ)[0], chernoff_alpha(kP, kQ));
}

TEST(Bound, HasWhatItsMeasureHasOfCellsAtPositions) {
  const Row positions{0, 1, 4};
  Row gp(3), gq(3), expected_p(3), expected_q(3);
  const Bound<Ordered> bound = wasserstein.with({});
  bound.gradient(kP, kQ, positions, gp, gq);
  wasserstein.gradient(kP, kQ, positions, expected_p, expected_q);
  EXPECT_EQ(gp, expected_p);
  EXPECT_EQ(gq, expected_q);
  EXPECT_NE(gp, Row(3));
}

TEST(Bound, HasWhatItsMeasureHasOfATable) {
  const Row cells{0.1, 0.2, 0.3, 0.4};
  const Rows table(cells.data(), 2, 2);
  Row slopes(4), expected(4);
  mutual_information.with({}).gradient(table, slopes);
  mutual_information.gradient(table, expected);
  EXPECT_EQ(slopes, expected);
  EXPECT_NE(slopes, Row(4));
}

TEST(Bound, HasWhatItsMeasureHasOfMany) {
  const Row cells{0.1, 0.9, 0.6, 0.4}, weights{0.25, 0.75};
  const Rows rows(cells.data(), 2, 2);
  Row slopes(4), expected(4);
  js_many.with({}).gradient(rows, weights, slopes);
  js_many.gradient(rows, weights, expected);
  EXPECT_EQ(slopes, expected);
  EXPECT_NE(slopes, Row(4));
}

}  // namespace
}  // namespace sanov
