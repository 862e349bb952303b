#pragma once

#include <nanobind/nanobind.h>

namespace sanov {

/// Adds entropic optimal transport, as sanov._entropic calls it.
void add_entropic(nanobind::module_& module);

}  // namespace sanov
