#include "cli/rank_answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "cli/question.h"
#include "cli/text.h"
#include "sanov/base/error.h"
#include "sanov/measures/catalogue.h"
#include "sanov/rank/catalogue.h"
#include "sanov/rank/extent.h"

namespace sanov::cli {
namespace {

constexpr std::array<std::string_view, 5> kTelling = {"pearson", "spearman", "kendall", "chatterjee_xi",
                                                      "distance_correlation"};

/// One of several words, by its place. Throws InvalidArgument, with the nearest.
template <std::size_t N>
std::size_t place_of(std::string_view word, const std::string_view (&known)[N], std::string_view option) {
  for (std::size_t i = 0; i < N; ++i)
    if (known[i] == word) return i;
  const std::string near = nearest(word, known, N);
  std::string all;
  for (std::size_t i = 0; i < N; ++i) all += fmt::format("{}{}", i == 0 ? "" : i + 1 == N ? " or " : ", ", known[i]);
  fail_argument(
      "", option,
      fmt::format("is '{}'; {}", word, near.empty() ? "it is one of " + all : "did you mean '" + near + "'?"));
}

std::vector<const AnyCoefficient*> choose(const RankRequest& request) {
  if (request.all && !request.measures.empty()) fail_argument("", "--all", "and --measure exclude each other");
  if (!request.measures.empty()) return chosen_coefficients(request.measures);
  std::vector<const AnyCoefficient*> chosen;
  for_each_coefficient([&](const AnyCoefficient& coefficient) {
    if (request.all || std::ranges::find(kTelling, coefficient.info().name) != kTelling.end())
      chosen.push_back(&coefficient);
  });
  return chosen;
}

/// "row 7 of Y (data.csv:age)", or where values are not counted from 1, "y[6]".
std::string place_text(const Sample& sample, std::size_t i) {
  return sample.place.empty() ? fmt::format("{}[{}]", sample.name, i)
                              : fmt::format("{} {} of {}", sample.place, i + 1, sample.name);
}

/// Only the pairs that have both values.
std::size_t leave_out_missing(Sample& x, Sample& y, Missing missing) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < x.values.size(); ++i) {
    const Sample& lacking = std::isnan(x.values[i]) ? x : y;
    if (std::isnan(lacking.values[i])) {
      if (missing == Missing::error)
        fail_domain("", place_text(lacking, i),
                    "is missing; give missing = pairwise to leave out pairs that lack a value");
      continue;
    }
    x.values[kept] = x.values[i];
    y.values[kept++] = y.values[i];
  }
  const std::size_t dropped = x.values.size() - kept;
  x.values.resize(kept);
  y.values.resize(kept);
  return dropped;
}

void check_pairs(const Sample& x, const Sample& y, std::size_t dropped) {
  if (x.values.size() < 2)
    fail_argument(
        "", fmt::format("{} and {}", x.name, y.name),
        fmt::format("have {}{}; a coefficient needs at least 2", counted(static_cast<double>(x.values.size()), "pair"),
                    dropped == 0 ? "" : " without a missing value"));
  for (const Sample* each : {&x, &y})
    if (extent(each->values).constant())
      fail_argument(
          "", each->name,
          fmt::format("is constant: all its {} values are {}; nothing can go together with it",
                      with_commas(static_cast<double>(each->values.size())), rounded(each->values.front(), 6)));
}

/// The library's "x" and "y" as they are called here.
void rename(Complaint& complaint, std::string_view coefficient, const Sample& x, const Sample& y) {
  std::string& argument = complaint.argument;
  if (argument == "level") {
    argument = "--level";
  } else if (argument == "test" || argument == "alternative") {
    argument = fmt::format("{}:", coefficient);
  } else if (argument == "x" || argument == "y") {
    const Sample& of = argument == "x" ? x : y;
    argument = complaint.index ? place_text(of, *complaint.index) : of.name;
    complaint.index.reset();
  }
}

Association found_by(const AnyCoefficient& coefficient, const Sample& x, const Sample& y,
                     const AssociationOptions& options) {
  return in_terms([&](Complaint& complaint) { rename(complaint, coefficient.info().name, x, y); },
                  [&] { return coefficient(x.values, y.values, options); });
}

/// One of several, some of which ask for more than others: for finite values, say, or have no p for small values. Those
/// that were asked for by name must have what they ask for, and all of them the test.
Ranked ranked_by(const AnyCoefficient& coefficient, const Sample& x, const Sample& y, const AssociationOptions& options,
                 bool by_name) {
  Ranked ranked{&coefficient, {}, ""};
  try {
    ranked.found = found_by(coefficient, x, y, options);
  } catch (const DomainError& error) {
    if (by_name) throw;
    ranked.reason = error.complaint().argument + " " + error.complaint().rule;
  } catch (const InvalidArgument& error) {
    if (by_name) throw;
    if (options.alternative != Alternative::less || !error.complaint().rule.starts_with("less ")) {
      Complaint complaint = error.complaint();
      if (complaint.argument.ends_with(':')) complaint.rule += ", or choose coefficients by --measure";
      throw InvalidArgument(complaint);
    }
    AssociationOptions untested = options;
    untested.test = TestKind::none;
    ranked.found = found_by(coefficient, x, y, untested);
    ranked.reason = error.complaint().rule;
  }
  return ranked;
}

/// The coefficient of that name. Throws InvalidArgument, with the nearest, or where it is a measure saying so.
const AnyCoefficient& coefficient_called(const std::string& name) {
  bool is_measure = false;
  for_each_measure([&](const auto& measure) { is_measure = is_measure || measure.info().name == name; });
  if (is_measure)
    fail_argument("", name, "is a measure between distributions, no coefficient; see `sanov measure --help`");
  return find_coefficient(name);
}

}  // namespace

AssociationOptions options_of(const RankRequest& request) {
  constexpr std::string_view kAlternatives[] = {to_text(Alternative::two_sided), to_text(Alternative::less),
                                                to_text(Alternative::greater)};
  constexpr std::string_view kTests[] = {"auto", "exact", "asymptotic", "permutation", "none"};
  constexpr std::string_view kMissing[] = {"error", "pairwise"};
  AssociationOptions options;
  options.alternative = static_cast<Alternative>(place_of(request.alternative, kAlternatives, "--alternative"));
  options.missing = static_cast<Missing>(place_of(request.missing, kMissing, "--missing"));
  options.test = static_cast<TestKind>(place_of(request.test, kTests, "--test"));
  options.level = request.level;
  options.permutations = request.permutations;
  options.seed = request.seed;
  return options;
}

std::vector<const AnyCoefficient*> chosen_coefficients(const std::vector<std::string>& names) {
  std::vector<const AnyCoefficient*> chosen;
  for (const auto& name : names) {
    const AnyCoefficient* const found = &coefficient_called(name);
    if (std::ranges::find(chosen, found) == chosen.end()) chosen.push_back(found);
  }
  return chosen;
}

RankAnswer rank_answer(const RankRequest& request, Sample x, Sample y) {
  const AssociationOptions options = options_of(request);
  const auto chosen = choose(request);
  if (x.values.size() != y.values.size())
    fail_argument("", y.name,
                  fmt::format("has {}, but {} has {}; the two are read in pairs",
                              counted(static_cast<double>(y.values.size()), "value"), x.name,
                              with_commas(static_cast<double>(x.values.size()))));
  RankAnswer answer;
  answer.dropped = leave_out_missing(x, y, options.missing);
  check_pairs(x, y, answer.dropped);
  answer.n = x.values.size();
  answer.level = options.level;
  answer.alternative = options.alternative;
  for (const AnyCoefficient* coefficient : chosen)
    answer.values.push_back(ranked_by(*coefficient, x, y, options, !request.measures.empty()));
  answer.x = std::move(x);
  answer.y = std::move(y);
  return answer;
}

}  // namespace sanov::cli
