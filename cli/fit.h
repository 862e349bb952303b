#pragma once

#include <optional>
#include <string>

#include "cli/desk.h"
#include "cli/drawing.h"
#include "sanov/fit/grain.h"
#include "sanov/fit/rank_families.h"

namespace sanov::cli {

/// What `sanov fit DATA` answers, before it is text, JSON or a picture.
struct FitAnswer {
  std::string label;
  FitData data;
  Grain grain;
  std::size_t missing = 0;
  std::optional<double> atom_share;  ///< of a commonest value (grain.atom) that no density has: `data` are the others
  int draws = 0;                     ///< behind the goodness of fit
  Ranking ranking;
};

std::string fit_text(const FitAnswer& answer, std::size_t shown, const Terminal& terminal);
std::string fit_json(const FitAnswer& answer);

/// `sanov fit TARGET`: a family fitted to a density that a spec describes.
void fit_target(const FitRequest& request, Desk& desk);

/// The histogram with the best three densities, and the quantiles of data and best fit against each other.
Drawing fit_drawing(const FitAnswer& answer);

}  // namespace sanov::cli
