#include "sanov/samples/energy_distance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/samples/draws_test.h"

namespace sanov {
namespace {

constexpr EnergyOptions kNoP{.permutations = 0};

/// 2 E‖X − Y‖ − E‖X − X'‖ − E‖Y − Y'‖ pair by pair; without a point's distance from itself where `unbiased`.
long double naive(const Points& x, const Points& y, bool unbiased) {
  const auto mean = [&](const Points& a, const Points& b, bool same) {
    const std::size_t d = a.columns, n = a.values.size() / d, m = b.values.size() / d;
    long double sum = 0;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < m; ++j) {
        long double square = 0;
        for (std::size_t k = 0; k < d; ++k) {
          const long double apart = static_cast<long double>(a.values[i * d + k]) - b.values[j * d + k];
          square += apart * apart;
        }
        sum += std::sqrt(square);
      }
    return sum / (static_cast<long double>(n) * static_cast<long double>(same && unbiased ? m - 1 : m));
  };
  return 2 * mean(x, y, false) - mean(x, x, true) - mean(y, y, true);
}

TEST(EnergyDistance, ByHandAndScipy) {
  // scipy.stats.energy_distance([0], [2]) = 2.
  const Points zero{{0, 0}}, two{{2, 2}};
  EXPECT_DOUBLE_EQ(energy_distance(zero, two, kNoP).distance, 2);
  EXPECT_DOUBLE_EQ(energy_distance(zero, two, kNoP).squared, 4);
  // scipy.stats.energy_distance([0, 8], [0, 8, 8]) and ([0.7, 7.4, 2.4, 6.8], [1.4, 8, 1.5]), scipy 1.17.
  EXPECT_NEAR(energy_distance(Points{{0, 8}}, Points{{0, 8, 8}}, kNoP).distance, 0.66666666666666674, 1e-15);
  EXPECT_NEAR(energy_distance(Points{{0.7, 7.4, 2.4, 6.8}}, Points{{1.4, 8, 1.5}}, kNoP).distance, 0.8874119674649423,
              1e-14);
  EXPECT_EQ(energy_distance(zero, zero, kNoP).distance, 0);
}

TEST(EnergyDistance, AgreesWithTheDefinition) {
  for (const std::size_t d : {1u, 2u, 3u, 7u}) {
    const Points x = normal_points(37, d, 0, 1), y = normal_points(23, d, 0.7, 2);
    const EnergyDistance found = energy_distance(x, y, kNoP);
    EXPECT_NEAR(found.squared, static_cast<double>(naive(x, y, false)), 1e-13) << d;
    EXPECT_NEAR(found.unbiased, static_cast<double>(naive(x, y, true)), 1e-13) << d;
    EXPECT_EQ(found.distance, std::sqrt(found.squared));
    EXPECT_FALSE(found.p.has_value());
    EXPECT_EQ(found.x_rows, 37u);
  }
  // Ties, within and across.
  const Points x{{1, 1, 2, 5, 5, 5}}, y{{5, 1, 3, 3}};
  EXPECT_NEAR(energy_distance(x, y, kNoP).squared, static_cast<double>(naive(x, y, false)), 1e-15);
}

TEST(EnergyDistance, OfNormalDistributions) {
  // E|X − Y| of normals δ apart: √2·2φ(a) + δ(2Φ(a) − 1), a = δ/√2.
  const double delta = 0.8, a = delta / std::numbers::sqrt2;
  const double between = std::numbers::sqrt2 * 2 * std::exp(-a * a / 2) / std::sqrt(2 * std::numbers::pi) +
                         delta * std::erf(a / std::numbers::sqrt2);
  const double line = 2 * between - 4 / std::sqrt(std::numbers::pi);
  const EnergyDistance found =
      energy_distance(normal_points(20'000, 1, 0, 3), normal_points(30'000, 1, delta, 4), kNoP);
  EXPECT_NEAR(found.unbiased, line, 5 * found.standard_error);
  EXPECT_LT(found.standard_error, 0.03 * line);
  // In three dimensions, of which all are δ apart: X − Y has length with mean √2·√(2/π)e^(−t²/2) + (D + 2/D) erf(t/√2).
  const double far = delta * std::sqrt(3.0), t = far / std::numbers::sqrt2;
  const double length = std::numbers::sqrt2 * std::sqrt(2 / std::numbers::pi) * std::exp(-t * t / 2) +
                        (far + 2 / far) * std::erf(t / std::numbers::sqrt2);
  const double same = std::numbers::sqrt2 * std::sqrt(8 / std::numbers::pi);
  const EnergyDistance space = energy_distance(normal_points(2000, 3, 0, 5), normal_points(1500, 3, delta, 6), kNoP);
  EXPECT_NEAR(space.unbiased, 2 * length - 2 * same, 5 * space.standard_error);
  EXPECT_LT(space.standard_error, 0.1 * space.unbiased);
}

TEST(EnergyDistance, StandardErrorIsTheScatter) {
  // Near 0 and far from it, on the line and in the plane. The scatter of 1,000 has an error of 2.2% of its own where the
  // estimate is normal, of about 5% at 0, where it is not: one seed in a million would be five of these away. At 0
  // the error is at most two fifths too large.
  for (const std::size_t d : {1u, 2u})
    for (const double delta : {0.0, 1.0}) {
      double sum = 0, square = 0, errors = 0;
      for (std::uint64_t rep = 0; rep < 1000; ++rep) {
        const EnergyDistance found =
            energy_distance(normal_points(40, d, 0, 7, rep), normal_points(60, d, delta, 8, rep), kNoP);
        sum += found.unbiased;
        square += found.unbiased * found.unbiased;
        errors += found.standard_error;
      }
      const double scatter = std::sqrt(square / 1000 - sum * sum / 1e6);
      EXPECT_NEAR(errors / 1000 / scatter, 1, delta == 0 ? 0.4 : 0.12) << d << " " << delta;
      EXPECT_TRUE(delta > 0 || std::fabs(sum / 1000) < 5 * scatter / std::sqrt(1000.0));
    }
}

TEST(EnergyDistance, PHoldsItsSize) {
  for (const std::size_t d : {1u, 2u}) {
    int rejected = 0;
    for (std::uint64_t rep = 0; rep < 1000; ++rep) {
      const EnergyOptions options{.permutations = 99, .seed = rep};
      rejected +=
          energy_distance(normal_points(15, d, 0, 9, rep), normal_points(25, d, 0, 10, rep), options).p->p <= 0.05;
    }
    EXPECT_LE(rejected, kTooManyOf1000) << d;
    EXPECT_GE(rejected, 20) << d;
  }
}

TEST(EnergyDistance, PSeesAShift) {
  EXPECT_EQ(energy_distance(normal_points(100, 1, 0, 1), normal_points(100, 1, 1, 2), {}).p->p, 1e-3);
  EXPECT_EQ(energy_distance(normal_points(100, 3, 0, 1), normal_points(100, 3, 1, 2), {}).p->p, 1e-3);
  // Large samples on the line.
  const EnergyDistance large =
      energy_distance(normal_points(90'000, 1, 0, 1), normal_points(60'000, 1, 0.05, 2), {.permutations = 99});
  EXPECT_EQ(large.p->p, 0.01);
}

TEST(EnergyDistance, UnitsAndOffsets) {
  const Points x = normal_points(50, 2, 0, 1), y = normal_points(40, 2, 1, 2);
  Points moved_x = x, moved_y = y;
  for (auto* points : {&moved_x, &moved_y})
    for (double& value : points->values) value = 0x1p40 * value + 0x1p60;
  const EnergyDistance plain = energy_distance(x, y, {.permutations = 99}),
                       moved = energy_distance(moved_x, moved_y, {.permutations = 99});
  EXPECT_NEAR(moved.squared / plain.squared, 0x1p40, 0x1p40 * 1e-9);
  EXPECT_EQ(moved.p->p, plain.p->p);
  const EnergyDistance back = energy_distance(y, x, {.permutations = 0});
  EXPECT_NEAR(back.squared, plain.squared, 1e-14);
  // Numbers whose squares overflow, and whose squares vanish.
  for (const double unit : {1e300, 1e-300}) {
    const Points a{{0, 0, unit, unit}, 2}, b{{unit, 0, unit, 0}, 2};
    const Points c{{0, 0, 1, 1}, 2}, e{{1, 0, 1, 0}, 2};
    EXPECT_NEAR(energy_distance(a, b, kNoP).squared / unit, energy_distance(c, e, kNoP).squared, 1e-12);
  }
}

TEST(EnergyDistance, ChoosesRowsBySeed) {
  const Points x = normal_points(300, 2, 0, 1), y = normal_points(200, 2, 1, 2);
  const EnergyOptions some{.max_rows = 100, .permutations = 0, .seed = 5};
  const EnergyDistance first = energy_distance(x, y, some), again = energy_distance(x, y, some);
  EXPECT_EQ(first.x_rows, 100u);
  EXPECT_EQ(first.y_rows, 100u);
  EXPECT_EQ(first.squared, again.squared);
  EXPECT_NE(first.squared, energy_distance(x, y, {.max_rows = 100, .permutations = 0, .seed = 6}).squared);
}

TEST(EnergyDistance, SameBitsForAnyThreads) {
  const Points x = normal_points(300, 3, 0, 1), y = normal_points(280, 3, 0.1, 2);
  set_thread_count(1);
  const EnergyDistance one = energy_distance(x, y, {.permutations = 99});
  set_thread_count(3);
  const EnergyDistance three = energy_distance(x, y, {.permutations = 99});
  set_thread_count(0);
  EXPECT_EQ(one.squared, three.squared);
  EXPECT_EQ(one.standard_error, three.standard_error);
  EXPECT_EQ(one.p->p, three.p->p);
}

TEST(EnergyDistance, RefusesWhatItCannotCompare) {
  const Points x = normal_points(5, 2, 0, 1), line = normal_points(5, 1, 0, 1), one = normal_points(1, 2, 0, 1);
  EXPECT_THROW(energy_distance(x, line), InvalidArgument);
  EXPECT_THROW(energy_distance(x, one), InvalidArgument);
  EXPECT_THROW(energy_distance(x, x, {.max_rows = 1}), InvalidArgument);
  EXPECT_THROW(energy_distance(Rows(x.values.data(), 5, 0), Rows(x.values.data(), 5, 0)), InvalidArgument);
  for (const double bad : {std::numeric_limits<double>::quiet_NaN(), HUGE_VAL}) {
    Points broken = x;
    broken.values[3] = bad;
    EXPECT_THROW(energy_distance(x, broken), DomainError);
  }
}

}  // namespace
}  // namespace sanov
