#include "cli/drawing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "cli/panel.h"

namespace sanov::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Drawing, WordsAreEscaped) {
  Drawing drawing(100, 50);
  drawing.write({10, 20, "<b>\"a\" & b</b>"});
  EXPECT_THAT(drawing.svg(), HasSubstr("&lt;b&gt;&quot;a&quot; &amp; b&lt;/b&gt;</text>"));
}

TEST(Drawing, APageSaysWhatTheColoursAre) {
  Drawing drawing(100, 50);
  drawing.box(0, 0, 10, 10, ink::kBars);
  drawing.disc({5, 5}, 2, "#123456");
  EXPECT_THAT(drawing.svg(), HasSubstr("#c9cdd4"));
  EXPECT_THAT(drawing.svg(), HasSubstr("width=\"100\""));
  const std::string themed = drawing.svg(true);
  EXPECT_THAT(themed, HasSubstr("var(--bars)"));
  EXPECT_THAT(themed, HasSubstr("var(--paper)"));
  EXPECT_THAT(themed, HasSubstr("#123456"));  // a colour without a name stays
  EXPECT_THAT(themed, Not(HasSubstr("width=\"100\"")));
}

TEST(Drawing, DashesAreSixLongAndFourApart) {
  // Around a corner, in pieces that end anywhere.
  const std::vector<Spot> line{{0, 0}, {7.5, 0}, {8, 0}, {8, 30}};
  const auto dashes = dashes_of(line);
  ASSERT_EQ(dashes.size(), 4u);  // at 0, 10, 20 and 30 of 38
  for (const std::vector<Spot>& dash : dashes) {
    double length = 0;
    for (std::size_t i = 1; i < dash.size(); ++i)
      length += std::hypot(dash[i].x - dash[i - 1].x, dash[i].y - dash[i - 1].y);
    EXPECT_NEAR(length, 6, 1e-9);
  }
  EXPECT_NEAR(dashes[1][0].x, 8, 1e-9);
  EXPECT_NEAR(dashes[1][0].y, 2, 1e-9);
  EXPECT_TRUE(dashes_of({}).empty());
}

TEST(Panel, ACurveStopsWhereItLeavesThePanel) {
  Drawing drawing(100, 100);
  const Panel panel{0, 0, 100, 100, 0, 4, 0, 10};
  draw_curve(drawing, panel, {0, 1, 2, 3, 4}, {5, 5, 20, 5, INFINITY}, {});
  ASSERT_EQ(drawing.shapes().size(), 2u);
  const std::vector<Spot>&first = drawing.shapes()[0].spots, &second = drawing.shapes()[1].spots;
  ASSERT_EQ(first.size(), 3u);
  EXPECT_NEAR(first[2].x, 25 * (1 + 1.0 / 3), 1e-9);  // a third of the way from 5 to 20
  EXPECT_NEAR(first[2].y, 0, 1e-9);
  ASSERT_EQ(second.size(), 3u);
  EXPECT_NEAR(second[0].x, 25 * (2 + 2.0 / 3), 1e-9);
  EXPECT_NEAR(second[1].x, 75, 1e-9);
}

TEST(Panel, LargeNumbersAreWrittenOut) {
  Drawing drawing(600, 200);
  draw_frame(drawing, {50, 20, 500, 150, 0, 10000, -1, 1}, {.title = "t"});
  std::vector<std::string> words;
  for (const Drawing::Shape& s : drawing.shapes()) words.push_back(s.words.text);
  EXPECT_THAT(words, testing::IsSupersetOf({"0", "2000", "10000", "−1", "t"}));
  EXPECT_THAT(words, Not(testing::Contains("−0")));
}

}  // namespace
}  // namespace sanov::cli
