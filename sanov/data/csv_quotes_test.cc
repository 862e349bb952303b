#include "sanov/data/csv_quotes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

namespace sanov {
namespace {

std::optional<std::uint64_t> open_quote(const std::string& text, char delimiter = ',') {
  std::istringstream stream(text);
  return find_open_quote(stream, delimiter);
}

TEST(CsvQuotes, ClosedOnesAreFine) {
  for (const char* text :
       {"", "a,b\n1,2\n", "a,b\n\"x,y\",2\n", "a\n\"two\nlines\"\n", "\"a\"\n\"b\"", "a\n\"say \"\"hi\"\"\"\n",
        "a,b\n5\" pipe,6\n", "a,b\n\"\",\"\"\n", "a\r\n\"b\"\r\n", "a\n\"\"\"\"\n"})
    EXPECT_EQ(open_quote(text), std::nullopt) << text;
}

TEST(CsvQuotes, AnOpenOneIsFoundByItsLine) {
  EXPECT_EQ(open_quote("a,b\n1,\"x\n2,y\n3,z\n"), 2u);
  EXPECT_EQ(open_quote("\"a\nb\n"), 1u);
  EXPECT_EQ(open_quote("a\n\"two\nlines\"\n\"x"), 4u);
  EXPECT_EQ(open_quote("a\n\"x\"\"\n"), 2u);
  EXPECT_EQ(open_quote("a,b\n1,\""), 2u);
  EXPECT_EQ(open_quote("a\tb\n1\t\"x\n", '\t'), 2u);
  EXPECT_EQ(open_quote("a\tb\n1,\"x\n", '\t'), std::nullopt);
}

TEST(CsvQuotes, BlocksDoNotMatter) {
  // Quotes on both sides of the places where blocks of a megabyte end.
  for (std::size_t shift = 0; shift < 8; ++shift) {
    std::string text(shift, 'h');
    text += '\n';
    while (text.size() < (std::size_t{3} << 20)) text += "\"a,\"\"b\",\"\"\n";
    EXPECT_EQ(open_quote(text), std::nullopt) << shift;
    const auto lines = static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
    EXPECT_EQ(open_quote(text + "1,\"xx"), lines + 1) << shift;
  }
}

}  // namespace
}  // namespace sanov
