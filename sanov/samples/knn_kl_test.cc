#include "sanov/samples/knn_kl.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/samples/draws_test.h"
#include "sanov/samples/neighbours.h"

namespace sanov {
namespace {

constexpr KnnOptions kNoP{.permutations = 0};

long double distance(const Points& a, std::size_t i, const Points& b, std::size_t j) {
  long double square = 0;
  for (std::size_t k = 0; k < a.columns; ++k) {
    const long double apart = static_cast<long double>(a.values[i * a.columns + k]) - b.values[j * b.columns + k];
    square += apart * apart;
  }
  return std::sqrt(square);
}

/// The estimate by sorting all distances.
double naive(const Points& x, const Points& y, std::size_t k) {
  const std::size_t d = x.columns, n = x.values.size() / d, m = y.values.size() / d;
  long double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<long double> in_x, in_y;
    for (std::size_t j = 0; j < n; ++j)
      if (j != i) in_x.push_back(distance(x, i, x, j));
    for (std::size_t j = 0; j < m; ++j) in_y.push_back(distance(x, i, y, j));
    std::sort(in_x.begin(), in_x.end());
    std::sort(in_y.begin(), in_y.end());
    sum += std::log(in_y[k - 1] / in_x[k - 1]);
  }
  return static_cast<double>(static_cast<long double>(d) / n * sum + std::log(static_cast<long double>(m) / (n - 1)));
}

TEST(Neighbours, AreThoseOfASearchThroughAll) {
  for (const std::size_t d : {1u, 2u, 5u, 20u}) {
    const Points points = normal_points(500, d, 0, 1);
    const NeighbourTree tree(points.values, d);
    std::vector<Neighbour> found(7);
    for (std::uint32_t i = 0; i < 500; i += 13) {
      tree.find(points.values.data() + i * d, i, found);
      std::vector<long double> all;
      for (std::uint32_t j = 0; j < 500; ++j)
        if (j != i) all.push_back(distance(points, i, points, j));
      std::sort(all.begin(), all.end());
      for (std::size_t k = 0; k < 7; ++k) EXPECT_NEAR(std::sqrt(found[k].square), static_cast<double>(all[k]), 1e-14);
    }
  }
}

TEST(KnnKl, AgreesWithTheDefinition) {
  for (const std::size_t d : {1u, 2u, 4u})
    for (const std::size_t k : {1u, 3u}) {
      const Points x = normal_points(80, d, 0, 1), y = normal_points(60, d, 0.5, 2);
      EXPECT_NEAR(knn_kl(x, y, {.k = k, .permutations = 0}).kl, naive(x, y, k), 1e-12) << d << " " << k;
    }
}

TEST(KnnKl, OfNormalDistributions) {
  // KL of normals δ apart in each of d columns is dδ²/2, in both directions; of N(0, 1) from N(0, 4) it is ln 2 − 3/8.
  for (const std::size_t d : {1u, 2u, 3u}) {
    const KnnDivergence found = knn_kl(normal_points(5000, d, 0, 3), normal_points(5000, d, 0.7, 4), kNoP);
    const double truth = static_cast<double>(d) * 0.49 / 2;
    EXPECT_NEAR(found.kl, truth, 5 * *found.standard_error) << d;
    EXPECT_LT(*found.standard_error, 0.15 * truth);
    EXPECT_TRUE(found.spread.empty());
  }
  Points wide = normal_points(20'000, 1, 0, 6);
  for (double& value : wide.values) value *= 2;
  const Points narrow = normal_points(20'000, 1, 0, 5);
  EXPECT_NEAR(knn_kl(narrow, wide, kNoP).kl, std::log(2.0) - 0.375, 0.03);
  // Where P reaches far into Q's tails the estimate is too small.
  EXPECT_LT(knn_kl(wide, narrow, kNoP).kl, 1.5 - std::log(2.0));
  EXPECT_GT(knn_kl(wide, narrow, kNoP).kl, 0.75 * (1.5 - std::log(2.0)));
}

TEST(KnnKl, IntervalsCover) {
  // 95% intervals in up to three dimensions, at 0 and away from it, 300 samples each: they are wide, for what the bias
  // may be. Fewer than 90.7% of 300 once in 1,000 times if they cover 95%; seeds are fixed.
  for (const std::size_t d : {1u, 2u, 3u})
    for (const double delta : {0.0, 0.5, 1.0}) {
      int covered = 0;
      const double truth = static_cast<double>(d) * delta * delta / 2;
      for (std::uint64_t rep = 0; rep < 300; ++rep) {
        const auto interval =
            knn_kl(normal_points(500, d, 0, 11, rep), normal_points(500, d, delta, 12, rep), kNoP).interval;
        covered += interval->lower <= truth && truth <= interval->upper;
      }
      EXPECT_GE(covered, 272) << d << " " << delta;
    }
}

TEST(KnnKl, ClaimsNoCoverageAboveThreeDimensions) {
  const KnnDivergence found = knn_kl(normal_points(500, 4, 0, 1), normal_points(500, 4, 1, 2), kNoP);
  EXPECT_FALSE(found.interval.has_value());
  EXPECT_TRUE(found.standard_error.has_value());
  // Small samples have no parts to tell the scatter by.
  EXPECT_FALSE(knn_kl(normal_points(50, 1, 0, 1), normal_points(50, 1, 1, 2), kNoP).standard_error.has_value());
}

TEST(KnnKl, PHoldsItsSizeAndSees) {
  int rejected = 0;
  for (std::uint64_t rep = 0; rep < 1000; ++rep)
    rejected += knn_kl(normal_points(25, 2, 0, 9, rep), normal_points(30, 2, 0, 10, rep),
                       {.k = 2, .permutations = 99, .seed = rep})
                    .p->p <= 0.05;
  EXPECT_LE(rejected, kTooManyOf1000);
  EXPECT_GE(rejected, 20);
  EXPECT_EQ(knn_kl(correlated_points(500, 0, 1), correlated_points(500, 0.8, 2)).p->p, 1e-3);
  // A side so small that neighbours' lists end before k of it are found.
  EXPECT_LE(knn_kl(normal_points(6, 2, 5, 1), normal_points(3000, 2, 0, 2), {.k = 3, .permutations = 99}).p->p, 0.01);
  EXPECT_FALSE(knn_kl(normal_points(60, 1, 0, 1), normal_points(60, 1, 0, 2), {.most_permuted = 100}).p.has_value());
}

TEST(KnnKl, TiesAreSpread) {
  // Three values with known probabilities: KL is theirs, whatever the values are.
  Points x, y;
  for (int i = 0; i < 6000; ++i) {
    x.values.push_back(i % 6 < 3 ? 0 : i % 6 < 5 ? 0.1 : 0.30000000000000004);
    y.values.push_back(i % 6 < 1 ? 0 : i % 6 < 3 ? 0.1 : 0.3);
  }
  const double truth = 0.5 * std::log(3.0) + 1 / 6.0 * std::log(1 / 3.0);
  const KnnDivergence found = knn_kl(x, y, kNoP);
  EXPECT_EQ(found.spread, std::vector<std::size_t>{0});
  EXPECT_NEAR(found.kl, truth, 5 * *found.standard_error);
  EXPECT_LT(*found.standard_error, 0.03);
  // Half of the values 0, half normal, beside a column without ties: what is 0 tells nothing, what is not is a shift.
  Points a = normal_points(8000, 2, 0, 1), b = normal_points(8000, 2, 0, 2);
  for (std::size_t i = 0; i < 8000; ++i) {
    b.values[2 * i] += 1;
    if (i % 2 == 0) a.values[2 * i] = b.values[2 * i] = 0;
  }
  const KnnDivergence half = knn_kl(a, b, kNoP);
  EXPECT_EQ(half.spread, std::vector<std::size_t>{0});
  EXPECT_NEAR(half.kl, 0.25, 0.08);
  // One value throughout.
  const Points same{std::vector<double>(50, 7.0)};
  EXPECT_NEAR(knn_kl(same, same, kNoP).kl, 0, 0.5);
}

TEST(KnnKl, UnitsThreadsAndSeeds) {
  const Points x = normal_points(300, 2, 0, 1), y = normal_points(280, 2, 1, 2);
  Points far_x = x, far_y = y;
  for (auto* points : {&far_x, &far_y})
    for (double& value : points->values) value *= 0x1p600;
  EXPECT_NEAR(knn_kl(far_x, far_y, kNoP).kl, knn_kl(x, y, kNoP).kl, 1e-10);
  set_thread_count(1);
  const KnnDivergence one = knn_kl(x, y, {.permutations = 99});
  set_thread_count(3);
  const KnnDivergence three = knn_kl(x, y, {.permutations = 99});
  set_thread_count(0);
  EXPECT_EQ(one.kl, three.kl);
  EXPECT_EQ(one.standard_error, three.standard_error);
  EXPECT_EQ(one.p->p, three.p->p);
}

TEST(KnnKl, RefusesWhatItCannotCompare) {
  const Points x = normal_points(5, 2, 0, 1);
  EXPECT_THROW(knn_kl(x, x, {.k = 0}), InvalidArgument);
  EXPECT_THROW(knn_kl(x, x, {.k = 5}), InvalidArgument);
  EXPECT_THROW(knn_kl(x, normal_points(5, 1, 0, 1), {.k = 1}), InvalidArgument);
  EXPECT_THROW(knn_kl(x, x, {.k = 1, .level = 1}), InvalidArgument);
  Points broken = x;
  broken.values[0] = std::nan("");
  EXPECT_THROW(knn_kl(broken, x, {.k = 1}), DomainError);
}

}  // namespace
}  // namespace sanov
