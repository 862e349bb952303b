#pragma once

#include <string>

#include "cli/desk.h"
#include "sanov/fit/grain.h"
#include "sanov/fit/rank_families.h"

namespace sanov::cli {

/// What `sanov fit DATA` answers, before it is text, JSON or a picture.
struct FitAnswer {
  std::string label;
  FitData data;
  Grain grain;
  std::size_t missing = 0;
  int draws = 0;  ///< behind the goodness of fit
  Ranking ranking;
};

std::string fit_text(const FitAnswer& answer, std::size_t shown, const Terminal& terminal);
std::string fit_json(const FitAnswer& answer);

/// The histogram with the best three densities, and the quantiles of data and best fit against each other.
std::string fit_svg(const FitAnswer& answer);

}  // namespace sanov::cli
