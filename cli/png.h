#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sanov::cli {

struct Rgb {
  std::uint8_t red, green, blue;
};

/// A PNG of at most 256 colours: `pixels` row by row, each the index of a colour in `palette`. Stored, not compressed:
/// a byte a pixel.
std::string png_bytes(std::span<const std::uint8_t> pixels, std::size_t width, std::span<const Rgb> palette);

}  // namespace sanov::cli
