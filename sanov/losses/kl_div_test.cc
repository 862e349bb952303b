#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(KlDiv, IsTheDivergenceWithBatchmean) {
  // KL((0.4, 0.6)‖(0.3, 0.7)) to 17 digits by mpmath, and KL((1, 0)‖(½, ½)) = ln 2.
  const std::vector<double> t{0.4, 0.6, 1, 0}, x{std::log(0.3), std::log(0.7), std::log(0.5), std::log(0.5)};
  const Tensor input(x.data(), {2, 2}), target(t.data(), {2, 2});
  const double expected = 0.022582421084357389 + std::log(2.0);
  EXPECT_NEAR(kl_div(input, target, {.reduction = Reduction::batchmean}), expected / 2, 1e-15);
  EXPECT_NEAR(kl_div(input, target, {.reduction = Reduction::sum}), expected, 1e-15);
  EXPECT_NEAR(kl_div(input, target), expected / 4, 1e-15);
}

TEST(KlDiv, AnEmptyClassCountsAsNothing) {
  const std::vector<double> t{1, 0}, x{0, -kInfinity};
  std::vector<double> gx(2), gt(2);
  EXPECT_EQ(kl_div(x, t, {.reduction = Reduction::sum}, gx, gt), 0);
  EXPECT_EQ(gx, (std::vector<double>{-1, 0}));
  EXPECT_EQ(gt, (std::vector<double>{1, kInfinity}));
  kl_div(x, t, {.projected = true, .reduction = Reduction::sum}, gx, gt);
  EXPECT_EQ(gt, (std::vector<double>{1, 0}));
  const std::vector<double> other{0, 1};
  EXPECT_EQ(kl_div(x, other, {.reduction = Reduction::sum}), kInfinity);
}

void expect_sentence(const std::vector<double>& x, const std::vector<double>& t, const char* sentence) {
  try {
    kl_div(x, t);
    FAIL() << "no error";
  } catch (const DomainError& error) {
    EXPECT_STREQ(error.what(), sentence);
  }
}

TEST(KlDiv, TrapsAreErrorsThatHelp) {
  expect_sentence({0.3, 0.7}, {0.4, 0.6},
                  "kl_div: input[0] is 0.3; it must be log-probabilities, which are at most 0; take log_softmax of "
                  "logits, or the log of probabilities");
  expect_sentence({-1, -1}, {-0.5, -0.7},
                  "kl_div: target[0] is -0.5; it must be probabilities; log_target takes their logarithms");
  expect_sentence({-1, -1}, {0.5, 0.75},
                  "kl_div: target, row 0 sums to 1.25, not to 1; give probabilities along the classes, or "
                  "check=false for masses and densities");
  const std::vector<double> x{-1, -1}, t{0.5, 0.75};
  EXPECT_GT(kl_div(x, t, {.check = false}), 0);
}

TEST(KlDiv, ProbabilitiesOfACoarserDtypeHaveItsSlack) {
  const std::vector<double> x{-1, -1}, t{0.5, 0.5 + 0x1p-11};
  const Tensor operands[] = {x, t};
  EXPECT_THROW(entry::kl_div({.operands = operands, .sum_slack = 0x1p-12}), DomainError);
  EXPECT_EQ(entry::kl_div({.operands = operands, .sum_slack = 0x1p-11}), kl_div(x, t, {.check = false}));
}

TEST(KlDiv, LogarithmsOfBFloat16AreOffByTheirEntropy) {
  // ln 700 = 6.551 is 6.5625 in 8 bits: the sum is 0.9886. With 6.625 it would be 0.9285, which is no rounding.
  const std::vector<BFloat16> t(700, to_bfloat16(-6.5625F)), few(700, to_bfloat16(-6.625F));
  EXPECT_EQ(kl_div(t, t, {.log_target = true}), 0);
  EXPECT_THROW(kl_div(t, few, {.log_target = true}), DomainError);
}

}  // namespace
}  // namespace sanov::losses
