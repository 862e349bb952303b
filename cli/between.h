#pragma once

#include "cli/desk.h"

/// `sanov measure` of two distributions given by their names and parameters, rather than by cells.
namespace sanov::cli {

/// Whether P or Q is a distribution such as 'normal(0,1)', and no file.
bool asks_for_distributions(const MeasureRequest& request);

/// Throws InvalidArgument where one of them is none, or for an option that is about cells; SpecError.
void measure_distributions(const MeasureRequest& request, Desk& desk);

}  // namespace sanov::cli
