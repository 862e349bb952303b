#include "cli/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "cli/json.h"

namespace sanov::cli {
namespace {

using ::testing::ElementsAre;

TEST(Text, CountsColumnsNotBytes) {
  EXPECT_EQ(display_width("KL(P‖Q)"), 7u);
  EXPECT_EQ(display_width("e\u0301"), 1u);   // a combining accent
  EXPECT_EQ(display_width("天気"), 4u);      // two wide characters
  EXPECT_EQ(display_width("\xff\xfe"), 2u);  // no UTF-8
}

TEST(Text, HasALikenessInAsciiForEverySign) {
  EXPECT_EQ(to_ascii("KL(P‖Q) → ∞"), "KL(P||Q) -> inf");
  EXPECT_EQ(to_ascii("天"), "?");
}

TEST(Text, WhatIsNoUtf8IsShownAsSuch) {
  const Terminal terminal;
  EXPECT_EQ(shown("caf\xe9, 天", terminal), "caf\uFFFD, 天");
  EXPECT_EQ(shown("\xe5\xa4", terminal), "\uFFFD\uFFFD");            // cut short
  EXPECT_EQ(shown("\xc0\x80", terminal), "\uFFFD\uFFFD");            // overlong
  EXPECT_EQ(shown("\xed\xa0\x80", terminal), "\uFFFD\uFFFD\uFFFD");  // a surrogate
}

TEST(Text, NothingMovesTheCursor) {
  Terminal terminal;
  EXPECT_EQ(shown("a\x1b[2J\nb\r\u202E", terminal), "a␛[2J\nb␍⟨U+202E⟩");
  EXPECT_EQ(shown_line("a\nb", terminal), "a␊b");
  EXPECT_EQ(shown("", terminal), "");
  EXPECT_EQ(shown("a\n", terminal), "a\n");
  Table table;
  table.add({"name\nwith\tlines\x1b[31m", "1"});
  EXPECT_EQ(table.text(terminal), "name␊with␉lines␛[31m  1\n");
  terminal.utf8 = false;
  EXPECT_EQ(shown_line("a\x1b\xe5", terminal), "a??");
}

TEST(Text, FoldsBetweenWords) {
  EXPECT_THAT(folded("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(folded("unbreakable", 3), ElementsAre("unbreakable"));
  EXPECT_THAT(folded("", 10), ElementsAre(""));
}

TEST(Text, CutsAtTheWidth) {
  EXPECT_EQ(cut_to("précipitation", 6), "préci…");
  EXPECT_EQ(cut_to("rain", 4), "rain");
}

TEST(Text, DrawsBarsInEighths) {
  EXPECT_EQ(bar(1, 3), "███");
  EXPECT_EQ(bar(0.5, 3), "█▌");
  EXPECT_EQ(bar(1e-9, 10), "▏");
  EXPECT_EQ(bar(0, 10), "");
  EXPECT_EQ(bar(NAN, 10), "");
}

TEST(Text, FitsWhatATerminalShows) {
  Terminal ascii, utf8;
  utf8.utf8 = true;
  ascii.utf8 = false;
  EXPECT_EQ(fitted("February", 8, utf8), "February");
  EXPECT_EQ(fitted("February", 6, utf8), "Febru…");
  EXPECT_EQ(fitted("February", 6, ascii), "Feb...");
  EXPECT_EQ(fitted("a‖b‖c‖d", 8, ascii), "a||b|...");
}

TEST(Text, AlignsATableAndFoldsItsLastColumn) {
  Table table({Align::left, Align::right, Align::left});
  table.add({"a", "1", "short"});
  table.add({"‖b", "22", "one two three four five"});
  table.note("a note");
  Terminal terminal;
  terminal.columns = 28;
  EXPECT_EQ(table.text(terminal),
            "a    1  short\n"
            "‖b  22  one two three four\n"
            "        five\n"
            "a note\n");
}

TEST(Json, WritesWhatJsonHasNoWordFor) {
  Json json;
  json.object().member("a", INFINITY).member("b", 0.1).key("c").array().value("\"\n\xff").value(true).close();
  EXPECT_EQ(json.close().text(),
            "{\n  \"a\": \"Infinity\",\n  \"b\": 0.1,\n  \"c\": [\n    \"\\\"\\n\xef\xbf\xbd\",\n    true\n  ]\n}\n");
}

}  // namespace
}  // namespace sanov::cli
