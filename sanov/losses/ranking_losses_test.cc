#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

/// 1 − K from the definition.
double naive_kendall(const std::vector<double>& s, const std::vector<double>& y, double t) {
  double sum = 0;
  const auto sign = [](double x) { return static_cast<double>((x > 0) - (x < 0)); };
  for (std::size_t j = 0; j < s.size(); ++j)
    for (std::size_t i = 0; i < j; ++i)
      sum += sign(y[j] - y[i]) * sign(s[j] - s[i]) * (1 - std::exp(-std::abs(s[j] - s[i]) / t));
  const auto n = static_cast<double>(s.size());
  return 1 - 2 * sum / (n * (n - 1));
}

std::vector<double> standardized(std::vector<double> s) {
  const auto n = static_cast<double>(s.size());
  double mean = 0, square = 0;
  for (const double x : s) mean += x / n;
  for (const double x : s) square += (x - mean) * (x - mean) / n;
  for (double& x : s) x = (x - mean) / std::sqrt(square);
  return s;
}

std::vector<double> sample(std::size_t n, unsigned seed) {
  std::mt19937 engine(seed);
  std::normal_distribution<double> normal;
  std::vector<double> out(n);
  for (double& x : out) x = 3 * normal(engine) + 1;
  return out;
}

TEST(SoftKendallLoss, IsItsDefinition) {
  const auto s = sample(50, 1), y = sample(50, 2);
  EXPECT_NEAR(soft_kendall_loss(s, y, {.temperature = 0.5, .standardized = false}), naive_kendall(s, y, 0.5), 1e-13);
  EXPECT_NEAR(soft_kendall_loss(s, y, {.temperature = 0.5}), naive_kendall(standardized(s), y, 0.5), 1e-13);
  EXPECT_EQ(soft_kendall_loss(y, y, {.temperature = 0}), 0);
}

TEST(SoftKendallLoss, StandardizedItDoesNotRewardSize) {
  auto s = sample(30, 3);
  const auto y = sample(30, 4);
  const double before = soft_kendall_loss(s, y);
  for (double& x : s) x = 100 * x - 7;
  EXPECT_NEAR(soft_kendall_loss(s, y), before, 1e-12);
}

void expect_slopes(const std::function<double(const std::vector<double>&, const Output&)>& loss) {
  auto s = sample(20, 5);
  std::vector<double> slope(20);
  loss(s, slope);
  for (std::size_t i = 0; i < s.size(); ++i) {
    const double before = s[i], step = 1e-6;
    s[i] = before + step;
    const double above = loss(s, {});
    s[i] = before - step;
    const double below = loss(s, {});
    s[i] = before;
    EXPECT_NEAR(slope[i], (above - below) / (2 * step), 1e-8) << i;
  }
}

TEST(RankingLosses, HaveTheSlopesOfTheirDifferences) {
  const auto y = sample(20, 6);
  for (const bool standard : {false, true}) {
    expect_slopes([&](const auto& s, const Output& g) {
      return soft_kendall_loss(s, y, {.temperature = 0.7, .standardized = standard}, g);
    });
    expect_slopes([&](const auto& s, const Output& g) {
      return soft_spearman_loss(s, y, {.temperature = 0.7, .standardized = standard}, g);
    });
    expect_slopes([&](const auto& s, const Output& g) {
      return mse_kendall_loss(s, y, {.mse_weight = 0.3, .kendall_weight = 2, .standardized = standard}, g);
    });
  }
}

TEST(MseKendallLoss, AWeightOfZeroLeavesTheOther) {
  const auto s = sample(10, 7), y = sample(10, 8);
  EXPECT_DOUBLE_EQ(mse_kendall_loss(s, y, {.kendall_weight = 0}), mse_loss(s, y));
  EXPECT_DOUBLE_EQ(mse_kendall_loss(s, y, {.mse_weight = 0}), soft_kendall_loss(s, y));
}

TEST(RankingLosses, RowsAreListsOfTheirOwn) {
  const std::vector<double> s{1, 2, 3, 3, 2, 1}, y{1, 2, 3, 1, 2, 3};
  std::vector<double> values(2);
  soft_kendall_loss(Tensor(s.data(), {2, 3}), Tensor(y.data(), {2, 3}),
                    {.temperature = 0, .reduction = Reduction::none, .values = values});
  EXPECT_EQ(values, (std::vector<double>{0, 2}));
}

TEST(RankingLosses, StandardizeScoresOfAnySize) {
  const std::vector<double> s{1, 4, 2, 3, 7}, y{1, 2, 3, 4, 5};
  std::vector<double> slope(5), expected(5);
  for (const auto loss : {+[](const std::vector<double>& a, const std::vector<double>& b, const Output& g) {
                            return soft_kendall_loss(a, b, {}, g);
                          },
                          +[](const std::vector<double>& a, const std::vector<double>& b, const Output& g) {
                            return soft_spearman_loss(a, b, {}, g);
                          }}) {
    const double value = loss(s, y, expected);
    for (const double size : {0x1p1000, 0x1p1020, 0x1p-1000, 0x1p-1060}) {
      std::vector<double> scaled = s;
      for (double& x : scaled) x *= size;
      EXPECT_DOUBLE_EQ(loss(scaled, y, slope), value) << size;
      for (std::size_t i = 0; i < 5; ++i) EXPECT_DOUBLE_EQ(slope[i], expected[i] / size) << size;
    }
    // All alike there is nothing to divide by, also where their mean is not exactly the number itself.
    const std::vector<double> alike(5, 0.1);
    EXPECT_NEAR(loss(alike, y, slope), 1, 1e-15);
    for (const double each : slope) EXPECT_LE(std::abs(each), 1);
  }
}

TEST(RankingLosses, WrongUseIsAnError) {
  const std::vector<double> s{1, 2, HUGE_VAL}, y{1, 2, 3}, strange{1, std::nan(""), 2};
  EXPECT_THROW(soft_kendall_loss(s, y), DomainError);
  EXPECT_THROW(soft_spearman_loss(y, strange), DomainError);
  EXPECT_THROW(soft_kendall_loss(y, y, {.temperature = -1}), InvalidArgument);
  EXPECT_THROW(mse_kendall_loss(y, s), DomainError);
}

}  // namespace
}  // namespace sanov::losses
