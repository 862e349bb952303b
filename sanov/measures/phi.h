#pragma once

#include <cmath>

namespace sanov {

/// φ(u) = u − ln(1 + u) ≥ 0, for the small u that a sum's distance from 1 is: what the sum Σ pφ((q − p)/p) has too much
/// when Σp and Σq differ.
inline double phi(double u) noexcept {
  return std::fabs(u) < 1e-4 ? u * u * (0.5 - u * (1.0 / 3 - u / 4)) : u - std::log1p(u);
}

}  // namespace sanov
