#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

TEST(CosineSimilarity, WorkedByHand) {
  const std::vector<double> x{3, 4, 1, 0}, y{4, 3, 0, 2};
  std::vector<double> values(2), gx(4);
  cosine_similarity(Tensor(x.data(), {2, 2}), Tensor(y.data(), {2, 2}), {.values = values}, gx);
  EXPECT_DOUBLE_EQ(values[0], 24.0 / 25);
  EXPECT_EQ(values[1], 0);
  // y/(|x||y|) − cos·x/|x|².
  EXPECT_NEAR(gx[0], 4.0 / 25 - 24.0 / 25 * 3 / 25, 1e-15);
  EXPECT_NEAR(gx[3], 1, 1e-15);
}

TEST(CosineSimilarity, AVectorOfZerosIsAtRightAngles) {
  const std::vector<double> x{0, 0}, y{1, 2};
  std::vector<double> values(1);
  cosine_similarity(x, y, {.dim = 0, .values = values});
  EXPECT_EQ(values[0], 0);
}

TEST(CosineEmbeddingLoss, PullsAndPushes) {
  const std::vector<double> x{3, 4, 3, 4, 1, 0}, y{4, 3, 4, 3, 0, 1};
  const std::vector<std::int64_t> alike{1, -1, -1};
  std::vector<double> values(3), gx(6);
  const Tensor a(x.data(), {3, 2}), b(y.data(), {3, 2});
  cosine_embedding_loss(a, b, alike, {.margin = 0.5, .reduction = Reduction::none, .values = values}, gx);
  EXPECT_NEAR(values[0], 0.04, 1e-12);
  EXPECT_NEAR(values[1], 0.46, 1e-12);
  EXPECT_EQ(values[2], 0);
  EXPECT_NEAR(gx[0], -(4.0 / 25 - 24.0 / 25 * 3 / 25), 1e-12);
  EXPECT_NEAR(gx[2], 4.0 / 25 - 24.0 / 25 * 3 / 25, 1e-12);
  EXPECT_EQ(gx[4], 0);
}

TEST(CosineEmbeddingLoss, TargetsMayBeOfAnyDtype) {
  const std::vector<float> x{3, 4, 3, 4}, y{4, 3, 4, 3}, floats{1, -1};
  const std::vector<std::int64_t> whole{1, -1};
  const Tensor a(x.data(), {2, 2}), b(y.data(), {2, 2});
  EXPECT_EQ(cosine_embedding_loss(a, b, floats), cosine_embedding_loss(a, b, whole));
  const std::vector<float> half{1, 0.5};
  EXPECT_THROW(cosine_embedding_loss(a, b, half), DomainError);
}

TEST(CosineEmbeddingLoss, WrongUseIsAnError) {
  const std::vector<double> x{3, 4}, infinite{HUGE_VAL, 1};
  const std::vector<std::int64_t> zero{0}, one{1};
  EXPECT_THROW(cosine_embedding_loss(x, x, zero), DomainError);
  EXPECT_THROW(cosine_embedding_loss(x, infinite, one), DomainError);
  EXPECT_THROW(cosine_embedding_loss(x, x, x), InvalidArgument);
}

}  // namespace
}  // namespace sanov::losses
