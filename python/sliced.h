#pragma once

#include <nanobind/nanobind.h>

namespace sanov {

/// Adds sliced transport, as sanov._sliced calls it.
void add_sliced(nanobind::module_& module);

}  // namespace sanov
