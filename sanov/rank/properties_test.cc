// Laws of the coefficients, for whatever numbers come, by RapidCheck: what CoefficientInfo claims is what is tested.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "sanov/rank/catalogue.h"
#include "sanov/rank/naive_test.h"
#include "sanov/rank/soft_kendall.h"
#include "sanov/rank/soft_spearman.h"

namespace sanov {
namespace {

using Column = std::vector<double>;

constexpr AssociationOptions kPlain{.test = TestKind::none, .level = 0};

struct Table {
  Column x, y;
};

/// Up to 60 pairs of small whole numbers, some with many ties and some with few.
Table any_table() {
  const std::size_t n = *rc::gen::inRange<std::size_t>(0, 60);
  const int spread = *rc::gen::element(2, 5, 1000);
  Table out;
  for (auto* column : {&out.x, &out.y})
    for (std::size_t i = 0; i < n; ++i) column->push_back(*rc::gen::inRange(-spread, spread));
  return out;
}

Column turned(Column x) {
  for (double& value : x) value = -value;
  return x;
}

void assert_near(const std::optional<double>& a, const std::optional<double>& b, double allowed) {
  RC_ASSERT(a.has_value() == b.has_value());
  if (a) RC_ASSERT(std::fabs(*a - *b) <= allowed);
}

/// dCor is the root of what is computed to so many digits.
void assert_same(const AnyCoefficient& coefficient, std::optional<double> a, std::optional<double> b) {
  if (coefficient.info().name == "distance_correlation" && a && b) {
    *a *= *a;
    *b *= *b;
  }
  assert_near(a, b, 1e-12);
}

RC_GTEST_PROP(CoefficientProperties, LieInTheirRangeAndKeepTheirLaws, ()) {
  const Table t = any_table();
  for_each_coefficient([&](const AnyCoefficient& coefficient) {
    const CoefficientInfo& info = coefficient.info();
    const auto value = coefficient(t.x, t.y, kPlain).value;
    // Chatterjee's lower end is asymptotic.
    if (value) RC_ASSERT(*value >= info.lower - (info.name == "chatterjee_xi" ? 0.5 : 0) && *value <= info.upper);
    if (info.symmetric) assert_same(coefficient, coefficient(t.y, t.x, kPlain).value, value);
    if (info.odd && value) assert_near(coefficient(turned(t.x), t.y, kPlain).value, -*value, 1e-12);
  });
}

RC_GTEST_PROP(CoefficientProperties, OfOrderMeansThatOnlyTheOrderCounts, ()) {
  const Table t = any_table();
  Column bent = t.x;
  for (double& value : bent) value = std::ldexp(value * value * value, 300) + (value > 0 ? 1 : 0);
  for_each_coefficient([&](const AnyCoefficient& coefficient) {
    if (coefficient.info().of_order)
      RC_ASSERT(coefficient(bent, t.y, kPlain).value == coefficient(t.x, t.y, kPlain).value);
  });
}

RC_GTEST_PROP(CoefficientProperties, TheRowsOrderDoesNotCount, ()) {
  Table t = any_table();
  const std::size_t n = t.x.size();
  std::vector<std::size_t> rows(n);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  const std::size_t shift = n == 0 ? 0 : *rc::gen::inRange<std::size_t>(0, n);
  std::rotate(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(shift), rows.end());
  Table moved;
  for (const std::size_t row : rows) {
    moved.x.push_back(t.x[row]);
    moved.y.push_back(t.y[row]);
  }
  for_each_coefficient([&](const AnyCoefficient& coefficient) {
    assert_same(coefficient, coefficient(moved.x, moved.y, kPlain).value, coefficient(t.x, t.y, kPlain).value);
  });
}

RC_GTEST_PROP(CoefficientProperties, PIsAProbabilityAndTheIntervalHoldsTheValue, ()) {
  const Table t = any_table();
  for_each_coefficient([&](const AnyCoefficient& coefficient) {
    for (const auto alternative : {Alternative::two_sided, Alternative::less, Alternative::greater}) {
      // Of those without a direction only large values speak of dependence.
      const bool untested = !coefficient.info().odd && alternative == Alternative::less;
      const Association r = coefficient(
          t.x, t.y,
          {.alternative = alternative, .test = untested ? TestKind::none : TestKind::automatic, .permutations = 9});
      RC_ASSERT(r.value || !r.reason.empty());
      if (!r.p) continue;
      RC_ASSERT(*r.p > 0 && *r.p <= 1);
      RC_ASSERT(std::fabs(std::log(*r.p) - *r.log_p) <= 1e-9 * (1 + std::fabs(*r.log_p)));
      if (r.interval) RC_ASSERT(r.interval->lower <= *r.value && *r.value <= r.interval->upper);
    }
  });
}

RC_GTEST_PROP(CoefficientProperties, CountsAreThoseOfAllPairs, ()) {
  const Table t = any_table();
  const PairCounts found = count_pairs(t.x, t.y);
  const naive::Counts expected = naive::counts(t.x, t.y);
  RC_ASSERT(found.concordant == static_cast<std::uint64_t>(expected.concordant));
  RC_ASSERT(found.discordant == static_cast<std::uint64_t>(expected.discordant));
  RC_ASSERT(found.both == static_cast<std::uint64_t>(expected.both));
}

RC_GTEST_PROP(SoftProperties, GrowHarderAsTheTemperatureFalls, ()) {
  const Table t = any_table();
  if (const auto hard = kendall_tau_a(t.x, t.y, kPlain).value)
    RC_ASSERT(std::fabs(soft_kendall(t.x, t.y, 1e-3) - *hard) <= 1e-12);
  Column ranks(t.x.size());
  soft_ranks(t.x, *rc::gen::element(0.01, 1.0, 100.0), ranks);
  const double n = static_cast<double>(ranks.size());
  RC_ASSERT(std::fabs(std::accumulate(ranks.begin(), ranks.end(), 0.0) - n * (n + 1) / 2) <= 1e-10);
}

}  // namespace
}  // namespace sanov
