#pragma once

#include <nanobind/nanobind.h>

namespace sanov {

/// Adds sanov._core.run_command to the module.
void add_command(nanobind::module_& module);

}  // namespace sanov
