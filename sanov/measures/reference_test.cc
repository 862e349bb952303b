// The measures of the catalogue against values of 50 digits, which reference/generate.py wrote from the definitions.
#include "sanov/measures/reference_test.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/measures/catalogue.h"

namespace sanov {
namespace {

using Json = nlohmann::json;
using Row = std::vector<double>;

/// What a value may be off: `ulps` units in its last place and `by_order` more for each unit of its parameter, beside
/// `absolute`, where a mean or a sum with both signs is rounded.
struct Accuracy {
  double ulps, by_order = 0, absolute = 0;
};

/// As the docstring states it: "within 3 ULP", "5 + 0.1α ULP a term", "4 ULP of 1", "5 ULP and 2⁻¹⁰⁴". Adding up and what
/// follows may take 2 ULP more.
Accuracy accuracy(const std::string& name) {
  if (name == "joint_entropy") return accuracy("entropy");
  if (name == "mutual_information") return {.ulps = 2, .absolute = 0x1p-50};  // 10⁻¹⁶/√I, relative
  const std::string text(doc(name).text);
  std::smatch match;
  if (!std::regex_search(text, match, std::regex(R"(([0-9.]+)(\s\+\s([0-9.]+)[^ ]+)?\sULP(\sof\s1|\sand\s2⁻¹⁰⁴)?)"))) {
    EXPECT_NE(text.find("exact"), std::string::npos) << name << ": the docstring states no accuracy";
    return {2};
  }
  const double ulps = std::stod(match[1]);
  if (!match[4].matched) return {.ulps = ulps + 2, .by_order = match[3].matched ? std::stod(match[3]) : 0};
  return match[4].str().find("of") == 1 ? Accuracy{.ulps = 2, .absolute = ulps * 0x1p-52}
                                        : Accuracy{.ulps = ulps + 2, .absolute = 0x1p-104};
}

double number(const std::string& text) { return text == "Infinity" ? HUGE_VAL : std::strtod(text.c_str(), nullptr); }

Row row(const Json& texts) {
  Row out;
  for (const auto& text : texts) out.push_back(number(text));
  return out;
}

/// How far `value` is from the text's number beyond `absolute`, in units in that one's last place.
double ulps_off(double value, const std::string& text, double absolute) {
  const long double truth = text == "Infinity" ? HUGE_VALL : std::strtold(text.c_str(), nullptr);
  const double nearest = static_cast<double>(truth);
  if (value == nearest) return 0;
  if (!std::isfinite(nearest) || !std::isfinite(value)) return HUGE_VAL;
  const double size = std::fabs(nearest), ulp = std::nextafter(size, HUGE_VAL) - size;
  const double off = static_cast<double>(std::fabs(static_cast<long double>(value) - truth));
  return std::max(0.0, off - absolute) / ulp;
}

class Reference {
 public:
  Reference() {
    std::ifstream in(std::filesystem::path(__FILE__).parent_path() / "../../reference/measures.json");
    all_ = Json::parse(in);
    for (const auto& entry : all_["cases"]) cases_[entry["case"]] = {row(entry["p"]), row(entry["q"])};
  }
  const Json& values() const { return all_["values"]; }
  const Json& gradients() const { return all_["gradients"]; }
  const std::pair<Row, Row>& at(const std::string& name) const { return cases_.at(name); }

 private:
  Json all_;
  std::map<std::string, std::pair<Row, Row>> cases_;
};

const Reference& reference() {
  static const Reference once;
  return once;
}

/// Positions 0, 1, 4, 9, …
Row positions(std::size_t n) {
  Row at;
  for (std::size_t i = 0; i < n; ++i) at.push_back(static_cast<double>(i * i));
  return at;
}

/// p and q one after the other, times `scale`.
Row stacked(const Row& p, const Row& q, double scale) {
  Row all;
  for (const Row* row : {&p, &q})
    for (const double x : *row) all.push_back(scale * x);
  return all;
}

double value(const AnyMeasure& measure, const Row& p, const Row& q, const Parameters& set) {
  if (const auto* one = std::get_if<const Measure<One>*>(&measure)) return (*one)->value(p, set);
  if (const auto* two = std::get_if<const Measure<Two>*>(&measure)) return (*two)->value(p, q, set);
  if (const auto* ordered = std::get_if<const Measure<Ordered>*>(&measure))
    return (*ordered)->value(p, q, positions(p.size()), set);
  if (const auto* joint = std::get_if<const Measure<Joint>*>(&measure)) {
    const Row table = stacked(p, q, 0.5);
    return (*joint)->value(Rows(table.data(), 2, p.size()), set);
  }
  const Row rows = stacked(p, q, 1);
  return std::get<const Measure<Many>*>(measure)->value(Rows(rows.data(), 2, p.size()), {0.25, 0.75}, set);
}

void gradient(const AnyMeasure& measure, const Row& p, const Row& q, const Parameters& set, Row& gp, Row& gq) {
  const std::size_t n = p.size();
  if (const auto* one = std::get_if<const Measure<One>*>(&measure)) return (*one)->gradient(p, set, gp);
  if (const auto* two = std::get_if<const Measure<Two>*>(&measure)) return (*two)->gradient(p, q, set, gp, gq);
  if (const auto* ordered = std::get_if<const Measure<Ordered>*>(&measure))
    return (*ordered)->gradient(p, q, positions(n), set, gp, gq);
  Row both(2 * n);
  const bool table = std::holds_alternative<const Measure<Joint>*>(measure);
  const Row rows = stacked(p, q, table ? 0.5 : 1);
  if (table)
    std::get<const Measure<Joint>*>(measure)->gradient(Rows(rows.data(), 2, n), set, both);
  else
    std::get<const Measure<Many>*>(measure)->gradient(Rows(rows.data(), 2, n), {0.25, 0.75}, set, both);
  for (std::size_t i = 0; i < n; ++i) {
    gp[i] = both[i] * (table ? 0.5 : 1);
    gq[i] = both[n + i] * (table ? 0.5 : 1);
  }
}

const Info& info_of(const AnyMeasure& measure) {
  return std::visit([](const auto* m) -> const Info& { return m->info(); }, measure);
}

TEST(Reference, KnowsEveryMeasure) {
  std::set<std::string> known;
  for (const auto& entry : reference().values()) known.insert(entry["measure"]);
  const auto& without = WithoutReference::names();
  for_each_measure([&](const auto& measure) {
    const std::string_view name = measure.info().name;
    EXPECT_NE(known.count(std::string(name)), without.count(name))
        << name << ": is to be defined in reference/, or else WithoutReference in its own test";
  });
  for (const auto& name : known) EXPECT_NO_THROW(find_measure(name)) << name;
}

TEST(Reference, EveryValueIsWithinItsAccuracy) {
  std::map<std::string, double> worst;
  for (const auto& entry : reference().values()) {
    const std::string name = entry["measure"], expected = entry["value"];
    const AnyMeasure measure = find_measure(name);
    const Parameters set = checked_parameters(info_of(measure), row(entry["parameters"]));
    double result;
    if (const auto* scalar = std::get_if<const Measure<Scalar>*>(&measure)) {
      result = (*scalar)->value(number(entry["x"]), set);
    } else {
      const auto& [p, q] = reference().at(entry["case"]);
      result = value(measure, p, q, set);
    }
    const Accuracy allowed = accuracy(name);
    const double off = ulps_off(result, expected, allowed.absolute);
    worst[name] = std::max(worst[name], off);
    const double order = std::isfinite(set[0]) ? std::fabs(set[0]) : 0;
    EXPECT_LE(off, allowed.ulps + allowed.by_order * order) << entry << "\ngives " << to_text(result);
  }
  std::printf("%-28s %8s %8s\n", "measure", "ULP", "allowed");
  for (const auto& [name, off] : worst) std::printf("%-28s %8.2f %8.0f\n", name.c_str(), off, accuracy(name).ulps);
}

TEST(Reference, EveryGradientIsThatOfTheDefinition) {
  for (const auto& entry : reference().gradients()) {
    const AnyMeasure measure = find_measure(std::string(entry["measure"]));
    const Info& info = info_of(measure);
    if (!info.keeps(differentiable)) continue;
    const Parameters set = checked_parameters(info, row(entry["parameters"]));
    const auto& [p, q] = reference().at("five cells");
    const double order = std::isfinite(set[0]) ? std::fabs(set[0]) : 0;
    Row gp(p.size()), gq(p.size());
    gradient(measure, p, q, set, gp, gq);
    for (const auto& [key, slopes] : {std::pair<const char*, const Row&>("by_p", gp), {"by_q", gq}}) {
      if (!entry.contains(key)) continue;
      const Row expected = row(entry[key]);
      double size = 0;
      for (const double slope : slopes) size = std::max(size, std::fabs(slope));
      for (std::size_t i = 0; i < expected.size(); ++i)
        EXPECT_NEAR(slopes[i] - slopes[i + 1], expected[i], (4e-15 + 2e-16 * order) * (1 + size))
            << entry["measure"] << entry["parameters"] << " " << key << ", cells " << i << " and " << i + 1;
    }
  }
}

}  // namespace
}  // namespace sanov
