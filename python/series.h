#pragma once

#include <nanobind/nanobind.h>

namespace sanov {

/// Adds sanov._core.compare_over to the module.
void add_series(nanobind::module_& module);

}  // namespace sanov
