#include "sanov/base/utf8.h"

#include <fmt/format.h>

namespace sanov {
namespace {

/// Those that Unicode's bidirectional algorithm obeys, and the separators of lines and paragraphs.
bool steers(std::uint32_t code) {
  return code == 0x61c || code == 0x200e || code == 0x200f || (code >= 0x2028 && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069);
}

}  // namespace

Character character_at(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t bytes = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  if (bytes == 1 || at + bytes > text.size()) return {lead < 0x80 ? lead : kNoCharacter, 1};
  std::uint32_t code = lead & (0x7fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[at + i]);
    if ((next & 0xc0u) != 0x80) return {kNoCharacter, 1};
    code = code << 6 | (next & 0x3fu);
  }
  constexpr std::uint32_t kFirst[] = {0, 0, 0x80, 0x800, 0x10000};  // that needs so many bytes
  const bool surrogate = code >= 0xd800 && code < 0xe000;
  return code < kFirst[bytes] || code > 0x10ffff || surrogate ? Character{kNoCharacter, 1} : Character{code, bytes};
}

std::string to_utf8(std::uint32_t code) {
  const auto tail = [&](unsigned shift) { return static_cast<char>(0x80u | (code >> shift & 0x3fu)); };
  if (code < 0x80) return {static_cast<char>(code)};
  if (code < 0x800) return {static_cast<char>(0xc0u | code >> 6), tail(0)};
  if (code < 0x10000) return {static_cast<char>(0xe0u | code >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xf0u | code >> 18), tail(12), tail(6), tail(0)};
}

std::string visible(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at);
    if (c.code < 0x20)
      out += to_utf8(0x2400 + c.code);
    else if (c.code == 0x7f)
      out += to_utf8(0x2421);
    else if ((c.code >= 0x80 && c.code < 0xa0) || steers(c.code))
      out += fmt::format("⟨U+{:04X}⟩", c.code);
    else
      out += to_utf8(c.code);
    at += c.bytes;
  }
  return out;
}

std::string shortened(std::string_view text, std::size_t most) {
  std::size_t characters = 0, cut = 0;  // where the last of `most` begins
  for (std::size_t at = 0; at < text.size(); ++characters) {
    if (characters == most) return std::string(text.substr(0, cut)) + "…";
    if (characters + 1 == most) cut = at;
    at += character_at(text, at).bytes;
  }
  return std::string(text);
}

std::string shown_name(std::string_view name, std::size_t most) { return visible(shortened(name, most)); }

}  // namespace sanov
