#pragma once

#include <nanobind/nanobind.h>

namespace sanov {

/// Adds parallel segments, critics and barycentres, as sanov._segments calls them.
void add_segments(nanobind::module_& module);

}  // namespace sanov
