#pragma once

#include <string>
#include <vector>

#include "cli/desk.h"
#include "cli/rank_columns.h"
#include "sanov/base/cells.h"

namespace sanov::cli {

/// One argument of `sanov transport`, read: points, or where the costs come from a file masses alone.
struct CloudInput {
  std::string name;                  ///< "A", or "A (data.csv)": for errors
  bool names_column = false;         ///< the name has the column too: "A (data.csv:age)"
  std::string place;                 ///< what a point is called: "row" of a file, else "value"
  std::vector<std::string> columns;  ///< names of the coordinates; none for numbers as typed
  std::size_t points = 0, dimensions = 0;
  std::vector<double> values;       ///< row by row
  std::vector<double> weights;      ///< none where all are alike
  std::vector<std::string> labels;  ///< of categories, and of masses whose costs have names
  std::vector<Aside> left_out;      ///< columns of the table that are not of numbers, where none was named
  bool is_date = false;             ///< the one coordinate is in seconds since 1970

  Rows rows() const noexcept { return {values.data(), points, dimensions}; }
  /// "row 12", "sun".
  std::string point_name(std::size_t point) const;
  /// "row 12 of A (data.csv):age", the place of a number in `values`.
  std::string coordinate_name(std::size_t place) const;
};

/// Whether an argument is a whole table, whose columns have names.
bool names_a_table(const std::string& text);

/// Reads "1,2,3", "data.csv:age", "points.csv" or "points.npy". `columns` are those to read of a table, all of numbers
/// where none is named; `weights` a further column, or "". Throws InvalidArgument or DomainError that name the argument
/// and what in it cannot be read, a missing value among it.
CloudInput read_points(const std::string& text, std::string_view argument, const std::vector<std::string>& columns,
                       const std::string& weights, Desk& desk);

/// The names of a table's columns of numbers.
std::vector<std::string> columns_of_numbers(const std::string& path, Desk& desk);

/// Reads masses: probabilities or counts as `sanov measure` takes them, or a .npy array of them. Categories' counts are
/// divided by their sum.
CloudInput read_masses(const std::string& text, std::string_view argument, Desk& desk);

/// Divides the weights by their sum. Throws DomainError where they have none.
void normalize(CloudInput& input);

}  // namespace sanov::cli
