#pragma once

#include <nanobind/nanobind.h>

namespace sanov {

/// _core.losses(), the catalogue, and _core.evaluate_loss, which sanov.torch calls.
void add_losses(nanobind::module_& module);

}  // namespace sanov
