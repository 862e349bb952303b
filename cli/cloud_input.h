#pragma once

#include <string>
#include <vector>

#include "cli/desk.h"
#include "sanov/base/cells.h"

namespace sanov::cli {

/// One argument of `sanov transport`, read: points, or where the costs come from a file masses alone.
struct CloudInput {
  std::string name;                  ///< "A", or "A (data.csv)": for errors
  std::string place;                 ///< what a point is called: "row" of a file, else "value"
  std::vector<std::string> columns;  ///< names of the coordinates; none for numbers as typed
  std::size_t points = 0, dimensions = 0;
  std::vector<double> values;       ///< row by row
  std::vector<double> weights;      ///< none where all are alike
  std::vector<std::string> labels;  ///< of categories
  bool is_date = false;             ///< the one coordinate is in seconds since 1970

  Rows rows() const noexcept { return {values.data(), points, dimensions}; }
  /// "row 12", "sun".
  std::string point_name(std::size_t point) const;
};

/// Reads "1,2,3", "data.csv:age", "points.csv" or "points.npy". `columns` are those to read of a file, all of numbers
/// where none is named; `weights` a further column, or "". Throws InvalidArgument or DomainError that name the argument
/// and what in it cannot be read, a missing value among it.
CloudInput read_points(const std::string& text, std::string_view argument, const std::vector<std::string>& columns,
                       const std::string& weights, Desk& desk);

/// Reads masses: probabilities or counts as `sanov measure` takes them. Categories' counts are divided by their sum.
CloudInput read_masses(const std::string& text, std::string_view argument, Desk& desk);

}  // namespace sanov::cli
