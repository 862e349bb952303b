#include "sanov/samples/mmd.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/samples/draws_test.h"

namespace sanov {
namespace {

long double square_between(const Points& a, std::size_t i, const Points& b, std::size_t j) {
  long double square = 0;
  for (std::size_t k = 0; k < a.columns; ++k) {
    const long double apart = static_cast<long double>(a.values[i * a.columns + k]) - b.values[j * b.columns + k];
    square += apart * apart;
  }
  return square;
}

/// The unbiased estimate, pair by pair.
long double naive(const Points& x, const Points& y, long double sigma) {
  const auto mean = [&](const Points& a, const Points& b, bool same) {
    const std::size_t n = a.values.size() / a.columns, m = b.values.size() / b.columns;
    long double sum = 0;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < m; ++j)
        if (!same || i != j) sum += std::exp(-square_between(a, i, b, j) / (2 * sigma * sigma));
    return sum / static_cast<long double>(n * (same ? m - 1 : m));
  };
  return mean(x, x, true) + mean(y, y, true) - 2 * mean(x, y, false);
}

/// The median of the distances of all pairs; of an even number the lower middle one.
double median_distance(const Points& x, const Points& y) {
  Points all = x;
  all.values.insert(all.values.end(), y.values.begin(), y.values.end());
  std::vector<double> distances;
  for (std::size_t i = 0; i < all.values.size() / all.columns; ++i)
    for (std::size_t j = 0; j < i; ++j)
      distances.push_back(static_cast<double>(std::sqrt(square_between(all, i, all, j))));
  std::sort(distances.begin(), distances.end());
  return distances[(distances.size() - 1) / 2];
}

TEST(Mmd, AgreesWithTheDefinition) {
  for (const std::size_t d : {1u, 3u}) {
    const Points x = normal_points(31, d, 0, 1), y = normal_points(42, d, 0.5, 2);
    const Mmd found = mmd(x, y, {.bandwidth = 0.7, .permutations = 0});
    EXPECT_NEAR(found.squared, static_cast<double>(naive(x, y, 0.7L)), 1e-14);
    EXPECT_NEAR(found.bandwidth, 0.7, 1e-15);
    const Mmd chosen = mmd(x, y, {.permutations = 0});
    EXPECT_NEAR(chosen.bandwidth, median_distance(x, y), 1e-6 * chosen.bandwidth);
    EXPECT_NEAR(chosen.squared, static_cast<double>(naive(x, y, chosen.bandwidth)), 1e-14);
  }
}

TEST(Mmd, OfNormalDistributions) {
  // Kernels' means of normals δ apart in each of d columns: c^d exp(−dδ²/(2(σ² + 2))), c = σ/√(σ² + 2).
  const double sigma = 1.5, delta = 0.6, d = 2;
  const double c = std::pow(sigma / std::sqrt(sigma * sigma + 2), d);
  const double truth = 2 * c * (1 - std::exp(-d * delta * delta / (2 * (sigma * sigma + 2))));
  const Mmd found =
      mmd(normal_points(2000, 2, 0, 3), normal_points(1800, 2, delta, 4), {.bandwidth = sigma, .permutations = 0});
  EXPECT_NEAR(found.squared, truth, 5 * found.standard_error);
  EXPECT_LT(found.standard_error, 0.1 * truth);
}

TEST(Mmd, StandardErrorIsTheScatter) {
  // As of the energy distance.
  for (const double delta : {0.0, 1.0}) {
    double sum = 0, square = 0, errors = 0;
    for (std::uint64_t rep = 0; rep < 1000; ++rep) {
      const Mmd found = mmd(normal_points(60, 2, 0, 7, rep), normal_points(40, 2, delta, 8, rep),
                            {.bandwidth = 1.5, .permutations = 0});
      sum += found.squared;
      square += found.squared * found.squared;
      errors += found.standard_error;
    }
    const double scatter = std::sqrt(square / 1000 - sum * sum / 1e6);
    EXPECT_NEAR(errors / 1000 / scatter, 1, delta == 0 ? 0.4 : 0.12) << delta;
    EXPECT_TRUE(delta > 0 || std::fabs(sum / 1000) < 5 * scatter / std::sqrt(1000.0));
  }
}

TEST(Mmd, PHoldsItsSizeAndSees) {
  int rejected = 0;
  for (std::uint64_t rep = 0; rep < 1000; ++rep)
    rejected +=
        mmd(normal_points(25, 2, 0, 9, rep), normal_points(15, 2, 0, 10, rep), {.permutations = 99, .seed = rep})
            .p->p <= 0.05;
  EXPECT_LE(rejected, kTooManyOf1000);
  EXPECT_GE(rejected, 20);
  // A correlation that no column shows alone.
  EXPECT_EQ(mmd(correlated_points(500, 0, 1), correlated_points(500, 0.8, 2)).p->p, 1e-3);
}

TEST(Mmd, DoesNotDependOnUnitNorOrder) {
  const Points x = normal_points(50, 2, 0, 1), y = normal_points(40, 2, 1, 2);
  Points far_x = x, far_y = y;
  for (auto* points : {&far_x, &far_y})
    for (double& value : points->values) value *= 0x1p600;
  const Mmd plain = mmd(x, y, {.permutations = 0}), far = mmd(far_x, far_y, {.permutations = 0});
  EXPECT_NEAR(far.squared, plain.squared, 1e-12);
  EXPECT_NEAR(far.bandwidth, 0x1p600 * plain.bandwidth, 0x1p560);
  EXPECT_NEAR(mmd(y, x, {.permutations = 0}).squared, plain.squared, 1e-14);
  set_thread_count(1);
  const Mmd one = mmd(x, y, {.permutations = 99});
  set_thread_count(3);
  const Mmd three = mmd(x, y, {.permutations = 99});
  set_thread_count(0);
  EXPECT_EQ(one.squared, three.squared);
  EXPECT_EQ(one.bandwidth, three.bandwidth);
  EXPECT_EQ(one.p->p, three.p->p);
}

TEST(Mmd, ManyEqualRows) {
  // More than half of the pairs coincide: the bandwidth is the root of the mean square then.
  Points x{std::vector<double>(20, 1.0)}, y{std::vector<double>(20, 1.0)};
  y.values[0] = 3;
  const Mmd found = mmd(x, y, {.permutations = 0});
  EXPECT_NEAR(found.bandwidth, std::sqrt(39 * 4.0 / 780), 1e-12);
  y.values[0] = 1;
  EXPECT_THROW(mmd(x, y), DomainError);
  EXPECT_EQ(mmd(x, y, {.bandwidth = 1, .permutations = 0}).squared, 0);
}

TEST(Mmd, RefusesWhatItCannotCompare) {
  const Points x = normal_points(5, 2, 0, 1);
  EXPECT_THROW(mmd(x, normal_points(5, 1, 0, 1)), InvalidArgument);
  EXPECT_THROW(mmd(x, x, {.bandwidth = -1}), InvalidArgument);
  EXPECT_THROW(mmd(x, x, {.bandwidth = std::nan("")}), InvalidArgument);
  EXPECT_THROW(mmd(x, x, {.max_rows = 1}), InvalidArgument);
  EXPECT_EQ(mmd(x, x, {.bandwidth = 1e-200, .permutations = 0}).squared, 2 * 0 - 2 * 5.0 / 25);
}

}  // namespace
}  // namespace sanov
