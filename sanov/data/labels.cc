#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>

#include "sanov/data/cut.h"

namespace sanov {
namespace {

constexpr double kDay = 86400;

std::string clock_text(double seconds) {
  if (!(std::fabs(seconds) < 1e15)) return fmt::format("{:.6g} s", seconds);
  const auto whole = static_cast<std::int64_t>(std::floor(seconds));
  return fmt::format("{:02}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

/// The time of day is written where it is not midnight.
std::string date_text(double seconds) {
  constexpr double kFarthest = 8e11;  // about the year 27,000, within what the calendar can hold
  if (!(std::fabs(seconds) < kFarthest)) return fmt::format("{:.6g} s", seconds);
  const double day = std::floor(seconds / kDay);
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{static_cast<int>(day)}}};
  const std::string text = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  const double rest = seconds - day * kDay;
  return rest != 0 ? text + " " + clock_text(rest) : text;
}

/// "12345.6" to 4 digits is "12346"; only what is very large or small is written with an exponent.
std::string plain_text(double x, int digits) {
  const double size = std::fabs(x);
  if (x == 0 || !(size >= 1e-4 && size < 1e9)) return fmt::format("{:.{}g}", x, digits);
  const int before = static_cast<int>(std::floor(std::log10(size))) + 1;
  std::string text = fmt::format("{:.{}f}", x, std::max(digits - before, 0));
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

/// Writes the numbers of one column alike: as few digits as tell its edges apart.
class Writer {
 public:
  Writer(ColumnKind kind, const std::vector<double>& shown) : kind_(kind) {
    while (digits_ < 17 && !tells_apart(shown)) ++digits_;
  }

  std::string operator()(double x) const { return write_number(kind_, x, digits_); }

 private:
  bool tells_apart(const std::vector<double>& shown) const {
    for (std::size_t i = 1; i < shown.size(); ++i)
      if ((*this)(shown[i - 1]) == (*this)(shown[i])) return false;
    return true;
  }

  ColumnKind kind_;
  int digits_ = 4;
};

/// The label of one coarse cell, fine cells first to last: by its values where every cell is one, else by its ends.
std::string label(const FrameColumn& column, const Writer& write, std::size_t first, std::size_t last) {
  const bool open_below = first == 0, open_above = last == column.edges.size();
  const bool integers = column.kind == ColumnKind::integer;
  if (open_below && open_above) return "any";
  if (open_below) return "≤ " + write(column.edges[last]);
  const double below = column.edges[first - 1];
  if (open_above) return integers ? "≥ " + write(below + 1) : "> " + write(below);
  const double most = column.edges[last];
  const double least = column.one_value_a_cell ? column.edges[first] : integers ? below + 1 : below;
  return least == most ? write(most) : write(least) + " to " + write(most);
}

}  // namespace

std::string write_number(ColumnKind kind, double x, int digits) {
  switch (kind) {
    case ColumnKind::date_time: return date_text(x);
    case ColumnKind::time_of_day: return clock_text(x);
    case ColumnKind::boolean: return x == 0 ? "false" : "true";
    case ColumnKind::integer:
      if (x == std::floor(x) && std::fabs(x) < 1e15) return fmt::format("{:.0f}", x);
      return plain_text(x, digits);
    default: return plain_text(x, digits);
  }
}

std::vector<std::string> label_numbers(const FrameColumn& column) {
  if (column.kind == ColumnKind::boolean) return {"false", "true"};
  const std::size_t own = column.edges.size() + 1;
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < own; ++i)
    if (i == 0 || column.coarse[i] != column.coarse[i - 1]) starts.push_back(i);
  std::vector<double> shown;
  for (std::size_t start : starts)
    if (start > 0) shown.push_back(column.edges[start - 1]);
  const Writer write(column.kind, column.one_value_a_cell ? column.edges : shown);
  std::vector<std::string> labels;
  for (std::size_t group = 0; group < starts.size(); ++group) {
    const std::size_t end = group + 1 < starts.size() ? starts[group + 1] : own;
    labels.push_back(label(column, write, starts[group], end - 1));
  }
  return labels;
}

}  // namespace sanov
