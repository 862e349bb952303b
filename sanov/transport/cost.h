#pragma once

#include <string_view>

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

/// In the words of scipy's cdist: "sqeuclidean", "euclidean", "cityblock", "chebyshev", "power", "cosine".
std::string_view to_text(Cost cost);

/// The cost of that name. Throws InvalidArgument for any other, with the nearest.
Cost find_cost(std::string_view name, const char* function);

}  // namespace sanov
