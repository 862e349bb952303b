#include "cli/density_picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "cli/text.h"

namespace sanov::cli {
namespace {

constexpr int kRows = 8;

/// A range and its columns: column i holds (low + i·step, low + (i + 1)·step].
struct Columns {
  double low = 0, step = 1;
  std::size_t count = 0, wide = 1;  ///< characters a column
  bool whole = false;

  double from(std::size_t i) const { return low + step * static_cast<double>(i); }
};

/// Where nearly all of it lies, without the far ends of heavy tails.
Support shown_range(const Distribution& d) {
  const Support s = d.support();
  const double lower = d.quantile(0.25), upper = d.upper_quantile(0.25), spread = upper - lower;
  double low = d.quantile(0.005), high = d.upper_quantile(0.005);
  if (spread > 0) low = std::max(low, lower - 4 * spread), high = std::min(high, upper + 4 * spread);
  // An end that is near is shown.
  if (low - s.low < 0.3 * (high - low)) low = s.low;
  if (s.high - high < 0.3 * (high - low)) high = s.high;
  return {low, high};
}

Columns columns_of(const Distribution& d, std::size_t width) {
  auto [low, high] = shown_range(d);
  if (d.whole()) {
    const double numbers = high - low + 1;
    const double each = std::ceil(numbers / static_cast<double>(width));
    const auto count = static_cast<std::size_t>(std::ceil(numbers / each));
    return {low - 1, each, count, std::clamp<std::size_t>(width / count, 1, 6), true};
  }
  if (!(high > low)) {
    const double around = std::max(std::fabs(low) * 0.1, 1e-300);
    low -= around, high += around;
  }
  return {low, (high - low) / static_cast<double>(width), width, 1, false};
}

/// P(from < X ≤ to), from the tail in which it keeps its digits.
double mass_between(const Distribution& d, double from, double to) {
  const double below = d.cdf(from);
  return std::max(below < 0.5 ? d.cdf(to) - below : d.sf(from) - d.sf(to), 0.0);
}

std::string axis(const Columns& columns, std::size_t width) {
  const auto label = [](double x) { return rounded(std::fabs(x) < 1e-300 ? 0 : x, 4); };
  const double last = columns.from(columns.count);
  const double first = columns.whole ? columns.low + 1 : columns.low;
  const std::string left = label(first), middle = label(first + (last - first) / 2), right = label(last);
  std::string line = left;
  const auto put = [&](const std::string& text, std::size_t at) {
    if (display_width(line) + 2 > at) return;
    line += std::string(at - display_width(line), ' ') + text;
  };
  if (!columns.whole) put(middle, width / 2 - std::min(width / 2, display_width(middle) / 2));
  put(right, width - std::min(width, display_width(right)));
  return line;
}

}  // namespace

std::string density_picture(const Distribution& d, const Terminal& terminal) {
  constexpr std::string_view kEighths[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const std::size_t room = static_cast<std::size_t>(std::clamp(terminal.columns, 30, 100)) - 4;
  const Columns columns = columns_of(d, room);
  const std::vector<Atom> atoms = d.whole() ? std::vector<Atom>{} : d.atoms();
  double on_atoms = 0;
  for (const Atom& a : atoms) on_atoms += a.mass;
  const bool mixed = !atoms.empty() && on_atoms < 1 - 1e-9;
  std::vector<double> mass(columns.count);
  std::vector<bool> has_atom(columns.count);
  for (std::size_t i = 0; i < mass.size(); ++i) {
    const double from = i == 0 ? std::nextafter(columns.low, -HUGE_VAL) : columns.from(i), to = columns.from(i + 1);
    mass[i] = mass_between(d, from, to);
    if (!mixed) continue;
    for (const Atom& a : atoms)
      if (a.x > from && a.x <= to) mass[i] -= a.mass, has_atom[i] = true;
  }
  const double most = std::ranges::max(mass);
  std::string text;
  for (int row = kRows; row-- > 0;) {
    std::string line = "  ";
    for (std::size_t i = 0; i < mass.size(); ++i) {
      const double height = has_atom[i] ? kRows : most > 0 ? mass[i] / most * kRows : 0;
      auto eighths = std::lround(std::clamp(height - row, 0.0, 1.0) * 8);
      if (row == 0 && mass[i] > 0 && eighths == 0) eighths = 1;
      const std::size_t drawn = columns.wide > 2 ? columns.wide - 1 : columns.wide;  // bars stand apart
      for (std::size_t k = 0; k < columns.wide; ++k) {
        if (k >= drawn)
          line += " ";
        else if (!terminal.utf8)
          line += eighths >= 4 ? "#" : eighths > 0 && row == 0 ? "." : " ";
        else
          line += kEighths[eighths];
      }
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  const std::size_t width = columns.count * columns.wide;
  std::string rule;
  for (std::size_t i = 0; i < width; ++i) rule += "─";
  text += "  " + shown(rule, terminal) + "\n  " + shown(axis(columns, width), terminal) + "\n";
  if (mixed)
    for (std::size_t i = 0; i < std::min<std::size_t>(atoms.size(), 5); ++i)
      text += fmt::format("  at {} a probability of its own, {}\n", rounded(atoms[i].x, 6), rounded(atoms[i].mass, 6));
  return text;
}

}  // namespace sanov::cli
