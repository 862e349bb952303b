#include "cli/picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>

#include "cli/png.h"
#include "cli/text.h"

namespace sanov::cli {
namespace {

// Matplotlib's viridis (CC0), at nine places, light to dark: far is dark.
constexpr Rgb kRamp[] = {{253, 231, 37}, {171, 220, 50}, {93, 200, 99}, {39, 173, 129}, {33, 144, 141},
                         {44, 114, 142}, {59, 82, 139},  {71, 44, 122}, {68, 1, 84}};

// From blue over white to red, dark at both ends.
constexpr Rgb kSignedRamp[] = {{33, 62, 140},   {72, 120, 190}, {150, 185, 225}, {247, 247, 247},
                               {240, 175, 150}, {205, 90, 75},  {140, 20, 40}};
constexpr Rgb kNone = {128, 128, 128};

/// Of a fraction in [0, 1], or in [−1, 1] where it is signed.
Rgb colour_of(double fraction, bool is_signed) {
  if (std::isnan(fraction)) return kNone;
  const std::span<const Rgb> ramp = is_signed ? std::span<const Rgb>(kSignedRamp) : std::span<const Rgb>(kRamp);
  const double along = is_signed ? (fraction + 1) / 2 : fraction;
  const double place = std::clamp(along, 0.0, 1.0) * static_cast<double>(ramp.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(place), ramp.size() - 2);
  const double part = place - static_cast<double>(below);
  const Rgb a = ramp[below], b = ramp[below + 1];
  const auto mix = [&](double x, double y) { return static_cast<std::uint8_t>(std::lround(x + part * (y - x))); };
  return {mix(a.red, b.red), mix(a.green, b.green), mix(a.blue, b.blue)};
}

std::string hex(Rgb c) { return fmt::format("#{:02x}{:02x}{:02x}", c.red, c.green, c.blue); }

double fraction_of(double value, const Square& square) {
  return std::isinf(value) ? 1 : square.largest > 0 ? value / square.largest : 0;
}

std::string block(double value, const Square& square, const Terminal& terminal) {
  constexpr std::string_view kShades[] = {"  ", "░░", "▒▒", "▓▓", "██"};
  constexpr std::string_view kBelow[] = {"  ", "- ", "--", "=-", "=="};
  const double fraction = fraction_of(value, square);
  if (terminal.colour) {
    const Rgb c = colour_of(fraction, square.is_signed);
    return fmt::format("\033[48;2;{};{};{}m{}\033[0m", c.red, c.green, c.blue, std::isinf(value) ? "\033[97m∞ " : "  ");
  }
  if (std::isinf(value)) return terminal.utf8 ? "∞∞" : "!!";
  if (std::isnan(value)) return "??";
  const auto shade = static_cast<std::size_t>(std::lround(std::min(std::abs(fraction), 1.0) * 4));
  return fraction < 0 ? std::string(kBelow[shade]) : shown(kShades[shade], terminal);
}

/// The square with `every` rows and columns averaged into one.
std::vector<double> shrunk(const Square& square, std::size_t every) {
  const std::size_t side = (square.side + every - 1) / every;
  std::vector<double> means(side * side);
  for (std::size_t i = 0; i < side; ++i)
    for (std::size_t j = 0; j < side; ++j) {
      double sum = 0;
      std::size_t count = 0;
      for (std::size_t r = i * every; r < std::min(square.side, (i + 1) * every); ++r)
        for (std::size_t c = j * every; c < std::min(square.side, (j + 1) * every); ++c)
          if (const double value = square.values[r * square.side + c]; !std::isnan(value)) {
            sum += value;
            ++count;
          }
      means[i * side + j] = count == 0 ? std::nan("") : sum / static_cast<double>(count);
    }
  return means;
}

std::string label_of(const Square& square, std::size_t row) {
  return square.labels.empty() ? fmt::format("{}", row + 1) : square.labels[row];
}

}  // namespace

std::string escaped_xml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string terminal_picture(const Square& square, const Terminal& terminal) {
  const auto columns = static_cast<std::size_t>(terminal.columns);
  std::size_t widest = 0;
  for (std::size_t row = 0; row < square.side; ++row)
    widest = std::max(widest, display_width(shown(label_of(square, row), terminal)));
  widest = std::min(widest, columns / 4);
  const std::size_t room = (columns - widest - 2) / 2;
  const std::size_t every = (square.side + room - 1) / room;
  const std::vector<double> means = shrunk(square, every);
  const std::size_t side = (square.side + every - 1) / every;

  std::string text = shown(square.title, terminal) + "\n\n";
  for (std::size_t i = 0; i < side; ++i) {
    const std::string label = fitted(label_of(square, i * every), widest, terminal);
    std::string line = std::string(widest - display_width(label), ' ') + label + "  ";
    for (std::size_t j = 0; j < side; ++j) line += block(means[i * side + j], square, terminal);
    text += line + "\n";
  }
  std::string scale;
  for (const double fraction : {-1.0, -0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0})
    if (square.is_signed || fraction >= 0) scale += block(fraction * square.largest, square, terminal);
  const std::string least = square.is_signed ? rounded(-square.largest) : "0";
  text +=
      "\n" + std::string(widest + 2, ' ') + least + " " + scale + " " + shown(rounded(square.largest), terminal) + "\n";
  std::string order = "columns are in the order of the rows";
  if (every > 1) order += fmt::format("; each block is the mean of {} × {}", every, every);
  return text + std::string(widest + 2, ' ') + shown(order, terminal) + "\n";
}

std::string svg_picture(const Square& square) {
  const std::size_t cell = square.side <= 60 ? 16 : square.side <= 300 ? 6 : 2;
  const bool labelled = cell >= 6 && square.side <= 120;
  std::size_t longest = 0;
  for (std::size_t row = 0; labelled && row < square.side; ++row)
    longest = std::max(longest, std::min<std::size_t>(display_width(label_of(square, row)), 24));
  const std::size_t size = std::min<std::size_t>(11, cell + 1), left = 16 + longest * (size * 6 / 10 + 1), top = 40;
  const std::size_t body = cell * square.side,
                    width = left + std::max({body, std::size_t{240}, 8 * display_width(square.title)}) + 16;
  const std::size_t height = top + body + 16 + (labelled ? left : 0) + 36;

  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
      "font-family=\"sans-serif\" font-size=\"{2}\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
      "<text x=\"{3}\" y=\"24\" font-size=\"14\">{4}</text>\n",
      width, height, size, left, escaped_xml(square.title));
  for (std::size_t i = 0; i < square.side; ++i) {
    for (std::size_t j = 0; j < square.side; ++j) {
      const double value = square.values[i * square.side + j];
      svg += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\">", left + j * cell,
                         top + i * cell, cell, cell, hex(colour_of(fraction_of(value, square), square.is_signed)));
      svg += fmt::format("<title>{}, {}: {}</title></rect>\n", escaped_xml(label_of(square, i)),
                         escaped_xml(label_of(square, j)), std::isnan(value) ? "none" : rounded(value));
    }
    if (!labelled) continue;
    const std::string label = escaped_xml(cut_to(label_of(square, i), 24));
    const std::size_t middle = i * cell + cell / 2 + size / 3;
    svg += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\n", left - 6, top + middle, label);
    svg += fmt::format("<text transform=\"translate({},{}) rotate(-90)\" text-anchor=\"end\">{}</text>\n",
                       left + middle, top + body + 6, label);
  }
  const std::size_t foot = height - 26;
  for (std::size_t i = 0; i < 100; ++i)
    svg += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"2\" height=\"10\" fill=\"{}\"/>\n", left + 2 * i, foot,
                       hex(colour_of(square.is_signed ? static_cast<double>(i) / 49.5 - 1 : static_cast<double>(i) / 99,
                                     square.is_signed)));
  return svg +
         fmt::format(
             "<text x=\"{0}\" y=\"{1}\">{4}</text>\n<text x=\"{2}\" y=\"{1}\" text-anchor=\"end\">{3}</text>\n</svg>\n",
             left, foot + 22, left + 200, rounded(square.largest), square.is_signed ? rounded(-square.largest) : "0");
}

std::string png_picture(const Square& square) {
  constexpr std::size_t kWanted = 480;  // pixels, of a small square
  const std::size_t cell = std::max<std::size_t>(1, kWanted / square.side), width = cell * square.side;
  std::vector<Rgb> palette;
  // Where values are signed, white needs a place in the middle, and the last colour is that of no value.
  const double steps = square.is_signed ? 254 : 255;
  for (int i = 0; i <= steps; ++i)
    palette.push_back(colour_of(square.is_signed ? i / 127.0 - 1 : i / steps, square.is_signed));
  if (square.is_signed) palette.push_back(kNone);
  std::vector<std::uint8_t> pixels(width * width);
  for (std::size_t y = 0; y < width; ++y)
    for (std::size_t x = 0; x < width; ++x) {
      const double value = square.values[y / cell * square.side + x / cell];
      const double fraction = fraction_of(value, square), along = square.is_signed ? (fraction + 1) / 2 : fraction;
      pixels[y * width + x] =
          std::isnan(value) ? 255 : static_cast<std::uint8_t>(std::lround(steps * std::clamp(along, 0.0, 1.0)));
    }
  return png_bytes(pixels, width, palette);
}

}  // namespace sanov::cli
