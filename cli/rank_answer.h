#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/desk.h"
#include "cli/input.h"
#include "sanov/rank/coefficient.h"
#include "sanov/report/p_text.h"

namespace sanov::cli {

/// A coefficient with what it found, or why it has nothing.
struct Ranked {
  const AnyCoefficient* coefficient;
  Association found;
  std::string reason;  ///< why it takes no such values, or has no such test

  std::string_view name() const noexcept { return coefficient->info().name; }
};

/// What `sanov rank X Y` answers, before it is text or JSON.
struct RankAnswer {
  Sample x, y;
  std::vector<Ranked> values;
  std::size_t n = 0, dropped = 0;  ///< pairs
  double level = 0.95;
  Alternative alternative = Alternative::two_sided;
};

/// The options of every coefficient, out of their words. Throws InvalidArgument for an unknown one, with the nearest.
AssociationOptions options_of(const RankRequest& request);

/// The coefficients of those names, each once. Throws InvalidArgument for an unknown one, with the nearest.
std::vector<const AnyCoefficient*> chosen_coefficients(const std::vector<std::string>& names);

/// Computes what was asked of two columns; of the request its measures, all, alternative, level and missing count.
/// Throws InvalidArgument if they differ in length, have fewer than 2 pairs, or one is constant; DomainError for a
/// missing value, unless such pairs are left out.
RankAnswer rank_answer(const RankRequest& request, Sample x, Sample y);

/// The answer as people read it, and as programs do.
std::string rank_text(const RankAnswer& answer, const Terminal& terminal);
std::string rank_json(const RankAnswer& answer);

/// A number's text with a true minus in place of a hyphen.
std::string true_minus(std::string text);

/// With a true minus, as numbers stand in columns.
std::string number_text(double value, int digits = 3);

}  // namespace sanov::cli
