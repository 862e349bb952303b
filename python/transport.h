#pragma once

#include <nanobind/nanobind.h>

namespace sanov {

/// Adds optimal transport, as sanov._transport calls it.
void add_transport(nanobind::module_& module);

}  // namespace sanov
