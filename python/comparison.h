#pragma once

#include <nanobind/nanobind.h>

namespace sanov {

/// Adds sanov._core.compare and the Comparison that it returns to the module.
void add_comparison(nanobind::module_& module);

}  // namespace sanov
