#pragma once

#include <nanobind/nanobind.h>

namespace sanov {

/// Adds sanov._core.measure and sanov._core.matrix to the module.
void add_answers(nanobind::module_& module);

}  // namespace sanov
