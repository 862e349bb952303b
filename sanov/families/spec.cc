#include "sanov/families/spec.h"

#include <algorithm>
#include <cmath>

#include "sanov/base/running_sum.h"
#include "sanov/families/affine.h"
#include "sanov/families/catalogue.h"
#include "sanov/families/empirical.h"
#include "sanov/families/scipy_names.h"
#include "sanov/families/spec_reader.h"
#include "sanov/families/tabulated.h"
#include "sanov/families/truncated.h"

namespace sanov {
namespace {

constexpr int kDeepest = 16;
constexpr double kInf = std::numeric_limits<double>::infinity();

struct Place {
  std::size_t at = 0, length = 1;
};

/// A parameter that a call may have; NaN as its default: it must be given.
struct Wanted {
  std::string_view name;
  double value;
};

/// What a call gave.
struct Values {
  std::vector<double> values;
  std::vector<Place> places;  ///< of each, or of the call's name where it was left out
};

struct Combinator {
  std::string_view name;
  std::vector<Wanted> parameters;
  Distribution (*make)(const Distribution& d, std::span<const double> values);
};

const std::vector<Combinator>& combinators() {
  const double needed = std::nan("");
  static const std::vector<Combinator> all{
      {"truncated",
       {{"low", -kInf}, {"high", kInf}},
       [](const Distribution& d, std::span<const double> v) { return truncated(d, v[0], v[1]); }},
      {"shifted", {{"by", needed}}, [](const Distribution& d, std::span<const double> v) { return shifted(d, v[0]); }},
      {"scaled", {{"by", needed}}, [](const Distribution& d, std::span<const double> v) { return scaled(d, v[0]); }},
      {"zero_inflated",
       {{"zeros", needed}},
       [](const Distribution& d, std::span<const double> v) { return zero_inflated(d, v[0]); }},
  };
  return all;
}

constexpr std::string_view kLists[] = {"categorical", "empirical", "tabulated"};

std::vector<std::string_view> all_names() {
  std::vector<std::string_view> names;
  for (const FamilyEntry& entry : all_families()) names.push_back(entry.name);
  for (const Combinator& c : combinators()) names.push_back(c.name);
  names.insert(names.end(), std::begin(kLists), std::end(kLists));
  return names;
}

std::string joined(const std::vector<Wanted>& parameters) {
  std::string text;
  for (const Wanted& p : parameters) text += (text.empty() ? "" : ", ") + std::string(p.name);
  return text;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : in_(text) {}

  Target target() {
    Target found{.components = sum(), .total = 0};
    if (!in_.at_end()) in_.expected("'+' or the end");
    RunningSum total;
    for (const Weighted& c : found.components) total.add(c.weight);
    found.total = total.value();
    return found;
  }

  Distribution distribution() {
    const std::size_t from = in_.here();
    const Target found = target();
    return mixed(found.components, {from, in_.here() - from});
  }

 private:
  /// Runs `make`; what it refuses is said with its place.
  template <class F>
  auto placed(const Place& place, F&& make) {
    try {
      return make();
    } catch (const SpecError&) {
      throw;
    } catch (const InvalidArgument& error) {
      in_.fail(place.at, place.length, error.complaint().sentence());
    } catch (const DomainError& error) {
      in_.fail(place.at, place.length, error.complaint().sentence());
    }
  }

  /// One distribution of a sum, whose weights must add to 1.
  Distribution mixed(const std::vector<Weighted>& components, const Place& place) {
    if (components.size() == 1 && components.front().weight == 1) return components.front().distribution;
    RunningSum total;
    for (const Weighted& c : components) total.add(c.weight);
    if (!(std::fabs(total.value() - 1) <= 1e-9)) {
      const bool bare = std::ranges::all_of(components, [](const Weighted& c) { return c.weight == 1; });
      in_.fail(place.at, place.length,
               "the weights of a mixture add to 1, but these add to " + spec_number(total.value()) +
                   (bare ? "; give each its weight, as in 0.5*normal(-5,1)+0.5*normal(10,1)" : ""));
    }
    return placed(place, [&] { return mixture(components); });
  }

  /// term + term + …; sums in brackets are part of it.
  std::vector<Weighted> sum() {
    std::vector<Weighted> all;
    do {
      const std::size_t from = in_.here();
      double weight = 1;
      if (in_.at_number()) {
        weight = in_.number("a weight");
        if (!(weight >= 0 && std::isfinite(weight)))
          in_.fail(from, in_.here() - from, "a weight is finite and not negative");
        in_.expect('*', "'*' and a distribution after a weight");
      }
      for (Weighted& part : term()) all.push_back({weight * part.weight, std::move(part.distribution)});
    } while (in_.take('+'));
    return all;
  }

  std::vector<Weighted> term() {
    const std::size_t at = in_.here();
    if (in_.take('(')) {
      deeper(at);
      std::vector<Weighted> inner = sum();
      in_.expect(')', "'+' or ')'");
      --depth_;
      return inner;
    }
    const std::string_view name = in_.take_word();
    if (name.empty()) in_.expected("a distribution, such as normal(0, 1)");
    const Place place{at, name.size()};
    std::vector<Weighted> one;
    one.push_back({1, call(name, place)});
    return one;
  }

  Distribution call(std::string_view name, const Place& place) {
    for (const Combinator& c : combinators())
      if (c.name == name) return combination(c, place);
    if (std::ranges::find(kLists, name) != std::end(kLists)) return list(name, place);
    for (const FamilyEntry& entry : all_families())
      if (entry.name == name) return member(entry, place);
    const auto names = all_names();
    const std::string hint = hint_of_scipy_family(name), near = nearest(name, names.data(), names.size());
    in_.fail(place.at, place.length,
             "'" + std::string(name.substr(0, 40)) + "' is no distribution; " +
                 (!hint.empty()  ? hint
                  : near.empty() ? "`sanov list families` has them all"
                                 : "did you mean " + near + "?"));
  }

  Distribution member(const FamilyEntry& entry, const Place& place) {
    std::vector<Wanted> wanted;
    for (const FamilyParameter& p : entry.parameters) wanted.push_back({p.name, p.value});
    const Values given = arguments(entry.name, wanted, place, in_.take('(') && !in_.take(')'));
    for (std::size_t i = 0; i < wanted.size(); ++i)
      if (const auto rule = entry.parameters[i].rule_broken_by(given.values[i]); !rule.empty())
        in_.fail(given.places[i].at, given.places[i].length,
                 std::string(entry.name) + ": " + std::string(wanted[i].name) + " is " + spec_number(given.values[i]) +
                     "; " + std::string(rule));
    return placed(place, [&] { return entry.make(given.values); });
  }

  Distribution combination(const Combinator& c, const Place& place) {
    in_.expect('(', "'(' after " + std::string(c.name));
    deeper(place.at);
    const std::size_t from = in_.here();
    const std::vector<Weighted> components = sum();
    const Distribution inner = mixed(components, {from, in_.here() - from});
    const bool more = in_.take(',');
    if (!more) in_.expect(')', "'+', ',' or ')'");
    const Values given = arguments(c.name, c.parameters, place, more);
    --depth_;
    return placed(given.places.front(), [&] { return c.make(inner, given.values); });
  }

  /// The rest of a call's arguments after '(' or ',', with the ')'; none of them unless `more`.
  Values arguments(std::string_view name, const std::vector<Wanted>& wanted, const Place& place, bool more) {
    Values found;
    for (const Wanted& w : wanted) found.values.push_back(w.value);
    found.places.assign(wanted.size(), place);
    std::vector<bool> given(wanted.size());
    bool named = false;
    for (std::size_t position = 0; more; ++position) {
      const std::size_t at = in_.here();
      const auto word = in_.take_name();
      std::size_t slot = position;
      if (word) {
        named = true;
        slot = slot_of(*word, name, wanted, at);
      } else if (named) {
        in_.expected("a name and '=': what follows a name has one too");
      } else if (position >= wanted.size() && in_.at_number()) {
        in_.number("a number");
        in_.fail(at, in_.here() - at,
                 std::string(name) + " takes " + (wanted.empty() ? "no parameters" : "no more than " + joined(wanted)));
      }
      const std::size_t value_at = in_.here();
      if (!word && !in_.at_number()) refuse_word(name, wanted);
      const double value = in_.number("a number");
      const std::size_t length = end_of_number(value_at) - value_at;
      if (given[slot]) in_.fail(at, end_of_number(value_at) - at, std::string(wanted[slot].name) + " is given twice");
      given[slot] = true;
      found.values[slot] = value;
      found.places[slot] = {value_at, length};
      more = in_.take(',');
      if (!more) in_.expect(')', "',' or ')'");
    }
    for (std::size_t i = 0; i < wanted.size(); ++i)
      if (std::isnan(found.values[i]))
        in_.fail(place.at, place.length, std::string(name) + " needs " + std::string(wanted[i].name));
    return found;
  }

  /// A word where a number should be: perhaps a parameter's name without its '='.
  [[noreturn]] void refuse_word(std::string_view name, const std::vector<Wanted>& wanted) {
    in_.expected(wanted.empty() ? "')': " + std::string(name) + " takes no parameters"
                                : "a number, or one of " + joined(wanted) + " with '='");
  }

  std::size_t end_of_number(std::size_t from) {
    std::size_t end = in_.here();
    while (end > from + 1 && (in_.text()[end - 1] == ' ' || in_.text()[end - 1] == '\t')) --end;
    return end;
  }

  std::size_t slot_of(std::string_view word, std::string_view name, const std::vector<Wanted>& wanted, std::size_t at) {
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (wanted[i].name == word) return i;
      names.push_back(wanted[i].name);
    }
    const std::string near = nearest(word, names.data(), names.size());
    std::string hint;
    for (const FamilyEntry& entry : all_families())
      if (entry.name == name) hint = hint_of_scipy_parameter(entry, word);
    in_.fail(at, word.size(),
             std::string(name) + " has no parameter '" + std::string(word.substr(0, 40)) + "'; " +
                 (!hint.empty()    ? hint
                  : !near.empty()  ? "did you mean " + near + "?"
                  : wanted.empty() ? "it takes none"
                                   : "it takes " + joined(wanted)));
  }

  /// categorical(0.2, 0.8), empirical(1:2, 3), tabulated(0:1, 1:1).
  Distribution list(std::string_view name, const Place& place) {
    in_.expect('(', "'(' after " + std::string(name));
    deeper(place.at);
    std::vector<double> first, second;
    bool normalize = false;
    const bool pairs = name == "tabulated", may_pair = name != "categorical";
    do {
      const std::size_t at = in_.here();
      if (const auto word = in_.take_name()) {
        if (!pairs || *word != "normalize")
          in_.fail(at, word->size(),
                   std::string(name) + " has no parameter '" + std::string(word->substr(0, 40)) + "'" +
                       (pairs ? "; it takes normalize" : ""));
        normalize = in_.number("0 or 1") != 0;
        break;
      }
      first.push_back(in_.number("a number"));
      if (pairs && in_.peek() != ':') in_.expected("':' and the density there");
      if (may_pair && in_.take(':'))
        second.push_back(in_.number(pairs ? "a density" : "a weight"));
      else if (!second.empty())
        in_.expected("':' and a weight, as before");
      if (!second.empty() && second.size() != first.size())
        in_.fail(at, 1, "has a weight, but the values before have none");
    } while (in_.take(','));
    in_.expect(')', normalize ? "')'" : "',' or ')'");
    --depth_;
    return placed(place, [&] {
      return name == "categorical" ? categorical(first)
             : pairs               ? tabulated(first, second, {.normalize = normalize})
                                   : empirical(first, second);
    });
  }

  void deeper(std::size_t at) {
    if (++depth_ > kDeepest) in_.fail(at, 1, "brackets nest more than " + std::to_string(kDeepest) + " deep");
  }

  SpecReader in_;
  int depth_ = 0;
};

}  // namespace

Distribution parse_distribution(std::string_view text) { return Parser(text).distribution(); }

Target parse_target(std::string_view text) { return Parser(text).target(); }

bool Target::normalized() const noexcept { return std::fabs(total - 1) <= 1e-9; }

Distribution Target::distribution() const {
  std::vector<Weighted> shares = components;
  if (!normalized())
    for (Weighted& c : shares) c.weight /= total;
  return mixture(std::move(shares));
}

std::string spec_number(double value) { return std::isinf(value) ? (value > 0 ? "inf" : "-inf") : to_text(value); }

bool looks_like_distribution(std::string_view text) {
  SpecReader in(text);
  try {
    while (in.take('(')) {
    }
    if (in.at_number()) {
      in.number("");
      if (!in.take('*')) return false;
      while (in.take('(')) {
      }
    }
    const std::string_view word = in.take_word();
    if (word.empty()) return false;
    const auto names = all_names();
    return in.peek() == '(' ||
           (std::ranges::find(names, word) != names.end() && (in.at_end() || in.peek() == '+' || in.peek() == ')'));
  } catch (const SpecError&) {
    return false;
  }
}

}  // namespace sanov
