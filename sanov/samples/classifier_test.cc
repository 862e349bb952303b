#include "sanov/samples/classifier.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/special.h"
#include "sanov/samples/auc.h"
#include "sanov/samples/draws_test.h"

namespace sanov {
namespace {

TEST(AucOfScores, ByHand) {
  // Pairs (positive, negative): (3, 1) (3, 3) (5, 1) (5, 3): 1 + ½ + 1 + 1 of 4.
  const std::vector<double> scores{3, 1, 5, 3};
  const std::vector<unsigned char> positive{1, 0, 1, 0};
  const Auc auc = auc_of(scores, positive);
  EXPECT_DOUBLE_EQ(auc.value, 3.5 / 4);
  EXPECT_EQ(auc.placements, (std::vector<double>{0.75, 1, 1, 0.75}));
  EXPECT_DOUBLE_EQ(auc_value(scores, positive), 3.5 / 4);
  EXPECT_DOUBLE_EQ(auc_value(std::vector<double>{-3, -HUGE_VAL, 0.0, -0.0}, std::vector<unsigned char>{0, 1, 1, 0}),
                   0.375);
}

TEST(ClassifierTest, SeesAShift) {
  // The best AUC of normals δ apart is Φ(δ/√2).
  const ClassifierTest found = classifier_test(normal_points(3000, 1, 0, 1), normal_points(2500, 1, 1, 2));
  const double best = normal_cdf(1 / std::numbers::sqrt2);
  EXPECT_NEAR(found.auc, best, 4 * found.standard_error);
  EXPECT_LT(found.standard_error, 0.01);
  EXPECT_TRUE(found.interval.lower < best && best < found.interval.upper);
  EXPECT_EQ(found.p->p, 1e-3);
}

TEST(ClassifierTest, SeesCorrelationsThatNoColumnShows) {
  // Of columns with correlation −0.6 and 0.6 beside one of noise.
  const auto with_noise = [](double correlation, std::uint64_t seed) {
    const Points pair = correlated_points(800, correlation, seed), noise = normal_points(800, 1, 0, seed + 100);
    Points all{{}, 3};
    for (std::size_t i = 0; i < 800; ++i)
      for (const double value : {pair.values[2 * i], pair.values[2 * i + 1], noise.values[i]})
        all.values.push_back(value);
    return all;
  };
  const ClassifierTest found = classifier_test(with_noise(-0.6, 1), with_noise(0.6, 2));
  EXPECT_GT(found.auc, 0.75);
  EXPECT_EQ(found.p->p, 1e-3);
  EXPECT_GT(found.importances[0], 0.1);
  EXPECT_GT(found.importances[1], 0.1);
  EXPECT_LT(std::fabs(found.importances[2]), 0.02);
  EXPECT_EQ(found.features, 3u * 4 + 3);
  // Scale and shape: as wide as it is high, and two heaps in place of one.
  Points wide = normal_points(800, 1, 0, 3);
  for (double& value : wide.values) value *= 1.5;
  EXPECT_GT(classifier_test(normal_points(800, 1, 0, 4), wide).auc, 0.58);
}

TEST(ClassifierTest, OutliersAndUnitsDoNotMatter) {
  Points x = normal_points(400, 2, 0, 1), y = normal_points(400, 2, 0.5, 2);
  const ClassifierTest plain = classifier_test(x, y, {.permutations = 0});
  for (std::size_t i = 0; i < 800; ++i) {
    x.values[i] = std::exp(x.values[i]);
    y.values[i] = std::exp(y.values[i]);
  }
  EXPECT_EQ(classifier_test(x, y, {.permutations = 0}).auc, plain.auc);
  x.values[0] = 1e300;
  EXPECT_NEAR(classifier_test(x, y, {.permutations = 0}).auc, plain.auc, 0.01);
}

TEST(ClassifierTest, PHoldsItsSize) {
  int rejected = 0;
  for (std::uint64_t rep = 0; rep < 1000; ++rep) {
    const Points x = normal_points(60, 3, 0, 9, rep), y = normal_points(90, 3, 0, 10, rep);
    rejected += classifier_test(x, y, {.permutations = 99, .seed = rep}).p->p <= 0.05;
  }
  EXPECT_LE(rejected, kTooManyOf1000);
  EXPECT_GE(rejected, 20);
}

TEST(ClassifierTest, IntervalsCover) {
  // The AUC to be covered is what such classifiers reach on average. 95% intervals: fewer than 92% of 500 once in 500
  // times; seeds are fixed.
  for (const double delta : {0.0, 0.1, 0.2, 0.4, 1.2}) {
    std::vector<Interval> intervals;
    double mean = 0;
    for (std::uint64_t rep = 0; rep < 500; ++rep) {
      const ClassifierTest found = classifier_test(normal_points(200, 2, 0, 21, rep),
                                                   normal_points(250, 2, delta, 22, rep), {.permutations = 0});
      intervals.push_back(found.interval);
      mean += found.auc / 500;
    }
    EXPECT_TRUE(delta > 0 || std::fabs(mean - 0.5) < 0.007);
    int covered = 0;
    for (const Interval& interval : intervals) covered += interval.lower <= mean && mean <= interval.upper;
    EXPECT_GE(covered, 460) << delta;
  }
}

TEST(ClassifierTest, SeparatedAndEqualSamples) {
  const ClassifierTest apart = classifier_test(normal_points(60, 1, 0, 1), normal_points(50, 1, 100, 2));
  EXPECT_EQ(apart.auc, 1);
  EXPECT_EQ(apart.interval.upper, 1);
  EXPECT_LT(apart.interval.lower, 1);
  EXPECT_GT(apart.interval.lower, 0.9);
  const Points same{std::vector<double>(40, 3.0), 2};
  const ClassifierTest equal = classifier_test(same, same);
  EXPECT_EQ(equal.auc, 0.5);
  EXPECT_EQ(equal.p->p, 1);
  EXPECT_EQ(equal.features, 0u);
}

TEST(ClassifierTest, GroupsAreOneColumn) {
  // Four categories as columns of 0 and 1, beside a number: no products among categories, one importance.
  Points x{{}, 5}, y{{}, 5};
  const Points of_x = normal_points(400, 1, 0, 1), of_y = normal_points(400, 1, 0, 2);
  for (std::size_t i = 0; i < 400; ++i)
    for (std::size_t k = 0; k < 5; ++k) {
      x.values.push_back(k < 4 ? static_cast<double>(i % 4 == k) : of_x.values[i]);
      y.values.push_back(k < 4 ? static_cast<double>((i % 8) / 2 % 2 * 2 == k) : of_y.values[i]);
    }
  const ClassifierTest found = classifier_test(x, y, {.groups = {0, 0, 0, 0, 1}, .permutations = 0});
  EXPECT_EQ(found.importances.size(), 2u);
  EXPECT_EQ(found.features, 4u + 4 + 4);
  EXPECT_GT(found.importances[0], 0.2);
  EXPECT_LT(std::fabs(found.importances[1]), 0.03);
  EXPECT_FALSE(
      classifier_test(normal_points(100, 40, 0, 1), normal_points(100, 40, 0, 2), {.permutations = 0}).products);
}

TEST(ClassifierTest, ScoresAndBits) {
  const Points x = normal_points(120, 2, 0, 1), y = normal_points(100, 2, 1, 2);
  set_thread_count(1);
  const ClassifierTest one = classifier_test(x, y, {.permutations = 99});
  set_thread_count(3);
  const ClassifierTest three = classifier_test(x, y, {.permutations = 99});
  set_thread_count(0);
  EXPECT_EQ(one.auc, three.auc);
  EXPECT_EQ(one.scores, three.scores);
  EXPECT_EQ(one.importances, three.importances);
  EXPECT_EQ(one.p->p, three.p->p);
  ASSERT_EQ(one.scores.size(), 220u);
  const double of_x = std::accumulate(one.scores.begin(), one.scores.begin() + 120, 0.0) / 120;
  const double of_y = std::accumulate(one.scores.begin() + 120, one.scores.end(), 0.0) / 100;
  EXPECT_GT(of_y, of_x);
  const ClassifierTest some = classifier_test(x, y, {.max_rows = 50, .permutations = 0});
  EXPECT_EQ(some.x_rows, 50u);
  EXPECT_EQ(some.scores.size(), 100u);
}

TEST(ClassifierTest, RefusesWhatItCannotCompare) {
  const Points x = normal_points(20, 2, 0, 1);
  EXPECT_THROW(classifier_test(x, normal_points(20, 1, 0, 1)), InvalidArgument);
  EXPECT_THROW(classifier_test(x, normal_points(9, 2, 0, 1)), InvalidArgument);
  EXPECT_THROW(classifier_test(x, x, {.folds = 1}), InvalidArgument);
  EXPECT_THROW(classifier_test(x, x, {.groups = {0}}), InvalidArgument);
  EXPECT_THROW(classifier_test(x, x, {.level = 0}), InvalidArgument);
  EXPECT_THROW(classifier_test(x, x, {.max_rows = 3}), InvalidArgument);
  Points broken = x;
  broken.values[7] = HUGE_VAL;
  EXPECT_THROW(classifier_test(x, broken), DomainError);
}

}  // namespace
}  // namespace sanov
