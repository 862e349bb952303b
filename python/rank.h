#pragma once

#include <nanobind/nanobind.h>

namespace sanov {

/// Adds the coefficients of rank to the module: sanov._core.coefficients, associate, rank and correlation_matrix.
void add_rank(nanobind::module_& module);

}  // namespace sanov
