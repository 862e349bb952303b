#pragma once

#include <optional>
#include <string>

#include "cli/plan_picture.h"
#include "cli/transport_question.h"

namespace sanov::cli {

/// The plan as a picture, where there are points on a line or in the plane. The question must outlive it.
std::optional<PlanPicture> picture_of(const TransportQuestion& question, const Plan& plan, bool is_blurred);

/// The same. Throws InvalidArgument where there is none.
PlanPicture picture_asked_for(const TransportQuestion& question, const Plan& plan, bool is_blurred);

/// Writes a plan as .csv or .parquet: columns from, to (counted from 0) and mass, what a unit costs, and the labels of
/// cells that have some.
void write_plan(const TransportQuestion& question, const Plan& plan, const std::string& path, Desk& desk);

}  // namespace sanov::cli
