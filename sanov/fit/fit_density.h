#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sanov/base/status.h"
#include "sanov/fit/adam.h"
#include "sanov/fit/density_loss.h"

namespace sanov {

enum class Optimizer {
  adam,   ///< PyTorch's Adam over the parameters themselves, as training loops run it
  exact,  ///< quasi-Newton steps (BFGS) with line search over free coordinates, until nothing is gained
};

struct DensityFitOptions {
  DensityLoss loss = DensityLoss::kl;
  Optimizer optimizer = Optimizer::adam;
  AdamOptions adam = {};
  int steps = 10000;
  std::vector<double> start = {};  ///< parameters; none: the family's own defaults
  int trace_every = 0;             ///< steps between rows of the trace; 0: no trace
  /// Further starts of the exact optimiser, spread over the target: so that other optima than the nearest are found.
  int starts = 0;
};

struct TraceRow {
  int step = 0;                   ///< updates made so far
  double loss = 0;                ///< of the last forward pass, which came before the last update
  double loss_at_parameters = 0;  ///< of these parameters
  std::vector<double> parameters;
};

/// A local minimum of the loss.
struct DensityOptimum {
  std::vector<double> parameters;
  double loss = 0;
  int starts = 0;  ///< that led there
};

/// A family's member fitted to a density on a grid.
struct DensityFit {
  std::vector<double> parameters;
  /// The loss that training loops print at the end: of the last forward pass, which comes before the last update.
  double loss = 0;
  double loss_at_parameters = 0;
  /// Where the exact optimiser ends when it goes on from here: how far the stop was from the nearest optimum.
  std::vector<double> optimum;
  double loss_at_optimum = 0;
  std::vector<DensityOptimum> optima;  ///< all that were found, best first: of no starts the one above
  Status status = Status::converged;
  int steps = 0;
  std::vector<TraceRow> trace;
};

/// Fits a family to a density on a grid by minimising a loss. With `starts` the exact optimiser's answer is the best of
/// the local optima that it found, Adam's is where it stopped; which optima there are does not depend on threads.
/// Throws as DensityObjective does; InvalidArgument for Adam's options out of their range (PyTorch's); DomainError where
/// the start is outside its domain or has an infinite loss, or where a step of Adam leaves the domain, naming step and
/// parameter.
DensityFit fit_density(std::string_view family, const DensityOnGrid& target, const DensityFitOptions& options = {});

/// The density of a distribution, or a sum of densities, at `points` places from low to high, both included.
DensityOnGrid density_on_grid(const Distribution& d, double low, double high, std::size_t points);

}  // namespace sanov
