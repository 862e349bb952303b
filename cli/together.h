#pragma once

#include <string>

#include "cli/terminal.h"
#include "sanov/compare/joint.h"
#include "sanov/compare/shift.h"

namespace sanov::cli {

/// What `sanov compare --joint` and `--target` found, as people read it.
std::string joint_text(const JointFinding& joint, const Terminal& terminal);
std::string shift_text(const Shift& shift, const Terminal& terminal);

}  // namespace sanov::cli
