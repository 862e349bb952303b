#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/desk.h"
#include "cli/drawing.h"
#include "sanov/fit/fit_density.h"

namespace sanov::cli {

/// What `sanov fit TARGET` answers, before it is text, JSON or a picture: a family fitted to a density on a grid.
struct TargetFit {
  const FamilyEntry* family;
  DensityOnGrid target;
  double total = 1;  ///< what the target's weights add to, or what it integrates to over the grid
  DensityFitOptions options;
  DensityFit fit;

  bool by_adam() const noexcept { return options.optimizer == Optimizer::adam; }
};

/// The target of a request, and what is to be done with it; not yet fitted.
TargetFit asked_target_fit(const FitRequest& request);

std::string target_fit_text(const TargetFit& answer, const Terminal& terminal);
std::string target_fit_json(const TargetFit& answer);

/// "mean 2.499, sd 5.231".
std::string parameters_text(const FamilyEntry& family, const std::vector<double>& values, int digits);

/// Adam's way, with a row at least every thousandth part of its steps. The fit is run again.
std::vector<TraceRow> way_of(const TargetFit& answer);

/// The target with the family's member where the optimiser stopped, and at the optimum.
Drawing target_fit_drawing(const TargetFit& answer);

/// The member moving to the target under Adam, above its loss: about a hundred frames, more of them where it moves
/// faster. The optimiser is Adam.
std::vector<Drawing> target_fit_film(const TargetFit& answer);

/// Paints the film as a GIF.
void animate_target_fit(const TargetFit& answer, const std::string& path);

/// Throws what animate_target_fit would throw for such a file, before any work is done.
void check_animation(const std::string& path, bool by_adam);

}  // namespace sanov::cli
