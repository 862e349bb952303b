#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/cloud_input.h"
#include "cli/desk.h"
#include "sanov/transport/transport.h"

namespace sanov::cli {

/// What `sanov transport` answers, before it is text or JSON.
struct TransportAnswer {
  CloudInput a, b;
  std::string cost;             ///< "sqeuclidean", or the file of costs
  std::optional<double> power;  ///< whose root is a distance: W₂ for "sqeuclidean"; none for costs of a file
  Transport found;

  /// (cost / mass)^(1/power): W of the two measures, each divided by its mass.
  std::optional<double> distance() const;
};

std::string transport_text(const TransportAnswer& answer, const Terminal& terminal);
std::string transport_json(const TransportAnswer& answer);
std::string transport_svg(const TransportAnswer& answer);

/// Writes the plan as .csv, .parquet or .json: columns from, to (counted from 0) and mass, and what a unit costs.
void write_plan(const TransportAnswer& answer, const std::string& path, Desk& desk);

}  // namespace sanov::cli
