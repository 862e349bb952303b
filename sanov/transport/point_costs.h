#pragma once

#include <memory>

#include "sanov/transport/arcs.h"
#include "sanov/transport/cloud.h"

namespace sanov {

/// The cost between the furthest corners of the clouds' boxes: no two points cost more.
double diameter(const Cloud& x, const Cloud& y, Cost cost, double power);

/// The costs between points, computed when they are asked for. The clouds must outlive it.
std::unique_ptr<Costs> point_costs(const Cloud& x, const Cloud& y, Cost cost, double power);

}  // namespace sanov
