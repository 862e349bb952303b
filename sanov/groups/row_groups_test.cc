#include "sanov/groups/row_groups.h"

#include <map>
#include <vector>

#include "sanov/numerics/random.h"

namespace sanov {
namespace {

using Naive = std::map<std::uint32_t, std::map<std::uint32_t, std::uint32_t>>;

Naive counted(const GroupLevel& level, std::size_t groups) {
  Naive found;
  for (std::uint32_t g = 0; g < groups; ++g)
    for (const CellCount& each : level.of(g)) found[g][each.cell] += each.rows;
  return found;
}

TEST(KeyNumbers, AreThoseOfTheFirstCome) {
  KeyNumbers numbers;
  std::map<std::uint64_t, std::uint32_t> naive;
  Random random(1);
  for (int i = 0; i < 100'000; ++i) {
    const std::uint64_t key = random.below(20'000) * 0x9e3779b97f4a7c15;  // 0 among them
    const auto next = static_cast<std::uint32_t>(naive.size());
    EXPECT_EQ(numbers.number(key, next), naive.try_emplace(key, next).first->second);
  }
  EXPECT_GT(naive.size(), 19'700u);  // nearly all came: 20,000 (1 − e⁻⁵)
}

/// Rows that wait longer or shorter before they are counted give the same counts, and those of a map.
TEST(RowGroups, CountAsAMapDoes) {
  for (const std::size_t waiting : {std::size_t{7}, std::size_t{1000}, RowGroups::kMostWaiting}) {
    Random random(2);
    RowGroups rows(300, waiting);
    Naive naive;
    const std::size_t groups = 500;
    for (int part = 0; part < 40; ++part) {
      std::vector<std::uint32_t> group, cell;
      for (int i = 0; i < 250; ++i) {
        // Group 3 has most of the rows, and groups come later and later.
        group.push_back(random.below(3) == 0 ? 3 : static_cast<std::uint32_t>(random.below(10 * (part + 1))));
        cell.push_back(static_cast<std::uint32_t>(random.below(300)));
        ++naive[group.back()][cell.back()];
      }
      rows.add(group.data(), cell.data(), group.size());
    }
    GroupLevel level;
    level.nodes.resize(groups);
    rows.finish(groups, level);
    ASSERT_EQ(level.stretches.size(), 2u);
    EXPECT_EQ(counted(level, groups), naive);
    for (std::size_t g = 0; g < groups; ++g)
      for (std::size_t i = 1; i < level.of(g).size(); ++i) EXPECT_LT(level.of(g)[i - 1].cell, level.of(g)[i].cell);
  }
}

TEST(RowGroups, NoRowsAtAll) {
  GroupLevel level;
  RowGroups(10).finish(0, level);
  EXPECT_TRUE(level.stretches.empty());
}

TEST(AddUp, EachHasTheRowsOfThoseBelow) {
  GroupLevel below, above;
  below.nodes = {{1, false, "a"}, {0, false, "b"}, {1, true, ""}};
  below.stretches = {{{0, 2, 3, 5}, {{0, 2}, {4, 1}, {4, 7}, {0, 5}, {2, 1}}}};
  above.nodes.resize(3);
  add_up(below, 5, above);
  ASSERT_EQ(above.stretches.size(), 1u);
  EXPECT_EQ(above.stretches[0].begins, (std::vector<std::size_t>{0, 1, 4, 4}));
  EXPECT_EQ(above.stretches[0].cells, (std::vector<CellCount>{{4, 7}, {0, 7}, {2, 1}, {4, 1}}));
}

}  // namespace
}  // namespace sanov
