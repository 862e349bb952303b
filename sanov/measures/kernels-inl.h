#pragma once

// For a measure's .cc, after its per-target part: the declarations of the catalogue (without the docstrings, so that
// editing one does not rebuild the others), and the function that picks the running machine's kernels.
#include "hwy/highway.h"
#include "sanov/measures/measure.h"
#include "sanov/numerics/target.h"

namespace sanov {
#define SANOV_MEASURE(shape, name, file) extern const Measure<shape> name;
#include "sanov/measures/measures.def"
#undef SANOV_MEASURE
}  // namespace sanov

/// SANOV_KERNELS(hellinger): sanov::HWY_NAMESPACE::hellinger_kernels() of the best target, as hellinger_table().
#define SANOV_KERNELS(name)   \
  HWY_EXPORT(name##_kernels); \
  const KernelTable* name##_table() { return SANOV_DISPATCH(name##_kernels)(); }
