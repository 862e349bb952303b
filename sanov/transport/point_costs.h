#pragma once

#include <memory>

#include "sanov/transport/arcs.h"
#include "sanov/transport/cloud.h"

namespace sanov {

/// The costs between points, computed when they are asked for. The clouds must outlive it.
std::unique_ptr<Costs> point_costs(const Cloud& x, const Cloud& y, Cost cost, double power);

}  // namespace sanov
