#pragma once

#include <string>
#include <vector>

#include "cli/cloud_input.h"
#include "cli/desk.h"

namespace sanov::cli {

/// The costs between the cells of A and of B, a row for each of A's, from a table or a .npy matrix. Categories are found
/// by the names of the file's rows and columns; cells without a name take the file's, in its order. Throws
/// InvalidArgument where the file has not the rows and columns that A and B need, or has one twice; DomainError where a
/// number is missing.
std::vector<double> read_costs(const std::string& path, CloudInput& a, CloudInput& b, Desk& desk);

}  // namespace sanov::cli
