#include "sanov/transport/max_flow.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "sanov/numerics/random.h"

namespace sanov {
namespace {

/// By Hall: the most by which the mass of some rows exceeds that of the columns they can reach, over all sets of rows.
std::int64_t stranded_by_sets(const std::vector<double>& costs, const std::vector<std::int64_t>& a,
                              const std::vector<std::int64_t>& b) {
  std::int64_t most = 0;
  for (unsigned set = 0; set < 1u << a.size(); ++set) {
    std::int64_t units = 0;
    std::vector<bool> reached(b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      if ((set >> i & 1) == 0) continue;
      units += a[i];
      for (std::size_t j = 0; j < b.size(); ++j) reached[j] = reached[j] || costs[i * b.size() + j] < HUGE_VAL;
    }
    for (std::size_t j = 0; j < b.size(); ++j) units -= reached[j] ? b[j] : 0;
    most = std::max(most, units);
  }
  return most;
}

std::vector<std::int64_t> shares(Random& random, std::size_t n, std::int64_t total) {
  std::vector<std::int64_t> out(n);
  for (std::int64_t k = 0; k < total; ++k) ++out[random.below(n)];
  return out;
}

TEST(MaxFlow, StrandsWhatHallsConditionSays) {
  Random random(20261122);
  int stranded = 0;
  for (int round = 0; round < 400; ++round) {
    const std::size_t n = 1 + random.below(9), m = 1 + random.below(80);
    const std::int64_t total = 1 + static_cast<std::int64_t>(random.below(300));
    const auto a = shares(random, n, total), b = shares(random, m, total);
    const double open = random.uniform();
    std::vector<double> costs(n * m);
    for (double& c : costs) c = random.uniform() < open ? 1 : HUGE_VAL;
    const std::int64_t expected = stranded_by_sets(costs, a, b);
    EXPECT_EQ(stranded_units(PairCosts(Rows(costs.data(), n, m), "test"), a, b), expected);
    stranded += expected > 0;
  }
  EXPECT_GT(stranded, 100);
  EXPECT_LT(stranded, 400);
}

TEST(MaxFlow, FollowsAChainThroughAllRows) {
  // Row i may use columns i and i + 1, the last column is the only one with nothing wanted yet: one unit shifts all.
  constexpr std::size_t n = 500;
  std::vector<double> costs(n * n, HUGE_VAL);
  for (std::size_t i = 0; i < n; ++i) costs[i * n + i] = costs[i * n + (i + 1) % n] = 0;
  const std::vector<std::int64_t> even(n, 2);
  EXPECT_EQ(stranded_units(PairCosts(Rows(costs.data(), n, n), "test"), even, even), 0);
  costs[(n - 1) * n] = HUGE_VAL;
  std::vector<std::int64_t> more = even, wanted = even;
  more[0] = 3, wanted[n - 1] = 3;
  EXPECT_EQ(stranded_units(PairCosts(Rows(costs.data(), n, n), "test"), more, wanted), 0);
  more[0] = 2, more[n - 1] = 3, wanted[0] = 3, wanted[n - 1] = 2;
  EXPECT_EQ(stranded_units(PairCosts(Rows(costs.data(), n, n), "test"), more, wanted), 1);
}

}  // namespace
}  // namespace sanov
