#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "sanov/compare/compare.h"
#include "sanov/compare/naive_axis_test.h"
#include "sanov/data/memory_table.h"

namespace sanov {
namespace {

using ::testing::HasSubstr;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
using Numbers = std::vector<double>;

MemoryTable table(Numbers x) {
  MemoryTable result("t");
  result.add("x", std::move(x));
  return result;
}

Finding only_finding(const Numbers& reference, const Numbers& current, std::size_t bins = 0) {
  MemoryTable a = table(reference), b = table(current);
  return compare(a, b, {.columns = {}, .bins = bins}).findings.at(0);
}

Numbers normals(std::size_t n, double mean, double deviation, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> draw(mean, deviation);
  Numbers values(n);
  for (double& x : values) x = draw(engine);
  return values;
}

/// As a large table is compared: without its values.
Comparison compare_in_cells(const Numbers& reference, const Numbers& current) {
  MemoryTable a = table(reference), b = table(current);
  TableReader ours(a), theirs(b);
  const auto frame = make_frame(ours, {.exact_values = 0});
  return compare(count_rows(ours, frame), count_rows(theirs, frame));
}

TEST(Axis, DistancesAreExact) {
  const Numbers a{1, 1, 2, 5, 5, 5, 9}, b{1, 2, 2, 2, 9, 9};
  const Finding found = only_finding(a, b, 20);
  const Naive naive(a, b);
  EXPECT_NEAR(found.axis->wasserstein, static_cast<double>(naive.wasserstein), 1e-15);
  EXPECT_NEAR(found.axis->kolmogorov_smirnov, static_cast<double>(naive.kolmogorov_smirnov), 1e-16);
  EXPECT_EQ(found.axis->reference_median, 5);
  EXPECT_EQ(found.axis->current_median, 2);
}

TEST(Axis, DistancesOfMoreValuesThanCellsAreExact) {
  for (const double shift : {0.0, 0.01, 0.4}) {
    const Numbers a = normals(4000, 0, 1, 4), b = normals(3000, shift, 1.1, 5);
    const AxisChange axis = *only_finding(a, b).axis;
    const Naive naive(a, b);
    EXPECT_NEAR(axis.wasserstein, static_cast<double>(naive.wasserstein), 1e-15);
    EXPECT_NEAR(axis.kolmogorov_smirnov, static_cast<double>(naive.kolmogorov_smirnov), 1e-15);
    EXPECT_EQ(axis.wasserstein_error, 0);
    EXPECT_EQ(axis.kolmogorov_smirnov_error, 0);
    EXPECT_EQ(axis.reference_median_error, 0);
    EXPECT_EQ(axis.reference_median, median(a));
  }
}

TEST(Axis, HeavyTailsAreExact) {
  std::mt19937_64 engine(10);
  std::uniform_real_distribution<double> uniform;
  Numbers a(5000), b(5000);
  for (double& x : a) x = std::pow(1 - uniform(engine), -1 / 0.8);  // Pareto, of infinite mean
  for (double& x : b) x = std::pow(1 - uniform(engine), -1 / 0.7);
  const AxisChange axis = *only_finding(a, b).axis;
  const Naive naive(a, b);
  EXPECT_NEAR(axis.wasserstein / static_cast<double>(naive.wasserstein), 1, 1e-14);
  EXPECT_EQ(axis.wasserstein_error, 0);
}

TEST(Axis, ThreeRowsAgainstThreeRows) {
  const Finding found = only_finding(Numbers{1, 2, 3}, Numbers{1.5, 2.5, 2.75});
  EXPECT_DOUBLE_EQ(found.axis->wasserstein, 1.25 / 3);
  EXPECT_DOUBLE_EQ(found.axis->kolmogorov_smirnov, 1. / 3);
  EXPECT_EQ(found.axis->reference_median, 2);
  EXPECT_EQ(found.axis->current_median, 2.5);
  EXPECT_THAT(found.changed, HasSubstr("median 2 → 2.5"));
}

TEST(Axis, MediansAreTheNumbersThemselves) {
  EXPECT_EQ(only_finding(Numbers{14.4, 14.4, 3, 20}, Numbers{14.4, 7.2, 15}).axis->reference_median, 14.4);
  EXPECT_EQ(only_finding(Numbers{1, 2, 3, 10}, Numbers{1, 2}).axis->reference_median, 2.5);
  EXPECT_EQ(only_finding(Numbers{1, 2, 3, 10}, Numbers{1, 2}).axis->current_median, 1.5);
  EXPECT_EQ(only_finding(Numbers{-kInfinity, kInfinity}, Numbers{1, 2}).axis->reference_median, -kInfinity);
  // From cells, too, where a cell is one value.
  const Finding cells = *compare_in_cells(Numbers{14.4, 14.4, 3, 20}, Numbers{14.4, 14.4, 15}).find("x");
  EXPECT_EQ(cells.axis->reference_median, 14.4);
  EXPECT_EQ(cells.axis->reference_median_error, 0);
  EXPECT_EQ(cells.axis->current_median, 14.4);
}

TEST(Axis, DistancesFromCellsAreWithinTheirStatedErrors) {
  for (const double shift : {0.0, 0.01, 0.4}) {
    const Numbers a = normals(4000, 0, 1, 4), b = normals(3000, shift, 1.1, 5);
    const AxisChange axis = *compare_in_cells(a, b).findings.at(0).axis;
    const Naive naive(a, b);
    const double ks = static_cast<double>(naive.kolmogorov_smirnov), w = static_cast<double>(naive.wasserstein);
    EXPECT_LE(axis.kolmogorov_smirnov, ks + 1e-12);
    EXPECT_GE(axis.kolmogorov_smirnov + axis.kolmogorov_smirnov_error, ks - 1e-12);
    EXPECT_LT(axis.kolmogorov_smirnov_error, 0.01);
    EXPECT_NEAR(axis.wasserstein, w, axis.wasserstein_error);
    EXPECT_LT(axis.wasserstein_error, 2 * 8. / 1024);  // two tables, each about 8 wide in 1,024 cells of equal mass
    EXPECT_NEAR(axis.reference_median, median(a), axis.reference_median_error);
    EXPECT_NEAR(axis.current_median, median(b), axis.current_median_error);
    EXPECT_LT(axis.current_median_error, 0.02);
  }
}

TEST(Axis, AShiftIsExactInCellsButAtItsEnds) {
  const Numbers a = normals(20000, 0, 1, 4), b = normals(20000, 2, 1, 5);
  const AxisChange axis = *compare_in_cells(a, b).findings.at(0).axis;
  EXPECT_NEAR(axis.wasserstein, 2, 0.03);
  EXPECT_LT(axis.wasserstein_error, 1e-3);
}

TEST(Axis, HeavyTailsInCellsAreKnownWell) {
  std::mt19937_64 engine(10);
  std::uniform_real_distribution<double> uniform;
  Numbers a(200000), b(200000);
  for (double& x : a) x = std::pow(1 - uniform(engine), -1 / 0.8);
  for (double& x : b) x = std::pow(1 - uniform(engine), -1 / 0.7);
  const AxisChange axis = *compare_in_cells(a, b).findings.at(0).axis;
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  long double exact = 0;  // of equally many, W1 is the mean distance of equal ranks
  for (std::size_t i = 0; i < a.size(); ++i) exact += std::fabs(static_cast<long double>(a[i]) - b[i]) / a.size();
  EXPECT_NEAR(axis.wasserstein, static_cast<double>(exact), axis.wasserstein_error);
  EXPECT_LT(axis.wasserstein_error, 0.05 * axis.wasserstein);
}

TEST(Axis, MediansOfCellsAreOfTheColumnsKind) {
  constexpr std::int64_t kDay = 86400;
  std::vector<std::int64_t> whole, days;
  for (std::int64_t i = 0; i < 5000; ++i) {
    whole.push_back(i * i % 10007 * 3);
    days.push_back((15340 + i * 7919 % 5003) * kDay);
  }
  MemoryTable table("t");
  table.add("whole", whole).add_times("days", days);
  TableReader reader(table);
  const auto frame = make_frame(reader, {.exact_values = 0});
  const Profile profile = count_rows(reader, frame);
  const Comparison found = compare(profile, profile);
  const double integer = found.find("whole")->axis->reference_median;
  EXPECT_EQ(2 * integer, std::floor(2 * integer));  // the mean of two whole numbers
  std::sort(whole.begin(), whole.end());
  EXPECT_NEAR(integer, (whole[2499] + whole[2500]) / 2., found.find("whole")->axis->reference_median_error);
  const double second = found.find("days")->axis->reference_median;
  EXPECT_EQ(2 * second, std::floor(2 * second));
  std::sort(days.begin(), days.end());
  EXPECT_NEAR(second, static_cast<double>(days[2499] + days[2500]) / 2,
              found.find("days")->axis->reference_median_error);
  EXPECT_LT(found.find("days")->axis->reference_median_error, 10 * kDay);
}

TEST(Axis, OneOutlierMovesTheWassersteinDistanceAndNotTheCells) {
  Numbers a = normals(2000, 0, 1, 6), b = a;
  b[7] = 1e6;
  const Finding found = only_finding(a, b);
  EXPECT_NEAR(found.axis->wasserstein, (1e6 - a[7]) / 2000, 1e-3);
  EXPECT_LT(found.js, 1e-5);
  EXPECT_EQ(found.axis->above, 1u);
  EXPECT_EQ(found.axis->current_maximum, 1e6);
}

TEST(Axis, InfiniteValuesMakeTheWassersteinDistanceInfinite) {
  EXPECT_EQ(only_finding(Numbers{1, 2, 3, 4}, Numbers{1, 2, 3, kInfinity}).axis->wasserstein, kInfinity);
  const AxisChange same = *only_finding(Numbers{1, 2, 3, kInfinity}, Numbers{2, 2, 3, kInfinity}).axis;
  EXPECT_DOUBLE_EQ(same.wasserstein, 0.25);
  EXPECT_EQ(only_finding(Numbers{-kInfinity, -kInfinity, 1}, Numbers{1, 1, 1}).axis->reference_median, -kInfinity);
}

}  // namespace
}  // namespace sanov
