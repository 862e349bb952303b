#include "sanov/report/assets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <string>

#include "sanov/report/column_chart.h"

namespace sanov {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

TEST(Assets, NoScriptEndsOrHidesEarly) {
  const Assets& a = assets();
  for (const Asset* script : {&a.vega, &a.vega_lite, &a.vega_embed, &a.page_script}) {
    ASSERT_GT(script->text.size(), 1000u);
    EXPECT_EQ(lower(script->text).find("</script"), std::string::npos);
    EXPECT_EQ(script->text.find("<!--"), std::string_view::npos);
    EXPECT_EQ(script->sha256.size(), 64u);
    EXPECT_EQ(script->text.find('\r'), std::string_view::npos);  // browsers hash what they read, where it is one \n
  }
  EXPECT_EQ(lower(charts_json()).find('<'), std::string::npos);
}

TEST(Assets, StylesAndLicencesStayInTheirPlace) {
  const Assets& a = assets();
  for (const std::string_view style : {a.page_style, a.overview_style})
    EXPECT_EQ(lower(style).find("</style"), std::string::npos);
  EXPECT_EQ(a.licences.find("--"), std::string_view::npos);  // they stand in a comment
  EXPECT_NE(a.licences.find("Redistribution"), std::string_view::npos);
}

}  // namespace
}  // namespace sanov
