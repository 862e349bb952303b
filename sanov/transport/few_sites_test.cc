// A few points against many: what goes between the few against the simplex over all arcs.
#include "sanov/transport/few_sites.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sanov/transport/certificate.h"
#include "sanov/transport/masses.h"
#include "sanov/transport/matrix_costs.h"
#include "sanov/transport/naive_test.h"

namespace sanov {
namespace {

enum class Kind { uniform, whole, equal };

/// Costs of k sites against m points, by row or transposed, and weights.
struct Given {
  std::size_t n, m;
  std::vector<double> costs, a, b;
};

Given given(Kind kind, std::size_t n, std::size_t m, std::uint64_t seed, bool weighted, double forbidden = 0) {
  Random random(seed);
  Given out{n, m, std::vector<double>(n * m), std::vector<double>(n, 1.0 / double(n)),
            std::vector<double>(m, 1.0 / double(m))};
  for (std::size_t e = 0; e < n * m; ++e) {
    out.costs[e] = kind == Kind::uniform ? random.uniform() : kind == Kind::whole ? double(random.below(5)) : 1.5;
    // The first row and column stay open, so that all can be carried.
    if (e >= m && e % m != 0 && random.uniform() < forbidden) out.costs[e] = std::numeric_limits<double>::infinity();
  }
  if (weighted)
    for (std::vector<double>* weights : {&out.a, &out.b}) {
      double sum = 0;
      for (double& w : *weights) sum += w = random.exponential();
      for (double& w : *weights) w /= sum;
    }
  return out;
}

/// Both ways to solve it; the few sites' answer must move all mass, and as cheaply.
void expect_as_cheap(const Given& g) {
  const Cells a(g.a), b(g.b);
  const Masses masses = balanced_masses(&a, g.n, &b, g.m, "test");
  const auto costs = matrix_costs(Rows(g.costs.data(), g.n, g.m), "test");
  const Problem problem{masses.a, masses.b, *costs, SIZE_MAX};
  Solution by_sites = solve_few_sites(problem), by_arcs = solve_all_arcs(problem);
  EXPECT_TRUE(by_sites.finished);
  EXPECT_EQ(by_sites.stranded, by_arcs.stranded);
  if (by_arcs.stranded > 0) return;
  std::vector<std::int64_t> out(g.n), in(g.m);
  for (const Flow& flow : by_sites.flows) {
    out[flow.from] += flow.units;
    in[flow.to] += flow.units;
  }
  EXPECT_EQ(out, masses.a);
  EXPECT_EQ(in, masses.b);
  const double expected = certify(problem, by_arcs).cost;
  const Certificate found = certify(problem, by_sites);
  EXPECT_NEAR(found.cost, expected, 1e-13 * expected);
  EXPECT_LE(found.gap, 1e-12 * expected);
}

TEST(FewSites, AreAsCheapAsTheSimplexOverAllArcs) {
  for (const Kind kind : {Kind::uniform, Kind::whole, Kind::equal})
    for (const bool weighted : {false, true})
      for (const std::size_t sites : {1, 2, 3, 8, 30}) {
        SCOPED_TRACE(testing::Message() << static_cast<int>(kind) << weighted << " " << sites);
        expect_as_cheap(given(kind, sites, 400, sites, weighted));
        expect_as_cheap(given(kind, 400, sites, sites + 100, weighted));
      }
}

TEST(FewSites, LeaveForbiddenPairsAlone) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    expect_as_cheap(given(Kind::uniform, 5, 200, seed, seed % 2 == 0, 0.3));
    expect_as_cheap(given(Kind::whole, 200, 6, seed, seed % 2 == 0, 0.8));
  }
}

TEST(FewSites, OfManyPointsAreProved) {
  // Shifting a third of all prices at every pivot took the simplex minutes here.
  Random random(1);
  Points sites{3, 2, {}}, points{60'000, 2, {}};
  for (std::size_t k = 0; k < 6; ++k) sites.x.push_back(random.uniform());
  for (std::size_t k = 0; k < 120'000; ++k) points.x.push_back(random.uniform());
  for (const bool turned : {false, true}) {
    const Transport t = turned ? transport(points.rows(), sites.rows()) : transport(sites.rows(), points.rows());
    EXPECT_LE(t.gap, 1e-13 * t.cost);
    EXPECT_EQ(t.status, Status::converged);
    EXPECT_LE(t.pivots, 200'000U);
  }
}

}  // namespace
}  // namespace sanov
