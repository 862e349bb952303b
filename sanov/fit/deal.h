#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "sanov/families/binomial.h"
#include "sanov/numerics/random.h"

namespace sanov {

/// The lot that data are dealt by: a number that follows from ascending values and the mass at each (none: 1 each), and not from
/// their order, unit or zero, since it sees which of neighbouring gaps is more than √2 times the other. Each data set needs a
/// lot of its own: one and the same deal of so many ranks favours the same families in all of them. One pass.
std::uint64_t lot_of(std::span<const double> x, std::span<const double> mass, std::uint64_t lot = 0);

/// Deals units out to hands by lot: each hand is given as many as the others, or one more, and each way to do so is as likely
/// as any other. Where units come in ascending order of their values, what each hand holds follows from the values alone, in
/// whatever order their rows were. By lot, and not one of so many neighbours to each hand: hands that were alike would know
/// each other's values, and what is held out would be what was fitted.
template <std::size_t Hands>
class Deal {
 public:
  Deal(double units, std::uint64_t lot) : left_(units), random_(lot) {
    const double each = std::floor(units / static_cast<double>(Hands));
    for (std::size_t k = 0; k < Hands; ++k)
      room_[k] = each + (each * static_cast<double>(Hands) + static_cast<double>(k) < units ? 1 : 0);
  }

  /// The hand that is given the next unit.
  std::size_t next() {
    double place = random_.uniform() * left_;
    std::size_t k = 0;
    for (; k + 1 < Hands && place >= room_[k]; ++k) place -= room_[k];
    while (room_[k] < 1 && k > 0) --k;  // rounding
    room_[k] -= 1;
    left_ -= 1;
    return k;
  }

  /// How many of so many copies each hand is given. They go their own ways, as units do.
  std::array<double, Hands> next(double copies) {
    constexpr double kOneByOne = 256;
    std::array<double, Hands> out{};
    if (copies <= kOneByOne) {
      for (double c = 0; c < copies; ++c) out[next()] += 1;
      return out;
    }
    double places = left_;  // of this hand and those after it
    left_ -= copies;
    for (std::size_t k = 0; k < Hands; ++k) {
      const double others = places - room_[k];
      if (others > 0 && copies > 0)  // of many places nearly what draws without replacement are
        out[k] = Binomial{.trials = copies, .probability = std::min(room_[k] / places, 1.0)}.sample(random_);
      else
        out[k] = copies;
      out[k] = std::clamp(out[k], std::max(0.0, copies - others), std::min(copies, room_[k]));
      copies -= out[k];
      places = others;
      room_[k] -= out[k];
    }
    return out;
  }

 private:
  std::array<double, Hands> room_{};
  double left_;
  Random random_;
};

}  // namespace sanov
