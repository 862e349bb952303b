#include "sanov/families/many.h"

#include <gtest/gtest.h>

#include <vector>

#include "sanov/base/error.h"
#include "sanov/families/distribution.h"
#include "sanov/families/gamma.h"
#include "sanov/families/laws_test.h"
#include "sanov/families/poisson.h"

namespace sanov {
namespace {

using enum DistributionFunction;

TEST(Many, EveryFunctionIsThatOfOnePoint) {
  const Gamma d{.shape = 2, .scale = 3};
  std::vector<double> x, p;
  for (int i = 0; i < 5000; ++i) x.push_back(-1 + 0.01 * i), p.push_back(i / 4999.0);
  std::vector<double> out(x.size());
  const auto expect = [&](DistributionFunction what, const std::vector<double>& at, auto&& one) {
    d.many(what, at, out);
    for (std::size_t i = 0; i < at.size(); ++i) ASSERT_EQ(out[i], one(at[i])) << to_text(what) << " at " << at[i];
  };
  with_every_function(d, x, p, expect);
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
