#include "cli/scatter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "cli/axis.h"
#include "cli/letters.h"
#include "cli/picture.h"
#include "cli/png.h"
#include "cli/text.h"

namespace sanov::cli {
namespace {

constexpr std::size_t kRows = 14, kMostColumns = 64;
constexpr std::size_t kMostDots = 1000;  // more would be a black block
constexpr std::size_t kMostCircles = 5000;
constexpr std::string_view kInk = "#213e8c";

/// How many points lie in each place of a grid, its first row at the top.
struct Grid {
  std::size_t columns, rows;
  std::vector<std::uint32_t> counts;
  std::uint32_t largest = 0;

  Grid(const Scatter& scatter, std::size_t wide, std::size_t high) : columns(wide), rows(high), counts(wide * high) {
    const Axis x(scatter.x), y(scatter.y);
    for (std::size_t i = 0; i < scatter.x.size(); ++i) {
      auto& count = counts[(rows - 1 - y.place(scatter.y[i], rows)) * columns + x.place(scatter.x[i], columns)];
      largest = std::max(largest, ++count);
    }
  }
  std::uint32_t at(std::size_t row, std::size_t column) const { return counts[row * columns + column]; }
  /// 0 where there is no point, 1 where most are; by the logarithm, so that single points show beside a crowd.
  double darkness(std::size_t row, std::size_t column) const {
    const std::uint32_t count = at(row, column);
    if (count == 0) return 0;
    return largest == 1 ? 1 : 0.25 + 0.75 * std::log(count) / std::log(largest);
  }
};

/// Two by four dots a character.
std::string braille_line(const Grid& dots, std::size_t line) {
  std::string text;
  for (std::size_t c = 0; c < dots.columns / 2; ++c) {
    std::uint8_t code = 0;
    for (std::size_t i = 0; i < 4; ++i)
      for (std::size_t j = 0; j < 2; ++j)
        if (dots.at(4 * line + i, 2 * c + j) > 0) code |= kBrailleDots[i][j];
    text += braille(code);
  }
  return text;
}

std::string shaded_line(const Grid& grid, std::size_t line, const Terminal& terminal) {
  constexpr std::string_view kShades[] = {" ", "░", "▒", "▓", "█"};
  std::string text;
  for (std::size_t c = 0; c < grid.columns; ++c)
    text += kShades[static_cast<std::size_t>(std::lround(4 * grid.darkness(line, c)))];
  return shown(text, terminal);
}

std::vector<std::string> lines_of(const Scatter& scatter, std::size_t columns, const Terminal& terminal) {
  std::vector<std::string> lines;
  if (terminal.utf8 && scatter.x.size() <= kMostDots) {
    const Grid dots(scatter, 2 * columns, 4 * kRows);
    for (std::size_t row = 0; row < kRows; ++row) lines.push_back(braille_line(dots, row));
  } else {
    const Grid grid(scatter, columns, kRows);
    for (std::size_t row = 0; row < kRows; ++row) lines.push_back(shaded_line(grid, row, terminal));
  }
  return lines;
}

}  // namespace

std::string terminal_scatter(const Scatter& scatter, const Terminal& terminal) {
  const Axis x(scatter.x), y(scatter.y);
  const auto width = static_cast<std::size_t>(terminal.columns);
  const std::string top = shown(end_text(y.high, scatter.y_is_date), terminal),
                    bottom = shown(end_text(y.low, scatter.y_is_date), terminal);
  const std::string left = shown(end_text(x.low, scatter.x_is_date), terminal),
                    right = shown(end_text(x.high, scatter.x_is_date), terminal);
  const std::size_t margin = std::max(display_width(top), display_width(bottom)) + 3;
  const std::size_t columns = std::min(kMostColumns, width - std::min(margin + 2, width - 20));
  const auto lines = lines_of(scatter, columns, terminal);

  std::string text = std::string(margin, ' ') + fitted(scatter.y_label, columns, terminal) + "\n";
  for (std::size_t row = 0; row < kRows; ++row) {
    const std::string number = row == 0 ? top : row + 1 == kRows ? bottom : "";
    std::string line =
        std::string(margin - 2 - display_width(number), ' ') + number + shown(" │", terminal) + lines[row];
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  const std::size_t ends = display_width(left) + display_width(right);
  const std::string name = fitted(scatter.x_label, columns - std::min(ends + 4, columns - 4), terminal);
  const std::size_t free = columns - std::min(ends + display_width(name), columns);
  text +=
      std::string(margin, ' ') + left + std::string(free / 2, ' ') + name + std::string(free - free / 2, ' ') + right;
  return text + "\n";
}

std::string svg_scatter(const Scatter& scatter) {
  constexpr std::size_t kWide = 480, kHigh = 320, kLeft = 64, kTop = 40, kCell = 4;
  const Axis x(scatter.x), y(scatter.y);
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
      "font-family=\"sans-serif\" font-size=\"11\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
      "<path d=\"M{2} {3}V{4}H{5}\" fill=\"none\" stroke=\"#888\"/>\n<g fill=\"{6}\">\n",
      kLeft + kWide + 24, kTop + kHigh + 48, kLeft - 4, kTop, kTop + kHigh + 4, kLeft + kWide, kInk);
  if (scatter.x.size() <= kMostCircles) {
    for (std::size_t i = 0; i < scatter.x.size(); ++i)
      svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.5\" fill-opacity=\"0.5\"/>\n",
                         kLeft + kWide * x.fraction(scatter.x[i]), kTop + kHigh * (1 - y.fraction(scatter.y[i])));
  } else {
    const Grid grid(scatter, kWide / kCell, kHigh / kCell);
    for (std::size_t row = 0; row < grid.rows; ++row)
      for (std::size_t c = 0; c < grid.columns; ++c)
        if (grid.at(row, c) > 0)
          svg += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill-opacity=\"{:.2f}\"/>\n",
                             kLeft + c * kCell, kTop + row * kCell, kCell, kCell, grid.darkness(row, c));
  }
  const auto words = [&](std::size_t at, std::size_t height, std::string_view anchor, std::string_view text) {
    svg += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"{}\">{}</text>\n", at, height, anchor, text);
  };
  svg += "</g>\n";
  words(kLeft - 4, kTop - 12, "start", escaped_xml(scatter.y_label));
  const auto place = [](std::size_t from, std::size_t length, double fraction) {
    return from + static_cast<std::size_t>(std::lround(static_cast<double>(length) * fraction));
  };
  for (const Tick& tick : ticks_of(y, scatter.y_is_date, 5)) {
    const std::size_t at = place(kTop, kHigh, 1 - tick.fraction);
    svg += fmt::format("<path d=\"M{} {}h-4\" stroke=\"#888\"/>\n", kLeft - 4, at);
    words(kLeft - 10, at + 4, "end", tick.text);
  }
  for (const Tick& tick : ticks_of(x, scatter.x_is_date, 5)) {
    const std::size_t at = place(kLeft, kWide, tick.fraction);
    svg += fmt::format("<path d=\"M{} {}v4\" stroke=\"#888\"/>\n", at, kTop + kHigh + 4);
    words(at, kTop + kHigh + 20, "middle", tick.text);
  }
  words(kLeft + kWide / 2, kTop + kHigh + 36, "middle", escaped_xml(scatter.x_label));
  return svg + "</svg>\n";
}

std::string png_scatter(const Scatter& scatter) {
  constexpr std::size_t kWide = 480, kHigh = 320, kCell = 4, kGap = 8, kTick = 6, kRight = 72;
  constexpr std::size_t kTop = kLetterHigh + 3 * kGap, kBottom = 2 * kLetterHigh + 3 * kGap + kTick;
  constexpr std::uint8_t kDarkest = 253, kLine = 254, kWord = 255;
  std::vector<Rgb> palette;
  for (int i = 0; i <= kDarkest; ++i) {
    const auto mix = [&](int ink) { return static_cast<std::uint8_t>(255 - i * (255 - ink) / kDarkest); };
    palette.push_back({mix(33), mix(62), mix(140)});
  }
  palette.insert(palette.end(), {{136, 136, 136}, {51, 51, 51}});

  const Axis x(scatter.x), y(scatter.y);
  const auto x_ticks = ticks_of(x, scatter.x_is_date, 4), y_ticks = ticks_of(y, scatter.y_is_date, 5);
  std::size_t widest = 0;
  for (const Tick& tick : y_ticks) widest = std::max(widest, to_ascii(tick.text).size());
  const std::size_t left = widest * kLetterWide + kTick + 2 * kGap, floor = kTop + kHigh + kGap;
  Canvas canvas(left + kWide + kRight, kTop + kHigh + kBottom);

  const Grid grid(scatter, kWide / kCell, kHigh / kCell);
  for (std::size_t row = 0; row < grid.rows; ++row)
    for (std::size_t c = 0; c < grid.columns; ++c)
      // The root, so that a single point shows.
      canvas.fill(left + c * kCell, kTop + row * kCell, kCell, kCell,
                  static_cast<std::uint8_t>(std::lround(kDarkest * std::sqrt(grid.darkness(row, c)))));

  const std::size_t wall = left - kGap;
  canvas.fill(wall, kTop, 1, floor - kTop + 1, kLine);
  canvas.fill(wall, floor, kWide + kGap, 1, kLine);
  const auto fit = [](std::string_view text, std::size_t pixels) {
    Terminal ascii;
    ascii.utf8 = false;
    return fitted(text, pixels / kLetterWide, ascii);
  };
  for (const Tick& tick : y_ticks) {
    const auto at = kTop + static_cast<std::size_t>(std::lround(static_cast<double>(kHigh - 1) * (1 - tick.fraction)));
    canvas.fill(wall - kTick, at, kTick, 1, kLine);
    write(canvas, tick.text, wall - kTick - kGap / 2 - to_ascii(tick.text).size() * kLetterWide, at - kLetterHigh / 3,
          kWord);
  }
  for (const Tick& tick : x_ticks) {
    const auto at = left + static_cast<std::size_t>(std::lround(static_cast<double>(kWide - 1) * tick.fraction));
    canvas.fill(at, floor, 1, kTick, kLine);
    const std::size_t half = to_ascii(tick.text).size() * kLetterWide / 2;
    write(canvas, tick.text, at - std::min(at, half), floor + kTick + kGap / 2, kWord);
  }
  write(canvas, fit(scatter.y_label, left + kWide), kGap, kGap, kWord);
  const std::string name = fit(scatter.x_label, left + kWide);
  const std::size_t half = name.size() * kLetterWide / 2, middle = left + kWide / 2;
  write(canvas, name, middle - std::min(middle, half), floor + kTick + kLetterHigh + kGap, kWord);
  return png_bytes(canvas.pixels, canvas.width, palette);
}

}  // namespace sanov::cli
