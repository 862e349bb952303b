#include "cli/png.h"

#include <array>
#include <string_view>

// PNG, third edition (W3C, 2025): chunks with a CRC-32; the pixels as a zlib stream (RFC 1950) of stored blocks (RFC
// 1951).
namespace sanov::cli {
namespace {

constexpr std::array<std::uint32_t, 256> kCrc = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t c = i;
    for (int bit = 0; bit < 8; ++bit) c = (c & 1) != 0 ? 0xedb88320u ^ (c >> 1) : c >> 1;
    table[i] = c;
  }
  return table;
}();

std::uint32_t crc(std::string_view bytes) {
  std::uint32_t c = 0xffffffffu;
  for (const char byte : bytes) c = kCrc[(c ^ static_cast<unsigned char>(byte)) & 0xffu] ^ (c >> 8);
  return ~c;
}

std::uint32_t adler(std::string_view bytes) {
  std::uint32_t a = 1, b = 0;
  for (const char byte : bytes) {
    a = (a + static_cast<unsigned char>(byte)) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xffu);
  return bytes;
}

std::string chunk(std::string_view type, std::string_view data) {
  const std::string body = std::string(type) + std::string(data);
  return big_endian(static_cast<std::uint32_t>(data.size())) + body + big_endian(crc(body));
}

std::string zlib_stored(std::string_view data) {
  constexpr std::size_t kBlock = 65535;
  std::string stream = "\x78\x01";
  for (std::size_t at = 0; at < data.size(); at += kBlock) {
    const std::string_view block = data.substr(at, kBlock);
    const auto size = static_cast<std::uint16_t>(block.size());
    stream += at + kBlock >= data.size() ? '\x01' : '\x00';
    for (const std::uint16_t half : {size, static_cast<std::uint16_t>(~size)}) {
      stream += static_cast<char>(half & 0xff);
      stream += static_cast<char>(half >> 8);
    }
    stream += block;
  }
  return stream + big_endian(adler(data));
}

}  // namespace

std::string png_bytes(std::span<const std::uint8_t> pixels, std::size_t width, std::span<const Rgb> palette) {
  const std::size_t height = pixels.size() / width;
  std::string lines, colours;
  for (std::size_t row = 0; row < height; ++row) {
    lines += '\0';  // no filter
    for (const std::uint8_t pixel : pixels.subspan(row * width, width)) lines += static_cast<char>(pixel);
  }
  for (const Rgb& c : palette)
    for (const std::uint8_t part : {c.red, c.green, c.blue}) colours += static_cast<char>(part);
  // Eight bits a pixel, indexed, no interlacing.
  const std::string header = big_endian(static_cast<std::uint32_t>(width)) +
                             big_endian(static_cast<std::uint32_t>(height)) + std::string("\x08\x03\x00\x00\x00", 5);
  return "\x89PNG\r\n\x1a\n" + chunk("IHDR", header) + chunk("PLTE", colours) + chunk("IDAT", zlib_stored(lines)) +
         chunk("IEND", "");
}

}  // namespace sanov::cli
