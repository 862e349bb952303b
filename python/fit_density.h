#pragma once

#include <nanobind/nanobind.h>

namespace sanov {

/// Adds the fitting of families to densities, as sanov._fit_density calls it.
void add_fit_density(nanobind::module_& module);

}  // namespace sanov
