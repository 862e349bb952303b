#include "sanov/transport/sliced.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"
#include "sanov/transport/naive_test.h"
#include "sanov/transport/wasserstein_1d.h"

namespace sanov {
namespace {

using testing::HasSubstr;

constexpr double kPowers[] = {1, 1.5, 2, 3};

Points normals(std::size_t n, std::size_t d, std::uint64_t seed) {
  Random random(seed);
  Points out{n, d, std::vector<double>(n * d)};
  for (double& x : out.x) x = random.normal();
  return out;
}

std::vector<double> exponentials(std::size_t n, std::uint64_t seed) {
  Random random(seed, 1);
  std::vector<double> out(n);
  for (double& x : out) x = random.exponential();
  return out;
}

Points shifted(Points points, const std::vector<double>& by) {
  for (std::size_t i = 0; i < points.x.size(); ++i) points.x[i] += by[i % points.d];
  return points;
}

std::vector<double> shadow(const Points& points, const std::vector<double>& direction) {
  std::vector<double> out(points.n);
  for (std::size_t i = 0; i < points.n; ++i)
    for (std::size_t k = 0; k < points.d; ++k) out[i] += direction[k] * points.x[i * points.d + k];
  return out;
}

TEST(SlicedDirection, LiesOnTheSphereAndIsEvenlySpread) {
  // Of 20,000 directions the mean of each coordinate has a deviation of 1/√(3·20000), of each square √(4/45/20000).
  std::vector<double> mean(3), square(3);
  for (std::size_t k = 0; k < 20000; ++k) {
    const std::vector<double> theta = sliced_direction(k, 3, 7);
    EXPECT_NEAR(std::inner_product(theta.begin(), theta.end(), theta.begin(), 0.0), 1, 1e-15);
    for (std::size_t c = 0; c < 3; ++c) {
      mean[c] += theta[c] / 20000;
      square[c] += theta[c] * theta[c] / 20000;
    }
  }
  for (std::size_t c = 0; c < 3; ++c) {
    EXPECT_NEAR(mean[c], 0, 5 * 0.00409);  // five deviations: one seed in 300,000 would fail
    EXPECT_NEAR(square[c], 1.0 / 3, 5 * 0.00211);
  }
}

TEST(SlicedWasserstein, IsTheMeanOverItsDirections) {
  const Points x = normals(70, 3, 1), y = shifted(normals(55, 3, 2), {1, 0, -2});
  const std::vector<double> a = exponentials(70, 3);
  for (const double p : kPowers)
    for (const bool weighted : {false, true}) {
      SlicedOptions options{.p = p, .projections = 40, .seed = 9};
      LineOptions line{.p = p};
      if (weighted) options.a = line.a = a;
      std::vector<long double> powers;
      long double sum = 0, squares = 0;
      for (std::size_t k = 0; k < 40; ++k) {
        const std::vector<double> theta = sliced_direction(k, 3, 9);
        const double w = wasserstein_1d(shadow(x, theta), shadow(y, theta), line);
        powers.push_back(std::pow(static_cast<long double>(w), static_cast<long double>(p)));
        sum += powers.back();
      }
      const long double mean = sum / 40;
      for (const long double power : powers) squares += (power - mean) * (power - mean);
      const double value = static_cast<double>(std::pow(mean, 1 / static_cast<long double>(p)));
      // d(mean^(1/p)) = mean^(1/p − 1)/p
      const double error = static_cast<double>(std::sqrt(squares / 39 / 40) * value / mean / p);
      const Sliced got = sliced_wasserstein(x.rows(), y.rows(), options);
      EXPECT_NEAR(got.value, value, 1e-13 * value);
      EXPECT_NEAR(got.standard_error, error, 1e-12 * error);
    }
}

TEST(SlicedWasserstein, InOneDimensionIsThatOfTheLine) {
  const Points x = normals(100, 1, 1), y = normals(80, 1, 2);
  for (const double p : kPowers) {
    const Sliced got = sliced_wasserstein(x.rows(), y.rows(), {.p = p});
    const double line = wasserstein_1d(x.x, y.x, {.p = p});
    EXPECT_NEAR(got.value, line, 1e-14);
    EXPECT_LE(got.standard_error, 1e-15);
  }
}

TEST(SlicedWasserstein, StandardErrorCoversTheTruth) {
  // A shift by v has SW₂ = |v|/√d. Two standard errors cover it with probability 0.954, or 381.8 ± 4.2 of 400 seeds;
  // 360 is five deviations below, which one set of seeds in a million is, and all 400 are covered once in 10⁸. Half or
  // twice the standard error would cover 0.68 or 0.9999 of them.
  const Points x = normals(20, 3, 1), y = shifted(x, {3, 4, 12});
  int covered = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const Sliced got = sliced_wasserstein(x.rows(), y.rows(), {.projections = 100, .seed = seed});
    covered += std::fabs(got.value - 13 / std::sqrt(3.0)) <= 2 * got.standard_error;
  }
  EXPECT_GE(covered, 360);
  EXPECT_LE(covered, 399);
}

TEST(SlicedWasserstein, KeepsItsLaws) {
  const Points x = normals(60, 4, 1), y = normals(50, 4, 2), z = normals(70, 4, 3);
  for (const double p : kPowers) {
    const auto w = [&](const Points& s, const Points& t) {
      return sliced_wasserstein(s.rows(), t.rows(), {.p = p}).value;
    };
    EXPECT_EQ(w(x, x), 0);
    EXPECT_NEAR(w(x, y), w(y, x), 1e-14);
    EXPECT_LE(w(x, z), w(x, y) + w(y, z));
    const std::vector<double> far{1e6, -1e6, 1e6, 3e6};
    EXPECT_NEAR(w(shifted(x, far), shifted(y, far)), w(x, y), 1e-8);  // the shift itself rounds the points
    for (const double scale : {0x1p-1000, 0x1p1000}) {
      Points large_x = x, large_y = y;
      for (auto* points : {&large_x, &large_y})
        for (double& value : points->x) value *= scale;
      EXPECT_EQ(w(large_x, large_y) / scale, w(x, y));
    }
  }
  EXPECT_LE(sliced_wasserstein(x.rows(), y.rows()).value, std::sqrt(transport(x.rows(), y.rows()).cost));
}

TEST(SlicedWasserstein, HasTheSameBitsForAnyThreadsAndTarget) {
  const Points x = normals(900, 5, 1), y = normals(700, 5, 2), z = normals(900, 5, 4);
  const std::vector<double> a = exponentials(900, 3);
  for (const double p : kPowers) {
    const Sliced plain = sliced_wasserstein(x.rows(), z.rows(), {.p = p}),
                 expected = sliced_wasserstein(x.rows(), y.rows(), {.p = p, .a = a});
    const MaxSliced top = max_sliced_wasserstein(x.rows(), y.rows(), {.p = p, .max_iterations = 5});
    for (const std::string& name : targets()) {
      if (name == "scalar") continue;
      set_target(name);
      for (const int threads : {1, 2, 5}) {
        set_thread_count(threads);
        const Sliced got = sliced_wasserstein(x.rows(), y.rows(), {.p = p, .a = a});
        EXPECT_EQ(got.value, expected.value);
        EXPECT_EQ(got.standard_error, expected.standard_error);
        EXPECT_EQ(sliced_wasserstein(x.rows(), z.rows(), {.p = p}).value, plain.value);
        EXPECT_EQ(max_sliced_wasserstein(x.rows(), y.rows(), {.p = p, .max_iterations = 5}).value, top.value);
      }
    }
    set_target("");
    set_thread_count(0);
  }
}

TEST(SlicedWasserstein, HasTheSlopesThatDifferencesSay) {
  Points x = normals(9, 3, 1), y = normals(7, 3, 2);
  const std::vector<double> a = exponentials(9, 3);
  for (const double p : kPowers)
    for (const bool weighted : {false, true}) {
      SlicedOptions options{.p = p, .projections = 20, .seed = 4};
      if (weighted) options.a = a;
      std::vector<double> gx(27, -7), gy(21, -7);
      const auto w = [&] { return sliced_wasserstein(x.rows(), y.rows(), options).value; };
      EXPECT_EQ(sliced_wasserstein(x.rows(), y.rows(), options, {gx, gy}).value, w());
      for (auto& [points, slopes] : {std::pair<Points&, std::vector<double>&>{x, gx}, {y, gy}})
        for (std::size_t i = 0; i < slopes.size(); ++i) {
          const double at = points.x[i], h = 1e-5;
          points.x[i] = at + h;
          const double above = w();
          points.x[i] = at - h;
          const double below = w();
          points.x[i] = at;
          EXPECT_NEAR(slopes[i], (above - below) / (2 * h), 2e-8) << p << " " << i;
        }
      std::vector<double> one(27), two(27);
      set_thread_count(1);
      sliced_wasserstein(x.rows(), y.rows(), options, {.x = one});
      set_thread_count(3);
      sliced_wasserstein(x.rows(), y.rows(), options, {.x = two});
      set_thread_count(0);
      EXPECT_EQ(one, gx);
      EXPECT_EQ(two, gx);
    }
  std::vector<double> gx(27, -7);
  sliced_wasserstein(x.rows(), x.rows(), {}, {.x = gx});
  EXPECT_THAT(gx, testing::Each(0));
  EXPECT_THAT(
      [&] { sliced_wasserstein(x.rows(), y.rows(), {}, {.y = gx}); },
      testing::ThrowsMessage<InvalidArgument>(HasSubstr("gradient.y has room for 27 slopes, but there are 21")));
}

TEST(SlicedWasserstein, TakesFloats) {
  const Points x = normals(50, 3, 1), y = normals(40, 3, 2);
  const std::vector<float> narrow(x.x.begin(), x.x.end());
  Points wide = x;
  std::copy(narrow.begin(), narrow.end(), wide.x.begin());
  EXPECT_EQ(sliced_wasserstein(Rows(narrow.data(), 50, 3), y.rows()).value,
            sliced_wasserstein(wide.rows(), y.rows()).value);
}

TEST(MaxSlicedWasserstein, OfAShiftIsTheShift) {
  const Points x = normals(200, 5, 1);
  const std::vector<double> by{1, -2, 0, 4, 2};
  for (const double p : kPowers) {
    const MaxSliced got = max_sliced_wasserstein(x.rows(), shifted(x, by).rows(), {.p = p});
    EXPECT_NEAR(got.value, 5, 1e-10) << p;
    for (std::size_t k = 0; k < 5; ++k) EXPECT_NEAR(std::fabs(got.direction[k]), std::fabs(by[k]) / 5, 1e-5);
  }
}

TEST(MaxSlicedWasserstein, IsTheHighestOfAllAngles) {
  // In the plane all directions can be tried: 20,000 of a half circle.
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const Points x = normals(60, 2, seed);
    Points y = normals(45, 2, seed + 50);
    for (std::size_t i = 0; i < y.n; ++i) y.x[2 * i] *= 3;
    for (const double p : kPowers) {
      double highest = 0;
      for (int k = 0; k < 20000; ++k) {
        const double angle = std::numbers::pi * k / 20000;
        const std::vector<double> theta{std::cos(angle), std::sin(angle)};
        highest = std::max(highest, wasserstein_1d(shadow(x, theta), shadow(y, theta), {.p = p}));
      }
      const MaxSliced got = max_sliced_wasserstein(x.rows(), y.rows(), {.p = p});
      EXPECT_NEAR(got.value, highest, 1e-6 * highest) << p << " " << seed;
      EXPECT_NEAR(wasserstein_1d(shadow(x, got.direction), shadow(y, got.direction), {.p = p}), got.value, 1e-13);
    }
  }
}

TEST(MaxSlicedWasserstein, IsAtLeastEveryDirectionAndStopsWhenTold) {
  const Points x = normals(100, 6, 1), y = shifted(normals(100, 6, 2), {0.1, 0, 0, 0.2, 0, 0});
  const MaxSliced got = max_sliced_wasserstein(x.rows(), y.rows(), {.projections = 50});
  for (std::size_t k = 0; k < 50; ++k) {
    const std::vector<double> theta = sliced_direction(k, 6, 0);
    EXPECT_GE(got.value, wasserstein_1d(shadow(x, theta), shadow(y, theta), {.p = 2}));
  }
  EXPECT_NE(got.status, Status::iteration_limit);
  const MaxSliced stopped = max_sliced_wasserstein(x.rows(), y.rows(), {.projections = 50, .max_iterations = 1});
  EXPECT_EQ(stopped.status, Status::iteration_limit);
  EXPECT_EQ(stopped.iterations, 1u);
  EXPECT_LT(stopped.value, got.value);
  EXPECT_GT(stopped.residual, 1e-6);
  const MaxSliced same = max_sliced_wasserstein(x.rows(), x.rows());
  EXPECT_EQ(same.value, 0);
  EXPECT_EQ(same.status, Status::converged);
}

TEST(SlicedWasserstein, RefusesBadInput) {
  const std::vector<double> numbers{0, 1, 2, NAN, 4, 5}, minus{1, -1};
  const Rows good(numbers.data(), 1, 3), bad(numbers.data(), 2, 3), narrow(numbers.data(), 1, 2),
      none(numbers.data(), 0, 3), flat(numbers.data(), 1, 0), pair(numbers.data(), 3, 1);
  const auto error = [](Rows x, Rows y, const SlicedOptions& options = {}) {
    try {
      sliced_wasserstein(x, y, options);
    } catch (const std::logic_error& e) {
      return std::string(e.what());
    }
    return std::string("no error");
  };
  EXPECT_THAT(error(good, bad), HasSubstr("sliced_wasserstein: y[3] is NaN; coordinates are finite"));
  EXPECT_THAT(error(good, narrow), HasSubstr("y has points of 2 coordinates, but x of 3"));
  EXPECT_THAT(error(none, good), HasSubstr("x has no points"));
  EXPECT_THAT(error(good, none), HasSubstr("y has no points"));
  EXPECT_THAT(error(flat, flat), HasSubstr("x has points without coordinates"));
  EXPECT_THAT(error(good, good, {.projections = 1}), HasSubstr("projections is 1"));
  EXPECT_THAT(error(good, good, {.p = 0.5}), HasSubstr("p is 0.5"));
  EXPECT_THAT(error(good, good, {.a = minus}), HasSubstr("a has 2 weights for 1 points"));
  EXPECT_THAT(
      [&] { max_sliced_wasserstein(good, good, {.projections = 3, .starts = 4}); },
      testing::ThrowsMessage<InvalidArgument>(HasSubstr("starts is 4; it is at least 1 and at most projections, 3")));
  EXPECT_THAT([&] { max_sliced_wasserstein(good, bad); },
              testing::ThrowsMessage<DomainError>(HasSubstr("max_sliced_wasserstein: y[3] is NaN")));
  EXPECT_THAT([&] { sliced_direction(0, 0, 1); },
              testing::ThrowsMessage<InvalidArgument>(HasSubstr("dimensions is 0")));
}

}  // namespace
}  // namespace sanov
