#pragma once

#include "sanov/transport/line.h"
#include "sanov/transport/transport.h"

namespace sanov {

/// The monotone plan for |x − y|^p, p ≥ 1, with the prices that prove it; `mass` is what the units stand for together.
/// Throws DomainError if |x − y|^p overflows.
Transport transport_on_line(const Line& line, double p, double mass, const char* function);

}  // namespace sanov
