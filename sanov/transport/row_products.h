#pragma once

#include <cstddef>

/// Sums over rows of shares. All widths are multiples of 8; the same bits on every target.
namespace sanov {

/// Σ q x.
double dot(const double* q, const double* x, std::size_t width);

/// Adds mass·q, or mass·q², to `out`.
void add_shares(double mass, const double* q, bool squared, double* out, std::size_t width);

}  // namespace sanov
