#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sanov::cli {

/// The finite values' ends, and where a value lies between them.
struct Axis {
  double low = 0, high = 1;

  explicit Axis(std::span<const double> values);
  /// In [0, 1].
  double fraction(double value) const;
  /// In 0, …, places − 1.
  std::size_t place(double value, std::size_t places) const;
};

/// "12.8", or "2012-01-01".
std::string end_text(double value, bool is_date);

/// A place on an axis that has its number written beside it.
struct Tick {
  double fraction;
  std::string text;
};

/// About `wanted` round numbers, 1, 2 or 5 times a power of ten apart; of dates the ends.
std::vector<Tick> ticks_of(const Axis& axis, bool is_date, int wanted);

/// The bit of each of a character's dots.
inline constexpr std::uint8_t kBrailleDots[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

/// The character of braille with those of its eight dots; a blank for none.
std::string braille(std::uint8_t dots);

}  // namespace sanov::cli
