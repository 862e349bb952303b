#include "sanov/transport/barycentre.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <string>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/random.h"
#include "sanov/transport/barycentre_naive_test.h"
#include "sanov/transport/naive_test.h"

namespace sanov {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Cells on the line from −12 to 12, 0.1 apart.
struct Grid {
  static constexpr std::size_t kCells = 241;
  static constexpr double kStep = 0.1;
  std::vector<double> z;
  Grid() {
    for (std::size_t j = 0; j < kCells; ++j) z.push_back((static_cast<double>(j) - 120) * kStep);
  }
  Rows points() const { return {z.data(), kCells, 1}; }
  std::vector<double> normal(double mean, double variance) const {
    std::vector<double> out;
    for (const double at : z)
      out.push_back(kStep * std::exp(-(at - mean) * (at - mean) / (2 * variance)) /
                    std::sqrt(2 * std::numbers::pi * variance));
    return out;
  }
};

std::vector<double> together(const std::vector<std::vector<double>>& rows) {
  std::vector<double> out;
  for (const auto& row : rows) out.insert(out.end(), row.begin(), row.end());
  return out;
}

/// The projections as Benamou et al. write them, on the kernel itself.
std::vector<double> naive_projections(const std::vector<std::vector<double>>& measures,
                                      const std::vector<double>& shares, const std::vector<double>& costs,
                                      std::size_t m, long double epsilon, int passes) {
  const std::size_t n = measures[0].size();
  std::vector<long double> kernel(n * m), out(m);
  for (std::size_t c = 0; c < n * m; ++c) kernel[c] = std::exp(-costs[c] / epsilon);
  std::vector<std::vector<long double>> v(measures.size(), std::vector<long double>(m, 1)), back = v;
  for (int pass = 0; pass < passes; ++pass) {
    std::fill(out.begin(), out.end(), 1.0L);
    for (std::size_t k = 0; k < measures.size(); ++k) {
      std::fill(back[k].begin(), back[k].end(), 0.0L);
      for (std::size_t i = 0; i < n; ++i) {
        long double sum = 0;
        for (std::size_t j = 0; j < m; ++j) sum += kernel[i * m + j] * v[k][j];
        for (std::size_t j = 0; j < m; ++j) back[k][j] += kernel[i * m + j] * measures[k][i] / sum;
      }
      for (std::size_t j = 0; j < m; ++j) out[j] *= std::pow(back[k][j], static_cast<long double>(shares[k]));
    }
    for (std::size_t k = 0; k < measures.size(); ++k)
      for (std::size_t j = 0; j < m; ++j) v[k][j] = out[j] / back[k][j];
  }
  return {out.begin(), out.end()};
}

/// The variance S of the entropic barycentre of normals of variances s²: Σ λ s²/c(S) = 1, where the covariance of a plan is
/// c = −ε/4 + √(ε²/16 + s²S).
double variance_of_barycentre(const std::vector<double>& variances, const std::vector<double>& shares, double epsilon) {
  double low = 0, high = 1000;
  for (int k = 0; k < 200; ++k) {
    const double middle = 0.5 * (low + high);
    double sum = 0;
    for (std::size_t i = 0; i < variances.size(); ++i)
      sum += shares[i] * variances[i] / (-epsilon / 4 + std::sqrt(epsilon * epsilon / 16 + variances[i] * middle));
    (sum > 1 ? low : high) = middle;
  }
  return low;
}

TEST(FixedBarycentre, OfDiracsIsTheBlurAroundTheirMean) {
  const Grid grid;
  std::vector<std::vector<double>> diracs(3, std::vector<double>(Grid::kCells));
  const std::vector<std::size_t> at{60, 100, 140};
  const std::vector<double> shares{0.5, 0.25, 0.25};
  double mean = 0;
  for (std::size_t k = 0; k < 3; ++k) {
    diracs[k][at[k]] = 7;
    mean += shares[k] * grid.z[at[k]];
  }
  const std::vector<double> rows = together(diracs);
  for (const double epsilon : {0.05, 0.5, 4.0}) {
    const FixedBarycentre found = fixed_support_barycentre(Rows(rows.data(), 3, Grid::kCells), grid.points(),
                                                           {.epsilon = epsilon, .shares = shares});
    std::vector<double> expected;
    for (const double z : grid.z) expected.push_back(std::exp(-(z - mean) * (z - mean) / epsilon));
    const double sum = std::accumulate(expected.begin(), expected.end(), 0.0);
    for (double& mass : expected) mass /= sum;
    EXPECT_EQ(found.status, Status::converged);
    EXPECT_LE(found.marginal_error, 1e-9);
    EXPECT_LT(largest_difference(found.masses, expected), 1e-13) << epsilon;
  }
}

TEST(FixedBarycentre, OfNormalsIsTheNormalOfTheClosedForm) {
  const Grid grid;
  const std::vector<double> variances{0.5, 1, 2.25}, means{-3, 0, 2}, shares{0.3, 0.5, 0.2};
  std::vector<std::vector<double>> normals;
  double mean = 0;
  for (std::size_t k = 0; k < 3; ++k) {
    normals.push_back(grid.normal(means[k], variances[k]));
    mean += shares[k] * means[k];
  }
  const std::vector<double> rows = together(normals);
  for (const double epsilon : {0.3, 1.0}) {
    const FixedBarycentre found = fixed_support_barycentre(Rows(rows.data(), 3, Grid::kCells), grid.points(),
                                                           {.epsilon = epsilon, .shares = shares});
    EXPECT_EQ(found.status, Status::converged);
    const double variance = variance_of_barycentre(variances, shares, epsilon);
    EXPECT_LT(largest_difference(found.masses, grid.normal(mean, variance)), 1e-9) << epsilon;
  }
  // Of one kind: their variance and half of ε.
  EXPECT_NEAR(variance_of_barycentre({2, 2}, {0.5, 0.5}, 0.6), 2.3, 1e-12);
}

TEST(FixedBarycentre, OfShiftedCopiesIsTheCopyBetweenThemBlurred) {
  const Grid grid;
  const std::vector<double> shape = random_masses(15, 3);
  std::vector<double> left(Grid::kCells), right(Grid::kCells), expected(Grid::kCells);
  const double epsilon = 0.2;
  double sum = 0;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    left[80 + i] = right[130 + i] = shape[i];
    for (std::size_t j = 0; j < Grid::kCells; ++j) {
      const double d = grid.z[j] - grid.z[105 + i];
      expected[j] += shape[i] * std::exp(-d * d / epsilon);
      sum += shape[i] * std::exp(-d * d / epsilon);
    }
  }
  for (double& mass : expected) mass /= sum;
  const std::vector<double> rows = together({left, right});
  const FixedBarycentre found =
      fixed_support_barycentre(Rows(rows.data(), 2, Grid::kCells), grid.points(), {.epsilon = epsilon});
  EXPECT_EQ(found.status, Status::converged);
  EXPECT_LT(largest_difference(found.masses, expected), 1e-9);
}

TEST(FixedBarycentre, DebiasedKeepsItsKind) {
  const Grid grid;
  const std::vector<double> rows = together({grid.normal(-2, 1), grid.normal(3, 1)});
  const FixedBarycentre normals =
      fixed_support_barycentre(Rows(rows.data(), 2, Grid::kCells), grid.points(), {.epsilon = 0.5, .debiased = true});
  EXPECT_EQ(normals.status, Status::converged);
  EXPECT_LT(largest_difference(normals.masses, grid.normal(0.5, 1)), 1e-8);
  const std::vector<double> itself = grid.normal(1, 0.6), twice = together({itself, itself});
  const FixedBarycentre same =
      fixed_support_barycentre(Rows(twice.data(), 2, Grid::kCells), grid.points(), {.epsilon = 0.5, .debiased = true});
  EXPECT_LT(largest_difference(same.masses, itself), 1e-8);
}

TEST(FixedBarycentre, AgreesWithTheProjectionsOnTheKernel) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    Random random(seed);
    const std::size_t n = 4 + seed, m = 11 - seed / 2;
    std::vector<double> costs(n * m);
    for (double& cost : costs) cost = random.normal();
    const std::vector<double> shares{0.2, 0.5, 0.3};
    std::vector<std::vector<double>> measures;
    for (std::uint64_t k = 0; k < 3; ++k) measures.push_back(random_masses(n, 10 * seed + k, 0.2));
    const std::vector<double> rows = together(measures);
    const FixedBarycentre found =
        fixed_support_barycentre(Rows(rows.data(), 3, n), CostMatrix{Rows(costs.data(), n, m)},
                                 {.epsilon = 0.4, .shares = shares, .tolerance = 1e-12});
    EXPECT_EQ(found.status, Status::converged);
    EXPECT_LT(largest_difference(found.masses, naive_projections(measures, shares, costs, m, 0.4L, 3000)), 1e-10)
        << seed;
  }
}

TEST(FixedBarycentre, PointsAndTheirMatrixAgree) {
  const std::size_t n = 30;
  Random random(4);
  Points points{n, 2, {}};
  for (std::size_t i = 0; i < 2 * n; ++i) points.x.push_back(random.normal());
  const std::vector<double> rows = together({random_masses(n, 1), random_masses(n, 2)});
  for (const Cost cost : {Cost::squared_euclidean, Cost::euclidean, Cost::cityblock, Cost::power}) {
    std::vector<double> costs;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) costs.push_back(naive_cost(points, i, points, j, cost, 1.5));
    const FixedBarycentreOptions options{.cost = cost, .power = 1.5, .epsilon = 0.5};
    const FixedBarycentre by_points = fixed_support_barycentre(Rows(rows.data(), 2, n), points.rows(), options);
    const FixedBarycentre by_costs =
        fixed_support_barycentre(Rows(rows.data(), 2, n), CostMatrix{Rows(costs.data(), n, n)}, options);
    EXPECT_EQ(by_points.status, Status::converged);
    EXPECT_LT(largest_difference(by_points.masses, by_costs.masses), 1e-8);
  }
}

/// ⟨P, C⟩ + ε Σ P (ln P − 1) of the entropic plan between two measures of positive masses.
double naive_entropic(const std::vector<double>& a, const std::vector<double>& b, const std::vector<double>& costs,
                      long double epsilon) {
  const std::size_t n = a.size();
  std::vector<long double> u(n, 1), v(n, 1), all(n * n);
  for (std::size_t c = 0; c < n * n; ++c) all[c] = std::exp(-costs[c] / epsilon);
  const auto kernel = [&](std::size_t i, std::size_t j) { return all[i * n + j]; };
  for (int pass = 0; pass < 2000; ++pass) {
    for (std::size_t i = 0; i < n; ++i) {
      long double sum = 0;
      for (std::size_t j = 0; j < n; ++j) sum += kernel(i, j) * v[j];
      u[i] = a[i] / sum;
    }
    for (std::size_t j = 0; j < n; ++j) {
      long double sum = 0;
      for (std::size_t i = 0; i < n; ++i) sum += kernel(i, j) * u[i];
      v[j] = b[j] / sum;
    }
  }
  long double out = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      const long double p = u[i] * kernel(i, j) * v[j];
      out += p > 0 ? p * (costs[i * n + j] + epsilon * (std::log(p) - 1)) : 0;
    }
  return static_cast<double>(out);
}

TEST(FixedBarycentre, NothingIsBelowTheDebiasedOneByMoreThanItsGap) {
  constexpr std::size_t kCells = 7;
  constexpr double kEpsilon = 1.5;
  std::vector<double> z, costs;
  for (std::size_t i = 0; i < kCells; ++i) z.push_back(static_cast<double>(i));
  for (const double x : z)
    for (const double y : z) costs.push_back((x - y) * (x - y));
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    const std::vector<std::vector<double>> measures{random_masses(kCells, seed), random_masses(kCells, seed + 9)};
    const std::vector<double> shares{0.3, 0.7}, rows = together(measures);
    const auto divergence = [&](const std::vector<double>& b) {
      return shares[0] * naive_entropic(measures[0], b, costs, kEpsilon) +
             shares[1] * naive_entropic(measures[1], b, costs, kEpsilon) - 0.5 * naive_entropic(b, b, costs, kEpsilon);
    };
    for (const std::size_t iterations : {30, 10000}) {
      const FixedBarycentre found = fixed_support_barycentre(
          Rows(rows.data(), 2, kCells), CostMatrix{Rows(costs.data(), kCells, kCells)},
          {.epsilon = kEpsilon, .shares = shares, .debiased = true, .tolerance = 1e-6, .iterations = iterations});
      if (iterations > 100) {
        EXPECT_EQ(found.status, Status::converged);
        EXPECT_LE(found.gap, 36e-6);
      }
      const double reached = divergence(found.masses);
      Random random(seed, 5);
      for (int round = 0; round < 20; ++round) {
        std::vector<double> other = random_masses(kCells, 100 + random.below(1000));
        const double part = std::pow(10, -3 * random.uniform());
        for (std::size_t j = 0; j < kCells; ++j) other[j] = part * other[j] + (1 - part) * found.masses[j];
        EXPECT_GE(divergence(other), reached - found.gap - 1e-9 - 36 * found.marginal_error) << seed;
      }
    }
  }
}

TEST(FixedBarycentre, TakesAnyEpsilonWithoutNaN) {
  const Grid grid;
  const std::vector<double> rows = together({random_masses(Grid::kCells, 1, 0.5), random_masses(Grid::kCells, 2, 0.5)});
  for (const double epsilon : {5e-324, 1e-300, 1e-30, 1e-14, 1e-8, 1e-3, 1e3, 1e300})
    for (const bool debiased : {false, true}) {
      const FixedBarycentre found =
          fixed_support_barycentre(Rows(rows.data(), 2, Grid::kCells), grid.points(),
                                   {.epsilon = epsilon, .debiased = debiased, .iterations = 200});
      EXPECT_LE(found.iterations, 200u);
      EXPECT_GE(found.marginal_error, 0) << epsilon;
      EXPECT_LE(found.marginal_error, debiased ? 4 : 2) << epsilon;
      EXPECT_NEAR(std::accumulate(found.masses.begin(), found.masses.end(), 0.0), 1, 1e-12) << epsilon;
      for (const double mass : found.masses) EXPECT_TRUE(mass >= 0) << epsilon;
      const bool near = found.marginal_error <= 1e-9 && found.gap <= 1e-6 * 24 * 24;
      EXPECT_EQ(found.status == Status::converged, near) << epsilon;
    }
}

TEST(FixedBarycentre, TakesCostsOfAnySize) {
  Random random(6);
  std::vector<double> costs(64);
  for (double& cost : costs) cost = random.uniform();
  const std::vector<double> rows = together({random_masses(8, 1), random_masses(8, 2)});
  const auto find = [&](double scale) {
    std::vector<double> scaled = costs;
    for (double& cost : scaled) cost *= scale;
    return fixed_support_barycentre(Rows(rows.data(), 2, 8), CostMatrix{Rows(scaled.data(), 8, 8)},
                                    {.epsilon = 0.05 * scale});
  };
  const FixedBarycentre of_one = find(1);
  EXPECT_EQ(of_one.status, Status::converged);
  for (const double scale : {1e-200, 1e-100, 1e100, 1e200, 1e306}) {
    const FixedBarycentre found = find(scale);
    EXPECT_EQ(found.status, Status::converged) << scale;
    EXPECT_LT(largest_difference(found.masses, of_one.masses), 1e-8) << scale;
  }
}

TEST(FixedBarycentre, SmallEpsilonGivesTheExactOne) {
  // Of a Dirac at 1 and one at 5 in equal shares: at 3.
  const std::vector<double> z{0, 1, 2, 3, 4, 5}, rows{0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  const FixedBarycentre found =
      fixed_support_barycentre(Rows(rows.data(), 2, 6), Rows(z.data(), 6, 1), {.epsilon = 1e-3});
  EXPECT_EQ(found.status, Status::converged);
  EXPECT_NEAR(found.masses[3], 1, 1e-12);
}

TEST(FixedBarycentre, MeasuresWithoutAShareDoNotCount) {
  const Grid grid;
  const std::vector<double> two = together({grid.normal(-1, 1), grid.normal(2, 1)});
  const std::vector<double> three = together({grid.normal(-1, 1), grid.normal(5, 2), grid.normal(2, 1)});
  const auto find = [&](const std::vector<double>& rows, std::size_t k, const std::vector<double>& shares) {
    return fixed_support_barycentre(Rows(rows.data(), k, Grid::kCells), grid.points(),
                                    {.epsilon = 0.5, .shares = Cells(shares)});
  };
  EXPECT_EQ(find(two, 2, {1, 3}).masses, find(three, 3, {2, 0, 6}).masses);
}

TEST(FixedBarycentre, ForbiddenPairs) {
  // Cell 0 may go to places 0 and 1, cell 1 to places 1 and 2; both measures can reach place 1 alone.
  const std::vector<double> costs{0, 1, kInfinity, kInfinity, 1, 0}, apart{1, 0, 0, 1};
  const FixedBarycentre found =
      fixed_support_barycentre(Rows(apart.data(), 2, 2), CostMatrix{Rows(costs.data(), 2, 3)}, {.epsilon = 0.1});
  EXPECT_EQ(found.status, Status::converged);
  EXPECT_THAT(found.masses, testing::ElementsAre(0, 1, 0));
  const std::vector<double> none{0, kInfinity, kInfinity, 0};
  EXPECT_THAT(
      [&] {
        fixed_support_barycentre(Rows(apart.data(), 2, 2), CostMatrix{Rows(none.data(), 2, 2)}, {.epsilon = 0.1});
      },
      ThrowsMessage<DomainError>(HasSubstr("costs forbid too much: cell 0 of measure 0 has mass, but no place to go")));
}

TEST(FixedBarycentre, SameBitsForAnyThreads) {
  const Grid grid;
  const std::vector<double> rows = together({random_masses(Grid::kCells, 5), random_masses(Grid::kCells, 6)});
  const auto find = [&](int threads) {
    set_thread_count(threads);
    return fixed_support_barycentre(Rows(rows.data(), 2, Grid::kCells), grid.points(),
                                    {.epsilon = 0.3, .debiased = true, .iterations = 60});
  };
  const FixedBarycentre one = find(1), three = find(3);
  set_thread_count(0);
  EXPECT_EQ(one.masses, three.masses);
  EXPECT_EQ(one.marginal_error, three.marginal_error);
}

TEST(FixedBarycentre, RefusesWrongUse) {
  const std::vector<double> rows{0.5, 0.5, 0.25, 0.75}, points{0, 1};
  const Rows measures(rows.data(), 2, 2), support(points.data(), 2, 1);
  const auto refuses = [&](auto call, const std::string& message) {
    EXPECT_THAT(call, testing::ThrowsMessage<std::exception>(HasSubstr(message)));
  };
  refuses([&] { fixed_support_barycentre(measures, support, {}); }, "epsilon is 0; it is a finite number above 0");
  refuses([&] { fixed_support_barycentre(measures, support, {.epsilon = kInfinity}); }, "epsilon is Infinity");
  refuses([&] { fixed_support_barycentre(measures, support, {.epsilon = 1, .tolerance = 0}); }, "tolerance is 0");
  refuses([&] { fixed_support_barycentre(measures, support, {.epsilon = 1, .shares = Cells{1.0}}); },
          "shares has 1 numbers for 2 measures");
  refuses([&] { fixed_support_barycentre(measures, support, {.epsilon = 1, .shares = Cells{1.0, -1.0}}); },
          "shares[1] is -1; shares are finite and not negative");
  refuses([&] { fixed_support_barycentre(measures, Rows(points.data(), 1, 2), {.epsilon = 1}); },
          "measures has 2 cells in a row, but there are 1 points");
  refuses([&] { fixed_support_barycentre(Rows(rows.data(), 0, 2), support, {.epsilon = 1}); },
          "measures is empty; at least one is needed");
  refuses([&] { fixed_support_barycentre(measures, Rows(points.data(), 0, 1), {.epsilon = 1}); }, "support is empty");
  refuses([&] { fixed_support_barycentre(measures, support, {.cost = Cost::cosine, .epsilon = 1}); },
          "support has its point 0 at the origin");
  refuses([&] { fixed_support_barycentre(measures, support, {.cost = Cost::power, .power = 0.5, .epsilon = 1}); },
          "power is 0.5");
  const std::vector<double> bad{0.5, 0.5, std::nan(""), 1}, empty{1, 1, 0, 0}, far{-1e200, 1e200}, crooked{0, 1, 2, 0},
      wide{0, 1, 2, 1, 0, 1};
  refuses([&] { fixed_support_barycentre(Rows(bad.data(), 2, 2), support, {.epsilon = 1}); },
          "measures[1][0] is NaN; weights are finite and not negative");
  refuses([&] { fixed_support_barycentre(Rows(empty.data(), 2, 2), support, {.epsilon = 1}); },
          "measures[1] holds no mass");
  refuses([&] { fixed_support_barycentre(measures, Rows(far.data(), 2, 1), {.epsilon = 1}); }, "costs overflow");
  refuses(
      [&] {
        fixed_support_barycentre(measures, CostMatrix{Rows(crooked.data(), 2, 2)}, {.epsilon = 1, .debiased = true});
      },
      "costs is not symmetric: from cell 1 to 0 it is 2, and back 1");
  refuses(
      [&] {
        fixed_support_barycentre(measures, CostMatrix{Rows(wide.data(), 2, 3)}, {.epsilon = 1, .debiased = true});
      },
      "costs has 2 rows and 3 columns");
  refuses([&] { fixed_support_barycentre(measures, CostMatrix{Rows(bad.data(), 2, 2)}, {.epsilon = 1}); }, "is NaN");
}

}  // namespace
}  // namespace sanov
