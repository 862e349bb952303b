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

/// The texts of one column, "" where missing.
std::vector<std::string> read_texts(Opener& opener, const std::string& path, const std::string& column);

/// Whether a column holds floats of 32 bits or fewer.
bool is_narrow(const ColumnType& type);

/// "; its columns are a, b and c: write FILE:a", for errors. Throws what opening the file throws.
std::string columns_hint(Opener& opener, const std::string& path);

}  // namespace sanov::cli
