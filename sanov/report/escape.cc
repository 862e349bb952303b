#include "sanov/report/escape.h"

#include <fmt/format.h>

#include <cmath>

#include "sanov/base/utf8.h"

namespace sanov {
namespace {

constexpr std::uint32_t kLineSeparator = 0x2028, kParagraphSeparator = 0x2029;
// U+200B, of no width: breaks "@name", "#1" and "https://" where a reference would be made of the text, after it was parsed.
constexpr std::string_view kBreak = "\u200B";

bool is_punctuation(char c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

/// Punctuation that means nothing within a line of Markdown; after digits that open it, it may number a list.
bool is_harmless(char c) { return std::string_view("%,;()./:'=-+!?\"").find(c) != std::string_view::npos; }

/// All other punctuation as references to characters, which no Markdown takes for markup.
std::string without_markup(std::string_view text) {
  std::string out;
  bool only_digits = true;
  for (const char c : visible(text)) {
    if (is_punctuation(c) && (only_digits || !is_harmless(c)))
      out += fmt::format("&#{};", static_cast<int>(c));
    else
      out += c;
    only_digits = only_digits && c >= '0' && c <= '9';
  }
  return out;
}

/// Broken where GitHub would make a mention, an issue or an address of it.
std::string broken(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    out += text[at];
    const bool address = text.substr(at, 3) == "://";
    const bool site =
        text[at] == '.' && at >= 3 && (text.substr(at - 3, 3) == "www" || text.substr(at - 3, 3) == "WWW");
    if (text[at] == '@' || text[at] == '#' || address || site) out += kBreak;
  }
  return out;
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string out;
  for (const char c : visible(text)) switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  return out;
}

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at);
    at += c.bytes;
    if (c.code == '"' || c.code == '\\')
      out += {'\\', static_cast<char>(c.code)};
    else if (c.code < 0x20 || c.code == '<' || c.code == '>' || c.code == '&' || c.code == 0x7f ||
             c.code == kLineSeparator || c.code == kParagraphSeparator)
      out += fmt::format("\\u{:04x}", c.code);
    else
      out += to_utf8(c.code);
  }
  return out + '"';
}

std::string json_number(double value, int digits) {
  return std::isfinite(value) ? fmt::format("{:.{}g}", value, digits) : "null";
}

std::string markdown_text(std::string_view text) { return without_markup(broken(text)); }

std::string markdown_code(std::string_view name) { return "<code>" + without_markup(broken(name)) + "</code>"; }

}  // namespace sanov
