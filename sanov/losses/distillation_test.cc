#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// One row in long double, from the definition.
struct Naive {
  long double value = 0;
  std::vector<long double> by_s, by_t;
  std::vector<double> size;  ///< p + q, to which the errors of a gradient are relative
};

template <class T>
std::vector<long double> softmax(const T* x, std::size_t n, long double temperature) {
  long double top = -kInfinity, sum = 0;
  for (std::size_t i = 0; i < n; ++i) top = std::max(top, static_cast<long double>(x[i]));
  std::vector<long double> p(n);
  for (std::size_t i = 0; i < n; ++i) sum += p[i] = std::exp((static_cast<long double>(x[i]) - top) / temperature);
  for (auto& each : p) each /= sum;
  return p;
}

template <class T>
Naive naive(const T* s, const T* t, std::size_t n, long double temperature) {
  const auto q = softmax(s, n, temperature), p = softmax(t, n, temperature);
  Naive out;
  // Σ p (e^u − 1 − u) with u = ln(q/p) from the difference, so that nothing cancels near p = q.
  for (std::size_t i = 0; i < n; ++i) {
    const long double u = std::log1p((q[i] - p[i]) / p[i]);
    out.value += p[i] * (std::expm1(u) - u);
  }
  for (std::size_t i = 0; i < n; ++i) {
    out.size.push_back(static_cast<double>(p[i] + q[i]));
    out.by_s.push_back((q[i] - p[i]) / temperature);
    out.by_t.push_back(p[i] > 0 ? p[i] * (std::log(p[i] / q[i]) - out.value) / temperature : 0);
  }
  return out;
}

template <class T>
void expect_definition(std::size_t n, double spread, double apart, double temperature, double tolerance) {
  std::mt19937 engine(static_cast<unsigned>(n));
  std::normal_distribution<double> normal;
  std::vector<T> s(n), t(n), gs(n), gt(n);
  for (std::size_t i = 0; i < n; ++i) {
    t[i] = static_cast<T>(spread * normal(engine));
    s[i] = static_cast<T>(t[i] + apart * normal(engine));
  }
  const Naive expected = naive(s.data(), t.data(), n, temperature);
  const double got = distillation(s, t, {.temperature = temperature}, gs, gt);
  EXPECT_NEAR(got, static_cast<double>(expected.value), tolerance * std::abs(static_cast<double>(expected.value)));
  for (std::size_t i = 0; i < n; ++i) {
    const double by_s = static_cast<double>(expected.by_s[i]), by_t = static_cast<double>(expected.by_t[i]);
    EXPECT_NEAR(static_cast<double>(gs[i]), by_s, tolerance * expected.size[i]) << i;
    EXPECT_NEAR(static_cast<double>(gt[i]), by_t, 4 * tolerance * expected.size[i]) << i;
  }
}

TEST(Distillation, IsItsDefinition) {
  for (const std::size_t n : {1, 2, 3, 10, 17, 100, 2047, 2049, 5000}) {
    expect_definition<double>(n, 2, 1, 1, 1e-12);
    expect_definition<double>(n, 2, 1, 3, 1e-12);
    expect_definition<float>(n, 2, 1, 1, 1e-6);
    expect_definition<float>(n, 2, 1, 3, 1e-6);
  }
}

TEST(Distillation, KeepsItsDigitsNearEquality) {
  expect_definition<double>(50, 2, 1e-7, 1, 1e-9);
  expect_definition<float>(50, 2, 1e-3, 1, 1e-6);
}

TEST(Distillation, IsZeroAtEquality) {
  const std::vector<float> x{1, 2, 3};
  std::vector<float> gs(3, 1);
  EXPECT_EQ(distillation(x, x, {}, gs), 0);
  EXPECT_EQ(gs, (std::vector<float>{0, 0, 0}));
}

TEST(Distillation, InfiniteLogitsHaveTheirLimits) {
  const float infinity = std::numeric_limits<float>::infinity();
  const std::vector<float> masked{0, -infinity}, open{0, 0}, sure{infinity, 0};
  std::vector<float> gs(2), gt(2);
  EXPECT_NEAR(distillation(open, masked, {}, gs, gt), std::log(2.0), 1e-15);
  EXPECT_EQ(gs, (std::vector<float>{-0.5f, 0.5f}));
  EXPECT_EQ(distillation(masked, open), kInfinity);
  EXPECT_EQ(distillation(masked, masked), 0);
  EXPECT_NEAR(distillation(open, sure), std::log(2.0), 1e-15);
}

TEST(Distillation, AMaskedFirstBlockHasGradientsOfZero) {
  const std::size_t n = 4096;
  std::mt19937 engine(7);
  std::normal_distribution<float> normal(-200, 1);
  std::vector<float> s(n, -std::numeric_limits<float>::infinity()), t = s, gs(n, 1), gt(n, 1);
  for (std::size_t i = n / 2; i < n; ++i) {
    s[i] = normal(engine);
    t[i] = normal(engine);
  }
  const double got = distillation(s, t, {}, gs, gt);
  const Naive expected = naive(s.data() + n / 2, t.data() + n / 2, n / 2, 1);
  EXPECT_NEAR(got, static_cast<double>(expected.value), 1e-4);
  for (std::size_t i = 0; i < n / 2; ++i) ASSERT_EQ(gs[i], 0) << i;
  for (std::size_t i = 0; i < n / 2; ++i) ASSERT_EQ(gt[i], 0) << i;
  for (std::size_t i = 0; i < n / 2; ++i)
    ASSERT_NEAR(static_cast<double>(gs[n / 2 + i]), static_cast<double>(expected.by_s[i]), 1e-4 * expected.size[i])
        << i;
}

TEST(Distillation, ReverseSwapsTheRoles) {
  const std::vector<double> a{1, 2, 0}, b{0, 1, 3};
  EXPECT_EQ(distillation(a, b, {.reverse = true}), distillation(b, a));
  EXPECT_DOUBLE_EQ(distillation(a, b, {.temperature = 2, .scaled = true}), 4 * distillation(a, b, {.temperature = 2}));
}

TEST(Distillation, ClassesMayLieAlongAnyDimension) {
  const std::vector<double> s{1, 2, 0, 0, 1, 3}, t{0, 1, 3, 1, 1, 1};
  double expected = 0;
  for (const std::size_t j : {0, 1, 2}) {
    const std::vector<double> a{s[j], s[j + 3]}, b{t[j], t[j + 3]};
    expected += distillation(a, b) / 3;
  }
  EXPECT_DOUBLE_EQ(distillation(Tensor(s.data(), {2, 3}), Tensor(t.data(), {2, 3}), {.dim = 0}), expected);
}

TEST(Distillation, WrongUseIsAnError) {
  const std::vector<double> a{1, 2, 0}, b{0, 1}, strange{0, std::nan(""), 1}, gone{-kInfinity, -kInfinity, -kInfinity};
  EXPECT_THROW(distillation(a, b), InvalidArgument);
  EXPECT_THROW(distillation(a, a, {.temperature = 0}), InvalidArgument);
  EXPECT_THROW(distillation(a, strange), DomainError);
  EXPECT_THROW(distillation(a, gone), DomainError);
}

}  // namespace
}  // namespace sanov::losses
