#pragma once

#include <nanobind/nanobind.h>

#include <cstddef>

#include "sanov/base/error.h"

namespace sanov {

/// A complaint about one row of a batch, for sanov._evaluate to phrase in terms of the caller's arrays:
/// (row, function, argument, index, rule).
nanobind::tuple row_complaint(std::size_t row, const Complaint& complaint);

/// Adds sanov._core.evaluate_rows and its like to the module.
void add_rows(nanobind::module_& module);

}  // namespace sanov
