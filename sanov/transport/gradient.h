#pragma once

#include <span>

#include "sanov/transport/transport.h"

namespace sanov {

/// The slopes of a transport's cost in the positions, the plan held fixed (which it is near an optimum that is the only
/// one): ∂/∂xᵢ = Σⱼ Pᵢⱼ ∇ₓc(xᵢ, yⱼ), and likewise in y. Row by row like the points; a span may be empty. Where c has no
/// slope it counts 0: at equal points, for cityblock where a coordinate is equal; for chebyshev the first of the widest
/// coordinates counts. In the weights the slopes are the transport's u and v, up to a constant each.
/// O(d·(n + m)). Throws InvalidArgument unless the spans and the plan fit the points, and for what `transport` refuses.
void position_gradient(const Plan& plan, Rows x, Rows y, const TransportOptions& options, std::span<double> gx,
                       std::span<double> gy);

}  // namespace sanov
