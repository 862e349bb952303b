#pragma once

#include "sanov/numerics/roots.h"

/// Distribution functions of families that have no other, from their densities.
namespace sanov {

/// ln ∫ f from x outwards to the support's end (`end` > x: upwards, < x: downwards), for an x from which on the density
/// falls, or rises for no more than about `width`, the distribution's. Relative accuracy of the integral about 1e-13 or
/// that of f, in the far tail too; a few hundred calls of log f.
double log_tail(FunctionRef log_density, double x, double end, double width);

/// P(X ≤ x) and P(X > x) of a distribution with one mode, near `centre`, and about `width` wide, with their logarithms.
struct Tails {
  double log_cdf, log_sf;
};
Tails tails_by_integral(FunctionRef log_density, double x, double low, double high, double centre, double width);

}  // namespace sanov
