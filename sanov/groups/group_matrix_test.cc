#include "sanov/groups/group_matrix.h"

#include <gmock/gmock.h>

#include <stdexcept>

#include "sanov/data/memory_table.h"
#include "sanov/measures/measures.h"

namespace sanov {
namespace {

using testing::ElementsAre;

MemoryTable table() {
  std::vector<std::string> group;
  std::vector<std::int64_t> value;
  const auto add = [&](const char* name, std::initializer_list<std::int64_t> values) {
    for (const std::int64_t x : values) {
      group.emplace_back(name);
      value.push_back(x);
    }
  };
  add("a", {1, 1, 2, 2});
  add("b", {1, 2, 2, 2, 2, 2, 2, 1});
  add("c", {5, 5, 2, 1});
  add("few", {9, 9});
  add("", {1, 2, 3});
  MemoryTable found("t");
  found.add("group", group).add("value", value);
  return found;
}

TEST(GroupMatrix, OfSharesAndAlongTheAxis) {
  MemoryTable t = table();
  const Bound<Two> measure = total_variation.with({});
  const GroupMatrix shares =
      group_matrix(t, {.by = {"group"}, .of = "value", .measure = &measure, .min_rows = 3, .bins = 5});
  EXPECT_THAT(shares.names, ElementsAre("b", "a", "c"));
  EXPECT_THAT(shares.values, ElementsAre(8u, 4u, 4u));
  EXPECT_EQ(shares.left_out, 1u);
  EXPECT_EQ(shares.missing, 3u);
  EXPECT_DOUBLE_EQ(shares.distances[1], 0.25);  // of two halves and of a quarter and three
  EXPECT_THAT(shares.tree.order, ElementsAre(0u, 1u, 2u));
  const GroupMatrix axis = group_matrix(t, {.by = {"group"}, .of = "value", .min_rows = 3});
  EXPECT_DOUBLE_EQ(axis.distances[1], 0.25);
  EXPECT_DOUBLE_EQ(axis.distances[2], 1.5);  // 1, 2, 2, 2 to 1, 2, 5, 5: two of four by 3
  EXPECT_EQ(axis.distances[2], axis.distances[6]);
}

TEST(GroupMatrix, NeedsTwoGroups) {
  MemoryTable t = table();
  EXPECT_THROW(group_matrix(t, {.by = {"group"}, .of = "value", .min_rows = 5}), std::invalid_argument);
  EXPECT_THROW(group_matrix(t, {.by = {"value"}, .of = "group"}), std::invalid_argument);  // W1 of texts
  EXPECT_THROW(group_matrix(t, {.by = {"group"}, .of = "valu"}), std::invalid_argument);
}

}  // namespace
}  // namespace sanov
