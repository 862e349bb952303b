#include "sanov/rank/soft_kendall.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"
#include "sanov/rank/naive_test.h"
#include "sanov/rank/rank.h"

namespace sanov {
namespace {

using naive::Column;

struct Naive {
  long double value = 0;
  std::vector<long double> gradient;
};

/// Over all pairs.
Naive over_pairs(const Column& s, const Column& y, long double t) {
  const std::size_t n = s.size();
  Naive out{0, std::vector<long double>(n)};
  const long double all = static_cast<long double>(n) * static_cast<long double>(n - 1) / 2;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const int c = naive::sign(y[j], y[i]);
      const long double d = static_cast<long double>(s[i]) - s[j];
      out.value += c * (d > 0 ? 1 : d < 0 ? -1 : 0) * -std::expm1(-std::fabs(d) / t) / all;
      const long double slope = c * std::exp(-std::fabs(d) / t) / t / all;
      out.gradient[i] += slope;
      out.gradient[j] -= slope;
    }
  return out;
}

void expect_close(const Column& s, const Column& y, double temperature) {
  const Naive expected = over_pairs(s, y, temperature);
  Column gradient(s.size());
  const double value = soft_kendall(s, y, temperature, gradient);
  const double truth = static_cast<double>(expected.value);
  EXPECT_NEAR(value, truth, 1e-12 * std::fabs(truth)) << s.size() << " " << temperature;
  double largest = 0;
  for (const long double slope : expected.gradient) largest = std::max(largest, static_cast<double>(std::fabs(slope)));
  for (std::size_t i = 0; i < s.size(); ++i)
    EXPECT_NEAR(gradient[i], static_cast<double>(expected.gradient[i]), 1e-13 * largest) << i << " of " << s.size();
}

TEST(SoftKendall, WorkedByHand) {
  // Three pairs: two in order at distance 1 with e = e⁻¹, one in order at 2.
  const double e = std::exp(-1.0);
  EXPECT_NEAR(soft_kendall(Column{0, 1, 2}, Column{1, 2, 3}, 1), (2 * (1 - e) + (1 - e * e)) / 3, 1e-16);
  Column gradient(3);
  soft_kendall(Column{0, 1, 2}, Column{1, 2, 3}, 1, gradient);
  EXPECT_NEAR(gradient[0], -(e + e * e) / 3, 1e-16);
  EXPECT_NEAR(gradient[1], 0, 1e-16);
  EXPECT_NEAR(gradient[2], (e + e * e) / 3, 1e-16);
}

TEST(SoftKendall, IsTheSumOverAllPairs) {
  unsigned seed = 0;
  for (const std::size_t n : {2u, 3u, 7u, 64u, 100u, 513u})
    for (const double step : {0.0, 0.5})
      for (const double temperature : {1e-3, 0.1, 1.0, 50.0}) {
        const Column s = naive::column(n, ++seed, step);
        expect_close(s, naive::following(s, 1, ++seed, step), temperature);
      }
  const Column s = naive::column(4200, 77);  // more than one block
  expect_close(s, naive::following(s, 1, 78, 0.1), 0.05);
}

TEST(SoftKendall, BecomesTauAAtZero) {
  const Column s = naive::column(500, 1, 0.5), y = naive::following(s, 1, 2, 0.5);
  const double hard = *kendall_tau_a(s, y).value;
  Column gradient(500, 7);
  EXPECT_EQ(soft_kendall(s, y, 0, gradient), hard);
  EXPECT_EQ(gradient, Column(500));
  EXPECT_NEAR(soft_kendall(s, y, 1e-4), hard, 1e-15);  // no two scores nearer than 0.5 but those tied
}

TEST(SoftKendall, OfManyNearlyHardScoresIsNearlyTauA) {
  // Through every level of the merging. Of 2·10⁸ pairs about 6·10⁻⁴ lie within 40 temperatures, on average.
  const Column s = naive::column(20'000, 5), y = naive::following(s, 1, 6, 0.01);
  EXPECT_NEAR(soft_kendall(s, y, 1e-13), *kendall_tau_a(s, y, {.test = TestKind::none}).value, 1e-8);
}

TEST(SoftKendall, ShiftAndTurn) {
  const Column s = naive::column(300, 1), y = naive::following(s, 1, 2);
  Column moved = s, turned = s, gradient(300);
  for (double& score : moved) score += 4;
  for (double& score : turned) score = -score;
  const double value = soft_kendall(s, y, 0.3, gradient);
  EXPECT_NEAR(soft_kendall(moved, y, 0.3), value, 1e-14);
  EXPECT_NEAR(soft_kendall(turned, y, 0.3), -value, 1e-15);
  double total = 0;
  for (const double slope : gradient) total += slope;
  EXPECT_NEAR(total, 0, 1e-15);  // moving all scores alike changes nothing
}

TEST(SoftKendall, TheSameBitsForAnyThreadsAndTarget) {
  const Column s = naive::column(30'000, 1), y = naive::following(s, 1, 2, 0.01);
  Column gradient(s.size()), again(s.size());
  const double value = soft_kendall(s, y, 0.05, gradient);
  for (const auto& name : targets()) {
    if (name == "scalar") continue;  // without fused multiply-add
    set_target(name);
    for (const int threads : {1, 2, 3}) {
      set_thread_count(threads);
      EXPECT_EQ(soft_kendall(s, y, 0.05, again), value) << name << threads;
      EXPECT_EQ(again, gradient) << name << threads;
    }
  }
  set_target("");
  set_thread_count(0);
}

TEST(SoftKendall, EdgesAndWrongUse) {
  Column one(1, 5);
  EXPECT_EQ(soft_kendall(Column{3}, Column{1}, 1, one), 0);
  EXPECT_EQ(one[0], 0);
  EXPECT_EQ(soft_kendall(Column{}, Column{}, 1), 0);
  EXPECT_EQ(soft_kendall(Column{1, 2, 3}, Column{4, 4, 4}, 1), 0);
  // All tied in s: no value, and each pair pulls with slope 1/t of one pair in three.
  Column gradient(3);
  EXPECT_EQ(soft_kendall(Column{5, 5, 5}, Column{1, 2, 3}, 0.5, gradient), 0);
  EXPECT_NEAR(gradient[2], 2 / 0.5 / 3, 1e-15);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(soft_kendall(Column{1, 2}, Column{1}, 1), InvalidArgument);
  EXPECT_THROW(soft_kendall(Column{1, 2}, Column{1, 2}, -1), InvalidArgument);
  EXPECT_THROW(soft_kendall(Column{1, 2}, Column{1, 2}, nan), InvalidArgument);
  EXPECT_THROW(soft_kendall(Column{1, 2}, Column{1, 2}, 1, one), InvalidArgument);
  EXPECT_THROW(soft_kendall(Column{1, HUGE_VAL}, Column{1, 2}, 1), DomainError);
  EXPECT_THROW(soft_kendall(Column{1, 2}, Column{1, nan}, 1), DomainError);
}

}  // namespace
}  // namespace sanov
