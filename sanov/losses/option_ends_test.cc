// Every option of every loss, at the ends of its range: an error that names it, or an answer without NaN.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "sanov/base/error.h"
#include "sanov/losses/laws_test.h"

namespace sanov::losses::laws {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Numbers ends(const Option& option) {
  if (option.kind == OptionKind::flag) return {0, 1};
  Numbers all{option.lower, option.upper};
  if (option.kind != OptionKind::whole) {
    all.push_back(std::nextafter(option.lower, kInfinity));
    all.push_back(std::nextafter(option.upper, -kInfinity));
  }
  return all;
}

/// The loss with one option at each of its ends, all flags both ways.
template <class Body>
void for_each_end(Body&& body) {
  for (const Subject& standard : subjects()) {
    if (!standard.defaults) continue;
    std::vector<std::size_t> flags;
    std::vector<const Option*> numbers;
    for (const Option& option : standard.info().options) {
      if (option.kind == OptionKind::tensor) continue;
      if (option.kind == OptionKind::flag) flags.push_back(numbers.size());
      numbers.push_back(&option);
    }
    for (std::size_t chosen = 0; chosen < std::size_t{1} << flags.size(); ++chosen) {
      Subject s = standard;
      s.defaults = false;
      for (std::size_t f = 0; f < flags.size(); ++f) s.numbers[flags[f]] = chosen >> f & 1 ? 1 : 0;
      for (std::size_t k = 0; k < numbers.size(); ++k)
        for (const double end : ends(*numbers[k])) {
          Subject at = s;
          at.numbers[k] = end;
          at.label.append(" ").append(numbers[k]->name).append("=").append(to_text(end)).append(", flags ");
          at.label.append(std::to_string(chosen));
          body(at, numbers[k]->name);
        }
    }
  }
}

/// Each row's operands where they are awkward: all 0, all alike, infinite at disjoint classes; as far as they may be.
std::vector<Sample> samples(const Subject& s) {
  const std::size_t rows = 4, classes = 6;
  std::vector<Sample> all(5, Sampler(41)(s, rows, classes));
  for (std::size_t k = 0; k < s.info().operands.size(); ++k) {
    const Operand& operand = s.info().operands[k];
    if (operand.kind != Kind::real) continue;
    const auto held = [&](double x) { return std::clamp(x, operand.lower, operand.upper); };
    Numbers* const numbers[] = {&all[1].operands[k], &all[2].operands[k], &all[3].operands[k], &all[4].operands[k]};
    for (std::size_t i = 0; i < rows * classes; ++i) {
      const bool mine = (i % classes + k) % 2 == 0;
      (*numbers[0])[i] = held(0);
      (*numbers[1])[i] = held(1);
      if (mine) (*numbers[2])[i] = held(-kInfinity);
      (*numbers[3])[i] = held(mine ? 1e300 : -1e300);
    }
  }
  return all;
}

void expect_no_nan(const Outcome& out) {
  const auto nan = [](const Numbers& all) {
    return std::any_of(all.begin(), all.end(), [](double x) { return x != x; });
  };
  EXPECT_FALSE(std::isnan(out.value)) << "value";
  EXPECT_FALSE(nan(out.values)) << "values";
  for (std::size_t k = 0; k < out.gradients.size(); ++k) EXPECT_FALSE(nan(out.gradients[k])) << "gradient " << k;
}

/// Whether the sentence is about one of the operands, which the awkward samples may leave out of their rules.
bool about_operands(const Subject& s, const std::string& said) {
  return std::any_of(s.info().operands.begin(), s.info().operands.end(), [&](const Operand& operand) {
    return said.find(": " + std::string(operand.name)) != std::string::npos;
  });
}

template <class T>
void expect_answers(const Subject& s, std::string_view option) {
  const std::vector<Sample> all = samples(s);
  for (const Sample& x : all)
    for (const Reduction reduction : {Reduction::mean, Reduction::none}) {
      SCOPED_TRACE(s.label + ", sample " + std::to_string(&x - all.data()) + ", " + std::string(to_text(reduction)));
      try {
        // Without check, what is out of its range is the caller's business; rows are to sum to 1 otherwise.
        expect_no_nan(outcome<T>(s, x, reduction, !s.of_rows));
      } catch (const std::exception& error) {
        const std::string said = error.what();
        EXPECT_TRUE(said.find(": " + std::string(option)) != std::string::npos || about_operands(s, said)) << said;
      }
    }
}

TEST(OptionEnds, GiveAnswersWithoutNan) {
  for_each_end([](const Subject& s, std::string_view option) {
    expect_answers<double>(s, option);
    expect_answers<float>(s, option);
  });
}

TEST(OptionEnds, BeyondThemTheOptionIsNamed) {
  for_each_end([](const Subject& s, std::string_view name) {
    for (const Option& option : s.info().options) {
      if (option.name != name) continue;
      for (const double past : {std::nextafter(option.lower, -kInfinity), std::nextafter(option.upper, kInfinity),
                                std::numeric_limits<double>::quiet_NaN()}) {
        if (past >= option.lower && past <= option.upper) continue;
        Subject beyond = s;
        std::size_t at = 0;
        for (const Option& other : s.info().options) {
          if (other.name == name) beyond.numbers[at] = past;
          at += other.kind == OptionKind::tensor ? 0 : 1;
        }
        try {
          outcome(beyond, Sampler(43)(s, 2, 3), Reduction::sum);
          ADD_FAILURE() << s.label << ": no error at " << past;
        } catch (const InvalidArgument& error) {
          EXPECT_EQ(error.complaint().argument, name);
        }
      }
    }
  });
}

TEST(OptionEnds, WeightsTooHaveAnswers) {
  for (const Subject& s : subjects()) {
    if (!s.weighted) continue;
    for (const Sample& plain : samples(s))
      for (const double weight : {0.0, std::numeric_limits<double>::denorm_min(), 1e-30, kLargestWeight}) {
        Sample x = plain;
        for (std::size_t c = 0; c < x.weight.size(); ++c) x.weight[c] = c % 2 == 0 ? weight : 0;
        SCOPED_TRACE(s.label + ", weight " + to_text(weight));
        for (const Reduction reduction : {Reduction::mean, Reduction::none}) try {
            expect_no_nan(outcome<double>(s, x, reduction, !s.of_rows));
            expect_no_nan(outcome<float>(s, x, reduction, !s.of_rows));
          } catch (const DomainError& error) {
            EXPECT_TRUE(about_operands(s, error.what())) << error.what();
          }
      }
    for (const bool check : {true, false})
      for (const double weight : {2 * kLargestWeight, kInfinity}) {
        Sample x = Sampler(47)(s, 2, 4);
        x.weight[2] = weight;
        EXPECT_THROW(outcome(s, x, Reduction::mean, check), DomainError) << s.label;
      }
  }
}

}  // namespace
}  // namespace sanov::losses::laws
