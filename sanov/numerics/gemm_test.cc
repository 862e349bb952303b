#include "sanov/numerics/gemm.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"

namespace sanov {
namespace {

template <class T>
std::vector<T> random_values(std::size_t n, unsigned seed) {
  std::mt19937 engine(seed);
  std::normal_distribution<double> normal;
  std::vector<T> values(n);
  for (T& value : values) value = static_cast<T>(normal(engine));
  return values;
}

/// Whether c is alpha·a·bᵀ + beta·before to within the rounding errors of k + 3 operations.
template <class T>
void expect_product(T alpha, Rows a, Rows b, T beta, const std::vector<T>& before, const std::vector<T>& c) {
  const std::size_t n = b.rows(), k = a.columns();
  for (std::size_t i = 0; i < a.rows(); ++i)
    for (std::size_t j = 0; j < n; ++j) {
      const long double old = beta == 0 ? 0 : static_cast<long double>(beta) * before[i * n + j];
      long double sum = 0, size = std::fabs(old);
      for (std::size_t l = 0; l < k; ++l) {
        const long double product = static_cast<long double>(a[i][l]) * b[j][l];
        sum += product;
        size += std::fabs(alpha * product);
      }
      const long double bound = static_cast<long double>(k + 3) * std::numeric_limits<T>::epsilon() * size;
      ASSERT_LE(std::fabs(c[i * n + j] - (alpha * sum + old)), bound) << "at " << i << ", " << j << " for k = " << k;
    }
}

template <class T>
class Gemm : public testing::Test {};
using Types = testing::Types<double, float>;
TYPED_TEST_SUITE(Gemm, Types);

TYPED_TEST(Gemm, EveryShapeOnEveryTarget) {
  using T = TypeParam;
  for (const std::string& name : targets()) {
    set_target(name);
    for (const auto& [m, n, k] : {std::array<std::size_t, 3>{1, 1, 1},
                                  {2, 3, 5},
                                  {12, 16, 8},
                                  {13, 17, 255},
                                  {5, 40, 256},
                                  {31, 33, 257},
                                  {100, 7, 600},
                                  {7, 300, 64},
                                  {97, 129, 31}}) {
      const auto a = random_values<T>(m * k, 1), b = random_values<T>(n * k, 2), before = random_values<T>(m * n, 3);
      for (const auto& [alpha, beta] : {std::pair<T, T>{1, 0}, {T{-0.5}, 1}, {2, T{0.25}}}) {
        auto c = before;
        const Rows left(a.data(), m, k), right(b.data(), n, k);
        gemm(alpha, left, right, beta, c.data());
        expect_product(alpha, left, right, beta, before, c);
      }
    }
  }
  set_target("");
}

TYPED_TEST(Gemm, TheSameBitsForAnyThreadsAndTarget) {
  using T = TypeParam;
  const std::size_t m = 211, n = 307, k = 700;
  const auto a = random_values<T>(m * k, 4), b = random_values<T>(n * k, 5);
  std::vector<T> first;
  for (const std::string& name : targets()) {
    if (name == "scalar") continue;  // has no fused multiply-add
    set_target(name);
    for (const int threads : {1, 2, 3}) {
      set_thread_count(threads);
      std::vector<T> c(m * n, std::numeric_limits<T>::quiet_NaN());
      gemm(T{1}, Rows(a.data(), m, k), Rows(b.data(), n, k), T{0}, c.data());
      if (first.empty()) first = c;
      EXPECT_EQ(c, first) << name << " with " << threads << " threads";
    }
  }
  set_target("");
  set_thread_count(0);
}

TYPED_TEST(Gemm, NothingToSum) {
  using T = TypeParam;
  std::vector<T> c{1, 2, std::numeric_limits<T>::infinity(), 4};
  const T* const none = nullptr;
  gemm(T{1}, Rows(none, 2, 0), Rows(none, 2, 0), T{2}, c.data());
  EXPECT_EQ(c, (std::vector<T>{2, 4, std::numeric_limits<T>::infinity(), 8}));
  gemm(T{1}, Rows(none, 2, 0), Rows(none, 2, 0), T{0}, c.data());
  EXPECT_EQ(c, (std::vector<T>{0, 0, 0, 0}));
  gemm(T{1}, Rows(none, 0, 3), Rows(none, 2, 3), T{0}, c.data());
}

TEST(GemmArguments, AreNamed) {
  const std::vector<double> x(6);
  const std::vector<float> narrow(6);
  double c[4];
  try {
    gemm(1.0, Rows(x.data(), 2, 3), Rows(x.data(), 3, 2), 0.0, c);
    FAIL();
  } catch (const InvalidArgument& error) {
    EXPECT_STREQ(error.what(), "gemm: b has 2 columns, but a has 3");
  }
  EXPECT_THROW(gemm(1.0, Rows(narrow.data(), 2, 3), Rows(x.data(), 2, 3), 0.0, c), InvalidArgument);
}

}  // namespace
}  // namespace sanov
