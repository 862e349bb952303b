#pragma once

#include "sanov/base/cells.h"

namespace sanov {

/// The logarithm of a sum given by the logarithms of its terms.
///   log_sum_exp(x) = ln(sum_i exp(x_i)) = m + ln(sum_i exp(x_i - m)), m = max x
/// Unit: nats. −∞ where x is empty or all −∞ (the sum is 0); ∞ where any x is ∞.
/// The largest term is taken out of the sum before the logarithm, so the part beyond m keeps its digits. O(n), one pass
/// over memory; the same bits for any number of threads and for AVX2 and AVX-512.
/// Throws DomainError naming the first NaN.
double log_sum_exp(Cells x);

}  // namespace sanov
