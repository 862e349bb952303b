#include "sanov/compare/evidence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "sanov/base/error.h"
#include "sanov/compare/compare.h"
#include "sanov/data/memory_table.h"
#include "sanov/inference/drawn_counts_test.h"
#include "sanov/numerics/special.h"

namespace sanov {
namespace {

using ::testing::HasSubstr;
using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;
using Counts = std::vector<std::uint64_t>;

Numbers normals(std::size_t n, double mean, double deviation, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> draw(mean, deviation);
  Numbers values(n);
  for (double& x : values) x = draw(engine);
  return values;
}

TEST(Evidence, POfCategoriesIsPearsons) {
  // Σ (observed − expected)² / expected of the 2×3 table: expected 30, 25, 45 in each row.
  Texts before(100, "a"), after(100, "a");
  std::fill(before.begin() + 40, before.begin() + 60, "b");
  std::fill(before.begin() + 60, before.end(), "c");
  std::fill(after.begin() + 20, after.begin() + 50, "b");
  std::fill(after.begin() + 50, after.end(), "c");
  MemoryTable a("a"), b("b");
  a.add("x", before);
  b.add("x", after);
  const Evidence e = compare(a, b).findings.at(0).evidence;
  EXPECT_NEAR(e.p.p, chi_squared_sf(2 * (100. / 30 + 25. / 25 + 25. / 45), 2), 1e-12);
  EXPECT_EQ(e.test, "chi-squared");
  EXPECT_EQ(e.cells, 3u);
  EXPECT_EQ(e.merged, 0u);
  EXPECT_DOUBLE_EQ(e.js_distance.value, std::sqrt(e.js.value));
  EXPECT_DOUBLE_EQ(e.js_distance.interval.upper, std::sqrt(e.js.interval.upper));
  EXPECT_DOUBLE_EQ(e.js_distance.floor, std::sqrt(e.js.floor));
  EXPECT_FALSE(e.missing_p.has_value());
}

TEST(Evidence, SparseCellsAreMergedAndInfinityStays) {
  const Evidence e = weigh_cells(Counts{100, 100, 1, 0}, Counts{100, 98, 0, 2}, 0, 0.95);
  EXPECT_EQ(e.cells, 2u);
  EXPECT_EQ(e.merged, 2u);
  EXPECT_TRUE(std::isinf(e.kl.value));
  EXPECT_TRUE(std::isinf(e.kl.interval.upper));
  EXPECT_TRUE(std::isfinite(e.kl.interval.lower));
  EXPECT_FALSE(e.too_sparse);
  const Evidence none = weigh_cells(Counts{1, 1, 0}, Counts{0, 1, 1}, 0, 0.95);
  EXPECT_TRUE(none.too_sparse);
}

TEST(Evidence, NoticeAndDetectableAnswerOneQuestion) {
  const Evidence e = weigh_cells(Counts{1000, 2000, 3000}, Counts{160, 340, 500}, 3, 0.95);
  EXPECT_GT(e.smallest_detectable, e.js_distance.value);
  EXPECT_GT(e.notice_after, 1000);
  const Evidence far = weigh_cells(Counts{1000, 2000, 3000}, Counts{400, 300, 300}, 3, 0.95);
  EXPECT_LT(far.smallest_detectable, far.js_distance.value);
  EXPECT_LT(far.notice_after, 1000);
}

Comparison compare_tables(MemoryTable a, MemoryTable b, const CompareOptions& options = {}) {
  return compare(a, b, options);
}

TEST(Judge, ChangesComeFirstAndNothingElseIsSaidToDiffer) {
  MemoryTable a("a"), b("b");
  for (int i = 0; i < 30; ++i) {
    const std::string name = std::string("null ").append(std::to_string(i));
    a.add(name, normals(500, 0, 1, 2 * i + 1));
    b.add(name, normals(500, 0, 1, 2 * i + 2));
  }
  a.add("moved", normals(500, 0, 1, 1001)).add("constant", Numbers(500, 7));
  b.add("moved", normals(500, 0.6, 1, 1002)).add("constant", Numbers(500, 7));
  const Comparison found = compare_tables(a, b);
  EXPECT_EQ(found.findings[0].column, "moved");
  EXPECT_EQ(found.findings[0].evidence.verdict, Verdict::differs);
  EXPECT_LT(found.findings[0].evidence.notice_after, 500);
  EXPECT_TRUE(found.judgement.differs);
  EXPECT_EQ(found.judgement.tested, 31u);
  EXPECT_EQ(found.judgement.differing, 1u);  // for these seeds
  const Evidence& constant = found.find("constant")->evidence;
  EXPECT_EQ(constant.verdict, Verdict::same);
  EXPECT_EQ(constant.adjusted_p, 1);
  for (const Finding& finding : found.findings) {
    EXPECT_GE(finding.evidence.adjusted_p, finding.evidence.p.p);
    EXPECT_LE(finding.evidence.adjusted_p, 1);
    EXPECT_GE(finding.evidence.js_distance.interval.upper, finding.evidence.js_distance.interval.lower);
  }
}

TEST(Judge, WhatDoesNotMatterIsTheSameHoweverManyRowsShowIt) {
  // 50% against 50.5% of 400,000 rows: p is about 1e-5, the JS distance 0.0035.
  MemoryTable a("a"), b("b");
  Texts before(400'000, "x"), after(400'000, "x");
  std::fill(before.begin(), before.begin() + 200'000, "y");
  std::fill(after.begin(), after.begin() + 202'000, "y");
  a.add("half", before);
  b.add("half", after);
  const Evidence same = compare_tables(a, b).findings[0].evidence;
  EXPECT_LT(same.p.p, 1e-4);
  EXPECT_GT(same.js_distance.interval.lower, 0);
  EXPECT_EQ(same.verdict, Verdict::same);
  EXPECT_FALSE(compare_tables(a, b).judgement.differs);
  EXPECT_EQ(compare_tables(a, b, {.columns = {}, .same_within = 0}).findings[0].evidence.verdict, Verdict::differs);
  const Evidence more =
      compare_tables(a, b, {.columns = {}, .same_within = 0, .more_than = 0.003}).findings[0].evidence;
  EXPECT_EQ(more.verdict, Verdict::unclear);
  EXPECT_GT(more.p.p, 0.05);
}

TEST(Judge, AChangeOfKindIsADifference) {
  MemoryTable a("a"), b("b");
  a.add("n", Numbers{1, 2, 3}).add("x", Numbers{1, 2, 3});
  b.add("n", Texts{"one", "two", "three"}).add("x", Numbers{1, 2, 3});
  EXPECT_TRUE(compare_tables(a, b).judgement.differs);
  EXPECT_EQ(compare_tables(a, b).judgement.differing, 0u);
}

TEST(Judge, RefusesBadOptions) {
  MemoryTable a("a");
  a.add("x", Numbers{1, 2, 3});
  const auto complaint = [&](const CompareOptions& options) -> std::string {
    try {
      compare_tables(a, a, options);
    } catch (const InvalidArgument& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_THAT(complaint({.columns = {}, .false_discovery_rate = 0}), HasSubstr("false_discovery_rate is 0"));
  EXPECT_THAT(complaint({.columns = {}, .level = 1}), HasSubstr("level is 1; it must be between 0 and 1"));
  EXPECT_THAT(complaint({.columns = {}, .same_within = -0.1}), HasSubstr("same_within is -0.1"));
  EXPECT_THAT(complaint({.columns = {}, .more_than = 0.9}), HasSubstr("JS distances are from 0 to 0.8325"));
}

}  // namespace
}  // namespace sanov
