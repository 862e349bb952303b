#include "cli/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>

#include "sanov/base/utf8.h"

namespace sanov::cli {
namespace {

struct Range {
  std::uint32_t first, last;
};
// Marks that combine with the letter before, and what terminals draw two columns wide (Unicode's East Asian Width W,
// F).
constexpr Range kCombining[] = {{0x300, 0x36f},   {0x483, 0x489},   {0x591, 0x5bd},   {0x610, 0x61a},  {0x64b, 0x65f},
                                {0x200b, 0x200f}, {0x20d0, 0x20f0}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}};
constexpr Range kWide[] = {{0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},  {0xac00, 0xd7a3},
                           {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},  {0xffe0, 0xffe6},
                           {0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd}};

bool within(std::uint32_t code, std::span<const Range> ranges) {
  return std::ranges::any_of(ranges, [&](Range r) { return code >= r.first && code <= r.last; });
}

std::size_t width_of(std::uint32_t code) { return within(code, kCombining) ? 0 : within(code, kWide) ? 2 : 1; }

struct Likeness {
  std::uint32_t code;
  std::string_view ascii;
};
constexpr Likeness kLikenesses[] = {
    {U'‖', "||"},  {U'∞', "inf"},   {U'√', "sqrt "},  {U'₁', "1"},    {U'₂', "2"},     {U'–', "-"},    {U'—', "-"},
    {U'−', "-"},   {U'…', "..."},   {U'→', "->"},     {U'≤', "<="},   {U'≥', ">="},    {U'≠', "!="},   {U'·', "."},
    {U'×', "x"},   {U'±', "+-"},    {U'Σ', "sum "},   {U'∑', "sum "}, {U'α', "alpha"}, {U'β', "beta"}, {U'λ', "lambda"},
    {U'π', "pi"},  {U'σ', "sigma"}, {U'ᵢ', "_i"},     {U'ⱼ', "_j"},   {U'½', "1/2"},   {U'²', "^2"},   {U'³', "^3"},
    {U'¹', "^1"},  {U'⁻', "^-"},    {U'χ', "chi"},    {U'φ', "phi"},  {U'∫', "int "},  {U'∈', " in "}, {U'|', "|"},
    {U'’', "'"},   {U'‘', "'"},     {U'“', "\""},     {U'”', "\""},   {U'é', "e"},     {U'ö', "o"},    {U'ü', "u"},
    {U'á', "a"},   {U'░', "."},     {U'▒', ":"},      {U'▓', "%"},    {U'█', "#"},     {U'▉', "#"},    {U'▊', "#"},
    {U'▋', "#"},   {U'▌', "#"},     {U'▍', "-"},      {U'▎', "-"},    {U'▏', "-"},     {U'│', "|"},    {U'─', "-"},
    {U'├', "|"},   {U'┤', "|"},     {U'┐', "."},      {U'┘', "'"},    {U'┬', "+"},     {U'┴', "+"},    {U'┼', "+"},
    {U'┌', "."},   {U'└', "'"},     {U'₁', "_1"},     {U'₂', "_2"},   {U'ₖ', "_k"},    {U'∂', "d"},    {U'ᵅ', "^a"},
    {U'¼', "1/4"}, {U'¾', "3/4"},   {U'⌊', "floor("}, {U'⌋', ")"},    {U'≈', "~"},     {U'τ', "tau"},  {U'ρ', "rho"},
    {U'ξ', "xi"},  {U'γ', "gamma"}, {U'Ω', "Omega"},  {U'ȳ', "y"},    {U'₊', "+"},     {U'₃', "_3"},   {U'⟨', "<"},
    {U'⟩', ">"},   {U'ε', "eps"},   {U'⊗', " x "}};

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at);
    width += width_of(c.code);
    at += c.bytes;
  }
  return width;
}

std::string to_ascii(std::string_view text) {
  std::string ascii;
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at);
    const auto* const found = std::ranges::find(kLikenesses, c.code, &Likeness::code);
    if (c.code < 0x80)
      ascii += static_cast<char>(c.code);
    else if (found != std::end(kLikenesses))
      ascii += found->ascii;
    else if (!within(c.code, kCombining))
      ascii += '?';
    at += c.bytes;
  }
  return ascii;
}

std::string shown(std::string_view text, const Terminal& terminal) {
  std::string lines;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines += visible(text.substr(at, end - at));
    if (end < text.size()) lines += '\n';
    at = end + 1;
  }
  return terminal.utf8 ? lines : to_ascii(lines);
}

std::string shown_line(std::string_view text, const Terminal& terminal) {
  const std::string line = visible(text);
  return terminal.utf8 ? line : to_ascii(line);
}

std::string cut_to(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  std::size_t used = 0, at = 0;
  while (at < text.size()) {
    const Character c = character_at(text, at);
    if (used + width_of(c.code) + 1 > width) break;
    used += width_of(c.code);
    at += c.bytes;
  }
  return std::string(text.substr(0, at)) + "…";
}

std::string fitted(std::string_view text, std::size_t width, const Terminal& terminal) {
  const std::string whole = shown_line(text, terminal);
  if (display_width(whole) <= width) return whole;
  // In ASCII the mark of a cut takes three columns.
  return shown(cut_to(whole, terminal.utf8 ? width : width - std::min<std::size_t>(width, 2)), terminal);
}

std::vector<std::string> folded(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, end - at);
    if (!line.empty() && display_width(line) + 1 + display_width(word) > width) {
      lines.push_back(std::move(line));
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
    at = end + 1;
  }
  if (!line.empty() || lines.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string bar(double fraction, std::size_t width) {
  constexpr std::string_view kEighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  if (!(fraction > 0)) return "";
  auto eighths = static_cast<std::size_t>(std::lround(std::min(fraction, 1.0) * static_cast<double>(width) * 8));
  eighths = std::max<std::size_t>(eighths, 1);
  std::string text;
  for (std::size_t i = 0; i < eighths / 8; ++i) text += "█";
  return text += kEighths[eighths % 8];
}

std::string Table::text(const Terminal& terminal, std::size_t indent) const {
  std::vector<std::vector<std::string>> cells;
  std::vector<std::size_t> widths;
  for (const auto& row : rows_) {
    auto& line = cells.emplace_back();
    for (const auto& cell : row) line.push_back(shown_line(cell, terminal));
    widths.resize(std::max(widths.size(), row.size()));
  }
  for (const auto& row : cells)
    for (std::size_t i = 0; row.size() > 1 && i < row.size(); ++i)
      widths[i] = std::max(widths[i], display_width(row[i]));
  std::string out;
  for (const auto& row : cells) out += line_of(row, widths, terminal, indent);
  return out;
}

std::string Table::line_of(const std::vector<std::string>& row, const std::vector<std::size_t>& widths,
                           const Terminal& terminal, std::size_t indent) const {
  const auto is_right = [&](std::size_t i) { return i < align_.size() && align_[i] == Align::right; };
  std::string line(indent, ' ');
  std::size_t at = indent;
  for (std::size_t i = 0; i + 1 < row.size(); ++i) {
    const std::string pad(widths[i] - display_width(row[i]), ' ');
    line += (is_right(i) ? pad + row[i] : row[i] + pad) + "  ";
    at += widths[i] + 2;
  }
  std::string last = row.empty() ? "" : row.back();
  // The first words of a line keep the blanks before them.
  const std::size_t blanks = std::min(last.find_first_not_of(' '), last.size());
  if (row.size() > 1 && is_right(row.size() - 1)) at += widths[row.size() - 1] - display_width(last);
  at += blanks;
  line.resize(line.size() + at - display_width(line), ' ');
  const auto columns = static_cast<std::size_t>(terminal.columns);
  const std::size_t room = std::max<std::size_t>(20, columns - std::min(at, columns));
  bool first = true;
  for (const auto& part : folded(std::string_view(last).substr(blanks), room)) {
    line += first ? part : "\n" + std::string(at, ' ') + part;
    first = false;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string bold(std::string_view text, const Terminal& terminal) {
  return terminal.colour ? fmt::format("\033[1m{}\033[0m", text) : std::string(text);
}

}  // namespace sanov::cli
