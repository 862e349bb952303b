#include "sanov/compare/axis_evidence.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "sanov/compare/compare.h"
#include "sanov/data/memory_table.h"
#include "sanov/inference/out_of_range.h"

namespace sanov {
namespace {

using Numbers = std::vector<double>;

Numbers normals(std::size_t n, double mean, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> draw(mean, 1);
  Numbers values(n);
  for (double& x : values) x = draw(engine);
  return values;
}

Finding only(const Numbers& before, const Numbers& after) {
  MemoryTable a("a"), b("b");
  a.add("x", before);
  b.add("x", after);
  return compare(a, b).findings.at(0);
}

TEST(AxisEvidence, IsThatOfTheValuesThemselves) {
  const Finding found = only(Numbers{1, 2, 3, 4, 5}, Numbers{3, 4, 5, 6, 9});
  ASSERT_TRUE(found.axis && found.evidence.axis);
  const AxisEvidence& axis = *found.evidence.axis;
  EXPECT_DOUBLE_EQ(axis.wasserstein.value, found.axis->wasserstein);
  EXPECT_DOUBLE_EQ(axis.kolmogorov_smirnov.value, found.axis->kolmogorov_smirnov);
  EXPECT_DOUBLE_EQ(axis.shift.value, 2);
  EXPECT_DOUBLE_EQ(axis.cliffs_delta.value, (19. - 3.) / 25);
  EXPECT_EQ(axis.quantile_shifts.size(), 9u);
  EXPECT_EQ(axis.out_of_range_p.p, out_of_range_p(5, 5, 0, 2).p);
}

TEST(AxisEvidence, IntervalsHoldTheShift) {
  const AxisEvidence axis = *only(normals(3000, 0, 101), normals(2000, 0.5, 202)).evidence.axis;
  EXPECT_LT(axis.shift.interval.lower, 0.5);
  EXPECT_GT(axis.shift.interval.upper, 0.5);
  EXPECT_LT(axis.wasserstein.interval.lower, 0.5);
  EXPECT_GT(axis.wasserstein.interval.upper, 0.5);
  // sup |F − G| of normal distributions 0.5 apart is 2Φ(0.25) − 1.
  EXPECT_LT(axis.kolmogorov_smirnov.interval.lower, 0.1974);
  EXPECT_GT(axis.kolmogorov_smirnov.interval.upper, 0.1974);
}

TEST(AxisEvidence, FromCellsItIsNear) {
  Numbers before = normals(80'000, 0, 3), after = normals(70'000, 0.1, 4);  // too many values to keep
  const Finding found = only(before, after);
  const AxisEvidence& axis = *found.evidence.axis;
  EXPECT_GT(found.axis->wasserstein_error, 0);
  EXPECT_NEAR(axis.shift.value, 0.1, 0.03);
  EXPECT_NEAR(axis.wasserstein.value, found.axis->wasserstein, 1e-9);
  EXPECT_NEAR(axis.kolmogorov_smirnov.value, found.axis->kolmogorov_smirnov, 0.003);
}

TEST(AxisEvidence, OneP) {
  // What Anderson and Darling see and cells do not: p is by far the smaller of the two.
  const Finding found = only(normals(500, 0, 5), normals(500, 0.25, 6));
  EXPECT_EQ(found.evidence.test, "anderson-darling and chi-squared");
  EXPECT_LT(found.evidence.p.p, 0.01);
}

}  // namespace
}  // namespace sanov
