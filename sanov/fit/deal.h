#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "sanov/families/binomial.h"
#include "sanov/numerics/random.h"

namespace sanov {

/// Deals units out to hands by lot: each hand is given as many as the others, or one more, and each way to do so is as likely
/// as any other. Where units come in ascending order of their values, what each hand holds follows from the values alone, in
/// whatever order their rows were. By lot, and not one of so many neighbours to each hand: hands that were alike would know
/// each other's values, and what is held out would be what was fitted.
template <std::size_t Hands>
class Deal {
 public:
  explicit Deal(double units) : left_(units) {
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
  Random random_{5};
};

}  // namespace sanov
