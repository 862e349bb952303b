#pragma once

#include <nanobind/nanobind.h>

namespace sanov {

/// Adds transport between normal distributions, as sanov._gaussian calls it.
void add_gaussian(nanobind::module_& module);

}  // namespace sanov
