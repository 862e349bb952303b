// The families of the catalogue against values of 20 digits and more, which reference/families/generate.py wrote from
// their definitions.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/families/catalogue.h"

namespace sanov {
namespace {

using Json = nlohmann::json;

/// What is compared, and how far it may be off: relative, beside what is said where it is compared.
const std::map<std::string, double>& default_accuracy() {
  static const std::map<std::string, double> all{
      {"log_pdf", 1e-12}, {"tails", 1e-12}, {"quantiles", 1e-12}, {"moments", 1e-10}, {"entropy", 1e-9}};
  return all;
}

/// As the family's docstring states it, where it does: "tails within 1e-10", "moments within 1e-8".
double accuracy(const FamilyEntry& family, const std::string& what) {
  const std::string text(family.doc->text);
  std::smatch match;
  if (std::regex_search(text, match, std::regex(what + R"( within (\d[.\d]*e-\d+))"))) return std::stod(match[1]);
  return default_accuracy().at(what);
}

std::filesystem::path file_of(std::string_view family) {
  return std::filesystem::path(__FILE__).parent_path() / "../../reference/families/values" /
         (std::string(family) + ".json");
}

double number(const Json& text) {
  const std::string s = text;
  return std::strtod(s.c_str(), nullptr);
}

/// The function at each x, asked so often that it goes the way of many points.
std::vector<double> among_many(const Distribution& d, DistributionFunction what, const std::vector<double>& x) {
  constexpr std::size_t kCopies = 33;
  const bool quantiles = what == DistributionFunction::quantile || what == DistributionFunction::upper_quantile;
  std::vector<double> all, first;
  for (const double v : x) all.insert(all.end(), kCopies, v);
  all.resize(std::max(all.size(), kManyPoints), quantiles ? 0 : HUGE_VAL);  // which cost nothing
  std::vector<double> out(all.size());
  d.many(what, all, out);
  for (std::size_t i = 0; i < x.size(); ++i) first.push_back(out[i * kCopies]);
  return first;
}

class FamilyReference : public ::testing::TestWithParam<FamilyEntry> {
 protected:
  void SetUp() override {
    std::ifstream in(file_of(GetParam().name));
    ASSERT_TRUE(in) << GetParam().name << ": define it in reference/families/, then run its generate.py";
    all_ = Json::parse(in);
    ASSERT_FALSE(all_["members"].empty());
  }
  void TearDown() override {
    for (const auto& [what, off] : worst_) std::printf("%-22s %-9s %8.1e\n", GetParam().name.data(), what.c_str(), off);
  }

  template <class Check>
  void for_each_member(Check&& check) {
    for (const Json& member : all_["members"]) {
      std::vector<double> values;
      for (const FamilyParameter& p : GetParam().parameters)
        values.push_back(number(member["parameters"].at(std::string(p.name))));
      ASSERT_EQ(values.size(), member["parameters"].size());
      check(GetParam().make(values), member);
    }
  }

  /// `value` is the text's number within a relative accuracy, of at least `least`; denormal numbers to their last place.
  void compare(const std::string& what, double value, const Json& text, double least, const std::string& where) {
    const double truth = number(text);
    if (value == truth) return;
    const double size = std::max(std::fabs(truth), least);
    const double off = std::fabs(value - truth);
    const double allowed = accuracy(GetParam(), what);
    if (std::isfinite(truth) && std::isfinite(value) && size > 1e-300)
      worst_[what] = std::max(worst_[what], off / size);
    EXPECT_LE(off, allowed * size + 1e-307) << where << ": " << to_text(value) << " is to be " << text;
  }

 private:
  Json all_;
  std::map<std::string, double> worst_;
};

TEST_P(FamilyReference, Density) {
  for_each_member([&](const Distribution& d, const Json& member) {
    for (const char* part : {"points", "ends"})
      for (const Json& point : member[part]) {
        const double x = number(point["x"]);
        compare("log_pdf", d.log_pdf(x), point["log_pdf"], 1, d.text() + " log_pdf at " + to_text(x));
      }
  });
}

TEST_P(FamilyReference, ManyPoints) {
  for_each_member([&](const Distribution& d, const Json& member) {
    std::vector<double> x, p, q;
    for (const Json& point : member["points"]) {
      x.push_back(number(point["x"])), p.push_back(number(point["cdf"])), q.push_back(number(point["sf"]));
    }
    using enum DistributionFunction;
    for (const DistributionFunction what : {log_pdf, cdf, sf, log_cdf, log_sf}) {
      const std::vector<double> values = among_many(d, what, x);
      for (std::size_t i = 0; i < x.size(); ++i) {
        const double least = what == log_pdf   ? 1
                             : what == log_cdf ? std::min(1.0, q[i])
                             : what == log_sf  ? std::min(1.0, p[i])
                                               : 0;
        compare(what == log_pdf ? "log_pdf" : "tails", values[i], member["points"][i][std::string(to_text(what))],
                least, d.text() + " many " + std::string(to_text(what)) + " at " + to_text(x[i]));
      }
    }
    for (const DistributionFunction what : {quantile, upper_quantile}) {
      const std::vector<double>& given = what == quantile ? p : q;
      const std::vector<double> values = among_many(d, what, given);
      for (std::size_t i = 0; i < given.size(); ++i) {
        if (given[i] > 0.999) continue;  // the other tail has the digits
        const double alone = what == quantile ? d.quantile(given[i]) : d.upper_quantile(given[i]);
        if (values[i] == alone) continue;  // infinite too
        EXPECT_NEAR(values[i], alone, 2e-13 * std::fabs(alone)) << d.text() << ' ' << to_text(what) << ' ' << given[i];
      }
    }
  });
}

TEST_P(FamilyReference, Tails) {
  for_each_member([&](const Distribution& d, const Json& member) {
    for (const Json& point : member["points"]) {
      const double x = number(point["x"]);
      const std::string where = " at " + to_text(x);
      compare("tails", d.cdf(x), point["cdf"], 0, d.text() + " cdf" + where);
      compare("tails", d.sf(x), point["sf"], 0, d.text() + " sf" + where);
      // A logarithm of a probability near 1 keeps its digits too; far off it has those of the probability.
      compare("tails", d.log_cdf(x), point["log_cdf"], std::min(1.0, number(point["sf"])),
              d.text() + " log_cdf" + where);
      compare("tails", d.log_sf(x), point["log_sf"], std::min(1.0, number(point["cdf"])), d.text() + " log_sf" + where);
    }
  });
}

/// The x of a reference is the quantile of its probability, as far as a rounding of that one and the accuracy of the
/// tails move it.
TEST_P(FamilyReference, Quantiles) {
  const double accuracy_of_tails = accuracy(GetParam(), "tails"), allowed = accuracy(GetParam(), "quantiles");
  for_each_member([&](const Distribution& d, const Json& member) {
    for (const Json& point : member["points"]) {
      const double x = number(point["x"]), log_density = number(point["log_pdf"]);
      for (const bool lower : {true, false}) {
        const double p = number(point[lower ? "cdf" : "sf"]);
        const std::string where = d.text() + (lower ? " quantile of " : " upper quantile of ") + to_text(p);
        if (p < 1e-300 || p > 0.999) continue;
        if (d.whole()) {
          // A little below the step's height, and a little above, where the step is high enough to tell.
          if (std::exp(log_density) < 100 * accuracy_of_tails * p) continue;
          const double off = 10 * accuracy_of_tails;
          if (lower) {
            EXPECT_EQ(d.quantile(p * (1 - off)), x) << where;
          } else {
            EXPECT_EQ(d.upper_quantile(p * (1 + off)), x) << where;
          }
          continue;
        }
        const double q = lower ? d.quantile(p) : d.upper_quantile(p);
        const double slack = p * accuracy_of_tails * std::exp(-log_density);
        EXPECT_NEAR(q, x, allowed * std::fabs(x) + slack) << where;
      }
    }
  });
}

TEST_P(FamilyReference, MomentsAndEntropy) {
  for_each_member([&](const Distribution& d, const Json& member) {
    const Moments m = d.moments();
    const auto same = [&](std::optional<double> value, const char* what, double least) {
      const Json& text = member[what];
      ASSERT_EQ(value.has_value(), !text.is_null()) << d.text() << ' ' << what;
      if (value) compare("moments", *value, text, least, d.text() + ' ' + what);
    };
    // A mean near 0 beside its standard deviation is a difference.
    const double variance = member["variance"].is_null() ? 0 : number(member["variance"]);
    same(m.mean, "mean", std::isfinite(variance) ? std::sqrt(variance) : 0);
    same(m.variance, "variance", 0);
    same(m.skewness, "skewness", 1);
    same(m.excess_kurtosis, "excess_kurtosis", 1);
    compare("entropy", d.entropy(), member["entropy"], 1, d.text() + " entropy");
  });
}

INSTANTIATE_TEST_SUITE_P(Catalogue, FamilyReference, ::testing::ValuesIn(all_families().begin(), all_families().end()),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(FamilyReferences, AreOfFamiliesOfTheCatalogue) {
  for (const auto& file : std::filesystem::directory_iterator(file_of("normal").parent_path()))
    EXPECT_NO_THROW(find_family(file.path().stem().string())) << file.path();
}

}  // namespace
}  // namespace sanov
