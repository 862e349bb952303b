#include "sanov/compare/shift.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/compare/strata.h"
#include "sanov/measures/measures.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/random.h"

namespace sanov {
namespace {

using Numbers = std::vector<double>;
using Cells = std::vector<std::uint32_t>;

/// Both tables' rows of a target and covariates x, z: what x is of, and how the target hangs on it.
TableRows made(std::size_t n, std::size_t m, std::uint64_t seed, double x_shift, double y_shift) {
  TableRows rows;
  rows.reference_rows = n;
  rows.current_rows = m;
  const auto named = [](std::string_view name) {
    return RowColumn{std::string(name), ColumnKind::numeric, {}, {}, {}};
  };
  RowColumn y = named("y"), x = named("x"), z = named("z");
  Random random(seed);
  const auto fill = [&](std::size_t count, double of_x, double of_y, Numbers RowColumn::* side) {
    for (std::size_t i = 0; i < count; ++i) {
      const double at = of_x + random.normal();
      (x.*side).push_back(at);
      (y.*side).push_back(at + of_y + random.normal());
      (z.*side).push_back(random.normal());
    }
  };
  fill(n, 0, 0, &RowColumn::reference);
  fill(m, x_shift, y_shift, &RowColumn::current);
  rows.columns = {y, x, z};
  return rows;
}

const ShiftFinding& of(const Shift& shift, const std::string& covariate) {
  for (const ShiftFinding& finding : shift.covariates)
    if (finding.covariate == covariate) return finding;
  throw std::out_of_range(covariate);
}

/// JS of the counts of pairs of cells, from sanov::js of the joint shares.
double js_of(const CutColumn& x, const CutColumn& y) {
  std::vector<double> p(x.cells * y.cells), q = p;
  for (std::size_t i = 0; i < y.reference.size(); ++i) p[x.reference[i] * y.cells + y.reference[i]] += 1;
  for (std::size_t i = 0; i < y.current.size(); ++i) q[x.current[i] * y.cells + y.current[i]] += 1;
  return js(normalized(p), normalized(q));
}

TEST(Strata, TheChainRuleIsExact) {
  const TableRows rows = made(700, 300, 1, 0.5, 0.5);
  for (const std::size_t fineness : {2u, 7u, 30u}) {
    const CutColumn x = cut_column(rows.columns[1], fineness), y = cut_column(rows.columns[0], 6);
    EXPECT_NEAR(StratifiedCounts(x).information() + StratifiedCounts(x, y).information(), js_of(x, y), 1e-15);
    const CutColumn one{Cells(700), Cells(300), 1, 0};
    EXPECT_NEAR(StratifiedCounts(y).information(), js_of(one, y), 1e-15);
  }
}

TEST(Strata, ByHand) {
  // Stratum 0: 2 a and 2 b against 4 a; stratum 1: alike. Given the stratum, JS of (½, ½) and (1, 0), half of the rows.
  const CutColumn strata{Cells{0, 0, 0, 0, 1, 1, 1, 1}, Cells{0, 0, 0, 0, 1, 1, 1, 1}, 2, 0};
  const CutColumn cells{Cells{0, 0, 1, 1, 0, 0, 1, 1}, Cells{0, 0, 0, 0, 0, 0, 1, 1}, 2, 0};
  EXPECT_NEAR(StratifiedCounts(strata, cells).information(), js({0.5, 0.5}, {1, 0}) / 2, 1e-16);
  EXPECT_EQ(StratifiedCounts(strata).information(), 0);
  // Tables that share no stratum say nothing of what is within.
  const CutColumn apart{Cells(8, 0), Cells(8, 1), 2, 0};
  EXPECT_EQ(StratifiedCounts(apart, cells).information(), 0);
  EXPECT_NEAR(StratifiedCounts(apart).information(), std::log(2.0), 1e-16);
}

TEST(Strata, CutsColumns) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  const CutColumn numbers = cut_column({"x", ColumnKind::numeric, {1, 2, 3, 4, kNaN}, {5, 6, 7, 8}, {}}, 4);
  EXPECT_EQ(numbers.cells, 5u);
  EXPECT_EQ(numbers.ordered, 4u);
  EXPECT_EQ(numbers.reference, (Cells{0, 0, 1, 1, 4}));
  EXPECT_EQ(numbers.current, (Cells{2, 2, 3, 3}));
  // Few different values: a cell each.
  const CutColumn few = cut_column({"x", ColumnKind::integer, {0, 0, 0, 0, 0, 0, 1}, {0, 1, 1}, {}}, 4);
  EXPECT_EQ(few.reference, (Cells{0, 0, 0, 0, 0, 0, 1}));
  EXPECT_EQ(few.cells, 2u);
  const CutColumn texts = cut_column({"t", ColumnKind::text, {0, 1, 2}, {3, kNaN}, {"a", "b", "c", "d"}}, 2);
  EXPECT_EQ(texts.reference, (Cells{0, 1, 1}));
  EXPECT_EQ(texts.current, (Cells{1, 2}));
  EXPECT_EQ(texts.ordered, 0u);
  const CutColumn none = cut_column({"x", ColumnKind::empty, {kNaN}, {kNaN}, {}}, 4);
  EXPECT_EQ(none.cells, 1u);
}

TEST(Shift, OfTheCovariateAlone) {
  const Shift found = find_shift(made(2000, 2000, 1, 0.5, 0));
  EXPECT_EQ(of(found, "x").covariate_shift.p.p, 1e-3);
  EXPECT_GT(of(found, "x").concept_shift.p.p, 0.01);
  EXPECT_GT(of(found, "x").covariate_shift.corrected, 5 * of(found, "x").concept_shift.corrected);
  EXPECT_EQ(found.covariates[0].covariate, "x");
  EXPECT_GT(of(found, "z").covariate_shift.p.p, 0.01);
  // Given z, which has no part in it, y has changed; given all of them together, it has not.
  EXPECT_EQ(of(found, "z").concept_shift.p.p, 1e-3);
  ASSERT_TRUE(found.together.has_value());
  EXPECT_GT(found.together->concept_shift.p.p, 0.01);
  EXPECT_EQ(found.together->covariate_shift.p.p, 1e-3);
}

TEST(Shift, OfTheConceptAlone) {
  const Shift found = find_shift(made(2000, 2000, 2, 0, 0.4));
  EXPECT_GT(of(found, "x").covariate_shift.p.p, 0.01);
  EXPECT_EQ(of(found, "x").concept_shift.p.p, 1e-3);
  EXPECT_GT(of(found, "x").concept_shift.nats, of(found, "x").concept_shift.floor);
  EXPECT_EQ(found.together->concept_shift.p.p, 1e-3);
}

TEST(Shift, OfBoth) {
  const Shift found = find_shift(made(2000, 2000, 3, 0.5, -0.5));
  EXPECT_EQ(of(found, "x").covariate_shift.p.p, 1e-3);
  EXPECT_EQ(of(found, "x").concept_shift.p.p, 1e-3);
  // y by itself has hardly changed: the two shifts cancel.
  EXPECT_GT(found.target_shift.p.p, 0.001);
}

TEST(Shift, SizeOfBothParts) {
  // No concept shift, with x unchanged and, in strata of a covariate of few values, changed: p of the concept part is at
  // most 0.05 in 5% of tables. More than 46 of 500 once in 30,000 times.
  int covariate = 0, concept_part = 0, in_levels = 0;
  for (std::uint64_t rep = 0; rep < 500; ++rep) {
    const ShiftOptions options{.permutations = 99, .seed = rep};
    TableRows rows = made(150, 100, 100 + rep, 0, 0);
    rows.columns.pop_back();
    const Shift found = find_shift(rows, options);
    covariate += found.covariates[0].covariate_shift.p.p <= 0.05;
    concept_part += found.covariates[0].concept_shift.p.p <= 0.05;
    Random random(rep, 5);
    RowColumn& y = rows.columns[0];
    RowColumn& x = rows.columns[1];
    for (const auto& [values, answers, most] :
         {std::tuple{&x.reference, &y.reference, 3}, std::tuple{&x.current, &y.current, 5}})
      for (std::size_t i = 0; i < values->size(); ++i) {
        (*values)[i] = static_cast<double>(random.below(static_cast<std::uint64_t>(most)) % 4);
        (*answers)[i] = (*values)[i] + random.normal();
      }
    in_levels += find_shift(rows, options).covariates[0].concept_shift.p.p <= 0.05;
  }
  EXPECT_LE(covariate, 46);
  EXPECT_GE(covariate, 10);
  EXPECT_LE(concept_part, 46);
  EXPECT_GE(concept_part, 10);
  EXPECT_LE(in_levels, 46);
  EXPECT_GE(in_levels, 10);
}

TEST(Shift, BitsAndBadInput) {
  const TableRows rows = made(200, 150, 9, 0.3, 0.3);
  set_thread_count(1);
  const Shift one = find_shift(rows);
  set_thread_count(3);
  const Shift three = find_shift(rows);
  set_thread_count(0);
  EXPECT_EQ(one.together->concept_shift.p.p, three.together->concept_shift.p.p);
  EXPECT_EQ(one.together->total, three.together->total);
  EXPECT_EQ(of(one, "x").concept_shift.floor, of(three, "x").concept_shift.floor);
  TableRows alone = rows;
  alone.columns.resize(1);
  EXPECT_THROW(find_shift(alone), InvalidArgument);
  EXPECT_THROW(find_shift(made(19, 100, 1, 0, 0)), DomainError);
  // A covariate that is missing throughout, and one that is constant.
  TableRows odd = rows;
  odd.columns[1].reference.assign(200, std::numeric_limits<double>::quiet_NaN());
  odd.columns[1].current.assign(150, std::numeric_limits<double>::quiet_NaN());
  odd.columns[2].reference.assign(200, 1);
  odd.columns[2].current.assign(150, 1);
  const Shift found = find_shift(odd);
  EXPECT_EQ(of(found, "x").covariate_shift.p.p, 1);
  EXPECT_EQ(of(found, "z").covariate_shift.nats, 0);
  EXPECT_FALSE(found.together.has_value());
}

}  // namespace
}  // namespace sanov
