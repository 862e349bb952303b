#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// How a table is cut into windows: by time, or by so many rows.
namespace sanov {

enum class WindowUnit : unsigned char { hour, day, week, month, quarter, year, rows };

/// The length of a window. Weeks are ISO 8601's, from Monday on. Windows of several units begin at multiples of these, counted
/// from the hour, day, week, month, quarter or year that holds 1970-01-01: so they do not depend on where a table begins.
struct Every {
  WindowUnit unit = WindowUnit::week;
  std::uint64_t count = 1;

  bool by_rows() const noexcept { return unit == WindowUnit::rows; }
  /// "week", "2 weeks", "500 rows".
  std::string text() const;

  friend bool operator==(const Every&, const Every&) = default;
};

/// Reads "week", "2 weeks", "500 rows". Throws InvalidArgument, naming the nearest word, for anything else; a count is from 1 to
/// 10^12.
Every parse_every(std::string_view text);

/// Times farther from 1970 than this have no date: about the year 27,000.
inline constexpr double kFarthestTime = 8e11;

/// The window that a time lies in, in seconds since 1970-01-01 and at most kFarthestTime from there. Not for windows of rows.
std::int64_t window_of(const Every& every, double seconds);

/// When a window begins, in seconds since 1970-01-01; it ends where the next begins. Not for windows of rows.
double begin_of(const Every& every, std::int64_t window);

/// What a window is called: "2013-01-31 05:00", "2013-01-31", "2013-W05", "2013-01", "2013-Q1", "2013"; the day on which it begins
/// where it is of several units, "1–500" of rows.
std::string label_of(const Every& every, std::int64_t window);

/// A time written as ISO 8601 has it: a date, 2013-01-31, and maybe T or a blank and a time, 05:30, 05:30:00 or
/// 05:30:00.25, and maybe Z or an offset, +01:00, which is taken off. Seconds since 1970-01-01; NaN where it is anything else.
double parse_time(std::string_view text);

}  // namespace sanov
