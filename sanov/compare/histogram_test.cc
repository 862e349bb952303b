#include "sanov/compare/histogram.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "sanov/compare/compare.h"
#include "sanov/data/memory_table.h"

namespace sanov {
namespace {

using ::testing::ElementsAre;
using Numbers = std::vector<double>;

template <class T>
std::optional<Histogram> histogram_of(std::vector<T> reference, std::vector<T> current) {
  MemoryTable a("a"), b("b");
  a.add("x", std::move(reference));
  b.add("x", std::move(current));
  return compare(a, b).findings.at(0).histogram;
}

double total(const Numbers& rows) { return std::accumulate(rows.begin(), rows.end(), 0.); }

TEST(Histogram, WholeNumbersStandInTheMiddleOfTheirBins) {
  const auto h = histogram_of<std::int64_t>({1, 1, 2, 4}, {2, 2, 2, 3, 4});
  ASSERT_TRUE(h);
  EXPECT_EQ(h->start, 0.5);
  EXPECT_EQ(h->step, 1);
  EXPECT_THAT(h->reference, ElementsAre(2, 1, 0, 1));
  EXPECT_THAT(h->current, ElementsAre(0, 3, 1, 1));
}

TEST(Histogram, DecimalsFallEvenlyIntoTheBins) {
  // Each of 0, 0.1, … 9.9 once: however 0.3 is rounded, bins of 0.5 hold five each.
  Numbers x;
  for (int i = 0; i < 100; ++i) x.push_back(i / 10.);
  const auto h = histogram_of(x, x);
  ASSERT_TRUE(h);
  EXPECT_DOUBLE_EQ(h->step, 0.5);
  EXPECT_THAT(h->reference, ::testing::Each(5));
  EXPECT_EQ(h->reference.size(), 20u);
}

TEST(Histogram, OutliersDoNotSqueezeTheRest) {
  Numbers x(1000);
  std::iota(x.begin(), x.end(), 0.);
  Numbers far = x;
  far[500] = 1e9;
  const auto h = histogram_of(x, far);
  ASSERT_TRUE(h);
  EXPECT_LT(h->step, 100);
  EXPECT_EQ(total(h->reference), 1000);
  EXPECT_EQ(total(h->current), 1000);  // the last bin holds what lies beyond
}

TEST(Histogram, RowsThatAreKnownByCellAreSpread) {
  MemoryTable a("a"), b("b");
  Numbers x(50'000), y(50'000);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = static_cast<double>(i) / 50'000;
    y[i] = x[i] * x[i];
  }
  a.add("x", x);
  b.add("x", y);
  TableReader ours(a), theirs(b);
  const auto frame = make_frame(ours, {.exact_values = 0});
  const Comparison found = compare(count_rows(ours, frame), count_rows(theirs, frame));
  const auto& h = found.findings.at(0).histogram;
  ASSERT_TRUE(h);
  EXPECT_NEAR(total(h->current), 50'000, 1e-6);
  const double share = h->step;  // of a uniform distribution
  for (std::size_t i = 1; i + 1 < h->reference.size(); ++i)
    EXPECT_NEAR(h->reference[i] / 50'000, share, 0.05 * share) << i;
  EXPECT_NEAR(h->current[0] / 50'000, std::sqrt(h->step), 0.02);
}

TEST(Histogram, TimesAreBinnedAsClocksCount) {
  std::vector<std::int64_t> seconds;
  for (std::int64_t i = 0; i < 200; ++i) seconds.push_back(1'577'836'800 + 600 * i);  // 33 hours from a midnight on
  MemoryTable a("a"), b("b");
  a.add_times("t", seconds);
  b.add_times("t", seconds);
  const auto h = compare(a, b).findings.at(0).histogram;
  ASSERT_TRUE(h);
  EXPECT_EQ(h->step, 7200);  // above 199 · 600 s / 31
  EXPECT_EQ(h->start, 1'577'836'800);
  EXPECT_EQ(h->reference.front(), 12);
}

TEST(Histogram, OneValueIsOneBin) {
  const auto h = histogram_of<double>({7.5, 7.5, 7.5}, {7.5, 7.5});
  ASSERT_TRUE(h);
  EXPECT_EQ(h->reference.size(), 1u);
  EXPECT_LE(h->start, 7.5);
  EXPECT_GT(h->start + h->step, 7.5);
}

TEST(Histogram, ThereIsNoneWithoutAWidth) {
  const double inf = std::numeric_limits<double>::infinity(), most = std::numeric_limits<double>::max();
  EXPECT_FALSE(histogram_of<double>({inf, inf, 1}, {inf, -inf, 2}));
  EXPECT_FALSE(histogram_of<double>({-most, most}, {-most, 0}));
  EXPECT_FALSE(histogram_of<double>({0, 1e-305}, {0, 1e-305}));
  MemoryTable a("a"), b("b");
  a.add("t", std::vector<std::string>{"x", "y"});
  b.add("t", std::vector<std::string>{"x", "z"});
  EXPECT_FALSE(compare(a, b).findings.at(0).histogram);
}

}  // namespace
}  // namespace sanov
