#pragma once

#include <optional>

#include "sanov/fit/data.h"

namespace sanov {

/// What recording has done to data: no density has ties, so they say how the values were written down.
struct Grain {
  std::optional<double> step;  ///< all values are whole multiples of this power of ten, and some are equal
  double atom = 0;             ///< the commonest value, and its share of the mass
  double atom_share = 0;
  double next_share = 0;  ///< of the next commonest

  /// Whether the commonest value stands out so far that no density explains it: a twentieth of the mass, and three times
  /// the next. Not for whole numbers, whose families have masses.
  bool has_atom = false;
};

/// Looks for steps from 1e9 down to 1e-9, and for the commonest value. O(n).
Grain grain_of(const FitData& data);

}  // namespace sanov
