#include "sanov/fit/grain.h"

#include <algorithm>
#include <cmath>

namespace sanov {
namespace {

bool multiples(const FitData& data, double step) {
  for (const double x : data.values()) {
    const double whole = std::round(x / step);
    if (std::fabs(whole) > 1e15 || std::fabs(x - whole * step) > 4e-16 * std::fabs(x)) return false;
  }
  return true;
}

}  // namespace

Grain grain_of(const FitData& data) {
  Grain grain;
  double run = 0;
  for (std::size_t i = 0; i < data.values().size(); ++i) {
    run += data.weights().empty() ? 1 : data.weights()[i];
    if (i + 1 < data.values().size() && data.values()[i + 1] == data.values()[i]) continue;
    const double share = run / data.shape().mass;
    if (share > grain.atom_share) {
      grain.next_share = grain.atom_share;
      grain.atom_share = share;
      grain.atom = data.values()[i];
    } else {
      grain.next_share = std::max(grain.next_share, share);
    }
    run = 0;
  }
  grain.has_atom = grain.atom_share >= 0.05 && grain.atom_share > 3 * grain.next_share && data.different() > 2 &&
                   !data.shape().whole;
  if (data.different() == data.size()) return grain;
  for (int power = 9; power >= -9 && !grain.step; --power) {
    const double step = power >= 0 ? std::pow(10, power) : 1 / std::pow(10, -power);
    if (multiples(data, step)) grain.step = step;
  }
  return grain;
}

}  // namespace sanov
