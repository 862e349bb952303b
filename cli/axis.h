#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

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

/// The character of braille with those of its eight dots; a blank for none.
std::string braille(std::uint8_t dots);

}  // namespace sanov::cli
