#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace sanov::cli {

/// Pixels, row by row, each the index of a colour.
struct Canvas {
  std::size_t width, height;
  std::vector<std::uint8_t> pixels;

  Canvas(std::size_t wide, std::size_t high) : width(wide), height(high), pixels(wide * high) {}
  /// Fills a rectangle, as far as it lies on the canvas.
  void fill(std::size_t left, std::size_t top, std::size_t wide, std::size_t high, std::uint8_t colour);
};

constexpr std::size_t kLetterWide = 12, kLetterHigh = 18;  ///< pixels, with the blank beside; 14 above the line

/// Writes a text in letters of 5 by 7 dots of 2 by 2 pixels, from (left, top) on; what is not ASCII as its likeness.
void write(Canvas& canvas, std::string_view text, std::size_t left, std::size_t top, std::uint8_t colour);

}  // namespace sanov::cli
