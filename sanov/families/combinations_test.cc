#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/families/affine.h"
#include "sanov/families/empirical.h"
#include "sanov/families/expectation.h"
#include "sanov/families/laws_test.h"
#include "sanov/families/mixture.h"
#include "sanov/families/spec.h"
#include "sanov/families/tabulated.h"
#include "sanov/families/truncated.h"

namespace sanov {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

class CombinationLaws : public ::testing::TestWithParam<const char*> {};

TEST_P(CombinationLaws, CdfAndSfAddUpAndAgreeWithTheirLogarithms) {
  expect_cdf_and_sf_add_up(parse_distribution(GetParam()));
}

TEST_P(CombinationLaws, QuantilesInvertTheDistributionFunction) {
  expect_quantiles_invert(parse_distribution(GetParam()));
}

TEST_P(CombinationLaws, TheDensityIsTheSlopeOfTheDistributionFunction) {
  expect_density_is_slope_of_cdf(parse_distribution(GetParam()));
}

TEST_P(CombinationLaws, DrawsFollowTheDistributionFunction) { expect_draws_follow_cdf(parse_distribution(GetParam())); }

TEST_P(CombinationLaws, MomentsAndEntropyAreThoseOfIntegrals) {
  const Distribution d = parse_distribution(GetParam());
  const Moments m = d.moments(), q = moments_by_expectation(d.held());
  const auto same = [&](std::optional<double> a, std::optional<double> b, const char* what, double scale) {
    ASSERT_EQ(a.has_value(), b.has_value()) << d.text() << ' ' << what;
    if (a && *a != *b) {
      EXPECT_NEAR(*a, *b, 1e-8 * (std::fabs(*b) + scale)) << d.text() << ' ' << what;
    }
  };
  same(m.mean, q.mean, "mean", d.quantile(0.75) - d.quantile(0.25));
  same(m.variance, q.variance, "variance", 0);
  same(m.skewness, q.skewness, "skewness", 1);
  same(m.excess_kurtosis, q.excess_kurtosis, "excess kurtosis", 1);
  EXPECT_NEAR(d.entropy(), entropy_by_expectation(d.held()), 1e-8) << d.text();
}

TEST_P(CombinationLaws, TheMassAddsToOne) {
  const Distribution d = parse_distribution(GetParam());
  EXPECT_NEAR(expectation(d.held(), [](double) { return 1.0; }), 1, 1e-9) << d.text();
}

TEST_P(CombinationLaws, TheTextReadsBackAsTheSameDistribution) {
  const Distribution d = parse_distribution(GetParam()), again = parse_distribution(d.text());
  EXPECT_EQ(again.text(), d.text());
  for (const double p : {1e-9, 0.1, 0.5, 0.9}) {
    const double x = d.quantile(p);
    EXPECT_EQ(again.quantile(p), x) << d.text();
    EXPECT_EQ(again.log_pdf(x), d.log_pdf(x)) << d.text();
  }
}

TEST_P(CombinationLaws, ManyPointsAreAsOneByOne) {
  const Distribution d = parse_distribution(GetParam());
  std::vector<double> p, x;
  for (int i = 1; i < 100; ++i) p.push_back(i / 100.0), x.push_back(d.quantile(i / 100.0));
  std::vector<double> out(x.size());
  const auto expect = [&](DistributionFunction what, const std::vector<double>& at, auto&& one) {
    d.many(what, at, out);
    for (std::size_t i = 0; i < at.size(); ++i) {
      const double alone = one(at[i]);
      if (out[i] == alone) continue;  // −∞ too
      EXPECT_NEAR(out[i], alone, 4e-15 * (1 + std::fabs(alone))) << to_text(what) << ' ' << d.text();
    }
  };
  with_every_function(d, x, p, expect);
}

constexpr const char* kCombinations[] = {
    "0.5*normal(-5,1)+0.5*normal(10,1)",
    "0.9*normal(0,1)+0.1*normal(1e4,0.1)",
    "0.25*exponential(1)+0.75*gamma(0.5,10)",
    "0.5*poisson(3)+0.5*poisson(400)",
    "0.2*categorical(0.2,0.3,0.5)+0.8*empirical(1.5,2.5)",
    "0.3*(0.5*normal(0,1)+0.5*normal(4,1))+0.7*exponential",
    "truncated(normal(0,1), 0, inf)",
    "truncated(normal(0,1), 10, inf)",
    "truncated(normal(0,1), -inf, -40)",
    "truncated(normal(0,1), -0.001, 0.002)",
    "truncated(gamma(0.5, 2), -3, 1)",
    "truncated(poisson(3), 1.5, 7)",
    "truncated(poisson(3), 30, inf)",
    "truncated(0.5*normal(-5,1)+0.5*normal(10,1), -4, 9)",
    "truncated(zero_inflated(normal(0,1), 0.3), -1, 2)",
    "shifted(gamma(2, 3), 5)",
    "scaled(gamma(2, 3), -2)",
    "shifted(scaled(exponential(2), -0.1), 7)",
    "scaled(poisson(3), -1)",
    "shifted(poisson(3), 5)",
    "scaled(zero_inflated(gamma(2,3), 0.3), -2)",
    "shifted(categorical(0.2,0.3,0.5), 0.25)",
    "zero_inflated(poisson(3), 0.2)",
    "zero_inflated(gamma(2, 3), 0.3)",
    "zero_inflated(normal(0, 1), 0.3)",
    "categorical(0.2, 0.3, 0.5)",
    "empirical(3, 1, 2, 2)",
    "empirical(0.5:1, 1.5:2, 7.25:3)",
    "tabulated(0:0.5, 1:0.5, 3:0)",
    "tabulated(-2:0, -1:3, 0:0, 1:0, 5:2, normalize=1)",
};

INSTANTIATE_TEST_SUITE_P(All, CombinationLaws, ::testing::ValuesIn(kCombinations));

template <class F>
std::string complaint_of(F&& f) {
  try {
    f();
  } catch (const InvalidArgument& error) {
    return error.what();
  } catch (const DomainError& error) {
    return error.what();
  }
  return "";
}

// Values below without another source are from mpmath, 40 digits.

TEST(Mixture, OfFarNormals) {
  const Distribution d = mixture({{0.5, Distribution(parse_distribution("normal(-5,1)"))},
                                  {0.5, Distribution(parse_distribution("normal(10,1)"))}});
  EXPECT_NEAR(d.entropy(), 2.11208571376451982882, 1e-10);
  EXPECT_EQ(*d.moments().mean, 2.5);
  EXPECT_EQ(*d.moments().variance, 57.25);
  EXPECT_EQ(*d.moments().skewness, 0);
  EXPECT_NEAR(*d.moments().excess_kurtosis, -1.93074121393566102858, 1e-14);
  EXPECT_NEAR(d.log_pdf(1000), -490051.6120857137646, 1e-9);
  EXPECT_NEAR(d.log_cdf(-100), -4518.666073378012581689, 1e-11);
  EXPECT_NEAR(d.quantile(0.25), -5, 1e-14);
  EXPECT_NEAR(d.quantile(1e-10), -11.25402770716014249113, 1e-13);
  EXPECT_EQ(d.lower_end().kind, End::Kind::exponential);
  EXPECT_EQ(d.lower_end().rate, 0.5);
}

TEST(Mixture, EndsAreThoseOfTheHeaviestComponent) {
  EXPECT_EQ(parse_distribution("0.5*normal(0,1)+0.5*normal(0,2)").upper_end().rate, 1.0 / 8);
  const Distribution d = parse_distribution("0.5*exponential(2)+0.5*gamma(0.3,1)");
  EXPECT_EQ(d.support().low, 0);
  EXPECT_EQ(d.lower_end().index, 0.3 - 1);
  EXPECT_EQ(d.upper_end().index, 1);
  EXPECT_EQ(d.upper_end().rate, 0.5);
  // An end that one component alone reaches is its own.
  EXPECT_EQ(parse_distribution("0.5*exponential(2)+0.5*shifted(gamma(0.3,1),1)").lower_end().index, 0);
  EXPECT_EQ(parse_distribution("zero_inflated(shifted(gamma(3,1),1),0.5)").lower_end().kind, End::Kind::zero);
}

TEST(Mixture, Refuses) {
  const auto normal = parse_distribution("normal"), poisson = parse_distribution("poisson(3)");
  EXPECT_EQ(complaint_of([&] { mixture({}); }), "mixture: components is empty; at least one is needed");
  EXPECT_EQ(complaint_of([&] { mixture({{0.5, normal}, {0.6, normal}}); }), "mixture: weights add to 1.1, not to 1");
  EXPECT_EQ(complaint_of([&] { mixture({{-0.5, normal}, {1.5, normal}}); }),
            "mixture: weights[0] is -0.5; weights are finite and not negative");
  EXPECT_EQ(
      complaint_of([&] { mixture({{0.5, normal}, {0.5, poisson}}); }),
      "mixture: components mix poisson(mean=3), of whole numbers, with a continuous distribution; of whole numbers "
      "only categorical and empirical can be, and zero_inflated makes an atom at 0");
}

TEST(Mixture, WeightsOfZeroAreLeftOut) {
  EXPECT_EQ(parse_distribution("0*poisson(3)+1*normal(0,1)").text(), "normal(mean=0, sd=1)");
}

TEST(Truncated, HalfNormal) {
  const Distribution d = parse_distribution("truncated(normal(0,1), 0, inf)");
  EXPECT_NEAR(*d.moments().mean, 0.79788456080286535588, 1e-12);
  EXPECT_NEAR(*d.moments().variance, 0.36338022763241865692, 1e-11);
  EXPECT_NEAR(d.log_pdf(1), 0.5 * std::log(2 / std::numbers::pi) - 0.5, 1e-15);
  EXPECT_NEAR(d.cdf(1e-20) / (1e-20 * std::sqrt(2 / std::numbers::pi)), 1, 1e-13);
  EXPECT_EQ(d.lower_end().index, 0);
  EXPECT_EQ(d.upper_end().kind, End::Kind::exponential);
}

TEST(Truncated, FarTails) {
  const Distribution ten = parse_distribution("truncated(normal(0,1), 10, inf)");
  EXPECT_NEAR(ten.log_pdf(10.1), 1.307346617307797837, 2e-13);
  EXPECT_NEAR(ten.log_sf(10.2), -2.039432088390459618, 2e-13);
  EXPECT_NEAR(ten.cdf(10 + 0x1p-30) / 9.404582145567611941e-9, 1, 1e-13);
  EXPECT_NEAR(*ten.moments().mean, 10.09809323396251196, 1e-12);
  const Distribution forty = parse_distribution("truncated(normal(0,1), 40, inf)");
  EXPECT_NEAR(forty.log_pdf(40.1), -0.3154965194508845752, 1e-12);
  EXPECT_NEAR(forty.log_sf(40.2), -8.024981357276761033, 1e-12);
  EXPECT_NEAR(forty.cdf(40 + 0x1p-30) / 3.727615634136286775e-8, 1, 1e-13);
  EXPECT_NEAR(*forty.moments().mean, 40.02496884720726372, 1e-11);
}

TEST(Truncated, WholeNumbersKeepBothEnds) {
  const Distribution d = parse_distribution("truncated(poisson(3), 2, 5)");
  EXPECT_EQ(d.support().low, 2);
  EXPECT_EQ(d.support().high, 5);
  EXPECT_NEAR(d.pdf(3), 0.3125, 1e-15);
  EXPECT_NEAR(*d.moments().mean, 3.203125, 1e-14);
  EXPECT_EQ(d.cdf(1), 0);
  EXPECT_EQ(d.lower_end().kind, End::Kind::zero);
}

TEST(Truncated, KeepsAnAtomAtItsBound) {
  const Distribution d = parse_distribution("truncated(zero_inflated(exponential(1), 0.5), 0, 1)");
  const double all = 0.5 + 0.5 * (1 - std::exp(-1));
  EXPECT_NEAR(d.pdf(0), 0.5 / all, 1e-15);
  EXPECT_NEAR(d.cdf(0), 0.5 / all, 1e-15);
  EXPECT_EQ(d.quantile(0.3), 0);
}

TEST(Truncated, OfTruncatedIsOne) {
  EXPECT_EQ(truncated(truncated(parse_distribution("normal"), -1, 3), 0, 5).text(),
            "truncated(normal(mean=0, sd=1), 0, 3)");
  EXPECT_EQ(truncated(parse_distribution("exponential(2)"), -1).text(), "exponential(scale=2)");
}

TEST(Truncated, Refuses) {
  const Distribution d = parse_distribution("exponential(2)");
  EXPECT_EQ(complaint_of([&] { truncated(d, 2, 1); }), "truncated: low is 2, above high, 1");
  EXPECT_EQ(complaint_of([&] { truncated(d, -2, -1); }), "truncated: exponential(scale=2) has no mass from -2 to -1");
  EXPECT_EQ(complaint_of([&] { truncated(d, std::nan("")); }), "truncated: low is NaN; a number is needed");
  EXPECT_NE(complaint_of([&] { truncated(parse_distribution("poisson"), 0.2, 0.8); }), "");
}

TEST(Affine, TurnsAndMoves) {
  const Distribution d = parse_distribution("shifted(scaled(gamma(2,3), -2), 5)"), g = parse_distribution("gamma(2,3)");
  EXPECT_EQ(d.support().high, 5);
  EXPECT_EQ(d.support().low, -kInf);
  EXPECT_NEAR(d.pdf(1), g.pdf(2) / 2, 1e-16);
  EXPECT_EQ(d.cdf(1), g.sf(2));
  EXPECT_EQ(*d.moments().mean, 5 - 2 * 6);
  EXPECT_EQ(*d.moments().variance, 4 * 18);
  EXPECT_NEAR(*d.moments().skewness, -std::sqrt(2), 1e-15);
  EXPECT_NEAR(d.entropy(), g.entropy() + std::log(2), 1e-15);
  EXPECT_EQ(d.lower_end().rate, 1.0 / 6);
  EXPECT_EQ(d.upper_end().index, 1);
  EXPECT_EQ(scaled(shifted(g, 5), 2).text(), "shifted(scaled(gamma(shape=2, scale=3), 2), 10)");
  EXPECT_EQ(shifted(shifted(g, 5), -5).text(), g.text());
}

TEST(Affine, TurnsStepsOfWholeNumbers) {
  const Distribution d = parse_distribution("scaled(poisson(3), -1)"), p = parse_distribution("poisson(3)");
  for (double k = 0; k < 8; ++k) {
    EXPECT_EQ(d.pdf(-k), p.pdf(k));
    EXPECT_NEAR(d.cdf(-k), p.sf(k - 1), 1e-15);
    EXPECT_NEAR(d.sf(-k - 0.5), p.cdf(k), 1e-15);
    EXPECT_EQ(d.quantile(p.sf(k)), -k - 1);
  }
}

TEST(Affine, Refuses) {
  const Distribution d = parse_distribution("poisson(3)");
  EXPECT_EQ(complaint_of([&] { scaled(d, 2); }),
            "scaled: by is 2; what is of whole numbers is scaled by 1 or -1 alone");
  EXPECT_EQ(complaint_of([&] { shifted(d, 0.5); }),
            "shifted: by is 0.5; what is of whole numbers is shifted by a whole number");
  EXPECT_EQ(complaint_of([&] { scaled(d, 0); }), "scaled: by is 0; it must be finite and not 0");
  EXPECT_EQ(complaint_of([&] { shifted(d, kInf); }), "shifted: by is Infinity; it must be finite");
}

TEST(ZeroInflated, OfAContinuousDistributionHasAnAtom) {
  const Distribution d = parse_distribution("zero_inflated(gamma(2,3), 0.3)"), g = parse_distribution("gamma(2,3)");
  EXPECT_FALSE(d.whole());
  ASSERT_EQ(d.atoms().size(), 1u);
  EXPECT_EQ(d.pdf(0), 0.3);
  EXPECT_EQ(d.cdf(0), 0.3);
  EXPECT_NEAR(d.pdf(2), 0.7 * g.pdf(2), 1e-16);
  EXPECT_NEAR(d.entropy(), 2.48394386955364324943, 1e-10);
  EXPECT_EQ(d.quantile(0.2), 0);
  EXPECT_NEAR(d.quantile(0.65), g.quantile(0.5), 1e-13);
}

TEST(ZeroInflated, OfCountsAddsToTheMassAtZero) {
  const Distribution d = parse_distribution("zero_inflated(poisson(3), 0.2)");
  EXPECT_TRUE(d.whole());
  EXPECT_NEAR(d.pdf(0), 0.2 + 0.8 * std::exp(-3), 1e-16);
  EXPECT_NEAR(d.pdf(2), 0.8 * std::exp(-3) * 4.5, 1e-16);
  EXPECT_NEAR(*d.moments().mean, 2.4, 1e-15);
  EXPECT_NEAR(*d.moments().variance, 0.8 * 3 + 0.2 * 0.8 * 9, 1e-14);
  EXPECT_EQ(complaint_of([] { zero_inflated(parse_distribution("poisson"), 1.5); }),
            "zero_inflated: zeros is 1.5; it must be in [0, 1]");
}

TEST(Empirical, CountsItsValues) {
  const std::vector<double> x{3, 1, 2, 2}, w{1, 2, 0, 1};
  const Distribution d = empirical(x), weighted = empirical(x, w);
  EXPECT_EQ(d.pdf(2), 0.5);
  EXPECT_EQ(d.cdf(2), 0.75);
  EXPECT_EQ(d.cdf(1.99), 0.25);
  EXPECT_EQ(d.sf(2), 0.25);
  EXPECT_EQ(d.quantile(0.25), 1);
  EXPECT_EQ(d.quantile(0.2500001), 2);
  EXPECT_EQ(*d.moments().mean, 2);
  EXPECT_EQ(*d.moments().variance, 0.5);
  EXPECT_NEAR(d.entropy(), 1.5 * std::log(2), 1e-15);
  EXPECT_TRUE(d.whole());
  EXPECT_EQ(weighted.pdf(1), 0.5);
  EXPECT_EQ(weighted.text(), "empirical(1:2, 2:1, 3:1)");
  EXPECT_FALSE(empirical(std::vector{0.5}).whole());
}

TEST(Empirical, Refuses) {
  const std::vector<double> x{3, 1}, none, nan{1, std::nan("")}, zero{0, 0}, three{1, 1, 1}, minus{1, -1};
  EXPECT_EQ(complaint_of([&] { empirical(none); }), "empirical: values is empty; at least one value is needed");
  EXPECT_EQ(complaint_of([&] { empirical(nan); }), "empirical: values[1] is NaN; values are finite");
  EXPECT_EQ(complaint_of([&] { empirical(x, three); }), "empirical: weights has 3 entries for 2 values");
  EXPECT_EQ(complaint_of([&] { empirical(x, zero); }), "empirical: weights are all 0");
  EXPECT_EQ(complaint_of([&] { empirical(x, minus); }),
            "empirical: weights[1] is -1; weights are finite and not negative");
  EXPECT_EQ(complaint_of([&] { categorical(x); }), "categorical: probabilities[0] is 3; probabilities are in [0, 1]");
  EXPECT_EQ(complaint_of([&] { categorical(zero); }), "categorical: probabilities add to 0, not to 1");
  EXPECT_EQ(complaint_of([&] { categorical(none); }), "categorical: probabilities is empty; at least one is needed");
}

TEST(Tabulated, IsStraightBetweenPoints) {
  const Distribution d = parse_distribution("tabulated(0:0.5, 1:0.5, 3:0)");
  EXPECT_EQ(d.pdf(2), 0.25);
  EXPECT_EQ(d.cdf(1), 0.5);
  EXPECT_EQ(d.sf(2), 0.125);
  EXPECT_NEAR(d.sf(3 - 1e-12) / 1.25e-25, 1, 1e-3);  // 3 − 1e-12 is rounded
  EXPECT_EQ(d.upper_quantile(0.125), 2);
  EXPECT_NEAR(*d.moments().mean, 13.0 / 12, 1e-15);
  EXPECT_NEAR(*d.moments().variance, 0.49305555555555555556, 1e-15);
  EXPECT_NEAR(*d.moments().skewness, 653.0 / 4320 / std::pow(71.0 / 144, 1.5), 1e-14);
  EXPECT_NEAR(*d.moments().excess_kurtosis, -0.68676849831382661702, 1e-13);
  EXPECT_NEAR(d.entropy(), 0.94314718055994530942, 1e-12);
  EXPECT_EQ(d.lower_end().index, 0);
  EXPECT_EQ(d.upper_end().index, 1);
}

TEST(Tabulated, Refuses) {
  const std::vector<double> x{0, 1}, f{2, 2}, one{0}, down{1, 0}, minus{1, -1}, zero{0, 0};
  EXPECT_EQ(complaint_of([&] { tabulated(x, f); }),
            "tabulated: density has the area 2, not 1; say normalize to divide by it");
  EXPECT_EQ(tabulated(x, f, {.normalize = true}).pdf(0.5), 1);
  EXPECT_EQ(complaint_of([&] { tabulated(x, one); }), "tabulated: density has 1 entries for 2 points");
  EXPECT_EQ(complaint_of([&] { tabulated(one, one); }), "tabulated: x has fewer than two points");
  EXPECT_EQ(complaint_of([&] { tabulated(down, f); }), "tabulated: x[1] is 0; points rise, each above the one before");
  EXPECT_EQ(complaint_of([&] { tabulated(x, minus); }),
            "tabulated: density[1] is -1; densities are finite and not negative");
  EXPECT_EQ(complaint_of([&] { tabulated(x, zero); }), "tabulated: density has the area 0");
}

}  // namespace
}  // namespace sanov
