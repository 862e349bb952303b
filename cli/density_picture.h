#pragma once

#include <string>

#include "cli/terminal.h"
#include "sanov/families/distribution.h"

namespace sanov::cli {

/// A distribution drawn in a terminal's blocks, with its axis: as high as the probability of each column, so that no
/// spike is missed and an infinite density has a height. Whole numbers that fit have columns of their own. Where atoms
/// stand on a density, they reach the top and a line below names them.
std::string density_picture(const Distribution& d, const Terminal& terminal);

}  // namespace sanov::cli
