#include "sanov/series/every.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>

#include "sanov/base/error.h"

namespace sanov {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::string_view kUnits[] = {"hour", "day", "week", "month", "quarter", "year", "rows"};
constexpr std::uint64_t kMostUnits = 1'000'000'000'000;
constexpr double kDay = 86400;
constexpr std::int64_t kThursday = 3;  // days from Monday; 1970-01-01 was one

std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

year_month_day date_of(std::int64_t day) { return sys_days{days{static_cast<int>(day)}}; }

std::int64_t day_of(std::int64_t months_since_1970) {
  const std::int64_t year = 1970 + floor_divide(months_since_1970, 12);
  const auto month = static_cast<unsigned>(months_since_1970 - 12 * floor_divide(months_since_1970, 12)) + 1;
  const sys_days day{std::chrono::year{static_cast<int>(year)} / std::chrono::month{month} / 1};
  return day.time_since_epoch().count();
}

std::string date_text(std::int64_t day) {
  const year_month_day date = date_of(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

/// ISO 8601's: a week belongs to the year that has its Thursday.
std::string week_text(std::int64_t monday) {
  const std::int64_t thursday = monday + kThursday;
  const year_month_day date = date_of(thursday);
  const std::int64_t first = sys_days{date.year() / std::chrono::January / 1}.time_since_epoch().count();
  return fmt::format("{:04}-W{:02}", static_cast<int>(date.year()), (thursday - first) / 7 + 1);
}

/// Months in a unit that is made of months; 0 in another.
std::int64_t months_in(WindowUnit unit) {
  switch (unit) {
    case WindowUnit::month: return 1;
    case WindowUnit::quarter: return 3;
    case WindowUnit::year: return 12;
    default: return 0;
  }
}

/// Which unit, of those since the one with 1970-01-01 in it, holds a time.
std::int64_t unit_of(WindowUnit unit, double seconds) {
  if (unit == WindowUnit::hour) return static_cast<std::int64_t>(std::floor(seconds / 3600));
  const auto day = static_cast<std::int64_t>(std::floor(seconds / kDay));
  if (unit == WindowUnit::day) return day;
  if (unit == WindowUnit::week) return floor_divide(day + kThursday, 7);
  const year_month_day date = date_of(day);
  const std::int64_t month = 12 * (std::int64_t{static_cast<int>(date.year())} - 1970) +
                             static_cast<std::int64_t>(static_cast<unsigned>(date.month())) - 1;
  return floor_divide(month, months_in(unit));
}

}  // namespace

std::string Every::text() const {
  const std::string_view name = kUnits[static_cast<int>(unit)];
  if (by_rows()) return fmt::format("{} row{}", count, count == 1 ? "" : "s");
  return count == 1 ? std::string(name) : fmt::format("{} {}s", count, name);
}

Every parse_every(std::string_view text) {
  const auto fail = [&](std::string_view why) { fail_argument("", fmt::format("every '{}'", text), why); };
  std::string_view word = text;
  Every every;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), every.count);
  const bool has_count = error != std::errc::invalid_argument;
  if (error == std::errc::result_out_of_range) fail("is too long a window");
  word.remove_prefix(has_count ? static_cast<std::size_t>(end - word.data()) : 0);
  if (!has_count) every.count = 1;
  while (word.starts_with(' ')) word.remove_prefix(1);
  if (every.count < 1 || every.count > kMostUnits) fail(fmt::format("needs from 1 to {} of a unit", kMostUnits));
  for (std::size_t i = 0; i < std::size(kUnits); ++i) {
    const std::string_view name = kUnits[i];
    const bool plural = word.size() == name.size() + 1 && word.starts_with(name) && word.ends_with('s');
    if (word != name && !plural && !(name == "rows" && word == "row")) continue;
    every.unit = static_cast<WindowUnit>(i);
    if (every.by_rows() && plural) break;  // "rowss"
    if (every.by_rows() && !has_count) fail("needs how many, as in '500 rows'");
    // Beyond the calendar one window holds everything; so many units would not be a date.
    if (!every.by_rows() && every.count > 100'000) fail("is too long a window; 100000 units are the most");
    return every;
  }
  const std::string near = nearest(word, kUnits, std::size(kUnits));
  fail_argument("", fmt::format("every '{}'", text),
                near.empty()
                    ? "is no length of a window; hour, day, week, month, quarter, year are, '2 weeks' and '500 rows'"
                    : fmt::format("is no length of a window; did you mean {}?", near));
}

std::int64_t window_of(const Every& every, double seconds) {
  return floor_divide(unit_of(every.unit, seconds), static_cast<std::int64_t>(every.count));
}

double begin_of(const Every& every, std::int64_t window) {
  const std::int64_t first = window * static_cast<std::int64_t>(every.count);
  switch (every.unit) {
    case WindowUnit::hour: return 3600 * static_cast<double>(first);
    case WindowUnit::day: return kDay * static_cast<double>(first);
    case WindowUnit::week: return kDay * static_cast<double>(7 * first - kThursday);
    default: return kDay * static_cast<double>(day_of(first * months_in(every.unit)));
  }
}

std::string label_of(const Every& every, std::int64_t window) {
  if (every.by_rows()) {
    const std::uint64_t first = static_cast<std::uint64_t>(window) * every.count;
    return fmt::format("{}–{}", first + 1, first + every.count);
  }
  const double begin = begin_of(every, window);
  const auto day = static_cast<std::int64_t>(std::floor(begin / kDay));
  if (every.unit == WindowUnit::hour)
    return fmt::format("{} {:02}:00", date_text(day),
                       static_cast<int>((begin - kDay * static_cast<double>(day)) / 3600));
  if (every.unit == WindowUnit::day || every.count > 1) return date_text(day);
  const year_month_day date = date_of(day);
  const int year = static_cast<int>(date.year());
  const auto month = static_cast<unsigned>(date.month());
  switch (every.unit) {
    case WindowUnit::week: return week_text(day);
    case WindowUnit::month: return fmt::format("{:04}-{:02}", year, month);
    case WindowUnit::quarter: return fmt::format("{:04}-Q{}", year, (month - 1) / 3 + 1);
    default: return fmt::format("{:04}", year);
  }
}

namespace {

/// Takes apart a text from its front.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool done() const { return text_.empty(); }
  bool take(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }
  /// Exactly so many digits.
  std::optional<int> digits(std::size_t count) {
    if (text_.size() < count) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (text_[i] < '0' || text_[i] > '9') return std::nullopt;
      value = 10 * value + (text_[i] - '0');
    }
    text_.remove_prefix(count);
    return value;
  }
  /// ".25"; 0 where there is none.
  std::optional<double> fraction() {
    if (!take('.')) return 0;
    double value = 0, place = 0.1;
    if (text_.empty() || text_[0] < '0' || text_[0] > '9') return std::nullopt;
    while (!text_.empty() && text_[0] >= '0' && text_[0] <= '9') {
      value += place * (text_[0] - '0');
      place /= 10;
      text_.remove_prefix(1);
    }
    return value;
  }

 private:
  std::string_view text_;
};

/// "05:30", "05:30:00.25": seconds since midnight.
std::optional<double> scan_clock(Scanner& scanner) {
  const auto hour = scanner.digits(2);
  if (!hour || *hour > 23 || !scanner.take(':')) return std::nullopt;
  const auto minute = scanner.digits(2);
  if (!minute || *minute > 59) return std::nullopt;
  double seconds = 3600. * *hour + 60. * *minute;
  if (!scanner.take(':')) return seconds;
  const auto second = scanner.digits(2);
  if (!second || *second > 60) return std::nullopt;  // a leap second is the last of its minute
  const auto fraction = scanner.fraction();
  if (!fraction) return std::nullopt;
  return seconds + *second + *fraction;
}

/// "Z", "+01:00", "+0100", "+01", or nothing: what to take off.
std::optional<double> scan_offset(Scanner& scanner) {
  if (scanner.done() || scanner.take('Z')) return 0;
  const bool west = scanner.take('-');
  if (!west && !scanner.take('+')) return std::nullopt;
  const auto hours = scanner.digits(2);
  if (!hours || *hours > 23) return std::nullopt;
  int minutes = 0;
  if (!scanner.done()) {
    scanner.take(':');
    const auto found = scanner.digits(2);
    if (!found || *found > 59) return std::nullopt;
    minutes = *found;
  }
  const double offset = 3600. * *hours + 60. * minutes;
  return west ? -offset : offset;
}

}  // namespace

double parse_time(std::string_view text) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  Scanner scanner(text);
  const auto year = scanner.digits(4);
  if (!year || !scanner.take('-')) return kNone;
  const auto month = scanner.digits(2);
  if (!month || !scanner.take('-')) return kNone;
  const auto day = scanner.digits(2);
  if (!day) return kNone;
  const year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                            std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return kNone;
  const double midnight = kDay * static_cast<double>(sys_days{date}.time_since_epoch().count());
  if (scanner.done()) return midnight;
  if (!scanner.take('T') && !scanner.take(' ')) return kNone;
  const auto clock = scan_clock(scanner);
  if (!clock) return kNone;
  const auto offset = scan_offset(scanner);
  if (!offset || !scanner.done()) return kNone;
  return midnight + *clock - *offset;
}

}  // namespace sanov
