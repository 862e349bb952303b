#pragma once

namespace sanov {

/// What it costs to move a unit of mass from x to y.
enum class Cost : unsigned char {
  squared_euclidean,  ///< Σ (xₖ − yₖ)²
  euclidean,          ///< its square root
  cityblock,          ///< Σ |xₖ − yₖ|
  chebyshev,          ///< max |xₖ − yₖ|
  power,              ///< the Euclidean distance to a power p ≥ 1
  cosine,             ///< 1 − x·y / |x||y|
};

}  // namespace sanov
