#include "sanov/numerics/quadrature.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

#include "sanov/base/error.h"

namespace sanov {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
using std::numbers::pi;

struct Case {
  const char* name;
  double (*f)(double);
  double low, high, exact;
};

const Case kSmooth[] = {
    {"polynomial", [](double x) { return 3 * x * x; }, -1, 2, 9},
    {"sine", [](double x) { return std::sin(x); }, 0, pi, 2},
    {"bell", [](double x) { return std::exp(-x * x / 2); }, -kInf, kInf, std::sqrt(2 * pi)},
    {"decay", [](double x) { return x * std::exp(-x); }, 0, kInf, 1},
    {"decay from 3", [](double x) { return std::exp(-x); }, 3, kInf, std::exp(-3.0)},
    {"growth", [](double x) { return std::exp(2 * x); }, -kInf, 1, std::exp(2.0) / 2},
    {"odd", [](double x) { return x * x * x; }, -1, 1, 0},
};

// Infinite at an end, or with an infinite slope there.
const Case kSingular[] = {
    {"logarithm", [](double x) { return std::log(x); }, 0, 1, -1},
    {"root", [](double x) { return std::sqrt(x); }, 0, 1, 2 / 3.0},
    {"inverse root", [](double x) { return 1 / std::sqrt(x); }, 0, 1, 2},
    {"beta", [](double x) { return std::exp(-x) / std::sqrt(x); }, 0, kInf, std::sqrt(pi)},
    {"x ln x", [](double x) { return x == 0 ? 0 : x * std::log(x); }, 0, 1, -0.25},
};

void expect_integral(const Integral& got, const Case& example) {
  EXPECT_EQ(got.status, Status::converged) << example.name;
  EXPECT_NEAR(got.value, example.exact, 1e-11 * std::max(std::fabs(example.exact), 0.1)) << example.name;
  EXPECT_LE(std::fabs(got.value), got.size * (1 + 1e-12)) << example.name;
}

TEST(Quadrature, BothRulesOnSmoothFunctions) {
  for (const Case& example : kSmooth) {
    expect_integral(integrate(example.f, example.low, example.high), example);
    expect_integral(integrate_in_pieces(example.f, example.low, example.high), example);
  }
}

TEST(Quadrature, SingularEnds) {
  for (const Case& example : kSingular) expect_integral(integrate(example.f, example.low, example.high), example);
}

TEST(Quadrature, KinksInside) {
  const auto kink = [](double x) { return std::fabs(x - 1 / 3.0); };
  const Integral got = integrate_in_pieces(kink, 0, 1, {.relative = 1e-9});
  EXPECT_NEAR(got.value, 5 / 18.0, 1e-9);
}

TEST(Quadrature, SaysWhereItDidNotConverge) {
  const Integral wild = integrate_in_pieces([](double x) { return std::sin(1e7 * x) + 1; }, 0, 1);
  EXPECT_EQ(wild.status, Status::no_progress);
  EXPECT_GT(wild.error, 1e-12);
  EXPECT_EQ(integrate([](double) { return std::nan(""); }, 0, 1).status, Status::no_progress);
  EXPECT_EQ(integrate([](double) { return std::nan(""); }, 0, kInf).status, Status::no_progress);
  EXPECT_EQ(integrate([](double x) { return 1 / x; }, 0, 1).status, Status::no_progress);
}

TEST(Quadrature, ErrorsOfTheFunctionPassThrough) {
  const auto failing = [](double) -> double { throw std::runtime_error("mine"); };
  EXPECT_THROW(integrate(failing, 0, 1), std::runtime_error);
  EXPECT_THROW(integrate_in_pieces(failing, 0, kInf), std::runtime_error);
}

TEST(Quadrature, IntervalsAreChecked) {
  const auto one = [](double) { return 1.0; };
  EXPECT_THROW(integrate(one, 1, 1), InvalidArgument);
  EXPECT_THROW(integrate(one, 2, 1), InvalidArgument);
  EXPECT_THROW(integrate_in_pieces(one, std::nan(""), 1), InvalidArgument);
}

}  // namespace
}  // namespace sanov
