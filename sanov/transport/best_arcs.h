#pragma once

#include <limits>

#include "sanov/transport/arcs.h"

namespace sanov {

/// The arcs of lowest reduced cost of one row, lowest first, as they are offered in turn; of equals the first.
struct BestArcs {
  static constexpr unsigned kMost = 16;
  double reduced[kMost];
  Arc arcs[kMost];
  unsigned count = 0, most = kMost;
  double bound = std::numeric_limits<double>::infinity();

  void offer(double value, Arc arc) {
    if (!(value < bound)) return;
    unsigned place = count < most ? count++ : most - 1;
    for (; place > 0 && reduced[place - 1] > value; --place) {
      reduced[place] = reduced[place - 1];
      arcs[place] = arcs[place - 1];
    }
    reduced[place] = value;
    arcs[place] = arc;
    if (count == most) bound = reduced[most - 1];
  }

  void report(std::vector<Arc>& found, double& least) const {
    found.insert(found.end(), arcs, arcs + count);
    least = count > 0 ? reduced[0] : std::numeric_limits<double>::infinity();
  }
};

}  // namespace sanov
