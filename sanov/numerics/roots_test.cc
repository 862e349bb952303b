#include "sanov/numerics/roots.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "sanov/base/error.h"

namespace sanov {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

void expect_root(FunctionRef f, double low, double high, double exact, int most_iterations) {
  const Root root = find_root(f, low, high);
  EXPECT_EQ(root.status, Status::converged);
  EXPECT_NEAR(root.x, exact, 1e-15 * std::fabs(exact));
  EXPECT_LE(root.iterations, most_iterations);
  EXPECT_EQ(root.residual, f(root.x));
}

TEST(FindRoot, ClosedForms) {
  expect_root([](double x) { return x * x - 2; }, 0, 2, std::numbers::sqrt2, 10);
  expect_root([](double x) { return std::exp(x) - 10; }, -5, 50, std::log(10.0), 25);
  expect_root([](double x) { return std::cos(x); }, 0, 3, std::numbers::pi / 2, 10);
  expect_root([](double x) { return 1 / x - 4; }, 1e-8, 1e8, 0.25, 70);
  expect_root([](double x) { return 3 - x; }, -1e12, 1e12, 3, 20);
}

TEST(FindRoot, FlatJumpingAndInfinite) {
  // A ninth power is flat at its root; sign() gives no slope at all; log is -inf at an end.
  EXPECT_NEAR(find_root([](double x) { return std::pow(x - 0.3, 9); }, 0, 1).x, 0.3, 1e-15);
  EXPECT_NEAR(find_root([](double x) { return x < 0.7 ? -1.0 : 1.0; }, 0, 1).x, 0.7, 1e-15);
  EXPECT_NEAR(find_root([](double x) { return std::log(x); }, 0, 5).x, 1, 1e-15);
  EXPECT_NEAR(find_root([](double x) { return x < 2 ? -kInf : kInf; }, 0, 5).x, 2, 1e-14);
}

TEST(FindRoot, AtZero) {
  const Root root = find_root([](double x) { return x + 1.4 * x * x * x; }, -3, 1000);
  EXPECT_EQ(root.status, Status::converged);
  EXPECT_NEAR(root.x, 0, 1e-27);
}

TEST(FindRoot, AtAnEnd) {
  EXPECT_EQ(find_root([](double x) { return x; }, 0, 1).x, 0);
  EXPECT_EQ(find_root([](double x) { return x - 1; }, 0, 1).x, 1);
  EXPECT_EQ(find_root([](double x) { return x; }, 0, 1).iterations, 0);
}

TEST(FindRoot, TheBracketHoldsTheRootToTheTolerance) {
  const Root rough = find_root([](double x) { return x * x * x - 5; }, 0, 10, {.relative = 1e-3});
  EXPECT_NEAR(rough.x, std::cbrt(5.0), 1.71e-3);
  const Root fine = find_root([](double x) { return x * x * x - 5; }, 0, 10);
  EXPECT_LT(rough.iterations, fine.iterations);
}

TEST(FindRoot, SaysHowItEnded) {
  EXPECT_EQ(find_root([](double x) { return x - 0.1; }, 0, 1e9, {.max_iterations = 1}).status, Status::iteration_limit);
  const Root lost = find_root([](double x) { return x == 0 ? -1 : x == 1 ? 1 : std::nan(""); }, 0, 1);
  EXPECT_EQ(lost.status, Status::no_progress);
}

TEST(FindRoot, RefusesWhatIsNoBracket) {
  const auto square = [](double x) { return x * x + 1; };
  try {
    find_root(square, -1, 2);
    FAIL();
  } catch (const DomainError& error) {
    EXPECT_STREQ(error.what(), "find_root: f is 2 at -1 and 5 at 2; a root between them needs opposite signs");
  }
  EXPECT_THROW(find_root(square, 2, 1), InvalidArgument);
  EXPECT_THROW(find_root(square, 0, kInf), InvalidArgument);
  EXPECT_THROW(find_root([](double) { return std::nan(""); }, 0, 1), DomainError);
}

void expect_minimum(FunctionRef f, double low, double high, double exact, int most_iterations) {
  const Minimum minimum = minimize(f, low, high);
  EXPECT_EQ(minimum.status, Status::converged);
  EXPECT_NEAR(minimum.x, exact, 4e-8 * std::fabs(exact) + 1e-11);
  EXPECT_LE(minimum.iterations, most_iterations);
  EXPECT_EQ(minimum.value, f(minimum.x));
}

TEST(Minimize, ClosedForms) {
  expect_minimum([](double x) { return (x - 2) * (x - 2); }, -10, 10, 2, 12);
  expect_minimum([](double x) { return -std::sin(x); }, 0, 3, std::numbers::pi / 2, 15);
  expect_minimum([](double x) { return x * std::log(x); }, 1e-9, 5, 1 / std::numbers::e, 25);
  expect_minimum([](double x) { return std::fabs(x - 0.3); }, 0, 1, 0.3, 60);
  expect_minimum([](double x) { return std::exp(x) - 3 * x; }, -4, 40, std::log(3.0), 45);
}

TEST(Minimize, AtAnEnd) {
  EXPECT_EQ(minimize([](double x) { return x; }, 1, 4).x, 1);
  EXPECT_EQ(minimize([](double x) { return -x; }, 1, 4).x, 4);
}

TEST(Minimize, InfinitiesAndNaNAreNoMinima) {
  const auto walled = [](double x) { return x < 1 ? kInf : x > 3 ? std::nan("") : (x - 2.5) * (x - 2.5); };
  EXPECT_NEAR(minimize(walled, 0, 4).x, 2.5, 1e-7);
  EXPECT_EQ(minimize([](double) { return std::nan(""); }, 0, 1).status, Status::no_progress);
}

TEST(Minimize, SaysHowItEnded) {
  const Minimum cut = minimize([](double x) { return std::cosh(x - 1); }, -5, 5, {.max_iterations = 3});
  EXPECT_EQ(cut.status, Status::iteration_limit);
  EXPECT_LE(std::fabs(cut.x - 1), cut.residual);
  EXPECT_THROW(minimize([](double x) { return x; }, 1, 1), InvalidArgument);
}

}  // namespace
}  // namespace sanov
