#pragma once

#include <nanobind/nanobind.h>

namespace sanov {

/// Adds sanov._core.Profile and the functions that make one to the module.
void add_profile(nanobind::module_& module);

}  // namespace sanov
