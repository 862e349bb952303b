#pragma once

#include <string>

#include "cli/desk.h"
#include "sanov/groups/group_matrix.h"

namespace sanov::cli {

/// All pairs of groups, as `sanov matrix --by` answers.
void group_matrix(const MatrixRequest& request, Desk& desk);

/// The tree with its names, a line each: how far to the right two branches meet is how far apart they are.
std::string tree_text(const GroupMatrix& matrix, const Terminal& terminal);

}  // namespace sanov::cli
