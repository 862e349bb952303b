#include "sanov/report/comparison_html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "sanov/data/memory_table.h"
#include "sanov/report/comparison_markdown.h"

namespace sanov {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kHostile[] = {"</script><script>alert(1)</script>",
                                "\"><img src=x onerror=alert(1)>",
                                "' onmouseover='alert(1)",
                                "\u202Egnp.exe\u2066",
                                "👩‍👩‍👧 🏳️‍🌈",
                                "nul\x01\x1b[31m\n\r\t bell\a",
                                std::string(10'000, 'x'),
                                "--><svg onload=alert(1)>",
                                "|a|b|`c`*d*[e](f)@everyone #1 http://evil.example",
                                "\xff\xfe\xc0\x80",
                                "{{constructor.constructor('alert(1)')()}}"};

Comparison compare_hostile() {
  MemoryTable a("<b>before</b>.csv"), b("--> after \u202E.csv");
  for (const std::string& name : kHostile) {
    std::vector<std::string> before, after;
    for (int i = 0; i < 60; ++i) {
      before.push_back(i % 2 == 0 ? name : "usual");
      after.push_back(i % 5 == 0 ? name : "usual");
    }
    a.add(name, before);
    b.add(name, after);
  }
  a.add("only <here>", std::vector<double>(60, 1.));
  return compare(a, b);
}

std::size_t count_of(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++found;
  return found;
}

Comparison compare_many(std::size_t columns) {
  MemoryTable a("before"), b("after");
  for (std::size_t i = 0; i < columns; ++i) {
    std::vector<double> x(400), y(400);
    for (std::size_t row = 0; row < x.size(); ++row) {
      x[row] = static_cast<double>((row * 7919 + i * 31) % 400) / 7;
      y[row] = static_cast<double>((row * 7907 + i * 37) % 400) / 7 + (i % 10 == 0 ? 9 : 0);
    }
    a.add("column " + std::to_string(i), x);
    b.add("column " + std::to_string(i), y);
  }
  return compare(a, b);
}

TEST(ComparisonPage, NothingFromTheDataIsMarkup) {
  const std::string page = comparison_page(compare_hostile());
  EXPECT_EQ(count_of(page, "<script"), 6u);  // two of data, ours, and three libraries
  EXPECT_EQ(count_of(page, "</script"), 6u);
  const std::string_view own = std::string_view(page).substr(0, page.find("<script>"));  // before the libraries
  EXPECT_THAT(own, Not(HasSubstr("<img")));
  EXPECT_THAT(own, Not(HasSubstr("<svg on")));
  EXPECT_THAT(own, Not(HasSubstr("<b>before")));
  EXPECT_EQ(count_of(own, "-->"), 1u);  // of the licences
  for (const char* control : {"\x01", "\x1b", "\a", "\t", "\u202E", "\u2066"}) EXPECT_EQ(own.find(control), own.npos);
  EXPECT_EQ(own.find(std::string(130, 'x')), own.npos);  // a category has 128 bytes at most
  EXPECT_THAT(std::string(own), HasSubstr("👩‍👩‍👧 🏳️‍🌈"));
}

TEST(ComparisonPage, FetchesNothing) {
  const std::string page = comparison_page(compare_many(2));
  EXPECT_THAT(page, HasSubstr("default-src 'none'; script-src 'sha256-"));
  const std::string_view own = std::string_view(page).substr(0, page.find("<script>"));
  for (const std::string_view word : {" src=", "url(", "@import", "<link", "<iframe"})
    EXPECT_EQ(own.find(word), own.npos);
  for (std::size_t at = own.find("href="); at != own.npos; at = own.find("href=", at + 1))
    EXPECT_EQ(own.substr(at, 7), "href=\"#");
}

TEST(ComparisonPage, AThousandColumnsAreUnderThreeMegabytes) {
  const std::string page = comparison_page(compare_many(1000));
  EXPECT_LT(page.size(), 3'000'000u);
  EXPECT_EQ(count_of(page, "<tr role=\"row\"><td"), 1000u);
}

TEST(ComparisonFragment, HasNoScriptAndStaysSmall) {
  const std::string hostile = comparison_fragment(compare_hostile());
  EXPECT_THAT(hostile, Not(HasSubstr("<script")));
  EXPECT_THAT(hostile, Not(HasSubstr("<img")));
  const std::string many = comparison_fragment(compare_many(1000));
  EXPECT_LT(many.size(), 500'000u);
  EXPECT_THAT(many, HasSubstr("470 more (of 970)"));
}

TEST(ComparisonMarkdown, NothingFromTheDataIsMarkup) {
  const std::string text = comparison_markdown(compare_hostile());
  EXPECT_THAT(text, Not(HasSubstr("<script")));
  EXPECT_THAT(text, Not(HasSubstr("<img")));
  EXPECT_THAT(text, Not(HasSubstr("@everyone")));
  EXPECT_THAT(text, Not(HasSubstr("://")));
  for (const char* control : {"\x01", "\x1b", "\a", "\t", "\r", "\u202E"}) EXPECT_EQ(text.find(control), text.npos);
  // Each row of a table has its six cells and no more.
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    const std::string_view line = std::string_view(text).substr(at, end - at);
    if (line.starts_with("|")) {
      EXPECT_EQ(count_of(line, "|"), 7u) << line;
    }
    at = end + 1;
  }
}

TEST(ComparisonMarkdown, FitsInOneComment) {
  const std::string text = comparison_markdown(compare_many(1000));
  EXPECT_LT(text.size(), 60'000u);
  EXPECT_THAT(text, HasSubstr("… and "));
  EXPECT_THAT(text, HasSubstr("<details><summary>"));
}

}  // namespace
}  // namespace sanov
