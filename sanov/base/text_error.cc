#include "sanov/base/text_error.h"

#include <algorithm>
#include <utility>

namespace sanov {
namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::size_t characters(std::string_view text) {
  std::size_t n = 0;
  for (const char c : text) n += is_continuation(c) ? 0 : 1;
  return n;
}

/// About 60 characters around the place, and the line below that points at it.
std::string pointed(std::string_view text, std::size_t at, std::size_t length) {
  std::size_t first = at > 40 ? at - 40 : 0, last = std::min(text.size(), at + 36);
  while (first > 0 && is_continuation(text[first])) --first;
  while (last < text.size() && is_continuation(text[last])) ++last;
  std::string line(text.substr(first, last - first));
  for (char& c : line)
    if (static_cast<unsigned char>(c) < ' ' || c == 127) c = ' ';
  const std::string before = first > 0 ? "…" : "";
  const std::size_t column = characters(before) + characters(text.substr(first, at - first));
  length = std::max<std::size_t>(1, characters(text.substr(at, std::min(length, last - at))));
  return "  " + before + line + (last < text.size() ? "…" : "") + "\n  " + std::string(column, ' ') +
         std::string(length, '^');
}

}  // namespace

TextError::TextError(std::string sentence, std::string_view text, std::size_t at, std::size_t length)
    : InvalidArgument(
          {.function = "", .argument = "", .index = {}, .rule = sentence + "\n" + pointed(text, at, length)}),
      column_(characters(text.substr(0, at))),
      sentence_(std::move(sentence)),
      pointer_(pointed(text, at, length)) {}

}  // namespace sanov
