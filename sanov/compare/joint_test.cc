#include "sanov/compare/joint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/compare/compare.h"
#include "sanov/data/frame.h"
#include "sanov/data/memory_table.h"
#include "sanov/data/profile.h"
#include "sanov/numerics/random.h"

namespace sanov {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Numbers normals(std::size_t n, std::uint64_t seed) {
  Numbers values(n);
  Random random(seed);
  for (double& value : values) value = random.normal();
  return values;
}

/// x and y go together with this correlation, z with neither.
MemoryTable correlated(std::size_t n, double correlation, std::uint64_t seed) {
  Numbers x = normals(n, seed), y = normals(n, seed + 1);
  for (std::size_t i = 0; i < n; ++i) y[i] = correlation * x[i] + std::sqrt(1 - correlation * correlation) * y[i];
  MemoryTable table("t");
  table.add("x", x).add("y", y).add("z", normals(n, seed + 2));
  return table;
}

std::string message_of(const auto& work) {
  try {
    work();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "nothing was thrown";
}

TEST(TableRows, NumbersAndTextsOfBothTables) {
  MemoryTable a("a"), b("b");
  a.add("n", Numbers{1, kNaN, 3}).add("t", Texts{"u", "v", ""});
  b.add("t", Texts{"w", "v"}).add("n", Numbers{5, 6});
  const TableRows rows = read_rows(a, b, {"t", "n"}, 0, "joint");
  EXPECT_EQ(rows.reference_rows, 3u);
  EXPECT_EQ(rows.current_rows, 2u);
  EXPECT_FALSE(rows.sampled());
  EXPECT_THAT(rows.columns[0].categories, ElementsAre("v", "u", "w"));  // by rows of both tables, then by name
  EXPECT_THAT(rows.columns[0].current, ElementsAre(2, 0));
  EXPECT_EQ(rows.columns[0].reference[0], 1);
  EXPECT_TRUE(std::isnan(rows.columns[0].reference[2]));
  EXPECT_THAT(rows.columns[1].current, ElementsAre(5, 6));
  EXPECT_TRUE(std::isnan(rows.columns[1].reference[1]));
}

TEST(TableRows, ASampleIsTheSameWhateverTheBatches) {
  MemoryTable whole = correlated(5000, 0, 1), parts = correlated(5000, 0, 1), other = correlated(50, 0, 4);
  parts.set_batch_rows(77);
  const TableRows a = read_rows(whole, other, {"x", "y"}, 300, "joint"),
                  b = read_rows(parts, other, {"x", "y"}, 300, "joint");
  EXPECT_EQ(a.reference_size(), 300u);
  EXPECT_TRUE(a.sampled());
  EXPECT_EQ(a.columns[1].reference, b.columns[1].reference);
}

TEST(TableRows, RefusesColumnsThatAreNotThere) {
  MemoryTable a("a"), b("b");
  a.add("wind", Numbers{1}).add("sky", Texts{"u"}).add("mixed", Texts{"u"});
  b.add("wind", Numbers{1}).add("mixed", Numbers{2});
  EXPECT_THAT(message_of([&] { read_rows(a, b, {"wimd"}, 0, "joint"); }),
              HasSubstr("wimd, which is not in a; did you mean wind?"));
  EXPECT_THAT(message_of([&] { read_rows(a, b, {"sky"}, 0, "joint"); }), HasSubstr("sky, which is not in b"));
  EXPECT_THAT(message_of([&] { read_rows(a, b, {"wind", "wind"}, 0, "joint"); }), HasSubstr("names wind twice"));
  EXPECT_THROW(read_rows(a, b, {"mixed"}, 0, "joint"), InvalidArgument);
}

TEST(Joint, SeesACorrelationThatNoColumnShows) {
  MemoryTable a = correlated(1000, 0.7, 1), b = correlated(1000, -0.7, 11);
  const JointFinding found = compare_joint(read_rows(a, b, {"z", "x", "y"}, 0, "joint"));
  EXPECT_GT(found.classifier.auc, 0.75);
  EXPECT_EQ(found.classifier.p->p, 1e-3);
  EXPECT_EQ(found.energy.p->p, 1e-3);
  EXPECT_EQ(found.mmd.p->p, 1e-3);
  EXPECT_EQ(found.kl.p->p, 1e-3);
  EXPECT_EQ(found.columns[2].column, "z");
  EXPECT_LT(found.columns[2].importance, 0.02);
  EXPECT_GT(found.columns[1].importance, 0.1);
  // KL of the normals: ½(tr(S⁻¹T) − 2) with correlations ±r, (1 + r²)/(1 − r²) − 1.
  // Where the one is dense the other is thin, which makes the estimate low.
  const double truth = (1 + 0.49) / (1 - 0.49) - 1;
  EXPECT_LT(found.kl.kl, truth);
  EXPECT_GT(found.kl.kl, 0.35 * truth);
  EXPECT_EQ(found.dimensions, 3u);
}

TEST(Joint, OneDistributionGivesNoNews) {
  // By chance a p is under 0.01 once in a hundred; the seeds are fixed.
  MemoryTable a = correlated(600, 0.5, 1), b = correlated(500, 0.5, 21);
  const JointFinding found = compare_joint(read_rows(a, b, {"x", "y", "z"}, 0, "joint"));
  EXPECT_GT(found.classifier.p->p, 0.01);
  EXPECT_GT(found.mmd.p->p, 0.01);
  EXPECT_GT(found.energy.p->p, 0.01);
  EXPECT_GT(found.kl.p->p, 0.01);
  EXPECT_TRUE(found.classifier.interval.lower < 0.52);
}

TEST(Joint, TextsAndMissingValues) {
  MemoryTable a("a"), b("b");
  Numbers x = normals(400, 1), y = normals(400, 2);
  Texts of_a, of_b;
  for (std::size_t i = 0; i < 400; ++i) {
    of_a.push_back(std::to_string(i % 40));
    of_b.push_back(std::to_string(i % 40 / 2));
  }
  x[3] = kNaN;
  y[5] = y[6] = HUGE_VAL;
  of_b[7] = "";
  a.add("x", x).add("t", of_a);
  b.add("x", y).add("t", of_b);
  const JointFinding found = compare_joint(read_rows(a, b, {"x", "t"}, 0, "joint"));
  EXPECT_EQ(found.reference_rows, 399u);
  EXPECT_EQ(found.reference_dropped, 1u);
  EXPECT_EQ(found.current_dropped, 3u);
  EXPECT_EQ(found.dimensions, 22u);  // x, twenty categories and the rest
  EXPECT_EQ(found.columns[0].column, "t");
  EXPECT_EQ(found.columns[0].folded, 20u);
  EXPECT_EQ(found.columns[1].folded, 0u);
  EXPECT_GT(found.classifier.auc, 0.6);
  EXPECT_FALSE(found.kl.interval.has_value());
}

TEST(Joint, AFarOutlierHidesNothing) {
  MemoryTable a("a"), b("b");
  Numbers x = normals(500, 1), y = normals(500, 2);
  x[0] = 1e4;
  for (double& value : y) value += 1;
  a.add("x", x).add("z", normals(500, 3));
  b.add("x", y).add("z", normals(500, 4));
  const JointFinding found = compare_joint(read_rows(a, b, {"x", "z"}, 0, "joint"));
  EXPECT_EQ(found.energy.p->p, 1e-3);
  EXPECT_EQ(found.mmd.p->p, 1e-3);
  EXPECT_GT(found.classifier.auc, 0.7);
}

TEST(Joint, ConstantColumnsAndTooFewRows) {
  MemoryTable constant("a");
  constant.add("x", Numbers(50, 3)).add("y", Numbers(50, 4));
  const JointFinding found = compare_joint(read_rows(constant, constant, {"x", "y"}, 0, "joint"));
  EXPECT_NEAR(found.classifier.auc, 0.5, 1e-15);
  EXPECT_EQ(found.classifier.p->p, 1);
  EXPECT_EQ(found.energy.squared, 0);
  EXPECT_NEAR(found.mmd.squared, 0, 1e-15);
  MemoryTable few = correlated(19, 0, 1), many = correlated(50, 0, 2);
  EXPECT_THAT(
      message_of([&] { compare_joint(read_rows(many, few, {"x", "y"}, 0, "joint")); }),
      HasSubstr("the current table has 19 rows with a value in each of the joint columns; at least 20 are needed"));
  EXPECT_THROW(compare_joint(read_rows(many, many, {"x"}, 0, "joint")), InvalidArgument);
}

TEST(Joint, IsPartOfAComparison) {
  MemoryTable a = correlated(500, 0.7, 1), b = correlated(500, -0.7, 11);
  CompareOptions options;
  options.together.permutations = 99;
  EXPECT_FALSE(compare(a, b, options).judgement.differs);
  options.together.joint = {"x", "y"};
  options.together.target = "y";
  const Comparison found = compare(a, b, options);
  EXPECT_TRUE(found.judgement.differs);
  EXPECT_EQ(found.joint->classifier.p->p, 0.01);
  // What y answers at the same x is another thing now, and y by itself is not.
  EXPECT_GT(found.shift->target_shift.p.p, 0.01);
  for (const ShiftFinding& finding : found.shift->covariates) {
    if (finding.covariate != "x") continue;
    EXPECT_LE(finding.concept_shift.p.p, 0.02);  // the smaller of two, of 99 draws
  }
  TableReader rows(a);
  const Profile counted = count_rows(rows, make_frame(rows));
  EXPECT_THAT(message_of([&] { compare(Side(counted), Side(b), options); }),
              HasSubstr("joint needs the rows of both tables, which a profile has not kept"));
}

}  // namespace
}  // namespace sanov
