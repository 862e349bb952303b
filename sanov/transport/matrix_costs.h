#pragma once

#include <memory>

#include "sanov/base/cells.h"
#include "sanov/transport/arcs.h"

namespace sanov {

/// The costs in a matrix, which must outlive it; +∞ forbids an arc. Throws DomainError naming the first NaN or −∞.
std::unique_ptr<Costs> matrix_costs(Rows costs, const char* function);

}  // namespace sanov
