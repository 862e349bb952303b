#pragma once

#include <nanobind/nanobind.h>

namespace sanov {

/// Adds sanov._core.groups and what it returns to the module.
void add_groups(nanobind::module_& module);

}  // namespace sanov
