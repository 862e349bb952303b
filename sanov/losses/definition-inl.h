#pragma once

// For a loss's .cc, after its per-target part: the declarations of the catalogue (without the docstrings, so that
// editing one does not rebuild the others), and the function that picks the running machine's kernel.
#include "hwy/highway.h"
#include "sanov/losses/loss.h"
#include "sanov/numerics/target.h"

namespace sanov::losses::entry {
#define SANOV_LOSS(grain, name, file) extern const Loss<grain> name;
#include "sanov/losses/losses.def"
#undef SANOV_LOSS
}  // namespace sanov::losses::entry

/// SANOV_POINTWISE(mse): the kernel that SANOV_FORMULA(mse, …) made for the best target, as mse_kernel().
#define SANOV_POINTWISE(name) \
  HWY_EXPORT(name##_kernels); \
  losses::Pointwise::Kernel name##_kernel() { return SANOV_DISPATCH(name##_kernels)(); }

/// SANOV_ROWWISE(jsd): the kernels that SANOV_ROWS(jsd, …) made for the best target, as jsd_rows().
#define SANOV_ROWWISE(name)   \
  HWY_EXPORT(name##_kernels); \
  const losses::RowKernels* name##_rows() { return SANOV_DISPATCH(name##_kernels)(); }
