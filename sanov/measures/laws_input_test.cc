// Wrong input is an error that names its place, and no right input gives NaN.
#include <gtest/gtest.h>

#include <limits>

#include "sanov/measures/laws_test.h"

namespace sanov::laws {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// The complaint that the call ends in; an empty one, and a failure, if it does not.
template <class Error, class Call>
Complaint complaint(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error.complaint();
  } catch (const std::exception& error) {
    ADD_FAILURE() << "another error: " << error.what();
    return {};
  }
  ADD_FAILURE() << "no error";
  return {};
}

/// Cell 3 of an argument is wrong: a DomainError that says so.
void expect_named(const Subject& s, const Row& right, double wrong) {
  Row row = right;
  row[3] = wrong;
  for (int argument = 0; argument < s.arguments; ++argument) {
    const Complaint said = complaint<DomainError>([&] { argument == 0 ? s.value(row, right) : s.value(right, row); });
    EXPECT_EQ(said.function, s.info->name) << wrong;
    // Rows of one table are one argument, in which cell 3 of q is further on.
    const bool table = s.two == nullptr && s.one == nullptr && !s.ordered;
    if (!table) {
      EXPECT_EQ(said.argument, argument == 0 ? "p" : "q") << wrong;
      EXPECT_EQ(said.index, std::size_t{3}) << wrong;
    }
  }
}

TEST(Input, ACellOutsideTheDomainIsNamed) {
  for (const Subject& s : subjects()) {
    SCOPED_TRACE(s.label);
    const Row right{0.2, 0.2, 0.2, 0.2, 0.2};
    expect_named(s, right, kNan);
    expect_named(s, right, -kNan);
    expect_named(s, right, kInfinity);
    expect_named(s, right, -kInfinity);
    if (s.info->domain != Domain::real) expect_named(s, right, -0.2);
    if (s.info->domain == Domain::positive) expect_named(s, right, 0);
  }
}

TEST(Input, ASumOffOneIsAnError) {
  for (const Subject& s : subjects()) {
    if (!s.of_probabilities()) continue;
    SCOPED_TRACE(s.label);
    const Row right{0.25, 0.75}, wrong{0.25, 0.85}, close{0.25, 0.75 + 1e-7};
    complaint<DomainError>([&] { s.value(wrong, right); });
    complaint<DomainError>([&] { s.value(close, right); });
    if (s.arguments == 2) complaint<DomainError>([&] { s.value(right, wrong); });
    const Row within{0.25, 0.75 + 1e-9};
    EXPECT_FALSE(std::isnan(s.value(within, right)));
  }
}

TEST(Input, EmptyArgumentsAreErrors) {
  for (const Subject& s : subjects()) {
    SCOPED_TRACE(s.label);
    const Row nothing;
    EXPECT_THROW(s.value(nothing, nothing), std::exception);
  }
}

TEST(Input, LengthsMustAgree) {
  for (const Subject& s : subjects()) {
    if (s.arguments == 1 || (s.two == nullptr && !s.ordered)) continue;
    SCOPED_TRACE(s.label);
    const Row two{0.5, 0.5}, three{0.5, 0.25, 0.25};
    EXPECT_EQ(complaint<InvalidArgument>([&] { s.value(two, three); }).argument, "q");
    EXPECT_EQ(complaint<InvalidArgument>([&] { s.value(three, two); }).argument, "q");
    EXPECT_EQ(complaint<InvalidArgument>([&] { s.value(two, {1.0}); }).rule.rfind("has 1 cell, but p has 2;", 0), 0u);
  }
}

TEST(Input, ParametersOutsideTheirRangeAreErrors) {
  for_each_measure([](const auto& measure) {
    SCOPED_TRACE(measure.info().name);
    for (const Parameter& parameter : measure.info().parameters) {
      // The first alone: what is left out stands at its default.
      if (&parameter != measure.info().parameters.data()) continue;
      for (const double wrong : {parameter.lower - 0.5, parameter.upper + 0.5, kNan})
        if (!std::isinf(wrong)) {
          EXPECT_THROW(measure.with({&wrong, 1}), DomainError) << wrong;
        }
    }
    const double many[]{0.5, 0.5, 0.5, 0.5};
    EXPECT_THROW(measure.with(many), InvalidArgument) << "too many";
  });
}

/// Two cells of any size, and a third that makes up the sum.
std::vector<Row> extreme_rows(const Subject& s) {
  std::vector<double> sizes{0, 4.9e-324, 3e-310, 2.3e-308, 1e-300, 1e-160, 1e-20, 1e-9, 0.4};
  if (!s.of_probabilities()) sizes.insert(sizes.end(), {3, 1e100, 1e300});
  if (s.info->domain == Domain::positive) sizes.erase(sizes.begin());
  std::vector<Row> rows;
  for (const double a : sizes)
    for (const double b : sizes) rows.push_back({a, b, s.of_probabilities() ? 1 - a - b : 0.5});
  return rows;
}

TEST(Input, NoRightInputGivesNan) {
  for (const Subject& s : subjects()) {
    SCOPED_TRACE(s.label);
    const auto rows = extreme_rows(s);
    for (const Row& p : rows) {
      for (const Row& q : rows) {
        try {
          const double value = s.value(p, q);
          ASSERT_FALSE(std::isnan(value)) << testing::PrintToString(p) << testing::PrintToString(q);
          if (s.keeps(zero_at_equal)) {
            ASSERT_GE(value, 0);
          }
          Row a(3), b(3);
          if (s.keeps(differentiable)) s.gradient(p, q, a, b);
          for (const double slope : a)
            ASSERT_FALSE(std::isnan(slope)) << "by p: " << testing::PrintToString(p) << testing::PrintToString(q);
          for (const double slope : b)
            ASSERT_FALSE(std::isnan(slope)) << "by q: " << testing::PrintToString(p) << testing::PrintToString(q);
          if (s.two && s.keeps(additive)) s.two->terms(p, q, s.parameters, a);
          for (const double term : a)
            ASSERT_FALSE(std::isnan(term)) << "term: " << testing::PrintToString(p) << testing::PrintToString(q);
        } catch (const DomainError& error) {
          // Squares of 1e300 have no double, and their difference is none: an error that says so.
          ASSERT_EQ(s.info->domain, Domain::real) << error.what();
          ASSERT_NE(std::string(error.what()).find("overflows"), std::string::npos) << error.what();
        }
      }
    }
  }
}

TEST(Input, LongRowsOfZerosAreOrdinary) {
  for (const Subject& s : subjects()) {
    if (s.info->domain == Domain::positive) continue;
    SCOPED_TRACE(s.label);
    Row p(5000), q(5000);
    p[17] = q[4321] = 1;
    EXPECT_FALSE(std::isnan(s.value(p, q)));
    EXPECT_FALSE(std::isnan(s.value(p, p)));
  }
}

}  // namespace
}  // namespace sanov::laws
