#pragma once

#include "sanov/transport/wasserstein_1d.h"

namespace sanov {

/// Optimal transport between two samples on the line, with the plan and the prices that prove it: what wasserstein_1d
/// is the p-th root of.
///   cost = min Σᵢⱼ Pᵢⱼ |xᵢ − yⱼ|^p = W_p^p
/// Each side's weights are divided by their sum: mass is 1, and the prices are the slopes in the divided weights. The
/// plan is the monotone one, of n + m − 1 entries at most; where points coincide others are as good.
/// `gap` is a true bound for the powers themselves, not only as computed: the prices are carried in 64 binary digits
/// with a running bound of the rounding, and lowered by it. It is about 2 ULP of the largest price, for a million
/// points too.
/// O(n log n + m log m): 1e6 against 1e6 points take a third of a second for p = 1 or 2 and half a second for others.
/// Throws what wasserstein_1d throws, and DomainError if |x − y|^p overflows.
Transport transport_1d(Cells x, Cells y, const LineOptions& options = {});

}  // namespace sanov
