#include "sanov/inference/joint_law.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/inference/anderson_darling.h"
#include "sanov/inference/homogeneity.h"
#include "sanov/inference/neyman_smooth.h"
#include "sanov/inference/simulated_counts_test.h"

namespace sanov {
namespace {

using simulated::Counts;

TEST(JointLaw, OfTwoCellsTheThreeAreOne) {
  // A², S and X² are the same then, and the first is handicapped least.
  const JointLaw law(Counts{30, 70});
  for (const double score : {0.1, 3., 30., 400.}) EXPECT_NEAR(law.log_sf(score) / -score, 1, 1e-6) << score;
}

TEST(JointLaw, IsBetweenTheFirstAloneAndTheSumOfAll) {
  for (const Counts& pooled : {Counts(20, 50), Counts{5, 90, 3, 200, 7, 41}, Counts{1, 1, 1}})
    for (const double score : {0.2, 2., 8., 40., 300.}) {
      const double log_p = JointLaw(pooled, 1).log_sf(score);
      EXPECT_GE(log_p, -score);
      EXPECT_LE(log_p, OrderedScores::log_sf_at_most(score));
    }
}

/// Of counts large enough to be normal, the share of 40,000 draws under the null hypothesis whose joint score is above
/// each of these scores, against the law: within five standard errors, and 2% for the law's own directions.
void expect_drawn(const std::vector<double>& shares) {
  constexpr std::uint64_t kRows = 1'000'000;
  constexpr int kDraws = 40'000;
  constexpr double scores[] = {0.7, 2, 4};
  double above[] = {0, 0, 0};
  Counts a(shares.size()), b(shares.size()), expected(shares.size());
  for (std::size_t i = 0; i < shares.size(); ++i) expected[i] = static_cast<std::uint64_t>(shares[i] * 2 * kRows);
  const AndersonDarlingLaw law(expected);
  for (int i = 0; i < kDraws; ++i) {
    Random random(8, static_cast<std::uint64_t>(i));
    draw_multinomial(random, shares, kRows, a);
    draw_multinomial(random, shares, kRows, b);
    const SmoothTest smooth = neyman_smooth(a, b);
    const Homogeneity pearson = pearson_homogeneity(a, b);
    const double joint =
        OrderedScores{-law.log_sf(anderson_darling(a, b)), -log_chi_squared_sf(smooth.statistic, smooth.degrees),
                      -log_chi_squared_sf(pearson.statistic, pearson.degrees)}
            .joint();
    for (std::size_t k = 0; k < 3; ++k) above[k] += joint > scores[k];
  }
  const JointLaw joint(expected);
  for (std::size_t k = 0; k < 3; ++k) {
    const double p = std::exp(joint.log_sf(scores[k])), error = std::sqrt(p * (1 - p) / kDraws);
    EXPECT_NEAR(above[k] / kDraws, p, 5 * error + 0.02 * p) << scores[k];
  }
}

TEST(JointLaw, OfEqualCells) { expect_drawn(std::vector<double>(20, 0.05)); }
TEST(JointLaw, OfFewUnequalCells) { expect_drawn({0.55, 0.02, 0.2, 0.13, 0.07, 0.03}); }

}  // namespace
}  // namespace sanov
