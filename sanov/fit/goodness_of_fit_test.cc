#include "sanov/fit/goodness_of_fit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/families/families.h"
#include "sanov/fit/drawn_test.h"

namespace sanov {
namespace {

/// Of 300 data sets from the family itself, in how many p ≤ 0.1: one of ten ranks, which samples and data share alike.
constexpr int kSets = 300, kDraws = 9;

template <class MakeData>
int refuted(std::string_view family, const MakeData& data_of, GoodnessOptions options, bool new_seeds) {
  int small = 0;
  options.draws = kDraws;
  for (int set = 0; set < kSets; ++set) {
    const FitData data = data_of(static_cast<std::uint64_t>(1000 + set));
    if (new_seeds) options.seed = static_cast<std::uint64_t>(set);
    small += goodness_of_fit(fit_family(family, data), data, options).p <= 0.1 + 1e-9;
  }
  return small;
}

/// Binomial(300, 0.1) is outside less than once in a million: 2e-7 below, 4e-7 above.
void expect_a_tenth(int small) {
  EXPECT_GE(small, 8);
  EXPECT_LE(small, 58);
}

/// Values as a table of counts.
struct Table {
  std::vector<double> x, count;

  explicit Table(const std::vector<double>& values) {
    std::map<double, double> counts;
    for (const double v : values) ++counts[v];
    for (const auto& [v, c] : counts) x.push_back(v), count.push_back(c);
  }
};

TEST(GoodnessOfFit, HoldsItsSizeThoughParametersAreFitted) {
  expect_a_tenth(refuted("normal", [](auto s) { return FitData(drawn(Normal{.mean = 1, .sd = 2}, 60, s)); }, {}, true));
  expect_a_tenth(
      refuted("gamma", [](auto s) { return FitData(drawn(Gamma{.shape = 3, .scale = 2}, 300, s)); }, {}, true));
}

/// A tenth of 5,000: over seeds, and over data sets with one seed.
TEST(GoodnessOfFit, HoldsItsSizeOnPartOfTheData) {
  const auto data_of = [](auto s) { return FitData(drawn(Normal{.mean = 1, .sd = 2}, 5000, s)); };
  expect_a_tenth(refuted("normal", data_of, {.most_values = 500}, true));
  expect_a_tenth(refuted("normal", data_of, {.most_values = 500}, false));
}

TEST(GoodnessOfFit, HoldsItsSizeOnTablesOfCounts) {
  const auto counts_of = [](auto s) {
    const Table table(drawn(Poisson{.mean = 3}, 400, s));
    return FitData(table.x, table.count);
  };
  expect_a_tenth(refuted("poisson", counts_of, {}, true));
  expect_a_tenth(refuted("poisson", counts_of, {.most_values = 150}, false));
  const auto rounded_of = [](auto s) {  // to steps as large as the standard deviation
    std::vector<double> x = drawn(Normal{.mean = 1, .sd = 2}, 1000, s);
    for (double& v : x) v = 2 * std::round(v / 2);
    const Table table(x);
    return FitData(RoundedRows{table.x, 2}, table.count);
  };
  expect_a_tenth(refuted("normal", rounded_of, {}, true));
}

/// Samples that are as far off as the data count against them, so few values make p larger, never smaller.
TEST(GoodnessOfFit, NeverExceedsItsSizeOnFewDifferentValues) {
  EXPECT_LE(refuted("poisson", [](auto s) { return FitData(drawn(Poisson{.mean = 0.3}, 60, s)); }, {}, true), 58);
}

/// Counts of 1e9 in all, as Poisson's chances would have them: the lot alone makes p, which is uniform over seeds.
TEST(GoodnessOfFit, ChoosesFromLargeCounts) {
  Table table({});
  for (int k = 0; k < 16; ++k) {
    table.x.push_back(k);
    table.count.push_back(std::round(1e9 * std::exp(Distribution(Poisson{.mean = 3}).log_pdf(k))));
  }
  const FitData data(table.x, table.count);
  expect_a_tenth(refuted("poisson", [&](auto) { return data; }, {.most_values = 200}, true));
  EXPECT_EQ(goodness_of_fit(fit_family("poisson", data), data, {.draws = 1}).values, 2000u);
}

TEST(GoodnessOfFit, RefutesAnotherFamily) {
  const FitData few(drawn(Exponential{}, 300, 4));
  EXPECT_EQ(goodness_of_fit(fit_family("normal", few), few, {.draws = 99}).p, 0.01);
  const FitData many(drawn(Gamma{.shape = 3, .scale = 2}, 5000, 5));
  const Goodness found = goodness_of_fit(fit_family("weibull", many), many, {.draws = 99});
  EXPECT_EQ(found.p, 0.01);
  EXPECT_EQ(found.values, 2000u);
  const Table spread(drawn(NegativeBinomial{.size = 2, .probability = 0.4}, 5000, 6));
  const FitData counts(spread.x, spread.count);
  EXPECT_EQ(goodness_of_fit(fit_family("poisson", counts), counts, {.draws = 99}).p, 0.01);
}

/// Over steps that hold one value each, the distance is that of the values.
TEST(GoodnessOfFit, MeetsTheContinuousDistanceOnFineSteps) {
  std::vector<double> x = drawn(Normal{.mean = 1, .sd = 2}, 300, 8);
  for (double& v : x) v = std::round(v * 1e7) / 1e7;
  const FitData values(x), rounded(RoundedRows{x, 1e-7});
  EXPECT_NEAR(goodness_of_fit(fit_family("normal", values), values, {.draws = 1}).statistic,
              goodness_of_fit(fit_family("normal", rounded), rounded, {.draws = 1}).statistic, 1e-4);
}

/// Neither the order of the rows matters nor whether equal ones are rows or a count.
TEST(GoodnessOfFit, TakesTablesForTheirRows) {
  std::vector<double> x = drawn(Poisson{.mean = 3}, 1000, 7);
  const Table table(x);
  const FitData rows(x), counts(table.x, table.count);
  std::ranges::reverse(x);
  const FitData turned(x);
  const auto tested = [](const FitData& data) {
    return goodness_of_fit(fit_family("poisson", data), data, {.draws = 19, .most_values = 300});
  };
  const Goodness of_rows = tested(rows), of_counts = tested(counts), of_turned = tested(turned);
  EXPECT_NEAR(of_rows.statistic, of_counts.statistic, 1e-9);
  EXPECT_EQ(of_rows.p, of_counts.p);
  EXPECT_NEAR(of_rows.statistic, of_turned.statistic, 1e-9);
  EXPECT_EQ(of_rows.p, of_turned.p);
}

TEST(GoodnessOfFit, SaysWhyItIsLeftOut) {
  const std::vector<double> x = {1, 2, 4, 5}, halves = {1, 0.5, 1, 2}, event = {1, 1, 0, 1};
  EXPECT_EQ(no_goodness(FitData(x)), "");
  EXPECT_EQ(no_goodness(FitData(x, std::vector<double>{1, 2, 0, 1e9})), "");
  for (const FitData& data : {FitData(x, halves), FitData(RoundedRows{x, 1}, halves)}) {
    EXPECT_EQ(no_goodness(data), "has weights that are not whole numbers, so nothing says how many values there are");
    EXPECT_THROW(goodness_of_fit(fit_family("normal", data), data), DomainError);
  }
  EXPECT_EQ(no_goodness(FitData(RowsWithEvents{x, event})),
            "has censored rows, and nothing says which rows of a sample would have been");
}

}  // namespace
}  // namespace sanov
