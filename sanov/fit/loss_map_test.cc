#include "sanov/fit/loss_map.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sanov/families/families.h"
#include "sanov/fit/fit_density.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

TEST(LossMap, HoldsTheLossOfEveryPlace) {
  const FamilyEntry& normal = find_family("normal");
  const DensityObjective loss(DensityLoss::mse, normal, density_on_grid(Normal{.mean = 1, .sd = 2}, -9, 11, 200));
  const ParameterRange mean{0, -2, 4, 7}, sd{1, 0, 4, 5};
  for (const int threads : {1, 3}) {
    set_thread_count(threads);
    const std::vector<double> map = loss_map(loss, normal, std::vector<double>{0, 1}, mean, sd);
    ASSERT_EQ(map.size(), 35u);
    for (int i = 0; i < 7; ++i) EXPECT_TRUE(std::isinf(map[i]));  // a standard deviation of 0
    for (std::size_t row = 1; row < 5; ++row)
      for (std::size_t i = 0; i < 7; ++i)
        EXPECT_EQ(map[row * 7 + i], loss.value(std::vector<double>{mean.at(i), sd.at(row)}));
    EXPECT_NEAR(map[2 * 7 + 3], 0, 1e-30);  // the target's own place
  }
  set_thread_count(0);
  // The other way round it is its own mirror image.
  const std::vector<double> map = loss_map(loss, normal, std::vector<double>{0, 1}, mean, sd),
                            turned = loss_map(loss, normal, std::vector<double>{0, 1}, sd, mean);
  for (std::size_t row = 0; row < 5; ++row)
    for (std::size_t i = 0; i < 7; ++i) EXPECT_EQ(map[row * 7 + i], turned[i * 5 + row]);
}

TEST(LossMap, RulesBetweenParametersMakeItInfinite) {
  const FamilyEntry& uniform = find_family("uniform");
  const DensityObjective loss(DensityLoss::mse, uniform, density_on_grid(Normal{}, -3, 3, 50));
  const ParameterRange low{0, -2, 2, 5}, high{1, -2, 2, 5};
  const std::vector<double> map = loss_map(loss, uniform, std::vector<double>{0, 1}, low, high);
  for (std::size_t row = 0; row < 5; ++row)
    for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(std::isinf(map[row * 5 + i]), i >= row) << row << ' ' << i;
}

TEST(LossMap, RefusesWhatIsNoRange) {
  const FamilyEntry& normal = find_family("normal");
  const DensityObjective loss(DensityLoss::kl, normal, density_on_grid(Normal{}, -3, 3, 50));
  const std::vector<double> at{0, 1};
  EXPECT_THROW(loss_map(loss, normal, at, {0, 1, 1, 5}, {1, 1, 2, 5}), InvalidArgument);
  EXPECT_THROW(loss_map(loss, normal, at, {0, 0, 1, 1}, {1, 1, 2, 5}), InvalidArgument);
  EXPECT_THROW(loss_map(loss, normal, at, {2, 0, 1, 5}, {1, 1, 2, 5}), InvalidArgument);
}

}  // namespace
}  // namespace sanov
