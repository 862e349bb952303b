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

std::vector<Tick> ticks_of(const Axis& axis, bool is_date, int wanted) {
  const double length = axis.high - axis.low;
  if (!(length > 0) || !std::isfinite(length)) return {{0.5, end_text(axis.low, is_date)}};
  if (is_date) return {{0, end_text(axis.low, true)}, {1, end_text(axis.high, true)}};
  const double power = std::pow(10, std::floor(std::log10(length / wanted)));
  double step = 10 * power;
  for (const double factor : {5.0, 2.0, 1.0})
    if (length / (factor * power) <= wanted + 1) step = factor * power;
  // Never −0.
  const double first = std::ceil(axis.low / step) + 0.0, last = std::floor(axis.high / step);
  const int digits =
      1 + static_cast<int>(std::floor(std::log10(std::max(std::fabs(first), std::max(std::fabs(last), 1.0)) + 0.5))) +
      1;
  std::vector<Tick> ticks;
  for (double i = first; i <= last && ticks.size() < 20; ++i)
    ticks.push_back({axis.fraction(i * step), step >= 1 && std::fabs(i * step) < 1e6 ? fmt::format("{:.0f}", i * step)
                                                                                     : rounded(i * step, digits)});
  return ticks;
}

std::string braille(std::uint8_t dots) {
  if (dots == 0) return " ";
  const unsigned code = 0x2800U + dots;
  return {static_cast<char>(0xe0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 0x3f)),
          static_cast<char>(0x80 | (code & 0x3f))};
}

}  // namespace sanov::cli
