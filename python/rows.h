#pragma once

#include <nanobind/nanobind.h>

namespace sanov {

/// Adds sanov._core.evaluate_rows to the module.
void add_rows(nanobind::module_& module);

}  // namespace sanov
