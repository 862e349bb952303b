#include "sanov/base/utf8.h"

#include <gtest/gtest.h>

namespace sanov {
namespace {

TEST(Utf8, CharactersAreReadAsTheirEncodingSays) {
  EXPECT_EQ(character_at("é", 0).code, 0xe9u);
  EXPECT_EQ(character_at("a天", 1).code, 0x5929u);
  EXPECT_EQ(character_at("😀", 0).bytes, 4u);
  for (const std::string_view wrong : {"\xe5\xa4", "\xc0\x80", "\xed\xa0\x80", "\xff", "\x80", "\xf4\x90\x80\x80"}) {
    EXPECT_EQ(character_at(wrong, 0).code, kNoCharacter);
    EXPECT_EQ(character_at(wrong, 0).bytes, 1u);
  }
}

TEST(Utf8, WritesWhatItReads) {
  for (const std::uint32_t code : {0x1u, 0x7fu, 0x80u, 0x7ffu, 0x800u, 0xffffu, 0x10000u, 0x10ffffu}) {
    const std::string text = to_utf8(code);
    EXPECT_EQ(character_at(text, 0).code, code);
    EXPECT_EQ(character_at(text, 0).bytes, text.size());
  }
}

TEST(Utf8, NothingVisibleMovesTheCursorOrTurnsTheLine) {
  EXPECT_EQ(visible("a\nb\tc\x1b[31m\x7f"), "a␊b␉c␛[31m␡");
  EXPECT_EQ(visible(std::string_view("\0x", 2)), "␀x");
  EXPECT_EQ(visible("\u202Eevil\u2066\u200F\u061C"), "⟨U+202E⟩evil⟨U+2066⟩⟨U+200F⟩⟨U+061C⟩");
  EXPECT_EQ(visible("\u0085\u2028\u2029"), "⟨U+0085⟩⟨U+2028⟩⟨U+2029⟩");
  EXPECT_EQ(visible("caf\xe9 \xed\xa0\x80"), "caf\uFFFD \uFFFD\uFFFD\uFFFD");
}

TEST(Utf8, WhatPeopleWriteStays) {
  for (const std::string_view text :
       {"précipitation", "天気", "שלום", "👩‍👩‍👧 family", "<b>\"&'`|", "e\u0301"})
    EXPECT_EQ(visible(text), text);
}

TEST(Utf8, IsCutBetweenCharacters) {
  EXPECT_EQ(shortened("rain", 4), "rain");
  EXPECT_EQ(shortened("天気天気天", 3), "天気…");
  EXPECT_EQ(shortened("ab", 1), "…");
  EXPECT_EQ(shortened("", 1), "");
  EXPECT_EQ(shown_name(std::string(10000, 'x')), std::string(79, 'x') + "…");
  EXPECT_LT(shown_name(std::string(10000, '\x1b')).size(), 300u);
}

}  // namespace
}  // namespace sanov
