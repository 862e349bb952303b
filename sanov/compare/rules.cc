#include "sanov/compare/rules.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "sanov/base/error.h"
#include "sanov/base/text_error.h"
#include "sanov/compare/compare.h"

namespace sanov {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::string_view kSigns[] = {">", ">=", "<", "<="};

double share(std::uint64_t part, std::uint64_t all) { return static_cast<double>(part) / static_cast<double>(all); }

/// A share of the current table's rows.
template <class F>
double share_of_cells(const Finding& finding, F&& counts) {
  double sum = 0;
  for (const CellChange& cell : finding.cells)
    if (counts(cell)) sum += cell.current_share;
  return sum;
}

double missing(const Finding& f) {
  return share_of_cells(f, [](const CellChange& cell) { return cell.role == CellRole::missing; });
}
double missing_before(const Finding& f) {
  double sum = 0;
  for (const CellChange& cell : f.cells)
    if (cell.role == CellRole::missing) sum += cell.reference_share;
  return sum;
}
double unseen(const Finding& f) {
  return share_of_cells(f, [](const CellChange& cell) { return cell.role == CellRole::unseen; });
}
double outside(const Finding& f) {
  if (!f.axis) return kNone;
  std::uint64_t rows = 0;
  for (const CellChange& cell : f.cells) rows += cell.current;
  return share(f.axis->below + f.axis->above, rows);
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Reads one rule from left to right.
class RuleReader {
 public:
  /// Complaints begin with `place`.
  explicit RuleReader(std::string_view text, std::string place = "") : text_(text), place_(std::move(place)) {}

  Rule read() {
    Rule rule;
    rule.column = take_column();
    rule.measure = take_measure();
    rule.sign = take_sign();
    rule.limit = take_number();
    skip();
    if (at_ < text_.size()) fail(text_.size() - at_, "nothing may follow the number");
    return rule;
  }

 private:
  void skip() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }
  [[noreturn]] void fail(std::size_t length, const std::string& sentence) const {
    throw TextError(place_ + sentence, text_, at_, length);
  }

  /// What stands before the last colon, or in quotes.
  std::string take_column() {
    skip();
    if (at_ < text_.size() && text_[at_] == '"') {
      const std::size_t end = text_.find('"', at_ + 1);
      if (end == std::string_view::npos) fail(text_.size() - at_, "expected a second \" after the column's name");
      const std::string name(text_.substr(at_ + 1, end - at_ - 1));
      at_ = end + 1;
      skip();
      if (at_ == text_.size() || text_[at_] != ':') fail(1, "expected : after the column's name");
      ++at_;
      return name;
    }
    const std::size_t colon = text_.rfind(':');
    if (colon == std::string_view::npos) return "";
    const std::string name(trimmed(text_.substr(0, colon)));
    if (name.empty()) fail(1, "expected a column's name before the colon");
    at_ = colon + 1;
    return name;
  }

  std::string take_measure() {
    skip();
    std::size_t end = at_;
    while (end < text_.size() && is_word(text_[end])) ++end;
    const std::string word(text_.substr(at_, end - at_));
    std::vector<std::string_view> names;
    for (const RuleMeasure& measure : rule_measures()) names.push_back(measure.name);
    if (std::find(names.begin(), names.end(), word) == names.end()) {
      const std::string near = word.empty() ? "" : nearest(word, names.data(), names.size());
      std::string all;
      for (std::string_view name : names) all += (all.empty() ? "" : ", ") + std::string(name);
      fail(std::max<std::size_t>(word.size(), 1),
           near.empty() ? "expected one of " + all : "'" + word + "' is no measure; did you mean " + near + "?");
    }
    at_ = end;
    return word;
  }

  RuleSign take_sign() {
    skip();
    for (const std::size_t i : {1u, 3u, 0u, 2u}) {  // the longer ones first
      if (!text_.substr(at_).starts_with(kSigns[i])) continue;
      at_ += kSigns[i].size();
      return static_cast<RuleSign>(i);
    }
    fail(1, "expected >, >=, < or <=");
  }

  double take_number() {
    skip();
    double value = 0;
    const char* const first = text_.data() + at_;
    const auto [stop, error] = std::from_chars(first, text_.data() + text_.size(), value);
    if (error != std::errc() || !std::isfinite(value))
      fail(std::max<std::size_t>(text_.size() - at_, 1), "expected a number");
    at_ += static_cast<std::size_t>(stop - first);
    return value;
  }

  std::string_view text_;
  std::string place_;
  std::size_t at_ = 0;
};

}  // namespace

const std::vector<RuleMeasure>& rule_measures() {
  static const std::vector<RuleMeasure> measures{
      {"kl", [](const Finding& f) { return f.kl; }},
      {"js", [](const Finding& f) { return f.js; }},
      {"js_distance", [](const Finding& f) { return f.js_distance; }},
      {"psi", [](const Finding& f) { return f.psi; }},
      {"total_variation", [](const Finding& f) { return f.total_variation; }},
      {"wasserstein", [](const Finding& f) { return f.axis ? f.axis->wasserstein : kNone; }},
      {"wasserstein_scaled", [](const Finding& f) { return f.axis ? f.axis->wasserstein_scaled : kNone; }},
      {"kolmogorov_smirnov", [](const Finding& f) { return f.axis ? f.axis->kolmogorov_smirnov : kNone; }},
      {"p", [](const Finding& f) { return f.evidence.p.p; }},
      {"adjusted_p", [](const Finding& f) { return f.evidence.adjusted_p; }},
      {"missing", missing},
      {"missing_change", [](const Finding& f) { return missing(f) - missing_before(f); }},
      {"unseen", unseen},
      {"outside", outside},
  };
  return measures;
}

std::string Rule::text() const {
  std::string name = column.find(':') == std::string::npos ? column : "\"" + column + "\"";
  if (!name.empty()) name += ": ";
  return name + measure + " " + std::string(kSigns[static_cast<int>(sign)]) + " " + to_text(limit);
}

Rule parse_rule(std::string_view text) { return RuleReader(text).read(); }

std::vector<Rule> parse_rules(std::string_view text) {
  std::vector<Rule> rules;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::string_view rule = line.substr(0, line.find('#'));
    if (trimmed(rule).empty()) continue;
    rules.push_back(RuleReader(rule, "line " + std::to_string(number) + ": ").read());
  }
  if (rules.empty()) fail_domain("", "rules", "have no rule in them; psi > 0.25 is one");
  return rules;
}

bool applies(const Rule& rule, const Finding& finding) {
  if (!rule.column.empty() && rule.column != finding.column) return false;
  const auto& measures = rule_measures();
  const auto measure =
      std::find_if(measures.begin(), measures.end(), [&](const RuleMeasure& m) { return m.name == rule.measure; });
  if (measure == measures.end())
    fail_argument("compare", "rule", "is about '" + rule.measure + "', which is no measure");
  const double value = measure->value(finding);
  switch (rule.sign) {
    case RuleSign::above: return value > rule.limit;
    case RuleSign::at_least: return value >= rule.limit;
    case RuleSign::below: return value < rule.limit;
    case RuleSign::at_most: return value <= rule.limit;
  }
  return false;
}

}  // namespace sanov
