#pragma once

#include <cstddef>
#include <span>

#include "sanov/base/cells.h"
#include "sanov/measures/info.h"
#include "sanov/measures/sums.h"

/// Checks that the shapes share. Each throws through base/error.h, naming the measure and the argument.
namespace sanov {

/// A measure's name for messages; catalogue names end in '\0', being literals.
inline const char* name_of(const Info& info) noexcept { return info.name.data(); }

[[noreturn]] void fail_size(const Info& info, const char* argument, std::size_t size, std::size_t expected,
                            const char* than);

/// `argument` must have as many numbers as `than` has cells.
inline void check_size(const Info& info, const char* argument, std::size_t size, std::size_t expected,
                       const char* than) {
  if (size != expected) fail_size(info, argument, size, expected, than);
}

/// An output must have room for exactly `size` numbers.
void check_room(const Info& info, const char* argument, std::span<double> span, std::size_t size);

/// The measure must be differentiable.
void require_gradient(const Info& info);

/// Whether the sums of one pass vouch for an argument of the measure's domain. If not, diagnose() reads it again.
bool vouched(const Info& info, const Sums& sums, double sum, Cells cells);

/// Throws if the argument is not of the measure's domain, naming the first offender. O(n).
void diagnose(const Info& info, Cells cells, const char* argument);

/// A value that is not in its range, or NaN: held to the range, or an error.
double held_to_range(const Info& info, double value);

/// Rounding may carry a value a few ULP out of its range; the range is what the measure promises. NaN, which only an
/// overflow can make, is an error.
inline double within_range(const Info& info, double value) {
  return value >= info.lower && value <= info.upper ? value : held_to_range(info, value);
}

/// Sees, for as long as it lives, every value of this thread that is held to its range: for the tests, which ask whether
/// rounding alone explains it.
class RangeWatch {
 public:
  using Seen = void (*)(const Info&, double value);
  explicit RangeWatch(Seen seen) noexcept;
  ~RangeWatch();
  RangeWatch(const RangeWatch&) = delete;
  RangeWatch& operator=(const RangeWatch&) = delete;
};

}  // namespace sanov
