#pragma once

#include <string>
#include <vector>

#include "cli/desk.h"
#include "sanov/base/cells.h"

namespace sanov::cli {

/// A file's rows of numbers, one distribution a row.
struct LabelledRows {
  std::vector<std::string> labels;   ///< the first column of text, or none
  std::vector<std::string> columns;  ///< names of the cells, none for .npy
  std::vector<double> values;        ///< row by row
  std::vector<float> floats;         ///< the values as they came, where that was as float32 or narrower
  std::size_t rows = 0, cells = 0;

  /// What measures read. Floats are held to the tolerance of floats.
  Rows view() const noexcept {
    return floats.empty() ? Rows(values.data(), rows, cells) : Rows(floats.data(), rows, cells);
  }

  /// "row 3 (march)".
  std::string name_of(std::size_t row) const;
  /// "column sun", or "cell 2".
  std::string name_of_cell(std::size_t cell) const;
};

/// Reads a table or a .npy matrix. Every column of numbers is a cell. Throws InvalidArgument where another column is
/// neither that nor the labels, DomainError where a number is missing.
LabelledRows read_rows(const std::string& path, Desk& desk);

}  // namespace sanov::cli
