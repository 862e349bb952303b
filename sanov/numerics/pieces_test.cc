#include "sanov/numerics/pieces.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/numerics/random.h"
#include "sanov/numerics/target.h"

namespace sanov {
namespace {

/// The positive axis by its distance from 0.
PieceAxis from_zero() {
  PieceAxis axis;
  axis.sides[0].least = 0x1p-40;
  return axis;
}

std::vector<double> spread(double low, double high, std::size_t n) {
  Random random(20260401);
  std::vector<double> x(n);
  for (double& v : x) v = low * std::pow(high / low, random.uniform());
  return x;
}

TEST(Pieces, ReproduceSmoothFunctions) {
  const auto x = spread(0x1p-8, 0x1p8, 100000);
  std::vector<double> out(x.size());
  const auto expect = [&](const Pieces::Function& f) {
    const Pieces pieces(from_zero(), x, {}, f, {0, 1e-13});
    EXPECT_EQ(pieces.covered(), 1);
    pieces.evaluate({}, x.data(), out.data(), x.size());
    for (std::size_t i = 0; i < x.size(); ++i) ASSERT_NEAR(out[i], f(0, x[i]), 2e-13 * std::fabs(f(0, x[i]))) << x[i];
  };
  expect([](int, double v) { return std::pow(v, 1.7); });
  expect([](int, double v) { return 1 / std::sqrt(v); });
  expect([](int, double v) { return 10 + std::log(v); });
}

TEST(Pieces, FinishAsTheyAreTold) {
  const auto x = spread(0x1p-6, 16, 60001);
  std::vector<double> out(x.size());
  const Pieces pieces(from_zero(), x, {}, [](int, double v) { return -v; }, {0, 1e-13});
  PieceResult result{.finish = PieceFinish::exponential, .base = {1}, .factor = {-1}};
  pieces.evaluate(result, x.data(), out.data(), x.size());
  for (std::size_t i = 0; i < x.size(); ++i) ASSERT_NEAR(out[i], -std::expm1(-x[i]), 1e-15);
  result.finish = PieceFinish::log_rest;
  pieces.evaluate(result, x.data(), out.data(), x.size());
  for (std::size_t i = 0; i < x.size(); ++i) ASSERT_NEAR(out[i] / std::log1p(-std::exp(-x[i])), 1, 2e-13) << x[i];
  result.factor[0] = 1;
  pieces.evaluate(result, x.data(), out.data(), x.size());
  for (std::size_t i = 0; i < x.size(); ++i) ASSERT_NEAR(out[i] / -x[i], 1, 1e-15);
}

/// Where the function has a corner, jumps, is rough or not finite, there is no piece, and NaN says so.
TEST(Pieces, LeaveOutWhatNoPolynomialIs) {
  const auto x = spread(1, 16, 40000);
  std::vector<double> out(x.size());
  const auto share = [&](const Pieces::Function& f, std::vector<double> breaks = {}) {
    const Pieces pieces(from_zero(), x, breaks, f, {0, 1e-13});
    pieces.evaluate({}, x.data(), out.data(), x.size());
    double right = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (std::isnan(out[i])) continue;
      EXPECT_NEAR(out[i], f(0, x[i]), 1e-12 * std::fabs(f(0, x[i]))) << x[i];
      ++right;
    }
    EXPECT_NEAR(pieces.covered(), right / static_cast<double>(x.size()), 0.01);
    return pieces.covered();
  };
  EXPECT_EQ(share([](int, double v) { return 2 + std::sin(1000 * v); }), 0);
  EXPECT_EQ(share([](int, double) { return HUGE_VAL; }), 0);
  const double corner = share([](int, double v) { return 1 + std::fabs(v - 5.1); }, {5.1});
  EXPECT_GT(corner, 0.9);
  EXPECT_LT(corner, 1);
  const double jump = share([](int, double v) { return v < 5.1 ? 1.0 : 2.0; }, {5.1});
  EXPECT_EQ(jump, corner);
}

TEST(Pieces, SidesHaveTheirOwnDistances) {
  PieceAxis axis;
  axis.count = 3;
  axis.cuts = {0, 10};
  axis.sides[0] = {.from = 0, .sign = -1, .shift = 1, .least = 0x1p-8};
  axis.sides[1] = {.from = 0, .sign = 1, .shift = 0, .least = 0x1p-40};
  axis.sides[2] = {.from = 20, .sign = -1, .shift = 0, .least = 0x1p-40};
  const Pieces::Function f = [](int side, double v) {
    return side == 0 ? 1 + v * v : side == 1 ? std::sqrt(v) : std::sqrt(20 - v);
  };
  std::vector<double> x, out;
  for (double v = -5; v < 20; v += 1e-4) x.push_back(v);
  out.resize(x.size());
  const Pieces pieces(axis, x, {}, f, {0, 1e-13});
  EXPECT_GT(pieces.covered(), 0.99);
  pieces.evaluate({}, x.data(), out.data(), x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::isnan(out[i])) continue;
    const double truth = f(axis.side_of(x[i]), x[i]);
    ASSERT_NEAR(out[i], truth, 2e-13 * truth) << x[i];
  }
}

TEST(Pieces, SameBitsForEveryTarget) {
  const auto x = spread(0x1p-8, 0x1p8, 100003);
  const Pieces pieces(from_zero(), x, {}, [](int, double v) { return -std::pow(v, 0.3); }, {0, 1e-13});
  const PieceResult result{.finish = PieceFinish::log_rest, .factor = {-1, 1, 1, 1}};
  std::vector<double> first, out(x.size());
  for (const std::string& name : targets()) {
    if (name == "scalar") continue;  // no fused multiply-add
    set_target(name);
    pieces.evaluate(result, x.data(), out.data(), x.size());
    if (first.empty()) first = out;
    EXPECT_EQ(out, first) << name;
  }
  set_target("");
}

}  // namespace
}  // namespace sanov
