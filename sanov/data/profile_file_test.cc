#include "sanov/data/profile_file.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sanov/base/error.h"
#include "sanov/data/memory_table.h"
#include "sanov/data/profile_table.h"

namespace sanov {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

MemoryTable small_table() {
  MemoryTable table("t");
  table.add("x", std::vector<double>{0.1, -kInfinity, 1e300, kNaN, 0.1})
      .add("n", std::vector<std::int64_t>{1, 2, 3, 4, 4})
      .add("w", std::vector<std::string>{"sun", "rain", "", "sun", "fog \xff"})
      .add_times("at", {0, 86400, 172800, 172800, 86400});
  return table;
}

std::string small_text() {
  MemoryTable table = small_table();
  return profile_text(profile(table));
}

/// The body of a file with one part replaced, under a first line that is right.
std::string changed(const std::string& from, const std::string& to) {
  std::string body = small_text();
  body.erase(0, body.find('\n') + 1);
  const std::size_t at = body.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) body.replace(at, from.size(), to);
  return profile_header(body) + body;
}

std::string complaint(const std::string& text) {
  try {
    parse_profile(text, "x.profile");
  } catch (const DomainError& error) {
    return error.complaint().sentence();
  }
  return "read";
}

TEST(ProfileFile, IsReadableAndOpensWithItsChecksum) {
  const std::string text = small_text();
  // FNV-1a, 64 bits, of what follows the first line.
  std::uint64_t hash = 14695981039346656037u;
  for (const char c : text.substr(text.find('\n') + 1)) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  EXPECT_EQ(text.substr(0, text.find('\n')),
            fmt::format("{{\"format\": \"sanov profile\", \"version\": 1, \"checksum\": \"{:016x}\",", hash));
  EXPECT_THAT(text,
              HasSubstr(R"("kind": "integer", "type": "int64", "all_different": false, "one_value_a_cell": true, )"
                        R"("minimum": 1, "maximum": 4, "origin": 0, "quantum": -39, "edges": [1, 2, 3])"));
  EXPECT_THAT(text, HasSubstr(R"("cells": [1, 1, 1, 2, 0], "sums": ")"));
  EXPECT_THAT(text, HasSubstr(R"("values": ["-Infinity", 0.1, 1e+300], "value_counts": [1, 2, 1])"));
  EXPECT_THAT(text, HasSubstr(R"(["sun", 2, ")"));
}

TEST(ProfileFile, KeepsEverything) {
  MemoryTable table = small_table();
  const Profile before = profile(table), after = parse_profile(small_text(), "elsewhere");
  EXPECT_TRUE(one_frame(before, after));
  EXPECT_EQ(after.name, "elsewhere");
  EXPECT_EQ(after.rows, 5u);
  for (std::size_t i = 0; i < before.columns.size(); ++i) {
    const ColumnCounts &a = before.columns[i], &b = after.columns[i];
    EXPECT_EQ(a.cells, b.cells);
    EXPECT_TRUE(a.sums == b.sums);
    EXPECT_EQ(a.values.values(), b.values.values());
    EXPECT_EQ(a.values.counts(), b.values.counts());
    EXPECT_EQ(std::tie(a.minimum, a.maximum, a.below, a.above, a.infinite_below, a.infinite_above),
              std::tie(b.minimum, b.maximum, b.below, b.above, b.infinite_below, b.infinite_above));
  }
  EXPECT_EQ(before.frame->columns[2].labels, after.frame->columns[2].labels);
}

TEST(ProfileFile, SumsOfOver64BitsAreExact) {
  MemoryTable reference("r"), table("t");
  reference.add("x", std::vector<double>{1, 2, 3});
  table.add("x", std::vector<double>{1e300, 1e300, -1e300, 5e29});
  const Profile counted = profile(table, profile(reference).frame);
  const Profile again = parse_profile(profile_text(counted), "x");
  EXPECT_TRUE(again.columns[0].sums == counted.columns[0].sums);
  // Two numbers are farther than sums tell.
  EXPECT_TRUE(counted.columns[0].sums.back() > 2 * static_cast<Int128>(kFarthestUnits));
  EXPECT_TRUE(counted.columns[0].sums.front() == -static_cast<Int128>(kFarthestUnits));
}

TEST(ProfileFile, RareCategoriesAreKnownAgain) {
  std::vector<std::string> texts;
  for (int i = 0; i < 3000; ++i) texts.push_back(fmt::format("name {}", i));
  MemoryTable table("t");
  table.add("w", texts);
  const Profile counted = profile(table, {.max_categories = 10});
  const std::string text = profile_text(counted);
  const Profile again = parse_profile(text, "x");
  EXPECT_EQ(profile_text(profile(table, again.frame)), text);
  EXPECT_EQ(again.frame->columns[0].others, counted.frame->columns[0].others);
}

TEST(ProfileFile, NamesThatAreNoTextsAreKept) {
  MemoryTable table("caf\xe9.csv");
  table.add("na\xefve", std::vector<double>{1, 2}).add("a\"\n\t", std::vector<double>{1, 2});
  const Profile again = parse_profile(profile_text(profile(table)), "x");
  EXPECT_EQ(again.frame->reference, "caf\xe9.csv");
  EXPECT_NE(again.frame->find("na\xefve"), nullptr);
  EXPECT_NE(again.frame->find("a\"\n\t"), nullptr);
}

TEST(ProfileFile, APartMayLackColumnsAndHaveOthers) {
  MemoryTable reference = small_table(), part("part");
  part.add("n", std::vector<std::string>{"one", "two"}).add("z", std::vector<double>{1, 2});
  part.add("b", std::vector<double>{1, 2});
  const Profile counted = profile(part, profile(reference).frame);
  const std::string text = profile_text(counted);
  EXPECT_THAT(text, EndsWith("\"not_in_frame\": [\"b\", \"z\"], \"left_out\": []}\n"));
  const Profile again = parse_profile(text, "x");
  EXPECT_FALSE(again.columns[0].present);
  EXPECT_EQ(again.missing(0), 2u);
  EXPECT_FALSE(again.columns[1].countable);
  EXPECT_EQ(profile_text(again), text);
}

TEST(ProfileFile, SaysWhatIsWrongWithAFile) {
  const std::string text = small_text();
  EXPECT_EQ(complaint(text), "read");
  EXPECT_EQ(complaint(""), "x.profile is empty: it has no bytes");
  EXPECT_EQ(complaint("a,b\n1,2\n"), "x.profile is no profile that sanov wrote");
  EXPECT_EQ(complaint(text.substr(0, text.size() / 2)), "x.profile is damaged: it was cut short");
  EXPECT_EQ(complaint(text.substr(0, 60)), "x.profile is damaged: it was cut short");
  EXPECT_THAT(complaint("{\n  \"format\": \"sanov profile\",\n"), HasSubstr("written anew by another program"));
  std::string newer = text, flipped = text;
  newer.replace(newer.find("\"version\": 1"), 12, "\"version\": 2");
  EXPECT_EQ(complaint(newer), "x.profile is a profile of version 2, and this sanov knows 1; a newer one wrote it");
  flipped[text.size() / 2] ^= 1;
  EXPECT_EQ(complaint(flipped), "x.profile is damaged: its checksum is not that of its text");
}

TEST(ProfileFile, WhatContradictsItselfIsRefused) {
  const auto refused = [](const std::string& from, const std::string& to) { return complaint(changed(from, to)); };
  EXPECT_EQ(refused("\"rows\": 5, \"columns\"", "\"rows\": 6, \"columns\""),
            "x.profile is damaged: cells do not add up to the rows in column x");
  EXPECT_THAT(refused("\"edges\": [1, 2, 3]", "\"edges\": [1, 3, 2]"), HasSubstr("edges do not ascend"));
  EXPECT_THAT(refused("\"edges\": [1, 2, 3]", "\"edges\": [1, 2, \"Infinity\"]"), HasSubstr("last edge"));
  EXPECT_THAT(refused("\"groups\": [3, 1]}", "\"groups\": [3, 2]}"), HasSubstr("groups are not of all"));
  EXPECT_THAT(refused("\"groups\": [3, 1]}", "\"groups\": [3]}"), HasSubstr("groups are not of all"));
  EXPECT_THAT(refused("\"quantum\": -39", "\"quantum\": 1e9"), HasSubstr("quantum"));
  EXPECT_THAT(refused("\"kind\": \"integer\"", "\"kind\": \"imaginary\""), HasSubstr("kind is unknown"));
  EXPECT_THAT(refused("\"value_counts\": [1, 2, 1]", "\"value_counts\": [1, 1, 1]"), HasSubstr("values are not those"));
  EXPECT_THAT(refused("\"value_counts\": [1, 2, 1]", "\"value_counts\": [1, 2]"), HasSubstr("have no counts"));
  EXPECT_THAT(refused("\"name\": \"n\"", "\"name\": \"x\""), HasSubstr("column x is there twice"));
  EXPECT_THAT(refused("\"name\": \"n\"", "\"nome\": \"n\""), HasSubstr("there is no name"));
  EXPECT_THAT(refused("\"sums\": \"", "\"sums\": \"1 "), HasSubstr("sums"));
  EXPECT_THAT(refused("\"sums\": \"", "\"sums\": \"9999999999999999999999999999999999999999999"), HasSubstr("sums"));
  EXPECT_THAT(refused("\"cells\": [", "\"cells\": [-1, "), HasSubstr("cells has something else than whole numbers"));
  EXPECT_THAT(refused("\"cells\": [", "\"cells\": [[], "), HasSubstr("cells has something else than whole numbers"));
  EXPECT_THAT(refused("\"frame\": {", "\"frame\": {{"), HasSubstr("no JSON"));
  EXPECT_THAT(refused("\"not_in_frame\": []", "\"not_in_frame\": [\"b\", \"a\"]"), HasSubstr("in disorder"));
}

TEST(ProfileFile, OnlyCountsOfOneFrameAreMerged) {
  MemoryTable table = small_table(), other("t");
  other.add("x", std::vector<double>{1, 2, 3});
  Profile ours = profile(table);
  ours.merge(parse_profile(small_text(), "again"));
  EXPECT_EQ(ours.rows, 10u);
  Profile twice = profile(table);
  twice.merge(twice);
  EXPECT_EQ(profile_text(twice), profile_text(ours));
  try {
    ours.merge(parse_profile(profile_text(profile(other)), "other.profile"));
    FAIL();
  } catch (const InvalidArgument& error) {
    EXPECT_EQ(error.complaint().sentence(), "merge: other.profile was counted in another frame; count both in one");
  }
  EXPECT_EQ(ours.rows, 10u);
}

TEST(ProfileTable, SaysHowFarItsCellsMayBeOff) {
  std::vector<double> values(4000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i) + 0.5;
  MemoryTable table("t");
  table.add("x", values).add("few", std::vector<std::int64_t>(4000, 7));
  const std::vector<ColumnSummary> columns = summarize(profile(table, {.exact_values = 100}));
  // Cells of 3 or 4 of 4,000 values: the middle of none is farther than 4 from its ends.
  EXPECT_NEAR(columns[0].kolmogorov_smirnov_error, 4 / 4000., 1e-15);
  EXPECT_GT(columns[0].wasserstein_error, 3);
  EXPECT_LT(columns[0].wasserstein_error, 4);
  EXPECT_FALSE(columns[0].different);
  EXPECT_EQ(columns[1].different, 1u);
  EXPECT_EQ(columns[1].kolmogorov_smirnov_error, 0);
}

TEST(ProfileTable, SaysWhatWasFoldedTogether) {
  std::vector<std::string> texts, later;
  for (int i = 0; i < 3000; ++i) texts.push_back(fmt::format("name {}", i)), later.push_back(fmt::format("new {}", i));
  MemoryTable table("t"), other("o");
  table.add("w", texts);
  other.add("w", later);
  const Profile ours = profile(table, {.max_categories = 100});
  EXPECT_EQ(summarize(ours)[0].folded, 2900u);
  const ColumnSummary theirs = summarize(profile(other, ours.frame))[0];
  EXPECT_NEAR(static_cast<double>(theirs.unseen), 3000, 3);  // one in 1e5 passes for a rare one
  EXPECT_EQ(theirs.unseen_named, kNamedUnseen);
  EXPECT_TRUE(theirs.unseen_left_out);
}

}  // namespace
}  // namespace sanov
