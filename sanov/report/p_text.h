#pragma once

#include <string>

namespace sanov {

/// "0.0016", "3.1e-420": below what a double holds, by its logarithm.
std::string p_text(double p, double log_p);

}  // namespace sanov
