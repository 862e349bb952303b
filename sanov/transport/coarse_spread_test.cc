#include "sanov/transport/coarse_spread.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "sanov/numerics/random.h"

namespace sanov {
namespace {

/// A plan of rows with masses that share out what they have to 23 columns in groups of 5.
struct Problem {
  explicit Problem(std::uint64_t seed) : products(25), masses(5), r(23) {
    Random random(seed);
    for (int i = 0; i < 40; ++i) {
      const double mass = random.exponential();
      std::vector<double> sums(5);
      double all = 0;
      for (double& s : sums) all += s = random.uniform() < 0.5 ? 0.01 : random.exponential();
      for (double& s : sums) s /= all;
      for (std::size_t k = 0; k < 5; ++k) {
        masses[k] += mass * sums[k];
        for (std::size_t l = 0; l <= k; ++l) products[k * 5 + l] += mass * sums[k] * sums[l];
      }
    }
    for (double& x : r) x = random.normal();
  }
  std::vector<double> products, masses, r;
};

/// What is found is put back into the equations.
void expect_solves(const Problem& p, double share, double extra, const std::vector<double>& found,
                   const std::vector<double>& right, double accuracy) {
  for (std::size_t k = 0; k < 5; ++k) {
    long double sum = p.masses[k] * (1 + extra) * found[5 * k];
    for (std::size_t l = 0; l < 5; ++l)
      sum -= static_cast<long double>(share) * p.products[std::max(k, l) * 5 + std::min(k, l)] * found[5 * l];
    EXPECT_NEAR(static_cast<double>(sum), right[k], accuracy);
    for (std::size_t j = 5 * k; j < std::min<std::size_t>(5 * k + 5, 23); ++j) EXPECT_EQ(found[j], found[5 * k]);
  }
}

std::vector<double> of_groups(const std::vector<double>& r) {
  std::vector<double> sums(5);
  for (std::size_t j = 0; j < r.size(); ++j) sums[j / 5] += r[j];
  return sums;
}

TEST(CoarseSpread, SolvesItsEquations) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Problem p(seed);
    CoarseSpread coarse(5);
    coarse.factorise(p.products, p.masses, 0.9, 0.2);
    std::vector<double> found(23, 1.0);
    coarse.add_solution(p.r, 5, found);
    for (double& x : found) x -= 1;
    expect_solves(p, 0.9, 0.2, found, of_groups(p.r), 1e-7);
  }
}

/// With a share of 1 and nothing added the matrix is singular: the right-hand side sums to 0.
TEST(CoarseSpread, SolvesSingularEquationsUpToAConstant) {
  Problem p(1);
  double mean = 0;
  for (const double x : p.r) mean += x / 23;
  for (double& x : p.r) x -= mean;
  CoarseSpread coarse(5);
  coarse.factorise(p.products, p.masses, 1, 0);
  std::vector<double> found(23);
  coarse.add_solution(p.r, 5, found);
  expect_solves(p, 1, 0, found, of_groups(p.r), 1e-5);
}

TEST(CoarseSpread, TakesGroupsWithoutMass) {
  Problem p(2);
  p.masses[3] = 0;
  for (std::size_t k = 0; k < 5; ++k)
    p.products[15 + std::min<std::size_t>(k, 3)] = p.products[std::max<std::size_t>(k, 3) * 5 + 3] = 0;
  p.r[15] = p.r[16] = p.r[17] = p.r[18] = p.r[19] = 0;
  CoarseSpread coarse(5);
  coarse.factorise(p.products, p.masses, 0.5, 0);
  std::vector<double> found(23);
  coarse.add_solution(p.r, 5, found);
  for (const double x : found) EXPECT_LT(std::abs(x), 1e3);
  EXPECT_EQ(found[15], 0);
}

}  // namespace
}  // namespace sanov
