#include "sanov/report/escape.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace sanov {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Escape, Html) {
  EXPECT_EQ(html_text("</script><img src=x onerror=\"a('b')\"> & \x01"),
            "&lt;/script&gt;&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt; &amp; ␁");
  EXPECT_EQ(html_text("weiß 天 👩‍👧"), "weiß 天 👩‍👧");
}

TEST(Escape, JsonMayStandInAScript) {
  EXPECT_EQ(json_string("</script><!--&\"\\\n\x7f"),
            "\"\\u003c/script\\u003e\\u003c!--\\u0026\\\"\\\\\\u000a\\u007f\"");
  EXPECT_EQ(json_string("\u2028\u2029 é \xff"), "\"\\u2028\\u2029 é \uFFFD\"");
  EXPECT_EQ(json_string(""), "\"\"");
}

TEST(Escape, NumbersThatJsonHasNoWordFor) {
  EXPECT_EQ(json_number(0.123456), "0.1235");
  EXPECT_EQ(json_number(1446163200000, 15), "1446163200000");
  EXPECT_EQ(json_number(INFINITY), "null");
  EXPECT_EQ(json_number(NAN), "null");
}

TEST(Escape, MarkdownHasNoMarkup) {
  EXPECT_EQ(markdown_text("a|b*c_d`e<f>[g](h)"), "a&#124;b&#42;c&#95;d&#96;e&#60;f&#62;&#91;g&#93;(h)");
  EXPECT_EQ(markdown_text("fog 1.4% → 14%"), "fog 1.4% → 14%");
  EXPECT_EQ(markdown_code("x\ny"), "<code>x␊y</code>");
  for (const std::string_view opening : {"# title", "- item", "+ item", "1. item", "1) item", "> quote", "=== "}) {
    const std::string text = markdown_text(opening);
    EXPECT_THAT(text, HasSubstr("&#")) << opening;
  }
}

TEST(Escape, MarkdownNamesNobodyAndLeadsNowhere) {
  // What GitHub makes of text after it was parsed: mentions, issues, addresses.
  EXPECT_THAT(markdown_text("@everyone fixes #12"), Not(HasSubstr("@e")));
  EXPECT_EQ(markdown_text("@me"), "&#64;\u200Bme");
  EXPECT_EQ(markdown_text("#12"), "&#35;\u200B12");
  EXPECT_EQ(markdown_text("see http://evil.example"), "see http:\u200B//evil.example");
  EXPECT_EQ(markdown_text("see www.evil.example"), "see www.\u200Bevil.example");
}

/// Whether all that is no harmless character stands as a reference.
bool is_plain(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '&') {
      const std::size_t end = text.find(';', at);
      if (end == text.npos || text[at + 1] != '#') return false;
      at = end;
    } else if (std::string_view("<>|*_`[]{}~^#@$\\\n\r").find(text[at]) != std::string_view::npos) {
      return false;
    }
  }
  return true;
}

TEST(Escape, AnyBytesAreHarmless) {
  std::mt19937 engine(1);
  for (int i = 0; i < 2000; ++i) {
    std::string bytes(engine() % 40, ' ');
    for (char& c : bytes) c = static_cast<char>(engine() % 256);
    EXPECT_TRUE(is_plain(markdown_text(bytes)));
    EXPECT_EQ(html_text(bytes).find_first_of("<>\"'\n"), std::string::npos);
    const std::string json = json_string(bytes);
    EXPECT_EQ(json.find_first_of("<>&\n"), std::string::npos);
  }
}

}  // namespace
}  // namespace sanov
