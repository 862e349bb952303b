#pragma once

#include <nanobind/nanobind.h>

namespace sanov {

/// Adds mixtures of normal distributions fitted to data, as sanov._fit_mixture calls them.
void add_fit_mixture(nanobind::module_& module);

}  // namespace sanov
