#include "sanov/families/many.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/families/catalogue.h"
#include "sanov/families/distribution.h"
#include "sanov/families/gamma.h"
#include "sanov/families/laws_test.h"
#include "sanov/families/poisson.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/random.h"

namespace sanov {
namespace {

using enum DistributionFunction;

TEST(Many, EveryFunctionIsThatOfOnePoint) {
  const Gamma d{.shape = 2, .scale = 3};
  std::vector<double> x, p;
  for (int i = 0; i < 2000; ++i) x.push_back(-1 + 0.03 * i), p.push_back(i / 1999.0);
  std::vector<double> out(x.size());
  const auto expect = [&](DistributionFunction what, const std::vector<double>& at, auto&& one) {
    d.many(what, at, out);
    for (std::size_t i = 0; i < at.size(); ++i) ASSERT_EQ(out[i], one(at[i])) << to_text(what) << " at " << at[i];
  };
  with_every_function(d, x, p, expect);
}

/// How far apart a value may be that came from a polynomial: of probabilities relatively, a little more where they are
/// tiny; of log densities absolutely below 1.
double allowed(DistributionFunction what, double alone) {
  switch (what) {
    case log_pdf: return 1.5e-13 * std::max(1.0, std::fabs(alone));
    case pdf:
    case cdf:
    case sf: return alone * std::max(1.5e-13, 1e-15 * -std::log(alone));
    default: return 1.5e-13 * std::fabs(alone);
  }
}

class ManyOfFamily : public ::testing::TestWithParam<FamilyEntry> {};

/// In twelve places, at points so many that polynomials are made for them. Every fifth point is asked alone.
TEST_P(ManyOfFamily, PolynomialsAreTheFunction) {
  std::vector<double> values;
  for (const FamilyParameter& parameter : GetParam().parameters) values.push_back(parameter.value);
  const Distribution d = GetParam().make(values);
  Random random(20260402);
  std::vector<double> p, x;
  for (const double place : {1e-9, 1e-3, 0.02, 0.1, 0.3, 0.45, 0.49, 0.52, 0.6, 0.8, 0.97, 0.9999}) {
    const double low = d.quantile(place), high = d.quantile(place < 0.5 ? place * 1.01 : 1 - (1 - place) * 0.99);
    for (int i = 0; i < 50; ++i) {
      const double u = random.uniform();
      x.push_back(low + (high - low) * u);
      p.push_back(place * (1 - u) + u * (place < 0.5 ? place * 1.01 : 1 - (1 - place) * 0.99));
    }
  }
  const std::size_t asked = x.size();
  x.resize(kManyPoints, HUGE_VAL);  // which cost nothing
  p.resize(kManyPoints, 0);
  std::vector<double> out(x.size());
  const auto expect = [&](DistributionFunction what, const std::vector<double>& at, auto&& one) {
    d.many(what, at, out);
    for (std::size_t i = 0; i < asked; i += 5) {
      const double alone = one(at[i]);
      if (out[i] == alone) continue;
      ASSERT_NEAR(out[i], alone, allowed(what, alone)) << d.text() << ' ' << to_text(what) << ' ' << to_text(at[i]);
    }
  };
  with_every_function(d, x, p, expect);
}

std::vector<FamilyEntry> continuous_families() {
  std::vector<FamilyEntry> all;
  for (const FamilyEntry& family : all_families())
    if (!family.whole) all.push_back(family);
  return all;
}
INSTANTIATE_TEST_SUITE_P(Catalogue, ManyOfFamily, ::testing::ValuesIn(continuous_families()),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(Many, SameBitsForAnyNumberOfThreads) {
  const Distribution d = Gamma{.shape = 2, .scale = 3};
  std::vector<double> p(20000), one(p.size()), two(p.size());
  for (std::size_t i = 0; i < p.size(); ++i) p[i] = static_cast<double>(i) / 20000;
  set_thread_count(1);
  d.many(quantile, p, one);
  set_thread_count(3);
  d.many(quantile, p, two);
  set_thread_count(0);
  EXPECT_EQ(one, two);
}

TEST(Many, NamesTheFirstThatIsNoNumberOrNoProbability) {
  std::vector<double> x(9000, 0.5), out(9000);
  x[8000] = x[3000] = std::nan("");
  const auto sentence = [&](DistributionFunction what) {
    try {
      Poisson{}.many(what, x, out);
    } catch (const DomainError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(sentence(cdf), "poisson: x[3000] is NaN; a number is needed");
  x[2000] = 1.5;
  EXPECT_EQ(sentence(quantile), "poisson: p[2000] is 1.5; probabilities are in [0, 1]");
}

TEST(Many, RefusesAnOutputOfAnotherLength) {
  std::vector<double> x(3), out(2);
  EXPECT_THROW(Gamma{}.many(cdf, x, out), InvalidArgument);
}

TEST(Many, DrawsDependOnSeedAndPlaceAlone) {
  const Distribution d = Gamma{.shape = 2};
  std::vector<double> all(10000), fewer(5000);
  d.sample(7, all);
  d.sample(7, fewer);
  EXPECT_EQ(fewer, std::vector<double>(all.begin(), all.begin() + 5000));
  d.sample(8, fewer);
  EXPECT_NE(fewer[0], all[0]);
  EXPECT_NE(all[0], all[4096]);
}

}  // namespace
}  // namespace sanov
