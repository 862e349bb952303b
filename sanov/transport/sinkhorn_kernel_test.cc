#include "sanov/transport/sinkhorn_kernel.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/transport/coarsen.h"
#include "sanov/transport/sinkhorn_naive_test.h"

namespace sanov {
namespace {

/// The points of a cloud with those that are near each other side by side.
Points in_order(const Points& x) {
  const auto order = spatial_order(Cloud(x.rows(), Cost::euclidean, "test", "x"));
  Points out{x.n, x.d, {}};
  for (const auto i : order)
    for (std::size_t k = 0; k < x.d; ++k) out.x.push_back(x.x[i * x.d + k]);
  return out;
}

struct Problem {
  Problem(std::size_t n, std::size_t m, std::size_t d, Cost kind)
      : x(in_order(points(n, d, 1))),
        y(in_order(points(m, d, 2))),
        cost(kind),
        cloud_x(x.rows(), cost, "test", "x"),
        cloud_y(y.rows(), cost, "test", "y"),
        costs(cloud_x, cloud_y, cost, 1.5),
        a(weights(n, 3)),
        b(weights(m, 4, 0.1)) {
    Random random(5);
    for (std::size_t j = 0; j < m; ++j) g.push_back(0.1 * random.normal());
  }

  Points x, y;
  Cost cost;
  Cloud cloud_x, cloud_y;
  PairCosts costs;
  std::vector<double> a, b, g;
};

/// Q by its definition, in rows; and softmin.
struct NaiveShares {
  NaiveShares(const Problem& p, double epsilon) : q(p.a.size() * p.b.size()), softmin(p.a.size()) {
    const std::size_t m = p.b.size();
    for (std::size_t i = 0; i < p.a.size(); ++i) {
      std::vector<long double> terms(m);
      for (std::size_t j = 0; j < m; ++j)
        terms[j] =
            p.g[j] + epsilon * std::log(static_cast<long double>(p.b[j])) - naive_cost(p.x, i, p.y, j, p.cost, 1.5);
      softmin[i] = naive_softmin(terms, epsilon);
      for (std::size_t j = 0; j < m; ++j) q[i * m + j] = std::exp((terms[j] + softmin[i]) / epsilon);
    }
  }
  std::vector<long double> q, softmin;
};

TEST(SinkhornKernel, IsWhatItsDefinitionSays) {
  for (const Cost cost : kCosts)
    for (const std::size_t memory : {std::size_t{0}, std::size_t{100000}, std::size_t{1} << 28})
      for (const double epsilon : {1.0, 0.01, 0.0003}) {
        const Problem p(150, 333, 2, cost);
        const NaiveShares naive(p, epsilon);
        const double leak = 0.3;
        SinkhornKernel kernel(p.costs, p.a, p.b, memory);
        kernel.look(epsilon, leak, p.g);
        SCOPED_TRACE(testing::Message() << static_cast<int>(cost) << " epsilon " << epsilon);
        std::vector<long double> masses(333), diagonal(333), spread(333);
        std::vector<double> x(333), out(333);
        Random random(6);
        for (double& value : x) value = random.normal();
        const long double share = 1 - epsilon * leak;
        for (std::size_t i = 0; i < 150; ++i) {
          const long double mass = p.a[i] * std::exp(-leak * naive.softmin[i]);
          EXPECT_NEAR(kernel.softmin()[i], static_cast<double>(naive.softmin[i]), 1e-14);
          EXPECT_NEAR(kernel.row_masses()[i], static_cast<double>(mass), 1e-14);
          const long double* q = naive.q.data() + i * 333;
          long double mean = 0;
          for (std::size_t j = 0; j < 333; ++j) mean += q[j] * x[j];
          for (std::size_t j = 0; j < 333; ++j) {
            masses[j] += mass * q[j];
            diagonal[j] += mass * q[j] * (1 - share * q[j]);
            spread[j] += mass * q[j] * (x[j] - share * mean);
          }
        }
        ASSERT_EQ(kernel.groups(), 6u);
        for (std::size_t s = 0; s < 6; ++s)
          for (std::size_t t = 0; t <= s; ++t) {
            long double product = 0;
            for (std::size_t i = 0; i < 150; ++i) {
              long double one = 0, other = 0;
              for (std::size_t j = 64 * s; j < std::min<std::size_t>(64 * s + 64, 333); ++j)
                one += naive.q[i * 333 + j];
              for (std::size_t j = 64 * t; j < std::min<std::size_t>(64 * t + 64, 333); ++j)
                other += naive.q[i * 333 + j];
              product += kernel.row_masses()[i] * one * other;
            }
            EXPECT_NEAR(kernel.products()[6 * s + t], static_cast<double>(product), 1e-8);
          }
        kernel.spread(x, out);
        for (std::size_t j = 0; j < 333; ++j) {
          EXPECT_NEAR(kernel.column_masses()[j], static_cast<double>(masses[j]), 1e-12);
          EXPECT_NEAR(kernel.diagonal()[j], static_cast<double>(diagonal[j]), 1e-12);
          EXPECT_NEAR(out[j], static_cast<double>(spread[j]), 1e-7);
        }
        EXPECT_EQ(kernel.passes(), 2u);
      }
}

TEST(TileBounds, AreNeverAboveACost) {
  for (const Cost cost : kCosts)
    for (const std::size_t d : {1, 2, 6, 7}) {
      const Problem p(40, 500, d, cost);
      const TileBounds bounds(p.costs);
      std::vector<double> least(bounds.tiles()), row(p.costs.stride());
      double highest = 0;
      for (std::size_t i = 0; i < 40; i += 4) {
        bounds.fill(i, 4, least.data());
        for (std::size_t r = i; r < i + 4; ++r) {
          p.costs.fill(r, 1, row.data());
          for (std::size_t j = 0; j < 500; ++j) EXPECT_LE(least[j / TileBounds::kTile], row[j]);
        }
        highest = std::max(highest, *std::max_element(least.begin(), least.end()));
      }
      if (d <= 2 && (d > 1 || cost != Cost::cosine)) {
        EXPECT_GT(highest, 0);
      }
    }
}

}  // namespace
}  // namespace sanov
