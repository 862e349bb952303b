#include "sanov/compare/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sanov/base/text_error.h"
#include "sanov/compare/compare.h"
#include "sanov/data/memory_table.h"

namespace sanov {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

TEST(Rules, AreReadBackAsWritten) {
  for (const std::string text : {"psi > 0.25", "wind: js_distance >= 0.1", "p < 0.001", "missing_change <= -0.5",
                                 "max temp: wasserstein > 2e+20", "\"a:b\": kl > 1"})
    EXPECT_EQ(parse_rule(text).text(), text);
  EXPECT_EQ(parse_rule("  psi>0.25 ").text(), "psi > 0.25");
  EXPECT_EQ(parse_rule("psi>=.1").limit, 0.1);
}

TEST(Rules, AFileHasALineEach) {
  const auto rules = parse_rules("# of the team\n\npsi > 0.25  # everywhere\r\n wind: kl > 1\n");
  ASSERT_EQ(rules.size(), 2u);
  EXPECT_EQ(rules[0].text(), "psi > 0.25");
  EXPECT_EQ(rules[1].column, "wind");
  EXPECT_THROW(parse_rules("# nothing\n"), DomainError);
}

struct Wrong {
  std::string text, sentence;
  std::size_t column;
};

TEST(Rules, ErrorsPointAtThePlace) {
  for (const auto& [text, sentence, column] :
       std::vector<Wrong>{{"psy > 0.25", "'psy' is no measure; did you mean psi?", 0},
                          {"psi = 0.25", "expected >, >=, < or <=", 4},
                          {"psi >", "expected a number", 5},
                          {"psi > many", "expected a number", 6},
                          {"psi > 1 2", "nothing may follow the number", 8},
                          {": psi > 1", "expected a column's name before the colon", 0},
                          {"\"a psi > 1", "expected a second \" after the column's name", 0},
                          {"\"a\" psi > 1", "expected : after the column's name", 4},
                          {"", "expected one of kl, js, js_distance", 0},
                          {"psi > inf", "expected a number", 6}}) {
    try {
      parse_rule(text);
      ADD_FAILURE() << text;
    } catch (const TextError& error) {
      EXPECT_THAT(error.sentence(), HasSubstr(sentence)) << text;
      EXPECT_EQ(error.column(), column) << text;
    }
  }
  try {
    parse_rules("psi > 1\n\nkl >> 1\n");
    ADD_FAILURE();
  } catch (const TextError& error) {
    EXPECT_EQ(error.sentence(), "line 3: expected a number");
    EXPECT_EQ(error.pointer(), "  kl >> 1\n      ^^^");
  }
}

TEST(Rules, DecideInPlaceOfP) {
  MemoryTable a("a"), b("b");
  Numbers before, after;
  for (int i = 0; i < 2000; ++i) {
    before.push_back(i % 100);
    after.push_back(i % 100 < 60 ? i % 100 : 150);
  }
  a.add("n", before).add("same", before);
  b.add("n", after).add("same", before);
  const auto judged = [&](std::vector<Rule> rules) {
    return compare(a, b, {.columns = {}, .rules = std::move(rules)});
  };
  const Comparison none = judged({parse_rule("js_distance > 0.8")});
  EXPECT_FALSE(none.judgement.differs);  // though p is below 1e-100
  EXPECT_LT(none.find("n")->evidence.p.log_p, -100);
  const Comparison one = judged({parse_rule("n: outside > 0.3"), parse_rule("psi > 0.25")});
  EXPECT_EQ(one.judgement.differing, 1u);
  EXPECT_THAT(one.find("n")->evidence.rules, ElementsAre("n: outside > 0.3", "psi > 0.25"));
  EXPECT_THAT(one.judgement.rules, ElementsAre("n: outside > 0.3", "psi > 0.25"));
  EXPECT_TRUE(one.find("same")->evidence.rules.empty());
  EXPECT_THROW(judged({parse_rule("nobody: psi > 1")}), InvalidArgument);
}

TEST(Rules, SharesOfRows) {
  MemoryTable a("a"), b("b");
  a.add("t", Texts{"x", "x", "y", "y"});
  b.add("t", Texts{"x", "z", "", "y"});
  const auto holds = [&](const std::string& rule) {
    return compare(a, b, {.columns = {}, .rules = {parse_rule(rule)}}).judgement.differs;
  };
  EXPECT_TRUE(holds("unseen >= 0.25"));
  EXPECT_FALSE(holds("unseen > 0.25"));
  EXPECT_TRUE(holds("missing >= 0.25"));
  EXPECT_TRUE(holds("missing_change > 0.2"));
  EXPECT_TRUE(holds("kl > 1e300"));         // infinite
  EXPECT_FALSE(holds("wasserstein >= 0"));  // texts have none
}

}  // namespace
}  // namespace sanov
