#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

TEST(Consistency, SharpensTheTargetAndLeavesTheInput) {
  const std::vector<double> x{0, 1, 2}, z{1, 0, 0};
  std::vector<double> sharper;
  for (const double each : z) sharper.push_back(each / 0.4);
  EXPECT_NEAR(consistency(x, z, {.temperature = 0.4}), distillation(x, sharper), 1e-15);
}

TEST(Consistency, RowsThatAreNotSureEnoughAreZeroAndCount) {
  const std::vector<float> x{0, 1, 0, 2}, z{0, 0, 0, 3};
  std::vector<float> gx(4, 9), alone(2);
  // The first original gives ½ to both, the second 0.95 to one.
  const Tensor input(x.data(), {2, 2}), target(z.data(), {2, 2});
  const double got = consistency(input, target, {.threshold = 0.8}, gx);
  const double second = distillation(Tensor(x.data() + 2, {2}), Tensor(z.data() + 2, {2}), {}, alone);
  EXPECT_DOUBLE_EQ(got, second / 2);
  EXPECT_EQ(gx[0], 0);
  EXPECT_EQ(gx[1], 0);
  EXPECT_FLOAT_EQ(gx[2], alone[0] / 2);
}

TEST(Consistency, NanIsSaidWhereverItStands) {
  const std::vector<double> x{0, std::nan("")}, z{0, 0};
  EXPECT_THROW(consistency(x, z, {.threshold = 0.9}), DomainError);
  EXPECT_THROW(consistency(z, x, {.threshold = 0.9}), DomainError);
  EXPECT_THROW(consistency(z, z, {.threshold = 2}), InvalidArgument);
}

}  // namespace
}  // namespace sanov::losses
