#include "sanov/families/spec.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace sanov {
namespace {

TEST(Spec, PositionsNamesAndDefaults) {
  for (const char* text :
       {"gamma(2,3)", "gamma(shape=2, scale=3)", "gamma(scale=3,shape=2)", " gamma ( 2 , scale = 3 ) ",
        "gamma(2e0, 0.3e1)", "(gamma(2,3))", "1*gamma(2,3)", "gamma(4/2, 1.5*2)"})
    EXPECT_EQ(parse_distribution(text).text(), "gamma(shape=2, scale=3)") << text;
  EXPECT_EQ(parse_distribution("normal").text(), "normal(mean=0, sd=1)");
  EXPECT_EQ(parse_distribution("normal()").text(), "normal(mean=0, sd=1)");
  EXPECT_EQ(parse_distribution("normal(-5)").text(), "normal(mean=-5, sd=1)");
  EXPECT_EQ(parse_distribution("normal(sd=2)").text(), "normal(mean=0, sd=2)");
}

TEST(Spec, Numbers) {
  EXPECT_EQ(parse_distribution("normal(pi)").parameters()[0], std::acos(-1.0));
  EXPECT_EQ(parse_distribution("normal(-pi/2)").parameters()[0], -std::acos(-1.0) / 2);
  EXPECT_EQ(parse_distribution("normal(+.5)").parameters()[0], 0.5);
  EXPECT_EQ(parse_distribution("normal(1e-300, 1e300)").parameters()[1], 1e300);
  EXPECT_EQ(parse_distribution("truncated(normal, -inf, 0)").support().high, 0);
  EXPECT_EQ(spec_number(-HUGE_VAL), "-inf");
  EXPECT_EQ(spec_number(0.1), "0.1");
}

TEST(Spec, Mixtures) {
  EXPECT_EQ(parse_distribution("0.5*normal(-5,1)+0.5*normal(10,1)").text(),
            "0.5*normal(mean=-5, sd=1)+0.5*normal(mean=10, sd=1)");
  EXPECT_EQ(parse_distribution("1/3*normal(1)+2/3*normal(2)").pdf(0),
            parse_distribution("0.3333333333333333*normal(1)+0.6666666666666666*normal(2)").pdf(0));
  EXPECT_EQ(parse_distribution("0.5*(0.5*normal(1)+0.5*normal(2))+0.5*normal(3)").text(),
            "0.25*normal(mean=1, sd=1)+0.25*normal(mean=2, sd=1)+0.5*normal(mean=3, sd=1)");
}

TEST(Spec, TargetsNeedNotAddToOne) {
  const Target sum = parse_target("normal(-5,1)+normal(10,1)");
  ASSERT_EQ(sum.components.size(), 2u);
  EXPECT_EQ(sum.total, 2);
  EXPECT_FALSE(sum.normalized());
  EXPECT_EQ(sum.distribution().text(), "0.5*normal(mean=-5, sd=1)+0.5*normal(mean=10, sd=1)");
  EXPECT_TRUE(parse_target("0.3*normal+0.7*exponential").normalized());
  EXPECT_TRUE(parse_target("gamma(2,3)").normalized());
  EXPECT_EQ(parse_target("2*(normal+3*normal(1))").total, 8);
}

TEST(Spec, TellsSpecsFromFilesAndNumbers) {
  for (const char* text : {"normal", "normal(0,1)", "0.5*normal+0.5*normal(1)", "gama(2)", "(normal)"})
    EXPECT_TRUE(looks_like_distribution(text)) << text;
  for (const char* text : {"0.4,0.6", "data.csv", "data.csv:normal", "normal.csv", "-", "", "normal:x", "1e3"})
    EXPECT_FALSE(looks_like_distribution(text)) << text;
}

struct Wrong {
  const char *text, *sentence, *below;  ///< the line below the text
};

class SpecErrors : public ::testing::TestWithParam<Wrong> {};

TEST_P(SpecErrors, SayWhatAndWhere) {
  const auto& [text, sentence, below] = GetParam();
  try {
    const Distribution d = parse_distribution(text);
    FAIL() << text << " was read as " << d.text();
  } catch (const SpecError& error) {
    EXPECT_EQ(error.sentence(), sentence);
    EXPECT_EQ(error.pointer(), "  " + std::string(text) + "\n  " + below);
    EXPECT_EQ(error.what(), error.sentence() + "\n" + error.pointer());
    EXPECT_EQ(error.column(), std::string(below).find('^'));
  }
}

constexpr Wrong kWrong[] = {
    {"", "expected a distribution, such as normal(0, 1), not the end", "^"},
    {"42", "expected '*' and a distribution after a weight, not the end", "  ^"},
    {"gama(2,3)", "'gama' is no distribution; did you mean gamma?", "^^^^"},
    {"qqqqqq(2,3)", "'qqqqqq' is no distribution; `sanov list families` has them all", "^^^^^^"},
    {"trunkated(normal,0)", "'trunkated' is no distribution; did you mean truncated?", "^^^^^^^^^"},
    {"gamma(2,3", "expected ',' or ')', not the end", "         ^"},
    {"gamma(2,3))", "expected '+' or the end, not ')'", "          ^"},
    {"gamma(2 3)", "expected ',' or ')', not '3'", "        ^"},
    {"gamma(2,)", "expected a number, or one of shape, scale with '=', not ')'", "        ^"},
    {"gamma(two)", "expected a number, or one of shape, scale with '=', not 'two'", "      ^^^"},
    {"gamma(2,3,4)", "gamma takes no more than shape, scale", "          ^"},
    {"gamma(2, shap=3)", "gamma has no parameter 'shap'; did you mean shape?", "         ^^^^"},
    {"normal(mu=3)", "normal has no parameter 'mu'; it takes mean, sd", "       ^^"},
    {"gamma(2, shape=3)", "shape is given twice", "         ^^^^^^^"},
    {"gamma(shape=2, 3)", "expected a name and '=': what follows a name has one too, not '3'", "               ^"},
    {"gamma(shape=, 3)", "expected a number, not ','", "            ^"},
    {"gamma(2, -3)", "gamma: scale is -3; it must be positive and finite", "         ^^"},
    {"gamma(inf, 3)", "gamma: shape is inf; it must be positive and finite", "      ^^^"},
    {"normal(1e400)", "'1e400' is beyond the range of numbers, 1e-308 to 1.8e308", "       ^^^^^"},
    {"normal(0/0)", "is no number", "       ^^^"},
    {"normal(--1)", "expected a number, not '-'", "        ^"},
    {"normal(0,1)+normal(1,1)",
     "the weights of a mixture add to 1, but these add to 2; give each its weight, as in "
     "0.5*normal(-5,1)+0.5*normal(10,1)",
     "^^^^^^^^^^^^^^^^^^^^^^^"},
    {"0.5*normal+0.6*normal(1)", "the weights of a mixture add to 1, but these add to 1.1", "^^^^^^^^^^^^^^^^^^^^^^^^"},
    {"0.5*normal", "the weights of a mixture add to 1, but these add to 0.5", "^^^^^^^^^^"},
    {"-1*normal+2*normal(1)", "a weight is finite and not negative", "^^"},
    {"0.5 normal", "expected '*' and a distribution after a weight, not 'normal'", "    ^^^^^^"},
    {"0.5*normal+", "expected a distribution, such as normal(0, 1), not the end", "           ^"},
    {"(normal", "expected '+' or ')', not the end", "       ^"},
    {"truncated(normal, 2, 1)", "truncated: low is 2, above high, 1", "                  ^"},
    {"truncated(exponential, -2, -1)", "truncated: exponential(scale=1) has no mass from -2 to -1",
     "                       ^^"},
    {"truncated", "expected '(' after truncated, not the end", "         ^"},
    {"truncated(0, 1)", "expected '*' and a distribution after a weight, not ','", "           ^"},
    {"truncated(normal, lo=2)", "truncated has no parameter 'lo'; did you mean low?", "                  ^^"},
    {"truncated(normal 0)", "expected '+', ',' or ')', not '0'", "                 ^"},
    {"shifted(normal)", "shifted needs by", "^^^^^^^"},
    {"scaled(poisson, 2)", "scaled: by is 2; what is of whole numbers is scaled by 1 or -1 alone", "                ^"},
    {"zero_inflated(poisson, 2)", "zero_inflated: zeros is 2; it must be in [0, 1]", "                       ^"},
    {"0.5*poisson+0.5*normal",
     "mixture: components mix poisson(mean=1), of whole numbers, with a continuous distribution; of whole numbers only "
     "categorical and empirical can be, and zero_inflated makes an atom at 0",
     "^^^^^^^^^^^^^^^^^^^^^^"},
    {"categorical(0.2, 0.3)", "categorical: probabilities add to 0.5, not to 1", "^^^^^^^^^^^"},
    {"categorical()", "expected a number, not ')'", "            ^"},
    {"categorical(0.2:1)", "expected ',' or ')', not ':'", "               ^"},
    {"empirical(1:2, 3)", "expected ':' and a weight, as before, not ')'", "                ^"},
    {"empirical(1, 3:2)", "has a weight, but the values before have none", "             ^"},
    {"empirical(1, n=2)", "empirical has no parameter 'n'", "             ^"},
    {"tabulated(1, 2)", "expected ':' and the density there, not ','", "           ^"},
    {"tabulated(0:1, 1:1, norm=1)", "tabulated has no parameter 'norm'; it takes normalize",
     "                    ^^^^"},
    {"tabulated(0:2, 1:2)", "tabulated: density has the area 2, not 1; say normalize to divide by it", "^^^^^^^^^"},
    {"normal(0; 1)", "expected ',' or ')', not ';'", "        ^"},
};

INSTANTIATE_TEST_SUITE_P(All, SpecErrors, ::testing::ValuesIn(kWrong));

TEST(SpecError, CountsCharactersNotBytes) {
  try {
    parse_distribution("µ(0)");
    FAIL();
  } catch (const SpecError& error) {
    EXPECT_EQ(error.sentence(), "expected a distribution, such as normal(0, 1), not 'µ'");
    EXPECT_EQ(error.pointer(), "  µ(0)\n  ^");
  }
}

TEST(SpecError, ShowsAWindowOfALongText) {
  std::string text = "0.5*normal";
  for (int i = 0; i < 20; ++i) text += "+0.02*normal(" + std::to_string(i) + ")";
  try {
    parse_distribution(text + "+oops+0.1*normal+0.1*normal+0.1*normal+0.1*normal");
    FAIL();
  } catch (const SpecError& error) {
    EXPECT_EQ(error.column(), text.size() + 1);
    const std::string pointer = error.pointer();
    const std::size_t line = pointer.find('\n');
    EXPECT_EQ(pointer.substr(0, 5), "  …");
    // … has three bytes and one column.
    EXPECT_EQ(pointer.find("oops") - 2, pointer.find('^') - line - 1);
  }
}

TEST(SpecError, BracketsNestNoDeeperThanSixteen) {
  const auto nested = [](int depth) { return std::string(depth, '(') + "normal" + std::string(depth, ')'); };
  EXPECT_EQ(parse_distribution(nested(16)).text(), "normal(mean=0, sd=1)");
  try {
    parse_distribution(nested(17));
    FAIL();
  } catch (const SpecError& error) {
    EXPECT_EQ(error.sentence(), "brackets nest more than 16 deep");
    EXPECT_EQ(error.column(), 16u);
  }
}

}  // namespace
}  // namespace sanov
