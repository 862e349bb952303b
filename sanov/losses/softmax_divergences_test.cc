#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Logits whose softmaxes are p and q.
struct Pair {
  std::vector<double> p, q, t, s;
  Pair(std::vector<double> p_, std::vector<double> q_) : p(std::move(p_)), q(std::move(q_)) {
    for (const double each : p) t.push_back(std::log(each) + 3);
    for (const double each : q) s.push_back(std::log(each) - 2);
  }
};

TEST(JsdDistillation, IsItsDefinition) {
  const Pair at({0.5, 0.3, 0.2}, {0.1, 0.6, 0.3});
  for (const double beta : {0.1, 0.5, 0.7}) {
    double expected = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      const double m = beta * at.p[i] + (1 - beta) * at.q[i];
      expected += beta * at.p[i] * std::log(at.p[i] / m) + (1 - beta) * at.q[i] * std::log(at.q[i] / m);
    }
    EXPECT_NEAR(jsd_distillation(at.s, at.t, {.beta = beta}), expected, 1e-15);
    EXPECT_NEAR(jsd_distillation(at.s, at.t, {.beta = beta, .normalized = true}), expected / (beta * (1 - beta)),
                1e-14);
  }
}

TEST(JsdDistillation, NormalizedItReachesBothDivergences) {
  const Pair at({0.5, 0.3, 0.2}, {0.1, 0.6, 0.3});
  std::vector<double> ends(3), near(3);
  EXPECT_EQ(jsd_distillation(at.s, at.t, {.beta = 0, .normalized = true}, ends), distillation(at.s, at.t));
  EXPECT_NEAR(jsd_distillation(at.s, at.t, {.beta = 1e-7, .normalized = true}, near), distillation(at.s, at.t), 1e-6);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(ends[i], near[i], 1e-6);
  EXPECT_EQ(jsd_distillation(at.s, at.t, {.beta = 1, .normalized = true}, ends),
            distillation(at.s, at.t, {.reverse = true}));
  EXPECT_NEAR(jsd_distillation(at.s, at.t, {.beta = 1 - 1e-7, .normalized = true}, near),
              distillation(at.s, at.t, {.reverse = true}), 1e-6);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(ends[i], near[i], 1e-6);
  EXPECT_EQ(jsd_distillation(at.s, at.t, {.beta = 0}), 0);
}

TEST(JsdDistillation, DisjointSupportsAreLn2Apart) {
  const std::vector<double> t{0, -kInfinity}, s{-kInfinity, 0};
  std::vector<double> gs(2), gt(2);
  EXPECT_DOUBLE_EQ(jsd_distillation(s, t, {}, gs, gt), std::log(2.0));
  EXPECT_EQ(gs, (std::vector<double>{0, 0}));
  EXPECT_EQ(gt, (std::vector<double>{0, 0}));
  EXPECT_THROW(jsd_distillation(s, t, {.beta = 1.5}), InvalidArgument);
}

TEST(TvDistillation, IsHalfTheDifference) {
  const Pair at({0.5, 0.3, 0.2}, {0.1, 0.6, 0.3});
  EXPECT_NEAR(tv_distillation(at.s, at.t), 0.4, 1e-15);
  EXPECT_EQ(tv_distillation(at.t, at.t), 0);
  EXPECT_NEAR(tv_distillation(at.s, at.t, {.temperature = 1, .scaled = true}), 0.4, 1e-15);
}

TEST(SquaredHellingerDistillation, IsHalfTheSquaredChord) {
  const Pair at({0.5, 0.3, 0.2}, {0.1, 0.6, 0.3});
  double expected = 0;
  for (std::size_t i = 0; i < 3; ++i) expected += 0.5 * std::pow(std::sqrt(at.p[i]) - std::sqrt(at.q[i]), 2);
  EXPECT_NEAR(squared_hellinger_distillation(at.s, at.t), expected, 1e-15);
  const std::vector<double> t{0, -kInfinity}, s{-kInfinity, 0};
  EXPECT_EQ(squared_hellinger_distillation(s, t), 1);
}

}  // namespace
}  // namespace sanov::losses
