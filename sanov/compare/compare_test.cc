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
