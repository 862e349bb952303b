#include "sanov/inference/ordered_draws.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

#include "sanov/inference/p_value.h"
#include "sanov/numerics/special.h"

namespace sanov {
namespace {

using Counts = std::vector<std::uint64_t>;

constexpr int kDraws = 100'000;

double log_choose(double n, double k) { return log_gamma(n + 1) - log_gamma(k + 1) - log_gamma(n - k + 1); }

/// That the current rows in one cell have these masses: Pearson's p above one in a million.
void expect_masses(const Counts& reference, const Counts& current, bool cut_at_reference, std::size_t cell,
                   const std::function<double(double k)>& log_mass) {
  const OrderedDraws draws(reference, current, cut_at_reference);
  const std::uint64_t m = std::accumulate(current.begin(), current.end(), std::uint64_t{0});
  std::vector<double> seen(m + 1);
  Counts a(reference.size()), b(reference.size());
  for (std::uint64_t draw = 0; draw < kDraws; ++draw) {
    Random random(1, draw);
    draws.draw(random, a, b);
    ASSERT_EQ(std::accumulate(b.begin(), b.end(), std::uint64_t{0}), m);
    ++seen[b[cell]];
    for (std::size_t i = 0; i < a.size(); ++i)
      ASSERT_EQ(cut_at_reference ? a[i] : a[i] + b[i], cut_at_reference ? reference[i] : reference[i] + current[i]);
  }
  double statistic = 0, degrees = -1, few_seen = 0, few_expected = 0;
  for (std::uint64_t k = 0; k <= m; ++k) {
    few_expected += kDraws * std::exp(log_mass(static_cast<double>(k)));
    few_seen += seen[k];
    if (few_expected < 20 && k < m) continue;
    if (few_expected > 0) statistic += (few_seen - few_expected) * (few_seen - few_expected) / few_expected;
    degrees += 1;
    few_seen = few_expected = 0;
  }
  EXPECT_GT(log_chi_squared_sf(statistic, degrees), std::log(1e-6));
}

TEST(OrderedDraws, CellsOfTheReferenceAreDirichletMultinomial) {
  // A cell of c of the n reference values has c places of n + 1 for a current row; the last has one more.
  const auto beta_binomial = [](double m, double places, double others) {
    return [=](double k) {
      return log_choose(k + places - 1, k) + log_choose(m - k + others - 1, m - k) -
             log_choose(m + places + others - 1, m);
    };
  };
  const Counts small{2, 0, 3, 1, 4}, current_small{1, 1, 1, 2, 1}, current_large{10, 9, 8, 7, 6};
  expect_masses(small, current_small, true, 2, beta_binomial(6, 3, 8));
  expect_masses(small, current_small, true, 4, beta_binomial(6, 5, 6));
  expect_masses(small, current_large, true, 2, beta_binomial(40, 3, 8));
  expect_masses(small, current_large, true, 4, beta_binomial(40, 5, 6));
  expect_masses(small, current_large, true, 1, [](double k) { return k == 0 ? 0 : -HUGE_VAL; });
}

TEST(OrderedDraws, OtherCellsAreHypergeometric) {
  const auto hypergeometric = [](double pool, double all, double m) {
    return [=](double k) {
      return k > pool || m - k > all - pool ? -HUGE_VAL
                                            : log_choose(pool, k) + log_choose(all - pool, m - k) - log_choose(all, m);
    };
  };
  const Counts a{2, 0, 3, 1, 4}, b{1, 1, 1, 2, 1}, c{10, 9, 8, 7, 6}, d{30, 9, 40, 7, 6};
  expect_masses(a, b, false, 2, hypergeometric(4, 16, 6));     // few current rows, by row
  expect_masses(a, c, false, 2, hypergeometric(11, 50, 40));   // few reference rows
  expect_masses(c, d, false, 2, hypergeometric(48, 132, 92));  // many of both, by cell
}

}  // namespace
}  // namespace sanov
