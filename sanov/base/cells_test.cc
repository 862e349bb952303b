#include "sanov/base/cells.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <string>

#include "sanov/base/error.h"

namespace sanov {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::string complaint_of(Cells cells) {
  try {
    check_probabilities(cells, "kl", "p");
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

TEST(Cells, ViewWhateverIsContiguous) {
  const std::vector<double> vector{0.25, 0.75};
  const std::array<float, 2> array{0.25f, 0.75f};
  EXPECT_EQ(Cells(vector).data(), vector.data());
  EXPECT_EQ(Cells(std::span(array)).data(), array.data());
  EXPECT_EQ(Cells(array).type(), Type::float32);
  EXPECT_EQ(Cells(array)[1], 0.75);
  EXPECT_EQ(Cells(vector).slice(1, 1)[0], 0.75);
}

TEST(Cells, AreNotMadeOfLogarithmsOrLogits) {
  static_assert(!std::is_convertible_v<LogProbabilities, Cells>);
  static_assert(!std::is_convertible_v<Logits, Cells>);
  static_assert(!std::is_convertible_v<std::vector<int>, Cells>);
}

TEST(CheckProbabilities, NamesTheFirstOffender) {
  EXPECT_EQ(complaint_of({0.4, 0.6}), "");
  EXPECT_EQ(complaint_of({0.5, -0.0, 0.5}), "");
  EXPECT_EQ(complaint_of({0.4, 0.7}),
            "kl: p sums to 1.1, not to 1; give probabilities, or counts to be divided by their sum");
  EXPECT_EQ(complaint_of({1e308, 1e308}),
            "kl: p sums to inf, not to 1; give probabilities, or counts to be divided by their sum");
  EXPECT_EQ(complaint_of({1.4, -0.4}), "kl: p[1] is -0.4; it must be finite and not negative");
  EXPECT_EQ(complaint_of({kNaN, 1}), "kl: p[0] is NaN; it must be finite and not negative");
  EXPECT_EQ(complaint_of({0, kInfinity}), "kl: p[1] is Infinity; it must be finite and not negative");
  EXPECT_EQ(complaint_of(std::vector<double>{}), "kl: p is empty; at least one cell is needed");
}

TEST(CheckProbabilities, RecognisesLogarithms) {
  EXPECT_NE(complaint_of({std::log(0.4), std::log(0.6)}).find("log-probabilities"), std::string::npos);
}

TEST(SumTolerance, CoversRoundingAndNoMore) {
  std::vector<float> cells(100000, 1e-5f);
  EXPECT_EQ(complaint_of(cells), "");
  cells[0] += 1e-2f;
  EXPECT_NE(complaint_of(cells), "");
  EXPECT_NE(complaint_of({0.5, 0.5 + 1e-7}), "");
}

TEST(Normalized, DividesCountsByTheirSum) {
  EXPECT_EQ(normalized({1, 3}), (Probabilities{0.25, 0.75}));
  EXPECT_THROW(normalized({0, 0}), std::domain_error);
  EXPECT_THROW(normalized({1, -1}), std::domain_error);
  EXPECT_THROW(normalized({1e308, 1e308}), std::domain_error);
  EXPECT_THROW(normalized(std::vector<double>{}), std::invalid_argument);
}

TEST(Normalized, YieldsProbabilities) {
  EXPECT_TRUE(rc::check([](const std::vector<unsigned>& counts) {
    std::vector<double> cells(counts.begin(), counts.end());
    RC_PRE(std::accumulate(cells.begin(), cells.end(), 0.0) > 0);
    check_probabilities(normalized(cells), "test", "p");
  }));
}

TEST(Probabilities, OfLogarithms) {
  const std::vector<double> logs{std::log(0.4), std::log(0.6), -kInfinity};
  const Probabilities p = probabilities(LogProbabilities(logs));
  EXPECT_NEAR(p[0], 0.4, 1e-16);
  EXPECT_EQ(p[2], 0);
  EXPECT_THROW(probabilities(LogProbabilities(std::vector<double>{0.1})), std::domain_error);
  EXPECT_THROW(probabilities(LogProbabilities(std::vector<double>{-1.0})), std::domain_error);
}

TEST(Probabilities, OfLogits) {
  const Probabilities p = probabilities(Logits(std::vector<double>{1000, 1000, -kInfinity}));
  EXPECT_EQ(p, (Probabilities{0.5, 0.5, 0}));
  EXPECT_THROW(probabilities(Logits(std::vector<double>{-kInfinity})), std::domain_error);
  EXPECT_THROW(probabilities(Logits(std::vector<double>{kInfinity, 0})), std::domain_error);
  EXPECT_THROW(probabilities(Logits(std::vector<double>{kNaN, 0})), std::domain_error);
}

}  // namespace
}  // namespace sanov
