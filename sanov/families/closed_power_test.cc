#include "sanov/families/closed_power.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/families/catalogue.h"
#include "sanov/families/divergence.h"
#include "sanov/families/families.h"

namespace sanov {
namespace {

/// Members of a family: the default, and parameters moved one after the other.
std::vector<Distribution> members(const FamilyEntry& entry) {
  std::vector<double> at;
  for (const FamilyParameter& p : entry.parameters) at.push_back(p.value);
  std::vector<Distribution> all{entry.make(at)};
  std::vector<double> together = at;
  for (std::size_t i = 0; i < at.size(); ++i) {
    const FamilyParameter& p = entry.parameters[i];
    const double other = p.high == 1 ? at[i] * 0.6 : at[i] * 1.4 + 0.2;
    together[i] = p.whole ? std::round(other) : other;
    try {
      all.push_back(entry.make(together));
    } catch (const std::exception&) {  // breaks a rule
    }
  }
  return all;
}

TEST(ClosedPower, IsTheIntegralWhereverThereIsOne) {
  struct Question {
    Between which;
    double order;
  };
  const Question questions[] = {{Between::hellinger, 1}, {Between::chi_squared, 1}, {Between::renyi, 0.3},
                                {Between::renyi, 0.75},  {Between::renyi, 1.5},     {Between::renyi, 3}};
  int found = 0, families = 0;
  for (const FamilyEntry& entry : all_families()) {
    const std::vector<Distribution> all = members(entry);
    const int before = found;
    for (const Distribution& p : all)
      for (const Distribution& q : all)
        for (const auto& [which, order] : questions) {
          if (!closed_log_power(p, q, which == Between::hellinger ? 0.5 : which == Between::renyi ? order : 2))
            continue;
          const DivergenceValue closed = divergence_between(which, p, q, {.order = order});
          if (closed.method != DivergenceMethod::closed_form || std::isinf(closed.value)) continue;
          ++found;
          const DivergenceValue integral = divergence_between(which, p, q, {.order = order, .closed_form = false});
          ASSERT_NE(integral.method, DivergenceMethod::closed_form);
          EXPECT_NEAR(closed.value, integral.value, 1e-9 * closed.value + closed.error + integral.error + 1e-14)
              << to_text(which) << ' ' << order << " of " << p.text() << " and " << q.text();
        }
    families += found > before;
  }
  EXPECT_GT(families, 20);
  EXPECT_GT(found, 600);
}

/// mpmath, 50 digits: of ∫ pᵃ q¹⁻ᵃ.
TEST(ClosedPower, IsTheReferences) {
  const auto value = [](Between which, const Distribution& p, const Distribution& q, double order = 1) {
    const DivergenceValue d = divergence_between(which, p, q, {.order = order});
    EXPECT_EQ(d.method, DivergenceMethod::closed_form) << p.text() << ' ' << q.text();
    return d.value;
  };
  EXPECT_NEAR(value(Between::chi_squared, Exponential{.scale = 1}, Exponential{.scale = 2}), 1.0 / 3, 1e-15);
  EXPECT_NEAR(value(Between::hellinger, Poisson{.mean = 1}, Poisson{.mean = 4}), std::sqrt(-std::expm1(-0.5)), 1e-15);
  EXPECT_NEAR(value(Between::chi_squared, Poisson{.mean = 3}, Poisson{.mean = 2}), std::expm1(0.5), 1e-15);
  EXPECT_NEAR(value(Between::renyi, Normal{}, Normal{.mean = 2}, 0.5), 1, 1e-15);
  EXPECT_NEAR(value(Between::renyi, Normal{}, Normal{.mean = 2}, 3), 6, 1e-14);
}

TEST(ClosedPower, DivergesWhereTheIntegralDoes) {
  EXPECT_FALSE(closed_log_power(Normal{.sd = 2}, Normal{}, 2));
  EXPECT_FALSE(closed_log_power(Exponential{.scale = 2}, Exponential{}, 2));
  EXPECT_FALSE(closed_log_power(Geometric{0.1}, Geometric{0.5}, 2));
  EXPECT_FALSE(closed_log_power(Beta{0.3, 1}, Beta{2, 1}, 2));
  EXPECT_FALSE(closed_log_power(Laplace{.scale = 2}, Laplace{}, 2));
  EXPECT_FALSE(closed_log_power(Normal{}, Laplace{}, 0.5));
}

}  // namespace
}  // namespace sanov
