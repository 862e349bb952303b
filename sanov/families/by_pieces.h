#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "sanov/families/many.h"
#include "sanov/families/support.h"

namespace sanov {

/// A distribution's functions, one point at a time.
using PointFunction = std::function<double(DistributionFunction what, double x)>;

/// So many points make it worth looking for polynomials.
constexpr std::size_t kManyPoints = 2048;

/// A continuous distribution's function at many points, by polynomials (numerics/pieces.h) made for them, and one by one
/// where these do not hold. Within 2e-13 of what one point gives, or as far as that itself scatters (inverse Gaussian tails:
/// 1e-12): of a logarithm below 1 absolutely, of p where −ln p is beyond 128 within 1e-15 times that. Which values come from
/// polynomials depends on what else is asked. false, with nothing done, where polynomials are not worth it.
bool many_by_pieces(std::string_view family, DistributionFunction what, const Support& support,
                    std::span<const double> breaks, std::span<const double> x, std::span<double> out,
                    const PointFunction& one);

}  // namespace sanov
