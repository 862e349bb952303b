// Gradients against differences of values.
#include <gtest/gtest.h>

#include "sanov/measures/laws_test.h"

namespace sanov::laws {
namespace {

/// d/dt of f at 0 by central differences of three widths, extrapolated: the error is of sixth order.
double derivative(const std::function<double(double)>& f, double width) {
  const auto slope = [&](double h) { return (f(h) - f(-h)) / (2 * h); };
  const double a = slope(width), b = slope(width / 2), c = slope(width / 4);
  const double first = (4 * b - a) / 3, second = (4 * c - b) / 3;
  return (16 * second - first) / 15;
}

/// Pairs whose cells, and whose cumulative sums, are so far apart that a step changes the sign of no difference.
const Row kPairs[3][2] = {{{2, 3, 2, 1, 1, 1}, {1, 1, 1, 2, 2, 2}},
                          {{1, 1, 1, 2, 2, 2}, {2, 3, 2, 1, 1, 1}},
                          {{3, 1, 1, 1, 3, 3}, {1.5, 3.4, 3, 2, 1, 1.1}}};

Row moved(Row row, std::size_t up, std::size_t down, double step) {
  row[up] += step;
  row[down] -= step;
  return row;
}

TEST(Gradients, AreSlopesOfTheValue) {
  int seen = 0;
  for (const Subject& s : subjects()) {
    if (!s.keeps(differentiable)) continue;
    ++seen;
    SCOPED_TRACE(s.label);
    Sampler sampler(3);
    // A high power bends more, and an infinite one has kinks.
    double width = 1e-3;
    for (const double parameter : s.parameters.value)
      width = std::min(width, std::isinf(parameter) ? 1e-6 : 0.01 / std::fabs(parameter));
    const std::size_t n = 6;
    for (int round = 0; round < 6; ++round) {
      Row p = kPairs[round % 3][0], q = kPairs[round % 3][1];
      for (Row* row : {&p, &q}) {
        double sum = 0;
        for (double& x : *row) sum += x += 0.001 * static_cast<double>(sampler.index(100));
        for (double& x : *row) x /= sum;
      }
      Row gp(n), gq(n);
      s.gradient(p, q, gp, gq);
      const double rounding = 1e-13 * std::fabs(s.value(p, q)) / width;
      // Along tangents: what the sum's own change does to the value is a convention.
      for (std::size_t i = 0; i + 1 < n; ++i) {
        const double by_p = derivative([&](double t) { return s.value(moved(p, i, i + 1, t), q); }, width);
        EXPECT_NEAR(gp[i] - gp[i + 1], by_p, 1e-8 * (1 + std::fabs(gp[i]) + std::fabs(gp[i + 1])) + rounding)
            << "by p, " << i;
        if (s.arguments == 1) continue;
        const double by_q = derivative([&](double t) { return s.value(p, moved(q, i, i + 1, t)); }, width);
        EXPECT_NEAR(gq[i] - gq[i + 1], by_q, 1e-8 * (1 + std::fabs(gq[i]) + std::fabs(gq[i + 1])) + rounding)
            << "by q, " << i;
      }
    }
  }
  EXPECT_GT(seen, 10);
}

TEST(Gradients, OneAloneIsTheSame) {
  for (const Subject& s : subjects()) {
    if (!s.keeps(differentiable) || s.arguments == 1) continue;
    SCOPED_TRACE(s.label);
    Sampler sampler(5);
    const Row p = sampler.row(*s.info, 13), q = sampler.row(*s.info, 13);
    Row gp(13), gq(13), alone(13);
    s.gradient(p, q, gp, gq);
    s.gradient(p, q, alone, {});
    EXPECT_EQ(alone, gp);
    s.gradient(p, q, {}, alone);
    EXPECT_EQ(alone, gq);
  }
}

TEST(Gradients, AreZeroWhereADivergenceIs) {
  // At P = Q, or its subgradient; up to the constant that the sums' convention adds.
  for (const Subject& s : subjects()) {
    if (!s.keeps(differentiable) || !s.keeps(zero_at_equal) || s.info->kind == Kind::similarity) continue;
    SCOPED_TRACE(s.label);
    Sampler sampler(11);
    const Row p = sampler.row(*s.info, 13);
    Row gp(13), gq(13);
    s.gradient(p, p, gp, gq);
    for (std::size_t i = 0; i < 13; ++i) {
      EXPECT_EQ(gp[i], gp[0]) << i;
      EXPECT_EQ(gq[i], gq[0]) << i;
    }
  }
}

TEST(Gradients, AreRefusedWhereThereIsNone) {
  for (const Subject& s : subjects()) {
    if (s.keeps(differentiable)) continue;
    SCOPED_TRACE(s.label);
    Sampler sampler(13);
    const Row p = sampler.row(*s.info, 3), q = sampler.row(*s.info, 3);
    Row gp(3), gq(3);
    EXPECT_THROW(s.gradient(p, q, gp, gq), InvalidArgument);
  }
}

TEST(Gradients, NeedRoomForEveryCell) {
  for (const Subject& s : subjects()) {
    if (!s.keeps(differentiable) || s.two == nullptr) continue;
    SCOPED_TRACE(s.label);
    Sampler sampler(13);
    const Row p = sampler.row(*s.info, 3), q = sampler.row(*s.info, 3);
    Row small(2);
    EXPECT_THROW(s.gradient(p, q, small, {}), InvalidArgument);
    EXPECT_THROW(s.gradient(p, q, {}, small), InvalidArgument);
  }
}

}  // namespace
}  // namespace sanov::laws
