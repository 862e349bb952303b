#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/cloud_input.h"
#include "cli/desk.h"
#include "cli/question.h"
#include "sanov/transport/transport.h"

namespace sanov::cli {

/// The two measures that `sanov transport` is asked of, and what moving mass between them costs.
struct TransportQuestion {
  CloudInput a, b;
  std::string cost_name;  ///< "sqeuclidean", or the file of costs
  Cost cost = Cost::squared_euclidean;
  double power = 0;           ///< whose root is a distance: 2 for "sqeuclidean"; 0 for costs of a file
  std::vector<double> costs;  ///< from a file, a row for each cell of A; none for points
  std::string weights;        ///< the column's name, or ""

  bool has_points() const noexcept { return costs.empty(); }
  CostMatrix matrix() const noexcept { return {Rows(costs.data(), a.points, b.points)}; }
  /// Weights as they come: their sum is what is moved. Without weights it is 1.
  std::optional<Cells> masses_of(const CloudInput& input) const;
  /// "From A (a.csv), 366 rows, to B (b.csv), 365 rows: temp_max, wind; squared Euclidean distance".
  std::string heading() const;
  /// Columns that are not of numbers, where none was named.
  const std::vector<Aside>& left_out() const noexcept { return a.columns.empty() ? b.left_out : a.left_out; }
  /// The heading, what is `beside` it, and what was left out, folded for the terminal.
  std::string title(const Terminal& terminal, std::string_view beside = "") const;
};

/// Reads what a command line names. Throws as `sanov transport` reports it.
TransportQuestion read_transport(const TransportRequest& request, Desk& desk);

/// What the library complains of, in the command's words: x and y are A and B, a coordinate is a point's, an option has
/// its dashes.
void rename_for_shell(const TransportQuestion& question, Complaint& complaint);

/// Runs `work` on the question, and has the library's complaints in the command's words.
template <class Work>
auto asked(const TransportQuestion& question, Work&& work) {
  return in_terms([&](Complaint& complaint) { rename_for_shell(question, complaint); }, work);
}

}  // namespace sanov::cli
