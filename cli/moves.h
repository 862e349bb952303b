#pragma once

#include <string>
#include <vector>

#include "cli/json.h"
#include "cli/terminal.h"
#include "cli/transport_question.h"

namespace sanov::cli {

/// The moves of a plan that people are shown: all but the dust below 10⁻¹² of the mass, which is what rounding left.
std::vector<std::size_t> moves_of(const Plan& plan);

/// The moves with the largest shares of the cost, as a table.
std::string moves_text(const TransportQuestion& question, const Plan& plan, const Terminal& terminal);

/// The members "columns" and "left_out" of points, "from_labels" and "to_labels" of cells with names.
void add_names(Json& json, const TransportQuestion& question);

/// The member "plan", with from and to counted from 0.
void add_plan(Json& json, const TransportQuestion& question, const Plan& plan);

/// A member that is an array of numbers.
void add_numbers(Json& json, std::string_view name, const auto& values) {
  json.key(name).array();
  for (const auto value : values) json.value(static_cast<double>(value));
  json.close();
}

}  // namespace sanov::cli
