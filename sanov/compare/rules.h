#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Thresholds that somebody sets, in place of the verdict by p:
///
///   psi > 0.25                   of any column
///   wind: js_distance >= 0.1     of one; a name with a colon in it in quotes, "a:b": kl > 1
///   # what follows is a remark   a line each in a file
namespace sanov {

struct Finding;

enum class RuleSign : unsigned char { above, at_least, below, at_most };

struct Rule {
  std::string column;  ///< empty for all
  std::string measure;
  RuleSign sign = RuleSign::above;
  double limit = 0;

  /// "wind: js_distance >= 0.1"
  std::string text() const;
};

/// One rule. Throws TextError, which points at the place and names the nearest measure where one is misspelt.
Rule parse_rule(std::string_view text);

/// A line each; empty ones and what follows a # are passed over. Throws as parse_rule does, naming the line; DomainError
/// where there is no rule.
std::vector<Rule> parse_rules(std::string_view text);

/// What a rule can be about: the numbers of a Finding, and shares of rows.
struct RuleMeasure {
  std::string_view name;
  double (*value)(const Finding&);  ///< NaN where the column has no such number
};
const std::vector<RuleMeasure>& rule_measures();

/// Whether the rule speaks of this column and its condition holds: then the column differs.
bool applies(const Rule& rule, const Finding& finding);

}  // namespace sanov
