#include "sanov/compare/text_cells.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "sanov/inference/count_draws.h"
#include "sanov/inference/homogeneity.h"

namespace sanov {
namespace {

using Counts = std::vector<std::uint64_t>;

/// A text column of both tables: texts 0, 1, … with so many rows in each, of which the `listed` most frequent in the
/// reference have cells.
struct Column {
  FrameColumn frame;
  ColumnCounts reference{frame, 0}, current{frame, 0};

  Column(const Counts& before, const Counts& after, std::size_t listed, std::uint64_t missing_after = 0) {
    frame.kind = ColumnKind::text;
    std::vector<std::size_t> order(before.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return before[i] > before[j]; });
    const auto hash = [](std::size_t text) { return Random(9, text)(); };
    std::size_t own = 0;
    while (own < std::min(listed, order.size()) && before[order[own]] > 0) ++own;
    for (std::size_t i = 0; i < own; ++i) frame.categories.push_back({hash(order[i]), before[order[i]], "text"});
    frame.has_rest = own < before.size() && own == listed && before[order[own]] > 0;
    frame.coarse.resize(own + (frame.has_rest ? kRestCells : 0) + 2);
    for (ColumnCounts* counts : {&reference, &current}) counts->cells.assign(frame.coarse.size(), 0);
    for (std::size_t i = 0; i < order.size(); ++i) {
      const std::size_t text = order[i];
      if (i >= own && before[text] == 0) {
        current.cells[frame.unseen_cell()] += after[text];
        if (after[text] > 0) current.unseen[hash(text)] = {hash(text), after[text], "text"};
        continue;
      }
      const std::size_t cell = i < own ? i : own + (hash(text) >> 32) % kRestCells;
      reference.cells[cell] += before[text];
      current.cells[cell] += after[text];
    }
    current.cells[frame.missing_cell()] = missing_after;
  }
  TextCells cells() const { return text_cells(frame, reference, current); }
};

std::uint64_t sum(const Counts& counts) { return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}); }

TEST(TextCells, EveryTextHasItsOwnWhereAllAreKnown) {
  const TextCells cells = Column({50, 3, 0, 7, 0}, {40, 0, 2, 9, 5}, 1024, 4).cells();
  EXPECT_EQ(cells.reference, (Counts{50, 7, 3, 0, 0, 0}));
  ASSERT_EQ(cells.current.size(), 6u);
  EXPECT_EQ(cells.current[0], 40u);
  EXPECT_EQ(cells.current[3] + cells.current[4], 7u);
  EXPECT_EQ(cells.current[3] * cells.current[4], 10u);
  EXPECT_EQ(cells.current[5], 4u);
}

TEST(TextCells, OnlyTheFrequentHaveTheirOwnBesideARest) {
  Counts before(3000, 10), after(3000, 9);
  before[0] = before[1] = 500;
  after[0] = 100;
  const TextCells cells = Column(before, after, 1024).cells();
  EXPECT_EQ(cells.reference.size(), 2 + kRestGroups + 1);
  EXPECT_EQ(cells.reference[0], 500u);
  EXPECT_EQ(cells.current[0], 100u);
  EXPECT_EQ(sum(cells.reference), sum(before));
  EXPECT_EQ(sum(cells.current), sum(after));
  EXPECT_LT(homogeneity_p(cells.reference, cells.current).log_p, -100);
}

TEST(TextCells, NewTextsWithoutNamesShareACell) {
  Column column({50, 3, 0, 7, 0}, {40, 0, 2, 9, 5}, 1024);
  column.current.unseen_left_out = true;
  const TextCells cells = column.cells();
  EXPECT_EQ(cells.reference, (Counts{50, 10, 0}));
  EXPECT_EQ(cells.current, (Counts{40, 16, 0}));
}

// 60 pairs of tables: where 5% are flagged, more than 11 are for one seed in 20,000. With the frame's cells, all are.
TEST(TextCells, ManyTextsAreNoChange) {
  for (const bool equal : {true, false}) {
    std::vector<double> weights;
    for (int i = 1; i <= 5000; ++i) weights.push_back(equal ? 1 : 1. / i);
    int flagged = 0;
    for (std::uint64_t i = 0; i < 60; ++i) {
      Random random(7, i);
      Counts before(weights.size()), after(weights.size());
      draw_multinomial(random, weights, 20'000, before);
      draw_multinomial(random, weights, 10'000, after);
      const TextCells cells = Column(before, after, 1024).cells();
      flagged += homogeneity_p(cells.reference, cells.current, {.seed = i, .draws = 199, .exceedances = 20}).p <= 0.05;
    }
    EXPECT_LE(flagged, 11) << equal;
  }
}

}  // namespace
}  // namespace sanov
