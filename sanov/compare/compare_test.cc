#include "sanov/compare/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "sanov/base/error.h"
#include "sanov/data/memory_table.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

MemoryTable table(Numbers x, std::string name = "t") {
  MemoryTable result(std::move(name));
  result.add("x", std::move(x));
  return result;
}

MemoryTable table(const Texts& x) {
  MemoryTable result("t");
  result.add("x", x);
  return result;
}

template <class T>
Finding only_finding(const std::vector<T>& reference, const std::vector<T>& current, std::size_t bins = 0) {
  MemoryTable a = table(reference), b = table(current);
  const Comparison result = compare(a, b, {.columns = {}, .bins = bins});
  EXPECT_EQ(result.findings.size(), 1u);
  return result.findings.at(0);
}

Numbers normals(std::size_t n, double mean, double deviation, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> draw(mean, deviation);
  Numbers values(n);
  for (double& x : values) x = draw(engine);
  return values;
}

/// ∫|F − G| and sup|F − G| of two samples, by walking over all their points.
struct Naive {
  long double wasserstein = 0, kolmogorov_smirnov = 0;

  Naive(const Numbers& a, const Numbers& b) {
    Numbers points = a;
    points.insert(points.end(), b.begin(), b.end());
    std::sort(points.begin(), points.end());
    const auto below = [](const Numbers& sample, double x) {
      return static_cast<long double>(std::count_if(sample.begin(), sample.end(), [&](double y) { return y <= x; })) /
             static_cast<long double>(sample.size());
    };
    for (std::size_t i = 0; i < points.size(); ++i) {
      const long double difference = std::fabs(below(a, points[i]) - below(b, points[i]));
      kolmogorov_smirnov = std::max(kolmogorov_smirnov, difference);
      if (i + 1 < points.size()) wasserstein += difference * (static_cast<long double>(points[i + 1]) - points[i]);
    }
  }
};

double median(Numbers x) {
  std::sort(x.begin(), x.end());
  return (x[(x.size() - 1) / 2] + x[x.size() / 2]) / 2;
}

/// As a large table is compared: without its values.
Comparison compare_in_cells(const Numbers& reference, const Numbers& current) {
  MemoryTable a = table(reference), b = table(current);
  TableReader ours(a), theirs(b);
  const auto frame = make_frame(ours, {.exact_values = 0});
  return compare(count_rows(ours, frame), count_rows(theirs, frame));
}

TEST(Compare, DivergencesOfCategoriesByHand) {
  const Finding found = only_finding(Texts{"a", "a", "b", "b"}, Texts{"b", "a", "a", "a"});
  const double js = 0.5 * (0.75 * std::log(0.75 / 0.625) + 0.25 * std::log(0.25 / 0.375)) +
                    0.5 * (0.5 * std::log(0.5 / 0.625) + 0.5 * std::log(0.5 / 0.375));
  EXPECT_DOUBLE_EQ(found.kl, 0.75 * std::log(1.5) + 0.25 * std::log(0.5));
  EXPECT_DOUBLE_EQ(found.js, js);
  EXPECT_DOUBLE_EQ(found.js_distance, std::sqrt(js));
  EXPECT_DOUBLE_EQ(found.psi, 0.25 * std::log(1.5) - 0.25 * std::log(0.5));
  EXPECT_DOUBLE_EQ(found.total_variation, 0.25);
  EXPECT_EQ(found.js_missing, 0);
  EXPECT_FALSE(found.axis.has_value());
  EXPECT_EQ(found.changed, "b 50% → 25%, a 50% → 75%");
}

TEST(Compare, CellsAddUpToTheDivergences) {
  const Finding found = only_finding(normals(2000, 0, 1, 1), normals(1500, 0.3, 1.2, 2));
  double kl = 0, js = 0;
  std::uint64_t reference = 0, current = 0;
  for (const CellChange& cell : found.cells) {
    kl += cell.kl;
    js += cell.js;
    reference += cell.reference;
    current += cell.current;
  }
  EXPECT_NEAR(kl, found.kl, 1e-14);
  EXPECT_NEAR(js, found.js, 1e-14);
  EXPECT_EQ(reference, 2000u);
  EXPECT_EQ(current, 1500u);
  EXPECT_TRUE(std::is_sorted(found.cells.begin(), found.cells.end(),
                             [](const CellChange& a, const CellChange& b) { return a.js > b.js; }));
}

TEST(Compare, ATableAgainstItselfHasNotChanged) {
  MemoryTable a("a");
  a.add("x", normals(500, 3, 2, 3)).add("w", Texts(500, "sun"));
  for (const Finding& finding : compare(a, a).findings) {
    EXPECT_EQ(finding.kl, 0);
    EXPECT_EQ(finding.js, 0);
    EXPECT_EQ(finding.psi, 0);
    EXPECT_EQ(finding.total_variation, 0);
    EXPECT_EQ(finding.changed, "no change");
    if (finding.axis) {
      EXPECT_EQ(finding.axis->wasserstein, 0);
      EXPECT_EQ(finding.axis->kolmogorov_smirnov, 0);
    }
  }
}

TEST(Compare, DistancesAreExact) {
  const Numbers a{1, 1, 2, 5, 5, 5, 9}, b{1, 2, 2, 2, 9, 9};
  const Finding found = only_finding(a, b, 20);
  const Naive naive(a, b);
  EXPECT_NEAR(found.axis->wasserstein, static_cast<double>(naive.wasserstein), 1e-15);
  EXPECT_NEAR(found.axis->kolmogorov_smirnov, static_cast<double>(naive.kolmogorov_smirnov), 1e-16);
  EXPECT_EQ(found.axis->reference_median, 5);
  EXPECT_EQ(found.axis->current_median, 2);
}

TEST(Compare, DistancesOfMoreValuesThanCellsAreExact) {
  for (const double shift : {0.0, 0.01, 0.4}) {
    const Numbers a = normals(4000, 0, 1, 4), b = normals(3000, shift, 1.1, 5);
    const AxisChange axis = *only_finding(a, b).axis;
    const Naive naive(a, b);
    EXPECT_NEAR(axis.wasserstein, static_cast<double>(naive.wasserstein), 1e-15);
    EXPECT_NEAR(axis.kolmogorov_smirnov, static_cast<double>(naive.kolmogorov_smirnov), 1e-15);
    EXPECT_EQ(axis.wasserstein_error, 0);
    EXPECT_EQ(axis.kolmogorov_smirnov_error, 0);
    EXPECT_EQ(axis.reference_median_error, 0);
    EXPECT_EQ(axis.reference_median, median(a));
  }
}

TEST(Compare, HeavyTailsAreExact) {
  std::mt19937_64 engine(10);
  std::uniform_real_distribution<double> uniform;
  Numbers a(5000), b(5000);
  for (double& x : a) x = std::pow(1 - uniform(engine), -1 / 0.8);  // Pareto, of infinite mean
  for (double& x : b) x = std::pow(1 - uniform(engine), -1 / 0.7);
  const AxisChange axis = *only_finding(a, b).axis;
  const Naive naive(a, b);
  EXPECT_NEAR(axis.wasserstein / static_cast<double>(naive.wasserstein), 1, 1e-14);
  EXPECT_EQ(axis.wasserstein_error, 0);
}

TEST(Compare, ThreeRowsAgainstThreeRows) {
  const Finding found = only_finding(Numbers{1, 2, 3}, Numbers{1.5, 2.5, 2.75});
  EXPECT_DOUBLE_EQ(found.axis->wasserstein, 1.25 / 3);
  EXPECT_DOUBLE_EQ(found.axis->kolmogorov_smirnov, 1. / 3);
  EXPECT_EQ(found.axis->reference_median, 2);
  EXPECT_EQ(found.axis->current_median, 2.5);
  EXPECT_THAT(found.changed, HasSubstr("median 2 → 2.5"));
}

TEST(Compare, MediansAreTheNumbersThemselves) {
  EXPECT_EQ(only_finding(Numbers{14.4, 14.4, 3, 20}, Numbers{14.4, 7.2, 15}).axis->reference_median, 14.4);
  EXPECT_EQ(only_finding(Numbers{1, 2, 3, 10}, Numbers{1, 2}).axis->reference_median, 2.5);
  EXPECT_EQ(only_finding(Numbers{1, 2, 3, 10}, Numbers{1, 2}).axis->current_median, 1.5);
  EXPECT_EQ(only_finding(Numbers{-kInfinity, kInfinity}, Numbers{1, 2}).axis->reference_median, -kInfinity);
  // From cells, too, where a cell is one value.
  const Finding cells = *compare_in_cells(Numbers{14.4, 14.4, 3, 20}, Numbers{14.4, 14.4, 15}).find("x");
  EXPECT_EQ(cells.axis->reference_median, 14.4);
  EXPECT_EQ(cells.axis->reference_median_error, 0);
  EXPECT_EQ(cells.axis->current_median, 14.4);
}

TEST(Compare, DistancesFromCellsAreWithinTheirStatedErrors) {
  for (const double shift : {0.0, 0.01, 0.4}) {
    const Numbers a = normals(4000, 0, 1, 4), b = normals(3000, shift, 1.1, 5);
    const AxisChange axis = *compare_in_cells(a, b).findings.at(0).axis;
    const Naive naive(a, b);
    const double ks = static_cast<double>(naive.kolmogorov_smirnov), w = static_cast<double>(naive.wasserstein);
    EXPECT_LE(axis.kolmogorov_smirnov, ks + 1e-12);
    EXPECT_GE(axis.kolmogorov_smirnov + axis.kolmogorov_smirnov_error, ks - 1e-12);
    EXPECT_LT(axis.kolmogorov_smirnov_error, 0.01);
    EXPECT_NEAR(axis.wasserstein, w, axis.wasserstein_error);
    EXPECT_LT(axis.wasserstein_error, 2 * 8. / 1024);  // two tables, each about 8 wide in 1,024 cells of equal mass
    EXPECT_NEAR(axis.reference_median, median(a), axis.reference_median_error);
    EXPECT_NEAR(axis.current_median, median(b), axis.current_median_error);
    EXPECT_LT(axis.current_median_error, 0.02);
  }
}

TEST(Compare, AShiftIsExactInCellsButAtItsEnds) {
  const Numbers a = normals(20000, 0, 1, 4), b = normals(20000, 2, 1, 5);
  const AxisChange axis = *compare_in_cells(a, b).findings.at(0).axis;
  EXPECT_NEAR(axis.wasserstein, 2, 0.03);
  EXPECT_LT(axis.wasserstein_error, 1e-3);
}

TEST(Compare, HeavyTailsInCellsAreKnownWell) {
  std::mt19937_64 engine(10);
  std::uniform_real_distribution<double> uniform;
  Numbers a(200000), b(200000);
  for (double& x : a) x = std::pow(1 - uniform(engine), -1 / 0.8);
  for (double& x : b) x = std::pow(1 - uniform(engine), -1 / 0.7);
  const AxisChange axis = *compare_in_cells(a, b).findings.at(0).axis;
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  long double exact = 0;  // of equally many, W1 is the mean distance of equal ranks
  for (std::size_t i = 0; i < a.size(); ++i) exact += std::fabs(static_cast<long double>(a[i]) - b[i]) / a.size();
  EXPECT_NEAR(axis.wasserstein, static_cast<double>(exact), axis.wasserstein_error);
  EXPECT_LT(axis.wasserstein_error, 0.05 * axis.wasserstein);
}

TEST(Compare, MediansOfCellsAreOfTheColumnsKind) {
  constexpr std::int64_t kDay = 86400;
  std::vector<std::int64_t> whole, days;
  for (std::int64_t i = 0; i < 5000; ++i) {
    whole.push_back(i * i % 10007 * 3);
    days.push_back((15340 + i * 7919 % 5003) * kDay);
  }
  MemoryTable table("t");
  table.add("whole", whole).add_times("days", days);
  TableReader reader(table);
  const auto frame = make_frame(reader, {.exact_values = 0});
  const Profile profile = count_rows(reader, frame);
  const Comparison found = compare(profile, profile);
  const double integer = found.find("whole")->axis->reference_median;
  EXPECT_EQ(2 * integer, std::floor(2 * integer));  // the mean of two whole numbers
  std::sort(whole.begin(), whole.end());
  EXPECT_NEAR(integer, (whole[2499] + whole[2500]) / 2., found.find("whole")->axis->reference_median_error);
  const double second = found.find("days")->axis->reference_median;
  EXPECT_EQ(2 * second, std::floor(2 * second));
  std::sort(days.begin(), days.end());
  EXPECT_NEAR(second, static_cast<double>(days[2499] + days[2500]) / 2,
              found.find("days")->axis->reference_median_error);
  EXPECT_LT(found.find("days")->axis->reference_median_error, 10 * kDay);
}

TEST(Compare, OneOutlierMovesTheWassersteinDistanceAndNotTheCells) {
  Numbers a = normals(2000, 0, 1, 6), b = a;
  b[7] = 1e6;
  const Finding found = only_finding(a, b);
  EXPECT_NEAR(found.axis->wasserstein, (1e6 - a[7]) / 2000, 1e-3);
  EXPECT_LT(found.js, 1e-5);
  EXPECT_EQ(found.axis->above, 1u);
  EXPECT_EQ(found.axis->current_maximum, 1e6);
}

TEST(Compare, InfiniteValuesMakeTheWassersteinDistanceInfinite) {
  EXPECT_EQ(only_finding(Numbers{1, 2, 3, 4}, Numbers{1, 2, 3, kInfinity}).axis->wasserstein, kInfinity);
  const AxisChange same = *only_finding(Numbers{1, 2, 3, kInfinity}, Numbers{2, 2, 3, kInfinity}).axis;
  EXPECT_DOUBLE_EQ(same.wasserstein, 0.25);
  EXPECT_EQ(only_finding(Numbers{-kInfinity, -kInfinity, 1}, Numbers{1, 1, 1}).axis->reference_median, -kInfinity);
}

std::vector<std::string> one_sided(const Finding& finding) {
  std::vector<std::string> found;
  for (const OneSided& cell : finding.infinite_cells)
    found.push_back(cell.label + " " + std::to_string(cell.rows) + " " + cell.lacked_by);
  return found;
}

TEST(Compare, ACategoryThatIsGoneMakesPsiInfiniteAndIsNamed) {
  const Finding found = only_finding(Texts{"sun", "rain", "rain", "sun"}, Texts{"sun", "sun"});
  EXPECT_TRUE(std::isfinite(found.kl));
  EXPECT_EQ(found.psi, kInfinity);
  EXPECT_THAT(one_sided(found), ElementsAre("rain 2 current"));
}

TEST(Compare, UnseenCategoriesAreSampledAbove1024) {
  Texts many(kNamedUnseen);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = "new " + std::to_string(i);
  EXPECT_FALSE(only_finding(Texts{"sun"}, many).unseen_sampled);
  many.push_back("one more");
  const Finding found = only_finding(Texts{"sun"}, many);
  EXPECT_TRUE(found.unseen_sampled);
  EXPECT_EQ(found.unseen.size(), kNamedUnseen);
  EXPECT_EQ(found.unseen_missed, 0);
}

TEST(Compare, SaysHowManyUnseenCategoriesItMisses) {
  Texts many(300000);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = "key " + std::to_string(i % 290000);
  Texts others(20000);
  for (std::size_t i = 0; i < others.size(); ++i) others[i] = "other " + std::to_string(i);
  others[0] = many[0];  // else they are keys
  const Finding found = only_finding(many, others);
  // At most 290,000 of them in 2^24 bits, four bits each.
  const double odds = std::pow(1 - std::exp(-4 * 290000 / 0x1p24), 4);
  EXPECT_GT(found.unseen_missed, odds / 4);
  EXPECT_LT(found.unseen_missed, odds * 1.1);
  std::uint64_t missed = 0;
  for (const CellChange& cell : found.cells) missed += cell.role == CellRole::rest ? cell.current : 0;
  EXPECT_LE(missed, 8u);  // 0.4 expected; more than 8 has probability 1e-9
}

TEST(Compare, UnseenCategoriesMakeKlInfiniteAndAreNamed) {
  const Finding found = only_finding(Texts{"sun", "rain", "sun"}, Texts{"sun", "hail", "hail", "sleet"});
  EXPECT_EQ(found.kl, kInfinity);
  EXPECT_EQ(found.psi, kInfinity);
  EXPECT_TRUE(std::isfinite(found.js));
  EXPECT_THAT(one_sided(found), ElementsAre("hail 2 reference", "sleet 1 reference", "rain 1 current"));
  ASSERT_EQ(found.unseen.size(), 2u);
  EXPECT_EQ(found.unseen[0].name, "hail");
  EXPECT_EQ(found.unseen[0].count, 2u);
  EXPECT_FALSE(found.unseen_sampled);
  EXPECT_EQ(found.changed, "new hail and 1 other 0% → 75%, rain 33% → 0%");
}

TEST(Compare, MissingIsACellOfItsOwnAndSplitsTheDivergence) {
  const Finding found = only_finding(Numbers{1, 1, 2, 2, kNaN}, Numbers{1, 2, kNaN, kNaN, kNaN}, 10);
  EXPECT_EQ(found.reference_missing, 1u);
  EXPECT_EQ(found.current_missing, 3u);
  // Among the values nothing changed, so all of it is the indicator's.
  EXPECT_NEAR(found.js, found.js_missing, 1e-16);
  const double m = 0.4;
  EXPECT_NEAR(
      found.js_missing,
      0.5 * (0.2 * std::log(0.2 / m) + 0.8 * std::log(0.8 / 0.6) + 0.6 * std::log(0.6 / m) + 0.4 * std::log(0.4 / 0.6)),
      1e-15);
  EXPECT_EQ(found.changed, "missing 20% → 60%");
  EXPECT_EQ(only_finding(Numbers{1, 2}, Numbers{1, kNaN}).kl, kInfinity);
  EXPECT_THAT(one_sided(only_finding(Numbers{1, 2}, Numbers{1, kNaN})),
              ElementsAre("missing 1 reference", "> 1 1 current"));
}

TEST(Compare, AColumnAllMissingHasNoAxis) {
  EXPECT_FALSE(only_finding(Numbers{kNaN, kNaN}, Numbers{1, 2}).axis.has_value());
  const Finding found = only_finding(Numbers{1, 2}, Numbers{kNaN, kNaN});
  EXPECT_FALSE(found.axis.has_value());
  EXPECT_NEAR(found.js, std::log(2.), 1e-15);
}

TEST(Compare, SortsByHowFarColumnsMoved) {
  MemoryTable a("a"), b("b");
  a.add("little", normals(1000, 0, 1, 1)).add("none", Numbers(1000, 5)).add("much", normals(1000, 0, 1, 2));
  b.add("much", normals(900, 2, 1, 3)).add("little", normals(900, 0.2, 1, 4)).add("none", Numbers(900, 5));
  const Comparison result = compare(a, b);
  Texts order;
  for (const Finding& finding : result.findings) order.push_back(finding.column);
  EXPECT_THAT(order, ElementsAre("much", "little", "none"));
  EXPECT_NE(result.find("little"), nullptr);
  EXPECT_EQ(result.find("nothing"), nullptr);
}

TEST(Compare, DatesThatDoNotOverlapAreARangeFinding) {
  constexpr std::int64_t kDay = 86400;
  std::vector<std::int64_t> before, after, across;
  for (std::int64_t day = 0; day < 100; ++day) {
    before.push_back((15340 + day) * kDay);
    after.push_back((16436 + day) * kDay);
    across.push_back((15400 + day) * kDay);
  }
  MemoryTable a("a"), b("b");
  a.add_times("when", before).add_times("then", before);
  b.add_times("when", after).add_times("then", across);
  const Comparison result = compare(a, b);
  ASSERT_EQ(result.ranges.size(), 1u);
  EXPECT_EQ(result.ranges[0].column, "when");
  EXPECT_EQ(result.ranges[0].reference, "2012-01-01 to 2012-04-09");
  EXPECT_EQ(result.ranges[0].current, "2015-01-01 to 2015-04-10");
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].column, "then");
  EXPECT_THAT(result.findings[0].changed, HasSubstr("median 2012-0"));
}

TEST(Compare, KeysAreARangeFinding) {
  std::vector<std::int64_t> a_id, b_id;
  Texts a_key, b_key;
  for (int i = 0; i < 50; ++i) {
    a_id.push_back(i);
    b_id.push_back(1000 + i);
    a_key.push_back("order " + std::to_string(i));
    b_key.push_back("order " + std::to_string(1000 + i));
  }
  MemoryTable a("a"), b("b");
  a.add("id", a_id).add("key", a_key).add("shifted", Numbers(a_id.begin(), a_id.end()));
  b.add("id", b_id).add("key", b_key).add("shifted", Numbers(b_id.begin(), b_id.end()));
  const Comparison result = compare(a, b);
  ASSERT_EQ(result.ranges.size(), 2u);
  EXPECT_EQ(result.ranges[0].column, "id");
  EXPECT_EQ(result.ranges[1].column, "key");
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].column, "shifted");
}

TEST(Compare, TellsWhichColumnsCannotBeCompared) {
  MemoryTable a("a"), b("b");
  a.add("x", Numbers{1, 2}).add("kind", Numbers{1, 2}).add("old", Numbers{1, 2});
  b.add("x", std::vector<std::int64_t>{1, 2}).add("kind", Texts{"a", "b"}).add("new", Numbers{1, 2});
  const Comparison result = compare(a, b);
  ASSERT_EQ(result.kinds.size(), 1u);
  EXPECT_EQ(result.kinds[0].column, "kind");
  EXPECT_EQ(result.kinds[0].reference_type, "float64");
  EXPECT_EQ(result.kinds[0].current_type, "text");
  EXPECT_THAT(result.reference.only_here, ElementsAre("old"));
  EXPECT_THAT(result.current.only_here, ElementsAre("new"));
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].js, 0);
  EXPECT_EQ(result.findings[0].reference_type, "float64");
  EXPECT_EQ(result.findings[0].current_type, "int64");
}

TEST(Compare, DoesNotDependOnTheOrderOfRowsBatchesOrThreads) {
  Numbers a = normals(3000, 0, 1, 7), b = normals(2500, 0.5, 1, 8);
  MemoryTable first_a = table(a), first_b = table(b);
  const Finding first = compare(first_a, first_b).findings.at(0);
  std::reverse(a.begin(), a.end());
  std::shuffle(b.begin(), b.end(), std::mt19937(9));
  MemoryTable second_a = table(a), second_b = table(b);
  second_a.set_batch_rows(17);
  second_b.set_batch_rows(1000);
  for (const int threads : {1, 2, 5}) {
    set_thread_count(threads);
    const Finding second = compare(second_a, second_b).findings.at(0);
    EXPECT_EQ(second.js, first.js);
    EXPECT_EQ(second.kl, first.kl);
    EXPECT_EQ(second.axis->wasserstein, first.axis->wasserstein);
    EXPECT_EQ(second.axis->kolmogorov_smirnov, first.axis->kolmogorov_smirnov);
    EXPECT_EQ(second.changed, first.changed);
  }
  set_thread_count(0);
}

TEST(Compare, RefusesWhatItCannotAnswer) {
  MemoryTable a("ref.csv"), b("cur.csv"), none("none.csv"), other("other.csv");
  a.add("age", Numbers{1, 2});
  b.add("age", Numbers{1, 2});
  none.add("age", Numbers{});
  other.add("height", Numbers{1});
  const auto complaint = [](auto&& run) -> std::string {
    try {
      run();
    } catch (const std::exception& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(complaint([&] { compare(a, b, {.columns = {"aeg"}}); }),
            "compare: column aeg is not in ref.csv; did you mean age?");
  EXPECT_THAT(complaint([&] { compare(a, other); }), HasSubstr("ref.csv and other.csv have no column in common"));
  EXPECT_THAT(complaint([&] { compare(a, none); }), HasSubstr("none.csv has no rows"));
  EXPECT_THAT(complaint([&] { compare(none, a); }), HasSubstr("none.csv has no rows"));
  EXPECT_THAT(complaint([&] { compare(a, b, {.columns = {}, .bins = 1}); }), HasSubstr("bins is 1"));
  EXPECT_THAT(compare(a, b, {.columns = {"age"}}).reference.only_here, IsEmpty());
}

}  // namespace
}  // namespace sanov
