#pragma once

#include <cstdint>
#include <vector>

#include "sanov/families/distribution.h"

namespace sanov {

/// n draws of a distribution, for tests that fit to them.
inline std::vector<double> drawn(const Distribution& d, std::size_t n, std::uint64_t seed) {
  std::vector<double> x(n);
  d.sample(seed, x);
  return x;
}

}  // namespace sanov
