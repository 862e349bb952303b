#include "cli/letters.h"

#include <algorithm>

#include "cli/text.h"

namespace sanov::cli {
namespace {

/// From the blank to the tilde: bit 5·row + column is set where there is a dot; the last two of nine rows lie below the
/// line.
constexpr std::uint64_t kLetters[] = {
    0x0,           0x100421084,    0x294a,        0x295f57d4a,  0x11f4717c4,   0x672222273, 0x593511526, 0x1084,
    0x208210888,   0x88842082,     0x9575480,     0x84f9080,    0x2218c000000, 0xf8000,     0x18c000000, 0x42222210,
    0x3a33ae62e,   0x7c84214c4,    0x7c226422e,   0x3e107420f,  0x211f4a988,   0x3a3083c3f, 0x3a317842e, 0x10844221f,
    0x3a317462e,   0x3a10f462e,    0xc6018c0,     0x110c6018c0, 0x410411110,   0x1f07c00,   0x44441041,  0x10044422e,
    0x383daf62e,   0x463f8c544,    0x3e317c62f,   0x3a210862e,  0x3e318c62f,   0x7c217843f, 0x4217843f,  0x3a31e862e,
    0x4631fc631,   0x38842108e,    0x19284211c,   0x452519531,  0x7c2108421,   0x4631ad771, 0x4739ace71, 0x3a318c62e,
    0x4217c62f,    0x59358c62e,    0x45257c62f,   0x3e107043e,  0x10842109f,   0x3a318c631, 0x114a8c631, 0x4775ac631,
    0x462a22a31,   0x108422a31,    0x7c222221f,   0x38421084e,  0x420820821,   0x39084210e, 0x4544,      0x7c0000000,
    0x82,          0x7a3e83800,    0x3e318bc21,   0x78210f800,  0x7a318fa10,   0x383f8b800, 0x84213c4c,  0xe87a318f800,
    0x46318bc21,   0x388421804,    0x64a10843008, 0x24a32a421,  0x388421086,   0x56b5aac00, 0x46318bc00, 0x3a318b800,
    0x10be318bc00, 0x1087a318f800, 0x4219b400,    0x3e0e0f800,  0x304213c42,   0x7a318c400, 0x114a8c400, 0x2ab5ac400,
    0x454454400,   0xe87a318c400,  0x7c4447c00,   0x608411098,  0x108421084,   0xc8441083,  0x8a8800,
};

constexpr std::size_t kDot = 2;

}  // namespace

void Canvas::fill(std::size_t left, std::size_t top, std::size_t wide, std::size_t high, std::uint8_t colour) {
  for (std::size_t y = top; y < std::min(top + high, height); ++y)
    for (std::size_t x = left; x < std::min(left + wide, width); ++x) pixels[y * width + x] = colour;
}

void write(Canvas& canvas, std::string_view text, std::size_t left, std::size_t top, std::uint8_t colour) {
  for (const char letter : to_ascii(text)) {
    const std::uint64_t dots = letter >= ' ' && letter <= '~' ? kLetters[letter - ' '] : 0;
    for (std::size_t bit = 0; bit < 45; ++bit)
      if ((dots >> bit & 1) != 0) canvas.fill(left + bit % 5 * kDot, top + bit / 5 * kDot, kDot, kDot, colour);
    left += kLetterWide;
  }
}

}  // namespace sanov::cli
