#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/plan_picture.h"
#include "cli/transport_question.h"

namespace sanov::cli {

/// The plan's parts, the largest share of the cost first.
std::vector<std::size_t> dearest(const Plan& plan, const std::vector<double>& costs, std::size_t most);

/// The plan as a picture, where there are points on a line or in the plane. The question must outlive it.
std::optional<PlanPicture> picture_of(const TransportQuestion& question, const Plan& plan);

/// The same as SVG. Throws InvalidArgument where there is none.
std::string svg_of(const TransportQuestion& question, const Plan& plan);

/// Writes a plan as .csv or .parquet: columns from, to (counted from 0) and mass, and what a unit costs.
void write_plan(const Plan& plan, const std::string& path, Desk& desk);

}  // namespace sanov::cli
