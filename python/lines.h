#pragma once

#include <nanobind/nanobind.h>

namespace sanov {

/// Adds transport on the line and on the circle, as sanov._lines calls it.
void add_lines(nanobind::module_& module);

}  // namespace sanov
