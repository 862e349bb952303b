#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/losses/annealing.h"
#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

TEST(AnnealedCrossEntropy, LeavesOutWhatIsKnownAlready) {
  // Probabilities of the label: 0.9, ½, 0.1.
  const std::vector<double> x{std::log(9.0), 0, 0, 0, 0, std::log(9.0)};
  const std::vector<std::int64_t> label{0, 0, 0};
  const Tensor input(x.data(), {3, 2});
  std::vector<double> gx(6, 9);
  EXPECT_DOUBLE_EQ(annealed_cross_entropy(input, label, {.threshold = 0.8}, gx), (std::log(2.0) + std::log(10.0)) / 2);
  EXPECT_EQ(gx[0], 0);
  EXPECT_DOUBLE_EQ(gx[2], -0.25);
  EXPECT_EQ(annealed_cross_entropy(input, label), cross_entropy(input, label));
  EXPECT_EQ(annealed_cross_entropy(input, label, {.threshold = 0.05}), 0);
}

TEST(AnnealedCrossEntropy, StartsWhereEveryClassIsAsLikely) {
  for (std::size_t classes = 2; classes < 200; ++classes) {
    const std::vector<float> x(classes, 0);
    const std::vector<double> wide(classes, 0);
    const std::vector<std::int64_t> label{1};
    const double threshold = annealing_threshold(0, classes), expected = std::log(static_cast<double>(classes));
    EXPECT_NEAR(annealed_cross_entropy(x, label, {.threshold = threshold}), expected, 1e-5) << classes;
    EXPECT_NEAR(annealed_cross_entropy(wide, label, {.threshold = threshold}), expected, 1e-12) << classes;
  }
}

TEST(AnnealedCrossEntropy, NothingIsLeftOfAThresholdOf0) {
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> x{0, 1, 2, 1};
  const std::vector<std::int64_t> label{0, 1};
  std::vector<double> gx(4, 7);
  EXPECT_EQ(annealed_cross_entropy(Tensor(x.data(), {2, 2}), label, {.threshold = 0}, gx), 0);
  EXPECT_EQ(gx, std::vector<double>(4, 0));
  const std::vector<double> impossible{0, -infinity, 2, 1};
  EXPECT_EQ(
      annealed_cross_entropy(Tensor(impossible.data(), {2, 2}), std::vector<std::int64_t>{1, 1}, {.threshold = 0}),
      infinity);
}

TEST(AnnealingThreshold, RunsFromChanceToCertainty) {
  EXPECT_EQ(annealing_threshold(0, 10), 0.1);
  EXPECT_DOUBLE_EQ(annealing_threshold(0.5, 10), 0.55);
  EXPECT_EQ(annealing_threshold(1, 10, Schedule::exponential), 1);
  EXPECT_DOUBLE_EQ(annealing_threshold(0, 2, Schedule::exponential), 0.5 + 0.5 * std::exp(-5.0));
  EXPECT_DOUBLE_EQ(annealing_threshold(1, 2, Schedule::logarithmic), 1 - 0.5 * std::exp(-5.0));
  EXPECT_THROW(annealing_threshold(1.5, 10), InvalidArgument);
  EXPECT_THROW(annealing_threshold(0.5, 0), InvalidArgument);
}

}  // namespace
}  // namespace sanov::losses
