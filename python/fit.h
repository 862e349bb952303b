#pragma once

#include <nanobind/nanobind.h>

namespace sanov {

/// Adds the fitting of families to data and to densities, as sanov._fit calls it.
void add_fit(nanobind::module_& module);

}  // namespace sanov
