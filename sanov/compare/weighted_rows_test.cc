#include "sanov/compare/weighted_rows.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <optional>
#include <random>

#include "sanov/base/error.h"
#include "sanov/compare/compare.h"
#include "sanov/compare/fields.h"
#include "sanov/compare/weighted_worth.h"
#include "sanov/data/memory_table.h"
#include "sanov/data/profile_table.h"
#include "sanov/numerics/random.h"

namespace sanov {
namespace {

using ::testing::HasSubstr;
using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// All that an answer says, a line each.
struct Lines {
  std::string* text;

  template <class T>
  void operator()(std::string_view name, const T& value) const {
    *text += name;
    put(value);
  }
  template <class T>
  void put(const T& value) const {
    if constexpr (requires { each_field(value, *this); })
      each_field(value, *this);
    else
      *text += fmt::format(" {}\n", value);
  }
  template <class T>
  void put(const std::optional<T>& value) const {
    if (value) put(*value);
  }
  template <class T>
  void put(const std::vector<T>& values) const {
    for (const T& value : values) put(value);
  }
};

std::string all_of(const Comparison& comparison) {
  std::string text;
  Lines{&text}.put(comparison);
  return text;
}

/// A column of each sort, with ties, missing values and texts that one table lacks.
MemoryTable rows_of(std::size_t n, std::uint64_t seed, double shift) {
  Random random(seed);
  Numbers x, few;
  Texts sky;
  for (std::size_t i = 0; i < n; ++i) {
    x.push_back(random.uniform() < 0.1 ? kNaN : random.normal() + shift);
    few.push_back(static_cast<double>(random.below(7)));
    const std::uint64_t kind = random.below(seed % 2 == 0 ? 4 : 5);
    sky.push_back(Texts{"sun", "rain", "", "fog", "snow"}[kind]);
  }
  return std::move(MemoryTable("t").add("x", x).add("few", few).add("sky", sky));
}

TEST(WeightedRows, OfOneWeightAreTheRowsThemselves) {
  for (const auto& [n, m] : {std::pair<std::size_t, std::size_t>{40, 30}, {700, 500}}) {
    MemoryTable a = rows_of(n, 1, 0), b = rows_of(m, 2, 0.2);
    Comparison plain = compare(a, b);
    a.add("w", Numbers(n, 0.37));
    b.add("w", Numbers(m, 1e300));
    Comparison weighted = compare(a, b, {.columns = {}, .weights = "w"});
    ASSERT_TRUE(weighted.weights);
    EXPECT_EQ(weighted.weights->reference_effective, static_cast<double>(n));
    EXPECT_EQ(weighted.weights->current_effective, static_cast<double>(m));
    weighted.weights.reset();
    EXPECT_EQ(all_of(weighted), all_of(plain));
  }
}

/// Each row as often as its weight says.
Numbers repeated(const Numbers& values, const Numbers& weights) {
  Numbers all;
  for (std::size_t i = 0; i < values.size(); ++i)
    all.insert(all.end(), static_cast<std::size_t>(weights[i]), values[i]);
  return all;
}
Texts repeated(const Texts& values, const Numbers& weights) {
  Texts all;
  for (std::size_t i = 0; i < values.size(); ++i)
    all.insert(all.end(), static_cast<std::size_t>(weights[i]), values[i]);
  return all;
}

TEST(WeightedRows, OfWholeWeightsHaveTheSharesOfRepeatedRows) {
  Random random(3);
  Numbers x, y, w;
  Texts s, t;
  for (int i = 0; i < 300; ++i) {
    x.push_back(random.normal());
    y.push_back(random.normal() + 0.5);
    s.push_back(std::string(1, static_cast<char>('a' + random.below(5))));
    t.push_back(std::string(1, static_cast<char>('a' + random.below(6))));
    w.push_back(static_cast<double>(i % 4));  // 0 too
  }
  for (const double unit : {1.0, 0.25, 0.1}) {
    Numbers weights(w), ones(300, 7);
    for (double& weight : weights) weight *= unit;
    MemoryTable a("a"), b("b"), c("c");
    a.add("n", x).add("t", s).add("w", ones);
    b.add("n", y).add("t", t).add("w", weights);
    c.add("n", repeated(y, w)).add("t", repeated(t, w));
    const Comparison weighted = compare(a, b, {.columns = {}, .weights = "w"}),
                     plain = compare(a, c, {.columns = {"n", "t"}});
    EXPECT_EQ(weighted.weights->current_weightless, 75u);
    EXPECT_EQ(weighted.current.rows, 225u);
    EXPECT_NEAR(weighted.weights->current_effective, 75 * 36. / 14, 1e-6);  // (Σw)² = (75·6)², Σw² = 75·14
    for (const char* column : {"n", "t"}) {
      const Finding &found = *weighted.find(column), &expected = *plain.find(column);
      const double near = unit == 0.1 ? 1e-9 : 0;  // tenths are no sums of powers of two
      EXPECT_EQ(std::isinf(found.kl), std::isinf(expected.kl));
      EXPECT_NEAR(found.js, expected.js, near);
      EXPECT_NEAR(found.total_variation, expected.total_variation, near);
      if (near == 0) {
        EXPECT_EQ(found.changed, expected.changed);
      }
      // As many rows were there, but they tell less.
      EXPECT_LE(found.evidence.js.interval.lower, expected.evidence.js.interval.lower);
      EXPECT_GT(found.evidence.js.floor, expected.evidence.js.floor);
      EXPECT_GT(found.evidence.total_variation.floor, expected.evidence.total_variation.floor);
      if (!found.axis) continue;
      EXPECT_NEAR(found.axis->wasserstein, expected.axis->wasserstein, near);
      EXPECT_NEAR(found.axis->kolmogorov_smirnov, expected.axis->kolmogorov_smirnov, near);
      if (near == 0) {
        EXPECT_EQ(found.axis->current_median, expected.axis->current_median);
      }
      EXPECT_EQ(found.evidence.axis->shift.value, expected.evidence.axis->shift.value);
      EXPECT_NEAR(found.evidence.axis->cliffs_delta.value, expected.evidence.axis->cliffs_delta.value, near);
      EXPECT_GT(found.evidence.axis->wasserstein.floor, expected.evidence.axis->wasserstein.floor);
    }
  }
}

TEST(WeightedRows, OfWeightNothingAreAsIfTheyWereNotThere) {
  MemoryTable a = rows_of(200, 1, 0), b("t"), c("t");
  a.add("w", Numbers(200, 1));
  b.add("x", Numbers{1, 1e9, 2, 3, kNaN})
      .add("few", Numbers{1, 2, 3, 99, 4})
      .add("sky", Texts{"sun", "hail", "fog", "gale", ""});
  b.add("w", Numbers{2, 0, 2, 0, 2});
  c.add("x", Numbers{1, 2, kNaN})
      .add("few", Numbers{1, 3, 4})
      .add("sky", Texts{"sun", "fog", ""})
      .add("w", Numbers{1, 1, 1});
  Comparison with = compare(a, b, {.columns = {}, .weights = "w"}),
             without = compare(a, c, {.columns = {}, .weights = "w"});
  EXPECT_EQ(with.weights->current_weightless, 2u);
  with.weights.reset();
  without.weights.reset();
  EXPECT_EQ(all_of(with), all_of(without));
}

TEST(WeightedRows, TheSameForAnySizesOfBatches) {
  MemoryTable a = rows_of(500, 1, 0), b = rows_of(400, 2, 0.2);
  Random random(9);
  Numbers v(500), w(400);
  for (double& weight : v) weight = random.exponential();
  for (double& weight : w) weight = random.exponential();
  a.add("w", v);
  b.add("w", w);
  const std::string once = all_of(compare(a, b, {.columns = {}, .weights = "w"}));
  a.set_batch_rows(7);
  b.set_batch_rows(64);
  EXPECT_EQ(all_of(compare(a, b, {.columns = {}, .weights = "w"})), once);
}

TEST(WeightedRows, AreWorthWhatTheirRoundedSumsAdd) {
  MemoryTable a = rows_of(500, 1, 0);
  Random random(10);
  Numbers w(500);
  for (double& weight : w) weight = std::exp(random.normal());
  a.add("w", w);
  TableReader reader(a, {"x", "few", "sky"});
  const WeightedProfile found = count_weighted(a, "w", make_frame(reader));
  EXPECT_EQ(found.worth.rows, static_cast<std::uint64_t>(std::llround(found.effective)));
  for (std::size_t i = 0; i < 3; ++i) {
    double exact = 0, rounded = 0;
    for (std::size_t cell = 0; cell < found.worth.columns[i].cells.size(); ++cell) {
      exact += static_cast<double>(found.weights.columns[i].cells[cell]) / found.effect;
      rounded += static_cast<double>(found.worth.columns[i].cells[cell]);
      EXPECT_NEAR(rounded, exact, 1);
    }
    EXPECT_EQ(rounded, static_cast<double>(found.worth.rows));
  }
}

struct Refused {
  int p = 0, texts = 0, above_floor = 0;
  int js = 0, ks = 0, w1 = 0, shift = 0;  ///< intervals that hold 0
};

constexpr int kTrials = 500;

/// How often two samples of one distribution are told apart, where weights vary as exp(spread·Z).
Refused refused(std::size_t n, std::size_t m, double spread) {
  Refused found;
  for (std::uint64_t trial = 0; trial < kTrials; ++trial) {
    Random random(20 + n, trial);
    const auto table = [&](std::size_t rows) {
      Numbers x(rows), w(rows);
      Texts t(rows);
      for (std::size_t i = 0; i < rows; ++i) {
        x[i] = random.normal();
        t[i] = std::string(1, static_cast<char>('a' + random.below(4)));
        w[i] = std::exp(spread * random.normal());
      }
      return std::move(MemoryTable("t").add("x", x).add("t", t).add("w", w));
    };
    MemoryTable a = table(n), b = table(m);
    const Comparison comparison = compare(a, b, {.columns = {}, .weights = "w"});
    const Finding &x = *comparison.find("x"), &t = *comparison.find("t");
    found.p += x.evidence.p.p <= 0.05;
    found.texts += t.evidence.p.p <= 0.05;
    found.above_floor += x.js_distance > x.evidence.js_distance.floor;
    found.js += x.evidence.js.interval.lower == 0;
    found.ks += x.evidence.axis->kolmogorov_smirnov.interval.lower == 0;
    found.w1 += x.evidence.axis->wasserstein.interval.lower == 0;
    const Interval& shift = x.evidence.axis->shift.interval;
    found.shift += shift.lower <= 0 && 0 <= shift.upper;
  }
  return found;
}

/// Weights of variance e − 1 have nothing to do with the values: 5% of 500 are 25, and over 42 have odds of 3e-4, fewer than 9
/// likewise. Taken for as many rows as there are, half of all samples would be told apart.
TEST(WeightedRows, OfOneDistributionAreToldApartNoMoreThanChanceDoes) {
  for (const auto& [n, m] : {std::pair<std::size_t, std::size_t>{600, 600}, {90, 90}, {1000, 120}}) {
    const Refused found = refused(n, m, 1);
    EXPECT_LE(found.p, 42) << n;
    EXPECT_GE(found.p, 9) << n;
    EXPECT_LE(found.texts, 42) << n;
    EXPECT_GE(found.texts, 9) << n;
    EXPECT_LE(found.above_floor, 42) << n;
    EXPECT_GE(found.js, kTrials - 42) << n;
    EXPECT_GE(found.ks, kTrials - 42) << n;
    EXPECT_GE(found.w1, kTrials - 42) << n;
    EXPECT_GE(found.shift, kTrials - 42) << n;
  }
}

TEST(WeightedRows, SeeWhatIsThereAndWhatWeightsMakeOfIt) {
  // The current table has each weekend row twice as often as it should, and weights that mend it.
  Random random(4);
  Numbers x, y, v, w;
  for (int i = 0; i < 4000; ++i) {
    const bool weekend = i % 7 < 2;
    x.push_back(random.normal() + (weekend ? 2 : 0));
    v.push_back(1);
    for (int k = 0; k < (weekend ? 2 : 1); ++k) {
      y.push_back(random.normal() + (weekend ? 2 : 0));
      w.push_back(weekend ? 0.5 : 1);
    }
  }
  MemoryTable a("a"), b("b");
  a.add("x", x).add("w", v);
  b.add("x", y).add("w", w);
  EXPECT_LT(compare(a, b, {.columns = {"x"}}).findings[0].evidence.p.p, 1e-6);
  const Evidence mended = compare(a, b, {.columns = {"x"}, .weights = "w"}).findings[0].evidence;
  EXPECT_GT(mended.p.p, 0.01);
  EXPECT_EQ(mended.js.interval.lower, 0);
}

TEST(WeightedRows, RefuseWhatIsNoWeight) {
  MemoryTable good("good.csv");
  good.add("x", Numbers{1, 2, 3}).add("w", Numbers{1, 2, 3}).add("t", Texts{"a", "b", "c"});
  const auto complaint = [&](const Numbers& weights, const CompareOptions& options) -> std::string {
    MemoryTable bad("bad.csv");
    bad.add("x", Numbers{1, 2, 3}).add("w", weights).add("t", Texts{"a", "b", "c"});
    try {
      compare(good, bad, options);
    } catch (const InvalidArgument& error) {
      return error.what();
    } catch (const DomainError& error) {
      return error.what();
    }
    return "";
  };
  const CompareOptions by_w{.columns = {}, .weights = "w"};
  EXPECT_EQ(complaint({1, 2, 3}, by_w), "");
  EXPECT_EQ(complaint({1, -2, 3}, by_w),
            "compare: row 2 of bad.csv has the weight -2 in w; weights are finite and not negative");
  EXPECT_THAT(complaint({1, 2, HUGE_VAL}, by_w), HasSubstr("row 3 of bad.csv has the weight Infinity in w"));
  EXPECT_EQ(complaint({1, 2, kNaN}, by_w), "compare: row 3 of bad.csv has no weight in w");
  EXPECT_EQ(complaint({0, 0, 0}, by_w), "compare: weights in w of bad.csv are all 0");
  EXPECT_EQ(complaint({1, 2, 3}, {.columns = {}, .weights = "ww"}),
            "compare: weights names ww, which is not in good.csv; did you mean w?");
  EXPECT_THAT(complaint({1, 2, 3}, {.columns = {}, .weights = "t"}),
              HasSubstr("which is text in good.csv; weights are numbers"));
  EXPECT_EQ(complaint({1, 2, 3}, {.columns = {"x", "w"}, .weights = "w"}),
            "compare: columns names w, which holds the weights");
  EXPECT_EQ(complaint({1, 2, 3}, {.columns = {}, .block = "t", .weights = "w"}),
            "compare: weights do not go with block, which takes all rows for alike");
  EXPECT_THAT(complaint({1, 2, 3}, {.columns = {}, .weights = "w", .together = {.joint = {"x", "t"}}}),
              HasSubstr("weights do not go with joint"));
  EXPECT_THAT(complaint({1, 2, 3}, {.columns = {}, .weights = "w", .together = {.target = "x"}}),
              HasSubstr("weights do not go with target"));
}

TEST(WeightedRows, AreNotInProfiles) {
  MemoryTable a = rows_of(50, 1, 0);
  a.add("w", Numbers(50, 1));
  const Profile counted = profile(a);
  EXPECT_THROW(compare(Side(counted), Side(a), {.columns = {}, .weights = "w"}), InvalidArgument);
}

}  // namespace
}  // namespace sanov
