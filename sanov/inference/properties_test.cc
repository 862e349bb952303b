// Laws of tests, intervals and effects of counts, for whatever counts come, by RapidCheck.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "sanov/inference/anderson_darling.h"
#include "sanov/inference/distance_intervals.h"
#include "sanov/inference/effect_size.h"
#include "sanov/inference/homogeneity.h"
#include "sanov/inference/neyman_smooth.h"
#include "sanov/inference/ordered_samples.h"

namespace sanov {
namespace {

using Counts = std::vector<std::uint64_t>;

struct Pair {
  Counts reference, current;
  std::vector<std::uint32_t> coarse;
  std::vector<double> at;
};

/// Counts in 1 to 40 cells, small, large, or many of them 0; neither sample is empty.
Pair any_pair() {
  const std::size_t cells = *rc::gen::inRange<std::size_t>(1, 40);
  const auto most = *rc::gen::element<std::uint64_t>(1, 3, 20, 1000, 1'000'000'000);
  Pair pair;
  for (std::size_t i = 0; i < cells; ++i) {
    pair.reference.push_back(*rc::gen::inRange<std::uint64_t>(0, most + 1));
    pair.current.push_back(*rc::gen::inRange<std::uint64_t>(0, most + 1));
    pair.coarse.push_back(i == 0 ? 0 : pair.coarse.back() + *rc::gen::inRange<std::uint32_t>(0, 2));
    pair.at.push_back(i == 0 ? -5 : pair.at.back() + *rc::gen::element(0.1, 1., 1e6));
  }
  ++pair.reference[*rc::gen::inRange<std::size_t>(0, cells)];
  ++pair.current[*rc::gen::inRange<std::size_t>(0, cells)];
  return pair;
}

OrderedTest test_of(const Pair& pair, bool cut_at_reference = true) {
  return test_ordered({.reference = pair.reference,
                       .current = pair.current,
                       .coarse = pair.coarse,
                       .cut_at_reference = cut_at_reference},
                      {.draws = 100, .exceedances = 10});
}

RC_GTEST_PROP(InferenceLaws, EveryPIsAProbabilityWithItsLogarithm, ()) {
  const Pair pair = any_pair();
  const OrderedTest test = test_of(pair, *rc::gen::arbitrary<bool>());
  for (const PValue& p : {test.p, test.anderson_darling_p, test.smooth_p, test.homogeneity_p,
                          homogeneity_p(pair.reference, pair.current, {.draws = 100, .exceedances = 10})}) {
    RC_ASSERT(std::isfinite(p.log_p));
    RC_ASSERT(p.log_p <= 0);
    RC_ASSERT(p.p == std::exp(p.log_p));
  }
}

RC_GTEST_PROP(InferenceLaws, StatisticsDoNotKnowWhichSampleIsFirstNorWhichWayTheAxisGoes, ()) {
  Pair pair = any_pair();
  const auto near = [](double a, double b) { return std::fabs(a - b) <= 1e-6 * std::max(1., std::fabs(a)); };
  const double a2 = anderson_darling(pair.reference, pair.current);
  const double s = neyman_smooth(pair.reference, pair.current).statistic;
  const double x2 = pearson_homogeneity(pair.reference, pair.current).statistic;
  RC_ASSERT(near(a2, anderson_darling(pair.current, pair.reference)));
  RC_ASSERT(near(s, neyman_smooth(pair.current, pair.reference).statistic));
  RC_ASSERT(near(x2, pearson_homogeneity(pair.current, pair.reference).statistic));
  std::reverse(pair.reference.begin(), pair.reference.end());
  std::reverse(pair.current.begin(), pair.current.end());
  RC_ASSERT(near(a2, anderson_darling(pair.reference, pair.current)));
  RC_ASSERT(near(s, neyman_smooth(pair.reference, pair.current).statistic));
}

RC_GTEST_PROP(InferenceLaws, TheSameCountsTwiceDifferByNothing, ()) {
  Pair pair = any_pair();
  pair.current = pair.reference;
  const OrderedTest test = test_of(pair, false);
  RC_ASSERT(test.anderson_darling < 1e-9);
  RC_ASSERT(test.homogeneity.statistic < 1e-9);
  RC_ASSERT(test.p.p > 0.5);
  RC_ASSERT(estimate_total_variation(pair.reference, pair.current).interval.lower == 0);
  RC_ASSERT(
      hodges_lehmann_shift({.at = pair.at, .counts = pair.reference}, {.at = pair.at, .counts = pair.current}).value ==
      0);
}

RC_GTEST_PROP(InferenceLaws, IntervalsHoldTheirValue, ()) {
  const Pair pair = any_pair();
  const CountedPoints reference{.at = pair.at, .counts = pair.reference},
      current{.at = pair.at, .counts = pair.current};
  for (const DistanceEstimate& estimate :
       {estimate_total_variation(pair.reference, pair.current),
        estimate_kolmogorov_smirnov(pair.reference, pair.current), estimate_wasserstein(reference, current)}) {
    RC_ASSERT(0 <= estimate.interval.lower);
    RC_ASSERT(estimate.interval.lower <= estimate.value);
    RC_ASSERT(estimate.value <= estimate.interval.upper * (1 + 1e-12) + 1e-15);
    RC_ASSERT(estimate.floor >= 0);
  }
  for (const Effect& effect : {hodges_lehmann_shift(reference, current), cliffs_delta(reference, current)}) {
    RC_ASSERT(effect.interval.lower <= effect.value);
    RC_ASSERT(effect.value <= effect.interval.upper);
  }
  for (const QuantileShift& shift : quantile_shifts(reference, current)) {
    RC_ASSERT(shift.shift.interval.lower <= shift.shift.value);
    RC_ASSERT(shift.shift.value <= shift.shift.interval.upper);
  }
}

RC_GTEST_PROP(InferenceLaws, EffectsChangeTheirSignWithTheSamples, ()) {
  const Pair pair = any_pair();
  const CountedPoints reference{.at = pair.at, .counts = pair.reference},
      current{.at = pair.at, .counts = pair.current};
  RC_ASSERT(hodges_lehmann_shift(reference, current).value == -hodges_lehmann_shift(current, reference).value);
  RC_ASSERT(std::fabs(cliffs_delta(reference, current).value + cliffs_delta(current, reference).value) < 1e-12);
}

}  // namespace
}  // namespace sanov
