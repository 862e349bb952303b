// The slopes of wasserstein_1d, and its columns.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/random.h"
#include "sanov/transport/wasserstein_1d.h"

namespace sanov {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr double kPowers[] = {1, 1.5, 2, 3, 7};

std::vector<double> normals(std::size_t n, std::uint64_t seed) {
  Random random(seed);
  std::vector<double> out(n);
  for (double& x : out) x = random.normal();
  return out;
}

std::vector<double> exponentials(std::size_t n, std::uint64_t seed) {
  Random random(seed, 1);
  std::vector<double> out(n);
  for (double& x : out) x = random.exponential();
  return out;
}

struct Slopes {
  std::vector<double> x, y, a, b;
  explicit Slopes(std::size_t n, std::size_t m) : x(n, -7), y(m, -7), a(n, -7), b(m, -7) {}
  LineGradient room() { return {x, y, a, b}; }
};

/// Each argument is moved by h to both sides.
template <class W>
void expect_slopes(std::vector<double>& argument, const std::vector<double>& slopes, const W& w, double h) {
  for (std::size_t i = 0; i < argument.size(); ++i) {
    const double at = argument[i];
    argument[i] = at + h;
    const double above = w();
    argument[i] = at - h;
    const double below = w();
    argument[i] = at;
    EXPECT_NEAR(slopes[i], (above - below) / (2 * h), 2e-8) << i;
  }
}

TEST(Wasserstein1dGradient, IsWhatDifferencesSay) {
  std::vector<double> x = normals(13, 1), y = normals(9, 2), a = exponentials(13, 3), b = exponentials(9, 4);
  for (const double p : kPowers) {
    SCOPED_TRACE(p);
    const auto w = [&] { return wasserstein_1d(x, y, {.p = p, .a = a, .b = b}); };
    Slopes slopes(13, 9);
    EXPECT_EQ(wasserstein_1d(x, y, {.p = p, .a = a, .b = b}, slopes.room()), w());
    expect_slopes(x, slopes.x, w, 1e-5);
    expect_slopes(y, slopes.y, w, 1e-5);
    expect_slopes(a, slopes.a, w, 1e-5);
    expect_slopes(b, slopes.b, w, 1e-5);
  }
}

TEST(Wasserstein1dGradient, InPositionsOfEqualWeights) {
  std::vector<double> x = normals(12, 1), y = normals(12, 2);
  for (const double p : kPowers) {
    const auto w = [&] { return wasserstein_1d(x, y, {.p = p}); };
    Slopes slopes(12, 12);
    EXPECT_EQ(wasserstein_1d(x, y, {.p = p}, slopes.room()), w());
    expect_slopes(x, slopes.x, w, 1e-5);
    expect_slopes(y, slopes.y, w, 1e-5);
  }
}

TEST(Wasserstein1dGradient, WithoutWeightsIsInThoseOfOneByN) {
  // 13 and 9 have no step in common, so there is no kink.
  std::vector<double> x = normals(13, 1), y = normals(9, 2), a(13, 1.0 / 13), b(9, 1.0 / 9);
  for (const double p : kPowers) {
    Slopes slopes(13, 9);
    wasserstein_1d(x, y, {.p = p}, slopes.room());
    const auto w = [&] { return wasserstein_1d(x, y, {.p = p, .a = a, .b = b}); };
    expect_slopes(a, slopes.a, w, 1e-6);
    expect_slopes(b, slopes.b, w, 1e-6);
  }
}

TEST(Wasserstein1dGradient, KeepsItsLaws) {
  const std::vector<double> x = normals(500, 1), y = exponentials(400, 2), a = exponentials(500, 3);
  for (const double p : kPowers) {
    Slopes slopes(500, 400);
    const double w = wasserstein_1d(x, y, {.p = p, .a = a}, slopes.room());
    const auto sum = [](const std::vector<double>& values) {
      return std::accumulate(values.begin(), values.end(), 0.0);
    };
    const auto dot = [](const std::vector<double>& s, const std::vector<double>& t) {
      return std::inner_product(s.begin(), s.end(), t.begin(), 0.0);
    };
    EXPECT_NEAR(sum(slopes.x) + sum(slopes.y), 0, 1e-13);            // moving both changes nothing,
    EXPECT_NEAR(dot(slopes.x, x) + dot(slopes.y, y), w, 1e-13 * w);  // scaling both scales W (Euler),
    EXPECT_NEAR(dot(slopes.a, a), 0, 1e-12);                         // and a multiple of the weights is the same.
    EXPECT_NEAR(sum(slopes.b), 0, 1e-11);
  }
}

TEST(Wasserstein1dGradient, OfAPointWithoutWeight) {
  const std::vector<double> x{0, 1, 7}, y{0.5, 3};
  std::vector<double> a{1, 1, 0}, slopes(3);
  wasserstein_1d(x, y, {.a = a}, {.a = slopes});
  const double before = wasserstein_1d(x, y, {.a = a});
  a[2] = 1e-7;
  EXPECT_NEAR(slopes[2], (wasserstein_1d(x, y, {.a = a}) - before) / 1e-7, 1e-6);
}

TEST(Wasserstein1dGradient, IsZeroAtZero) {
  const std::vector<double> x = normals(50, 1);
  for (const double p : kPowers) {
    Slopes slopes(50, 50);
    EXPECT_EQ(wasserstein_1d(x, x, {.p = p}, slopes.room()), 0);
    EXPECT_THAT(slopes.x, Each(0));
    EXPECT_THAT(slopes.y, Each(0));
    EXPECT_THAT(slopes.a, Each(0));
    EXPECT_THAT(slopes.b, Each(0));
  }
}

TEST(Wasserstein1dGradient, DoesNotDependOnTheScale) {
  const std::vector<double> x = normals(20, 1), y = normals(15, 2);
  for (const double p : kPowers)
    for (const double scale : {0x1p-900, 0x1p900}) {
      std::vector<double> far_x = x, far_y = y;
      for (auto* values : {&far_x, &far_y})
        for (double& value : *values) value *= scale;
      Slopes near(20, 15), far(20, 15);
      wasserstein_1d(x, y, {.p = p}, near.room());
      wasserstein_1d(far_x, far_y, {.p = p}, far.room());
      for (std::size_t i = 0; i < 20; ++i) {
        EXPECT_NEAR(far.x[i], near.x[i], 1e-15);
        EXPECT_NEAR(far.a[i] / scale, near.a[i], 1e-14);
      }
    }
}

TEST(Wasserstein1dGradient, RefusesBadInput) {
  std::vector<double> two(2), three(3), zero{0}, most{1.7e308}, minus{-1.7e308}, one(1);
  const auto error = [](Cells x, Cells y, const LineGradient& gradient) {
    try {
      wasserstein_1d(x, y, {.p = 2}, gradient);
    } catch (const std::logic_error& e) {
      return std::string(e.what());
    }
    return std::string("no error");
  };
  EXPECT_THAT(error(three, three, {.x = two}), HasSubstr("gradient.x has room for 2 slopes, but there are 3"));
  EXPECT_THAT(error(three, two, {.y = three}), HasSubstr("gradient.y has room for 3 slopes, but there are 2"));
  EXPECT_THAT(error(three, two, {.a = two}), HasSubstr("gradient.a has room for 2"));
  EXPECT_THAT(error(three, two, {.b = three}), HasSubstr("gradient.b has room for 3"));
  EXPECT_THAT(error(most, minus, {.x = one}), HasSubstr("W overflows"));
}

TEST(Wasserstein1dColumns, AreOneByOneTheSame) {
  const std::size_t n = 200, m = 150, d = 19;
  const std::vector<double> x = normals(n * d, 1), y = normals(m * d, 2), a = exponentials(n, 3);
  for (const double p : kPowers)
    for (const bool weighted : {false, true}) {
      LineOptions options{.p = p};
      if (weighted) options.a = a;
      const std::vector<double> all = wasserstein_1d_columns(Rows(x.data(), n, d), Rows(y.data(), m, d), options);
      ASSERT_EQ(all.size(), d);
      for (std::size_t k = 0; k < d; ++k) {
        std::vector<double> of_x, of_y;
        for (std::size_t i = 0; i < n; ++i) of_x.push_back(x[i * d + k]);
        for (std::size_t j = 0; j < m; ++j) of_y.push_back(y[j * d + k]);
        EXPECT_EQ(all[k], wasserstein_1d(of_x, of_y, options)) << k;
      }
      for (const int threads : {1, 3}) {
        set_thread_count(threads);
        EXPECT_EQ(wasserstein_1d_columns(Rows(x.data(), n, d), Rows(y.data(), m, d), options), all);
      }
      set_thread_count(0);
    }
}

TEST(Wasserstein1dColumns, RefuseBadInput) {
  const std::vector<double> x{0, 1, 2, 3, 4, NAN};
  const Rows good(x.data(), 2, 2), wide(x.data(), 1, 3), bad(x.data(), 3, 2), none(x.data(), 0, 2);
  const auto call = [](Rows p, Rows q) { return [=] { wasserstein_1d_columns(p, q); }; };
  EXPECT_THAT(call(good, wide), ThrowsMessage<InvalidArgument>(HasSubstr("y has 3 columns, but x has 2")));
  EXPECT_THAT(call(good, bad), ThrowsMessage<DomainError>(HasSubstr("y[5] is NaN; positions are finite")));
  EXPECT_THAT(call(none, good), ThrowsMessage<InvalidArgument>(HasSubstr("x has no points")));
}

}  // namespace
}  // namespace sanov
