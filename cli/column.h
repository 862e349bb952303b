#pragma once

#include <string>
#include <vector>

#include "cli/input.h"
#include "cli/opener.h"
#include "sanov/data/schema.h"

namespace sanov::cli {

/// Reads one column of a file into `input`: numbers as they are, text and booleans as categories with their counts.
/// Throws InvalidArgument where the file has no such column (with the nearest name) or it is of another kind,
/// DomainError where a number is missing, std::system_error where the file cannot be read.
void read_column(Opener& opener, const std::string& path, const std::string& column, Input& input);

/// A column of numbers, NaN where one is missing. Booleans are 0 and 1, dates seconds since 1970.
struct NumberColumn {
  std::string name;
  std::vector<double> values;
  bool is_date = false;
};

/// Those columns of a file, in that order; all that are of numbers where none is named. Throws InvalidArgument where one
/// is not there (with the nearest name) or of text, std::system_error where the file cannot be read.
std::vector<NumberColumn> read_numbers(Opener& opener, const std::string& path,
                                       const std::vector<std::string>& columns);

/// The texts of one column, "" where missing.
std::vector<std::string> read_texts(Opener& opener, const std::string& path, const std::string& column);

/// Whether a column holds floats of 32 bits or fewer.
bool is_narrow(const ColumnType& type);

/// "; its columns are a, b and c: write FILE:a", for errors. Throws what opening the file throws.
std::string columns_hint(Opener& opener, const std::string& path);

}  // namespace sanov::cli
