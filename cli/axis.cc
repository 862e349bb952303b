#include "cli/axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "cli/text.h"

namespace sanov::cli {

Axis::Axis(std::span<const double> values) {
  bool any = false;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    low = any ? std::min(low, value) : value;
    high = any ? std::max(high, value) : value;
    any = true;
  }
}

double Axis::fraction(double value) const {
  // Halved, so that the ends' difference does not overflow.
  const double length = high / 2 - low / 2;
  return length > 0 ? (std::clamp(value, low, high) / 2 - low / 2) / length : 0.5;
}

std::size_t Axis::place(double value, std::size_t places) const {
  return std::min(static_cast<std::size_t>(fraction(value) * static_cast<double>(places)), places - 1);
}

std::string end_text(double value, bool is_date) {
  constexpr double kLongest = 86400.0 * 365 * 9000;  // of what has a year of four digits, about
  if (!is_date || std::abs(value) > kLongest) return rounded(value, 4);
  const std::chrono::sys_days day{std::chrono::days(static_cast<int>(std::floor(value / 86400)))};
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string braille(std::uint8_t dots) {
  if (dots == 0) return " ";
  const unsigned code = 0x2800U + dots;
  return {static_cast<char>(0xe0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 0x3f)),
          static_cast<char>(0x80 | (code & 0x3f))};
}

}  // namespace sanov::cli
