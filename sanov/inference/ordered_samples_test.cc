#include "sanov/inference/ordered_samples.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/inference/false_discovery.h"
#include "sanov/inference/simulated_counts_test.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/special.h"

namespace sanov {
namespace {

using simulated::Counts;
using simulated::QuantileFrame;

/// P(p ≤ α) of samples from one continuous distribution, in cells cut at the reference's quantiles.
double size_at(double alpha, std::uint64_t n, std::uint64_t m, int simulations) {
  const QuantileFrame frame(n);
  SharedNulls shared;
  int flagged = 0;
  for (int i = 0; i < simulations; ++i) {
    Random random(21, static_cast<std::uint64_t>(i));
    const Counts current = simulated::current_counts(random, frame.ends(random), m, [](double u) { return u; });
    const OrderedCells cells{
        .reference = frame.reference, .current = current, .coarse = frame.coarse, .share_null = true};
    flagged += test_ordered(cells, {}, &shared).p.p <= alpha;
  }
  return static_cast<double>(flagged) / simulations;
}

// 1000 simulations: a share of 0.05 keeps within 0.016 and 0.087 but for one seed in a million (5.2 and 5.4 deviations;
// the binomial's tails are heavier above).
TEST(OrderedSamples, HoldsItsSizeOnQuantileCells) {
  for (const auto& [n, m] :
       {std::pair<std::uint64_t, std::uint64_t>{200, 200}, {100'000, 1000}, {40, 60}, {2000, 30}}) {
    const double size = size_at(0.05, n, m, 1000);
    EXPECT_GT(size, 0.016) << n << ' ' << m;
    EXPECT_LT(size, 0.087) << n << ' ' << m;
  }
}

// The share of 600 pairs of samples of 500 rows that are flagged at 0.05.
template <class Cdf>
double power(const Cdf& cdf) {
  constexpr int kSimulations = 600;
  const QuantileFrame frame(500);
  SharedNulls shared;
  int flagged = 0;
  for (int i = 0; i < kSimulations; ++i) {
    Random random(22, static_cast<std::uint64_t>(i));
    const Counts current = simulated::current_counts(random, frame.ends(random), 500, cdf);
    const OrderedCells cells{.reference = frame.reference, .current = current, .coarse = frame.coarse};
    flagged += test_ordered(cells, {}, &shared).p.p <= 0.05;
  }
  return flagged / static_cast<double>(kSimulations);
}

// At least what the best of t, Kolmogorov–Smirnov, Anderson–Darling and X² has there, less 0.05, and four standard errors
// of 600 pairs. For t that is theory; of the others the best was found with 4,000 pairs of scipy's normals: see
// bench/statistics.
TEST(OrderedSamples, HasPowerForLocationScaleAndShape) {
  const auto at = [](double u) { return normal_quantile(u); };
  EXPECT_GT(power([&](double u) { return normal_cdf(at(u) - 0.2); }), 0.885 - 0.05 - 0.055);                // t
  EXPECT_GT(power([&](double u) { return normal_cdf(at(u) / 1.2); }), 0.66 - 0.05 - 0.075);                 // AD
  EXPECT_GT(power([&](double u) { return student_t_cdf(at(u) * std::sqrt(2.), 4); }), 0.65 - 0.05 - 0.08);  // AD
  EXPECT_GT(power([&](double u) { return (normal_cdf((at(u) - 0.8) / 0.6) + normal_cdf((at(u) + 0.8) / 0.6)) / 2; }),
            0.60 - 0.05 - 0.08);  // X²
}

TEST(OrderedSamples, AFarValueHidesNothing) {
  // A shift of 1σ in 100 rows, and one row at any distance: rows, not distances, are what counts.
  const QuantileFrame frame(100);
  Random random(23);
  Counts current = simulated::current_counts(random, frame.ends(random), 99,
                                             [](double u) { return normal_cdf(normal_quantile(u) - 1); });
  ++current.back();
  EXPECT_LT(test_ordered({.reference = frame.reference, .current = current, .coarse = frame.coarse}).p.log_p,
            std::log(1e-6));
}

TEST(OrderedSamples, FalseDiscoveriesAreFew) {
  // 200 columns of 500 rows, 20 of them shifted by 0.4σ; 25 times. At a rate of 5% the false share of what is flagged is
  // 0.045 on average, with a standard deviation of about 0.05 a time: 0.1 is more than five standard errors away.
  const QuantileFrame frame(500);
  SharedNulls shared;
  double false_share = 0, found = 0;
  constexpr int kTimes = 25;
  for (int time = 0; time < kTimes; ++time) {
    std::vector<double> log_p;
    for (int column = 0; column < 200; ++column) {
      Random random(24, static_cast<std::uint64_t>(200 * time + column));
      const double shift = column < 20 ? 0.4 : 0;
      const Counts current = simulated::current_counts(random, frame.ends(random), 500, [&](double u) {
        return shift == 0 ? u : normal_cdf(normal_quantile(u) - shift);
      });
      log_p.push_back(
          test_ordered({.reference = frame.reference, .current = current, .coarse = frame.coarse}, {}, &shared)
              .p.log_p);
    }
    const std::vector<double> adjusted = false_discovery_adjusted(log_p);
    double flagged = 0, wrong = 0;
    for (std::size_t column = 0; column < 200; ++column) {
      if (adjusted[column] > std::log(0.05)) continue;
      ++flagged;
      wrong += column >= 20;
    }
    false_share += flagged > 0 ? wrong / flagged / kTimes : 0;
    found += (flagged - wrong) / 20 / kTimes;
  }
  EXPECT_LT(false_share, 0.1);
  EXPECT_GT(found, 0.95);
}

// Values of two samples from these shares, in one cell each. 1000 simulations as above.
TEST(OrderedSamples, HoldsItsSizeWithTies) {
  const std::vector<double> shares{0.57, 0.1, 0.08, 0.02, 0.09, 0.04, 0.06, 0.03, 0.01};
  const std::vector<std::uint32_t> coarse{0, 1, 2, 3, 4, 5, 6, 7, 8};
  for (const auto& [n, m] : {std::pair<std::uint64_t, std::uint64_t>{400, 300}, {5000, 50}})
    for (const bool cut_at_reference : {true, false}) {
      int flagged = 0;
      Counts a(9), b(9);
      for (std::uint64_t i = 0; i < 1000; ++i) {
        Random random(25, i);
        draw_multinomial(random, shares, n, a);
        draw_multinomial(random, shares, m, b);
        const OrderedCells cells{.reference = a, .current = b, .coarse = coarse, .cut_at_reference = cut_at_reference};
        flagged += test_ordered(cells, {.seed = i, .draws = 499, .exceedances = 30}).p.p <= 0.05;
      }
      EXPECT_GT(flagged, 16) << n << ' ' << m;
      EXPECT_LT(flagged, 87) << n << ' ' << m;
    }
}

TEST(OrderedSamples, NearlyOneValueIsTestedByShuffling) {
  // 1 of 2,000 against 9 of 4,000: Fisher's p is 0.18 (scipy 1.17), χ² would say 0.12 and a normal tail less.
  const Counts a{1999, 1}, b{3991, 9};
  const std::vector<std::uint32_t> coarse{0, 1};
  const double exact = homogeneity_p(a, b).p;
  const OrderedTest test =
      test_ordered({.reference = a, .current = b, .coarse = coarse}, {.draws = 9999, .exceedances = 500});
  EXPECT_EQ(test.p.method, Method::permutation);
  EXPECT_NEAR(test.p.p, exact, 5 * exact / std::sqrt(500.));
}

TEST(OrderedSamples, MissingValuesAreAPartOfIt) {
  const Counts values{200, 200, 200, 200};
  const std::vector<std::uint32_t> coarse{0, 1, 2, 3};
  const auto p = [&](std::uint64_t before, std::uint64_t after) {
    return test_ordered({.reference = values,
                         .current = values,
                         .coarse = coarse,
                         .reference_missing = before,
                         .current_missing = after});
  };
  EXPECT_EQ(p(0, 0).p.p, 1);
  EXPECT_EQ(p(0, 0).homogeneity.degrees, 3);
  EXPECT_GT(p(100, 100).p.p, 0.5);
  EXPECT_EQ(p(100, 100).homogeneity.degrees, 4);
  EXPECT_LT(p(10, 100).p.p, 1e-10);
  // Nothing but missing values on one side.
  const Counts none{0, 0, 0, 0};
  const OrderedTest gone = test_ordered(
      {.reference = values, .current = none, .coarse = coarse, .reference_missing = 0, .current_missing = 800});
  EXPECT_LT(gone.p.log_p, -500);
}

TEST(OrderedSamples, SameBitsForAnyNumberOfThreads) {
  const QuantileFrame frame(60);
  Random random(26);
  const Counts current = simulated::current_counts(random, frame.ends(random), 80, [](double u) { return u * u; });
  OrderedCells cells{.reference = frame.reference, .current = current, .coarse = frame.coarse, .share_null = true};
  const auto p = [&](int threads) {
    set_thread_count(threads);
    SharedNulls shared;
    const double log_p = test_ordered(cells, {}, &shared).p.log_p;
    set_thread_count(0);
    return log_p;
  };
  EXPECT_EQ(p(1), p(3));
  // And about the same without sharing: the tails are fitted to 20,000 and to 1,999 draws.
  cells.share_null = false;
  EXPECT_NEAR(test_ordered(cells).p.log_p / p(1), 1, 0.3);
}

TEST(OrderedSamples, FarTailsAreNumbers) {
  const Counts a{100'000, 100'000, 100'000, 1}, b{1, 100'000, 100'000, 100'000};
  const std::vector<std::uint32_t> coarse{0, 1, 2, 3};
  const OrderedTest test = test_ordered({.reference = a, .current = b, .coarse = coarse});
  EXPECT_EQ(test.p.p, 0);
  EXPECT_LT(test.p.log_p, -10'000);
  EXPECT_GE(test.p.log_p, -500'000);
}

TEST(OrderedSamples, ErrorsAndEmptySamples) {
  const Counts a{5, 5}, b{3, 4}, none{0, 0};
  const std::vector<std::uint32_t> coarse{0, 1}, wrong{0, 2}, one{0};
  EXPECT_THROW(test_ordered({.reference = a, .current = b, .coarse = wrong}), InvalidArgument);
  EXPECT_THROW(test_ordered({.reference = a, .current = b, .coarse = one}), InvalidArgument);
  EXPECT_THROW(test_ordered({.reference = a, .current = Counts{1}, .coarse = coarse}), InvalidArgument);
  EXPECT_EQ(test_ordered({.reference = a, .current = none, .coarse = coarse}).p.p, 1);
  EXPECT_EQ(test_ordered({.reference = none, .current = none, .coarse = coarse}).p.p, 1);
  EXPECT_EQ(test_ordered({.reference = {}, .current = {}, .coarse = {}}).p.p, 1);
}

}  // namespace
}  // namespace sanov
