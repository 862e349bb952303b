#include "sanov/families/closed_kl.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "sanov/families/catalogue.h"
#include "sanov/families/divergence.h"
#include "sanov/families/families.h"
#include "sanov/families/tails.h"

namespace sanov {
namespace {

constexpr DivergenceOptions kByIntegral{.closed_form = false};

/// The default of every family, and a member that differs in each parameter that may.
std::vector<Distribution> members() {
  std::vector<Distribution> all;
  for (const FamilyEntry& entry : all_families()) {
    std::vector<double> at;
    for (const FamilyParameter& p : entry.parameters) at.push_back(p.value);
    all.push_back(entry.make(at));
    std::vector<double> moved = at;
    for (std::size_t i = 0; i < at.size(); ++i) {
      const FamilyParameter& p = entry.parameters[i];
      const double other = at[i] * 1.5 + (p.high == 1 ? -0.1 : 0.25);
      moved[i] = p.whole ? std::round(other) : other;
      if (!p.rule_broken_by(moved[i]).empty()) moved[i] = at[i];
    }
    try {
      all.push_back(entry.make(moved));
    } catch (const std::exception&) {  // breaks a rule between parameters
    }
  }
  return all;
}

TEST(ClosedKl, IsTheIntegralForEveryPairOfFamiliesThatHasOne) {
  const std::vector<Distribution> all = members();
  int pairs = 0;
  double largest = 0;  // relative difference
  for (const Distribution& p : all)
    for (const Distribution& q : all) {
      const DivergenceValue closed = divergence_between(Between::kl, p, q);
      if (closed.method != DivergenceMethod::closed_form || std::isinf(closed.value)) continue;
      ++pairs;
      const DivergenceValue integral = divergence_between(Between::kl, p, q, kByIntegral);
      // Squares of the log densities' rounding are what the integral of two equal ones adds up.
      const double squares = 1e-30;
      EXPECT_NEAR(closed.value, integral.value, 1e-9 * closed.value + closed.error + integral.error + squares)
          << "KL of " << p.text() << " from " << q.text() << ", whose integral is sure to " << integral.error;
      if (closed.value > 0) largest = std::max(largest, std::fabs(closed.value - integral.value) / closed.value);
      EXPECT_GE(closed.value, 0) << p.text() << ' ' << q.text();
      EXPECT_TRUE(closed.reason.empty());
    }
  EXPECT_GT(pairs, 1100);
  EXPECT_LT(largest, 1e-12);
  RecordProperty("pairs", pairs);
}

TEST(ClosedKl, OfFamiliesThatNeedEqualParametersIsTheIntegralToo) {
  const auto expect = [](const Distribution& p, const Distribution& q) {
    const DivergenceValue closed = divergence_between(Between::kl, p, q),
                          integral = divergence_between(Between::kl, p, q, kByIntegral);
    EXPECT_EQ(closed.method, DivergenceMethod::closed_form) << p.text() << ' ' << q.text();
    EXPECT_NEAR(closed.value, integral.value, 1e-11 * integral.value) << p.text() << ' ' << q.text();
  };
  for (const double d : {0.05, 0.2, 3.0, -9.0}) {
    expect(Logistic{.location = d, .scale = 2}, Logistic{.scale = 2});
    expect(LogLogistic{.shape = 3, .scale = std::exp(d)}, LogLogistic{.shape = 3});
  }
  expect(StudentT{.location = 1, .scale = 2, .degrees_of_freedom = 2},
         StudentT{.location = 1, .scale = 1, .degrees_of_freedom = 8});
  expect(FisherF{4, 8}, FisherF{6, 12});
  expect(Kumaraswamy{2, 3}, Kumaraswamy{2, 5});
  expect(BurrXii{2, 3, 4}, BurrXii{2, 1, 4});
  expect(Binomial{12, 0.2}, Binomial{12, 0.7});
  expect(NegativeBinomial{2.5, 0.2}, NegativeBinomial{2.5, 0.7});
  expect(Levy{.location = 2}, Levy{.location = 2, .scale = 3});
  expect(Normal{.mean = 1, .sd = 2}, GeneralizedNormal{.location = 1, .scale = 2, .shape = 3});
  expect(Uniform{.low = 1, .high = 2}, Laplace{.location = 1.2, .scale = 3});
}

TEST(ClosedWasserstein, OfAShiftAndAStretchIsTheIntegral) {
  const auto expect = [](const Distribution& p, const Distribution& q) {
    const DivergenceValue closed = divergence_between(Between::wasserstein, p, q, {.order = 2});
    const DivergenceValue integral = divergence_between(Between::wasserstein, p, q, {.order = 2, .closed_form = false});
    EXPECT_EQ(closed.method, DivergenceMethod::closed_form) << p.text();
    EXPECT_NEAR(closed.value, integral.value, 1e-9 * integral.value + integral.error) << p.text();
  };
  expect(Normal{.mean = 1, .sd = 2}, Normal{.mean = -0.5, .sd = 3});
  expect(Laplace{.location = 1, .scale = 2}, Laplace{.location = 3, .scale = 0.5});
  expect(Logistic{.location = 1, .scale = 2}, Logistic{.location = 3, .scale = 0.5});
  expect(Gumbel{.location = 1, .scale = 2}, Gumbel{.location = 3, .scale = 0.5});
  expect(Moyal{.location = 1, .scale = 2}, Moyal{.location = 3, .scale = 0.5});
  expect(Uniform{.low = 1, .high = 2}, Uniform{.low = -3, .high = 0.5});
  expect(Exponential{.scale = 2}, Exponential{.scale = 0.5});
}

/// Whether the density is infinite at an end other than 0, near which doubles leave out some of the mass.
bool blind(const Distribution& d) {
  const End end = d.upper_end();
  return end.kind == End::Kind::power && end.index < 0 && std::isfinite(d.support().high);
}

TEST(ClosedKl, OfEveryPairIsANumberAndInfiniteOnlyForAReason) {
  const std::vector<Distribution> all = members();
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t j = i % 3; j < all.size(); j += 3) {  // a third of them, for time's sake
      const DivergenceValue d = divergence_between(Between::kl, all[i], all[j]);
      EXPECT_GE(d.value, 0) << all[i].text() << ' ' << all[j].text();
      EXPECT_EQ(std::isinf(d.value), !d.reason.empty()) << all[i].text() << ' ' << all[j].text() << ": " << d.reason;
      EXPECT_LE(d.error, (blind(all[i]) || blind(all[j]) ? 1e-5 : 1e-6) * d.value + 1e-9)
          << all[i].text() << ' ' << all[j].text();
    }
}

TEST(ClosedKl, OfNearlyEqualMembersKeepsSixDigits) {
  // Half the Fisher information times the square of the step.
  const double step = 1e-5, h = step * step / 2, tolerance = 1e-4;
  const auto expect = [&](const Distribution& p, const Distribution& q, double information) {
    const double kl = divergence_between(Between::kl, p, q).value;
    EXPECT_NEAR(kl, h * information, tolerance * h * information) << p.text() << ' ' << q.text();
  };
  expect(Normal{}, Normal{.mean = step}, 1);
  expect(Normal{}, Normal{.sd = 1 + step}, 2);
  expect(Exponential{}, Exponential{.scale = 1 + step}, 1);
  expect(Cauchy{}, Cauchy{.location = step}, 0.5);
  expect(Laplace{}, Laplace{.location = step}, 1);
  expect(Gamma{.shape = 3}, Gamma{.shape = 3, .scale = 1 + step}, 3);
  expect(Gamma{.shape = 1}, Gamma{.shape = 1 + step}, 1.6449340668482264);
  expect(Poisson{}, Poisson{.mean = 1 + step}, 1);
  expect(Bernoulli{}, Bernoulli{.probability = 0.5 + step}, 4);
  expect(InverseGaussian{}, InverseGaussian{.mean = 1 + step}, 1);
  for (const FamilyEntry& entry : all_families()) {
    std::vector<double> at;
    for (const FamilyParameter& p : entry.parameters) at.push_back(p.value);
    for (std::size_t i = 0; i < at.size(); ++i) {
      const FamilyParameter& p = entry.parameters[i];
      std::vector<double> near = at;
      near[i] += 1e-6 * std::max(1.0, std::fabs(at[i]));
      if (p.whole || !p.rule_broken_by(near[i]).empty()) continue;
      const DivergenceValue closed = divergence_between(Between::kl, entry.make(at), entry.make(near));
      if (std::isinf(closed.value)) continue;
      const double integral = divergence_between(Between::kl, entry.make(at), entry.make(near), kByIntegral).value;
      EXPECT_NEAR(closed.value, integral, 1e-6 * integral) << entry.name << ' ' << p.name;
    }
  }
}

}  // namespace
}  // namespace sanov
