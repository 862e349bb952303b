#include "sanov/inference/resampling.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string_view>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/base/progress.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

using Indices = std::vector<std::uint32_t>;

TEST(Resampling, EveryOrderIsAsLikely) {
  std::map<Indices, int> seen;
  for (std::uint64_t draw = 0; draw < 24'000; ++draw) {
    Indices order(4);
    permutation(1, draw, order);
    ++seen[order];
  }
  ASSERT_EQ(seen.size(), 24u);
  double chi_squared = 0;
  for (const auto& [order, count] : seen) chi_squared += (count - 1000.0) * (count - 1000.0) / 1000;
  EXPECT_LT(chi_squared, 65);  // P = 7e-6 with 23 degrees of freedom
}

TEST(Resampling, DrawsAreTheSameInAnyOrder) {
  Indices first(50), again(50), other(50);
  permutation(3, 7, first);
  permutation(3, 8, other);
  permutation(3, 7, again);
  EXPECT_EQ(first, again);
  EXPECT_NE(first, other);
  std::sort(other.begin(), other.end());
  Indices all(50);
  std::iota(all.begin(), all.end(), 0u);
  EXPECT_EQ(other, all);
}

TEST(Resampling, BootstrapIndicesAreInRange) {
  Indices indices(10'000);
  bootstrap_indices(5, 0, 10, indices);
  std::vector<int> counts(10);
  for (const auto index : indices) ++counts.at(index);
  // Five standard errors of a share of 1/10: one seed in 170,000 would fail.
  for (const int count : counts) EXPECT_NEAR(count, 1000, 5 * 30);
  EXPECT_THROW(bootstrap_indices(5, 0, 0, indices), InvalidArgument);
}

TEST(Resampling, PermutationPCountsItself) {
  const auto statistic = [](std::uint64_t draw) { return static_cast<double>(draw); };  // 0, …, 99
  EXPECT_EQ(permutation_p(95, 100, Alternative::greater, statistic).p, 6 / 101.0);
  EXPECT_EQ(permutation_p(95, 100, Alternative::less, statistic).p, 97 / 101.0);
  EXPECT_EQ(permutation_p(-95, 100, Alternative::two_sided, statistic).p, 6 / 101.0);
  EXPECT_EQ(permutation_p(1000, 100, Alternative::greater, statistic).p, 1 / 101.0);
  EXPECT_EQ(permutation_p(95 * (1 + 1e-15), 100, Alternative::greater, statistic).p, 6 / 101.0);
  EXPECT_THROW(permutation_p(0, 0, Alternative::less, statistic), InvalidArgument);
}

TEST(Resampling, RoundingAloneIsNotLessExtremeNearZeroEither) {
  // Half of the draws are 0 but for rounding: as extreme as an observed 0.
  const auto statistic = [](std::uint64_t draw) { return draw % 2 == 0 ? -1e-17 : -0.5; };
  EXPECT_EQ(permutation_p(0, 100, Alternative::greater, statistic).p, 51 / 101.0);
  EXPECT_EQ(permutation_p(0, 100, Alternative::greater, statistic, 1e-4).p, 51 / 101.0);
  EXPECT_EQ(permutation_p(0, 100, Alternative::greater, statistic, 1e-20).p, 1 / 101.0);
}

TEST(Resampling, TheSmallestOfSeveralP) {
  // By hand, all of five arrangements, the observed one the first: p of the parts are 2/5 and 1/5; only the second draw has
  // a smallest p of 1/5 too, in its first part.
  const double observed[] = {3, 9};
  const double draws[][2] = {{3, 9}, {4, 2}, {1, 3}, {0, 1}, {2, 0}};
  const auto statistics = [&](std::uint64_t draw, std::span<double> out) {
    out[0] = draws[draw][0];
    out[1] = draws[draw][1];
  };
  const JointPermutation every = joint_permutation_p(observed, 5, true, statistics);
  EXPECT_DOUBLE_EQ(every.p.p, 2. / 5);
  EXPECT_DOUBLE_EQ(every.each.at(0).p, 2. / 5);
  EXPECT_DOUBLE_EQ(every.each.at(1).p, 1. / 5);
  // The same as draws beside it, without the observed one among them.
  const auto others = [&](std::uint64_t draw, std::span<double> out) { statistics(draw + 1, out); };
  EXPECT_DOUBLE_EQ(joint_permutation_p(observed, 4, false, others).p.p, 2. / 5);
  EXPECT_THROW(joint_permutation_p(observed, 0, false, others), InvalidArgument);
  EXPECT_THROW(joint_permutation_p({}, 4, false, others), InvalidArgument);
}

TEST(Resampling, OneStatisticIsThePermutationP) {
  const auto value = [](std::uint64_t draw) { return std::sin(static_cast<double>(draw)); };
  const double observed[] = {0.9};
  const PValue alone = permutation_p(0.9, 500, Alternative::greater, value);
  const JointPermutation same = joint_permutation_p(
      observed, 500, false, [&](std::uint64_t draw, std::span<double> out) { out[0] = value(draw); });
  EXPECT_EQ(same.p.p, alone.p);
  EXPECT_EQ(same.each.at(0).log_p, alone.log_p);
}

TEST(Resampling, ReportsItsProgressAndStops) {
  struct Hook : Progress {
    bool advance(std::string_view, double fraction) override {
      seen = fraction;
      return seen < stop_at;
    }
    double seen = 0, stop_at = 2;
  } hook;
  const ProgressScope scope(hook);
  const auto statistic = [](std::uint64_t) { return 0.0; };
  set_thread_count(1);
  permutation_p(0, 100, Alternative::greater, statistic);
  EXPECT_EQ(hook.seen, 1);
  hook.stop_at = 0.3;
  EXPECT_THROW(permutation_p(0, 100, Alternative::greater, statistic), Cancelled);
  EXPECT_EQ(hook.seen, 0.3);
  set_thread_count(0);
}

}  // namespace
}  // namespace sanov
