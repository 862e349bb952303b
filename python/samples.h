#pragma once

#include <nanobind/nanobind.h>

namespace sanov {

/// Adds divergences from samples of points, as sanov._samples calls them.
void add_samples(nanobind::module_& module);

}  // namespace sanov
