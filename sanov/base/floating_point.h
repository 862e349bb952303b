#pragma once

#include <xmmintrin.h>

namespace sanov {

/// Held by every public entry that computes. It restores the default floating-point environment where the caller
/// changed it (torch can set flush-to-zero, and oneTBB hands that to its workers), and puts the caller's back after.
/// Where nothing was changed it costs a nanosecond or two.
class FloatingPoint {
 public:
  FloatingPoint() noexcept : before_(_mm_getcsr()) {
    if (changed()) set(kDefault);
  }
  ~FloatingPoint() {
    if (changed()) set(before_);
  }
  /// x, held in place. Compilers know nothing of the environment and move arithmetic across the guard, unless it is on
  /// numbers from memory: functions of a single number hold the argument here, and the result.
  double here(double x) const noexcept {
    asm volatile("" : "+x"(x));
    return x;
  }
  FloatingPoint(const FloatingPoint&) = delete;
  FloatingPoint& operator=(const FloatingPoint&) = delete;

 private:
  static constexpr unsigned kDefault = 0x1f80;      // round to nearest, all exceptions masked, no flushing
  static constexpr unsigned kControlBits = 0xffc0;  // what remains are sticky flags

  bool changed() const noexcept { return (before_ & kControlBits) != kDefault; }
  /// Out of line: across an unknown function the compiler moves nothing that it reads from memory.
  static void set(unsigned environment) noexcept;

  unsigned before_;
};

}  // namespace sanov
