#include "sanov/groups/group_pool.h"

#include <cmath>
#include <map>
#include <numeric>

#include "sanov/data/frame.h"
#include "sanov/data/memory_table.h"
#include "sanov/inference/count_draws.h"
#include "sanov/inference/grouped_counts.h"
#include "sanov/inference/homogeneity.h"
#include "sanov/inference/ordered_samples.h"

namespace sanov {
namespace {

using Counts = std::vector<std::uint64_t>;

/// Cells of numbers, and how many rows are in each.
struct Cut {
  std::shared_ptr<const Frame> frame;
  Counts counts;

  explicit Cut(std::vector<double> values) {
    MemoryTable table("t");
    table.add("x", values);
    TableReader reader(table);
    frame = make_frame(reader);
    counts.resize(column().own_cells());
    for (const double x : values)
      ++counts[static_cast<std::size_t>(std::lower_bound(column().edges.begin(), column().edges.end(), x) -
                                        column().edges.begin())];
  }
  const FrameColumn& column() const { return frame->columns[0]; }
};

std::vector<CellCount> part_of(const Counts& counts) {
  std::vector<CellCount> part;
  for (std::uint32_t i = 0; i < counts.size(); ++i)
    if (counts[i] > 0) part.push_back({i, static_cast<std::uint32_t>(counts[i])});
  return part;
}

Counts without(const Counts& all, const Counts& part) {
  Counts rest = all;
  for (std::size_t i = 0; i < rest.size(); ++i) rest[i] -= part[i];
  return rest;
}

std::vector<double> normals(std::size_t count, double step) {
  Random random(11);
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = random.normal();
    values.push_back(step > 0 ? std::round(x / step) * step : x);
  }
  return values;
}

/// A part whose rows are the likelier the higher they lie.
Counts tilted(Random& random, const Counts& pool, std::uint64_t rows, double tilt) {
  std::vector<double> weights;
  for (std::size_t i = 0; i < pool.size(); ++i)
    weights.push_back(static_cast<double>(pool[i]) *
                      std::exp(tilt * static_cast<double>(i) / static_cast<double>(pool.size())));
  Counts part(pool.size());
  draw_multinomial(random, weights, rows, part);
  for (std::size_t i = 0; i < pool.size(); ++i) part[i] = std::min(part[i], pool[i]);
  return part;
}

/// The test of two tables in cells that neither cut, which knows nothing of pools, however far out.
TEST(GroupPool, OfLargePartsIsTheTestOfTwoTables) {
  for (const double step : {0., 0.2, 1.}) {
    const Cut cut(normals(20'000, step));
    for (const double tilt : {0., 0.2, 0.5, 2.}) {
      for (const std::uint64_t rows : {120, 700, 9'000, 15'000}) {
        Random random(rows, static_cast<std::uint64_t>(10 * tilt));
        const Counts part = tilted(random, cut.counts, rows, tilt), rest = without(cut.counts, part);
        GroupPool pool(cut.column(), cut.counts);
        const std::uint64_t size = std::accumulate(part.begin(), part.end(), std::uint64_t{0});
        pool.prepare(std::vector{size});
        const PValue p = pool.p(part_of(part));
        const OrderedTest test = test_ordered({.reference = rest,
                                               .current = part,
                                               .coarse = {cut.column().coarse.data(), part.size()},
                                               .cut_at_reference = false});
        EXPECT_NEAR(p.log_p, test.p.log_p, 0.03 - 0.01 * test.p.log_p) << step << " " << tilt << " " << rows;
        EXPECT_EQ(p.method, Method::asymptotic);
      }
    }
  }
}

/// Few rows: p is the share of draws as extreme, by both within 4 standard errors of the larger number of draws.
TEST(GroupPool, OfSmallPartsIsTheDrawnTestOfTwoTables) {
  const Cut cut(normals(2'000, 0.1));
  for (const double tilt : {0., 1., 2.}) {
    for (const std::uint64_t rows : {6, 30, 90}) {
      Random random(rows, 5);
      const Counts part = tilted(random, cut.counts, rows, tilt);
      GroupPool pool(cut.column(), cut.counts);
      pool.prepare(Counts(60, rows));  // so many that a law is drawn
      const double p = pool.p(part_of(part)).p;
      const double expected = test_ordered({.reference = without(cut.counts, part),
                                            .current = part,
                                            .coarse = {cut.column().coarse.data(), part.size()},
                                            .cut_at_reference = false},
                                           {.draws = 19'999, .exceedances = 20'000})
                                  .p.p;
      EXPECT_NEAR(p, expected, 5 * std::sqrt(expected * (1 - expected) / 4'999) + 0.1 * expected)
          << tilt << " " << rows;
    }
  }
}

/// Parts drawn from the pool have p ≤ α in no more than a share α of draws; 4 standard errors are allowed for, which
/// cries wolf once in 30,000 times.
void expect_level(GroupPool& pool, const Counts& counts, std::uint64_t rows, std::size_t draws) {
  pool.prepare(Counts(draws, rows));
  Random random(rows, 77);
  std::map<double, double> extreme{{0.2, 0}, {0.05, 0}, {0.01, 0}};
  Counts part(counts.size());
  for (std::size_t i = 0; i < draws; ++i) {
    draw_without_replacement(random, counts, rows, part);
    const double p = pool.p(part_of(part)).p;
    for (auto& [alpha, count] : extreme) count += p <= alpha;
  }
  for (const auto& [alpha, count] : extreme)
    EXPECT_LE(count / static_cast<double>(draws), 1.05 * alpha + 4 * std::sqrt(alpha / static_cast<double>(draws)))
        << rows << " rows, α = " << alpha;
}

TEST(GroupPool, KeepsItsLevelForNumbers) {
  for (const double step : {0., 0.5}) {
    const Cut cut(normals(10'000, step));
    GroupPool pool(cut.column(), cut.counts);
    for (const std::uint64_t rows : {5, 12, 60, 99, 100, 143, 1'000, 9'970})
      expect_level(pool, cut.counts, rows, 2'000);
  }
}

/// Nearly all rows have one value, as costs that are mostly 0.
TEST(GroupPool, KeepsItsLevelWhereOneValueIsNearlyAll) {
  std::vector<double> values(10'000);
  for (std::size_t i = 0; i < 200; ++i) values[i] = static_cast<double>(1 + i % 37);
  const Cut cut(values);
  GroupPool pool(cut.column(), cut.counts);
  for (const std::uint64_t rows : {10, 99, 500, 2'000}) expect_level(pool, cut.counts, rows, 2'000);
}

/// Categories from frequent to rare, of which only the counts matter.
FrameColumn categories(std::size_t count) {
  FrameColumn column;
  column.kind = ColumnKind::text;
  for (std::size_t i = 0; i < count; ++i) column.coarse.push_back(static_cast<std::uint32_t>(i));
  return column;
}

TEST(GroupPool, KeepsItsLevelForTexts) {
  const FrameColumn column = categories(400);
  Counts counts;
  for (std::size_t i = 0; i < 400; ++i) counts.push_back(20'000 / ((i + 1) * (i + 1)) + 2);
  GroupPool pool(column, counts);
  for (const std::uint64_t rows : {5, 20, 99, 100, 300, 3'000}) expect_level(pool, counts, rows, 2'000);
}

TEST(GroupPool, OfTwoCategoriesIsPearsonsTest) {
  const FrameColumn column = categories(2);
  const Counts counts{3'000, 1'000}, part{130, 70};
  GroupPool pool(column, counts);
  pool.prepare(Counts{200});
  EXPECT_NEAR(pool.p(part_of(part)).log_p,
              log_chi_squared_sf(pearson_homogeneity(without(counts, part), part).statistic, 1), 1e-9);
}

/// One category that the group has nearly all of, among hundreds as rare.
TEST(GroupPool, SeesOneRareCategory) {
  const FrameColumn column = categories(500);
  const Counts counts(500, 20);
  Counts part(500);
  for (std::size_t i = 0; i < 180; ++i) ++part[2 * i];
  part[123] = 19;
  GroupPool pool(column, counts);
  pool.prepare(Counts{199});
  EXPECT_LT(pool.p(part_of(part)).p, 1e-4);
}

TEST(GroupPool, QuickDistanceIsThatOfCoarseCells) {
  std::vector<double> values;
  for (int i = 0; i < 20'000; ++i) values.push_back(i % 12);
  const Cut cut(values);
  Random random(4);
  const Counts part = tilted(random, cut.counts, 5'000, 1), rest = without(cut.counts, part);
  GroupPool pool(cut.column(), cut.counts);
  const std::uint64_t m = std::accumulate(part.begin(), part.end(), std::uint64_t{0}), n = 20'000 - m;
  pool.prepare(Counts{m});
  double js = 0;
  const std::span<const std::uint32_t> coarse(cut.column().coarse.data(), part.size());
  const Counts ours = grouped_counts(part, coarse), others = grouped_counts(rest, coarse);
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const double p = static_cast<double>(ours[i]) / static_cast<double>(m);
    const double q = static_cast<double>(others[i]) / static_cast<double>(n);
    for (const double x : {p, q})
      if (x > 0) js += 0.5 * x * std::log(2 * x / (p + q));
  }
  const QuickDistance quick = pool.distance(part_of(part));
  EXPECT_NEAR(quick.js, js, 1e-9 * js);
  EXPECT_LT(quick.lower, std::sqrt(js));
  EXPECT_GT(quick.lower, 0.7 * std::sqrt(js));
}

TEST(GroupPool, WhatCannotDifferHasP1) {
  const FrameColumn column = categories(3);
  GroupPool constant(column, {0, 50, 0});
  constant.prepare(Counts{10});
  EXPECT_EQ(constant.p(std::vector<CellCount>{{1, 10}}).p, 1);
  GroupPool pool(column, {10, 50, 10});
  pool.prepare(Counts{70, 0});
  EXPECT_EQ(pool.p(std::vector<CellCount>{{0, 10}, {1, 50}, {2, 10}}).p, 1);
  EXPECT_EQ(pool.p({}).p, 1);
}

}  // namespace
}  // namespace sanov
