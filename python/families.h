#pragma once

#include <nanobind/nanobind.h>

namespace sanov {

/// Adds the families of distributions and what is made of them, as sanov._families calls them.
void add_families(nanobind::module_& module);

}  // namespace sanov
