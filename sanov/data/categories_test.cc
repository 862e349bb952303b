#include "sanov/data/categories.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "sanov/data/hashing.h"

namespace sanov {
namespace {

TEST(DisplayName, MendsWhatCannotBeShown) {
  EXPECT_EQ(display_name("München ✓ 𝄞"), "München ✓ 𝄞");
  EXPECT_EQ(display_name("a\nb\x7f"), "a b ");
  EXPECT_EQ(display_name("a\xff"), "a\uFFFD");
  EXPECT_EQ(display_name("\xc0\xaf"), "\uFFFD\uFFFD");            // overlong slash
  EXPECT_EQ(display_name("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD");  // a surrogate
  EXPECT_EQ(display_name("\xe2\x82"), "\uFFFD\uFFFD");            // cut short
  EXPECT_EQ(display_name(std::string(500, 'x')), std::string(128, 'x') + "…");
}

TEST(HashFilter, NeverForgetsAndRarelyErrs) {
  HashFilter filter(1000);
  for (int i = 0; i < 1000; ++i) filter.insert(hash_text(fmt::format("in {}", i)));
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(filter.contains(hash_text(fmt::format("in {}", i))));
  int wrong = 0;
  for (int i = 0; i < 100000; ++i) wrong += filter.contains(hash_text(fmt::format("out {}", i)));
  EXPECT_LE(wrong, 12);  // expected 1.4; over 12 has probability 1e-8
  EXPECT_FALSE(HashFilter().contains(1));
  EXPECT_EQ(HashFilter().mistaken(), 0);
  // 1,000 members, four bits each, in 2^16.
  EXPECT_NEAR(filter.mistaken(), std::pow(1 - std::exp(-4000. / 65536), 4), 1e-6);
}

TEST(Hash, IsTheSameOnEveryMachine) {
  // Frames that were made apart must agree, so these bits are part of the format; worked out in Python's integers.
  EXPECT_EQ(hash_text(""), 0xa1b10aa679da9ce3);
  EXPECT_EQ(hash_text("fog"), 0xfcad780058a6939);
  EXPECT_EQ(hash_text("a text of some length"), 0x3a321ebaeaa1cab6);
  EXPECT_NE(hash_text("a"), hash_text("b"));
  EXPECT_NE(hash_text("a"), hash_text(std::string_view("a\0", 2)));
  EXPECT_NE(hash_text("abcdefgh"), hash_text(std::string_view("abcdefgh\0", 9)));
}

TEST(Hash, SpreadsShortTexts) {
  // Low bits choose slots, high bits choose groups: both must be even. 64 cells, 64,000 texts: X² has 63 degrees.
  for (const int shift : {0, 32, 58}) {
    std::vector<double> counts(64);
    for (int i = 0; i < 64000; ++i) ++counts[(hash_text(fmt::format("{}", i)) >> shift) % 64];
    double statistic = 0;
    for (double count : counts) statistic += (count - 1000) * (count - 1000) / 1000;
    EXPECT_LT(statistic, 127) << shift;  // p = 3e-6
    EXPECT_GT(statistic, 25) << shift;
  }
}

}  // namespace
}  // namespace sanov
