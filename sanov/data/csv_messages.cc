#include "sanov/data/csv_messages.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "sanov/data/categories.h"

namespace sanov {
namespace {

/// The number after `mark`, which is moved past it; nothing if the mark is not there.
std::optional<std::size_t> number_after(std::string_view& text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  std::size_t number = 0;
  const char* begin = text.data() + at + mark.size();
  const auto [end, error] = std::from_chars(begin, text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

/// The line of the file that a complaint quotes, short enough for a line of ours.
std::string quoted(std::string_view rest) {
  if (!rest.starts_with(": ")) return "";
  constexpr std::size_t kLongest = 60;
  std::string line = display_name(rest.substr(2, kLongest));
  return fmt::format(": {}{}", line, rest.size() > kLongest + 2 ? "…" : "");
}

}  // namespace

std::optional<ConversionFailure> read_conversion_failure(std::string_view message) {
  if (message.find("CSV conversion error") == std::string_view::npos) return std::nullopt;
  const std::optional<std::size_t> column = number_after(message, "In CSV column #");
  if (!column) return std::nullopt;
  return ConversionFailure{*column};
}

std::string explain_arrow(std::string_view message) {
  std::string_view rest = message;
  if (rest.find("CSV parse error") != std::string_view::npos) {
    const std::optional<std::size_t> row = number_after(rest, "Row #");
    const std::optional<std::size_t> expected = number_after(rest, "Expected ");
    const std::optional<std::size_t> got = number_after(rest, "got ");
    if (expected && got) {
      const std::string where = row ? fmt::format("row {}", *row) : "a row";
      return fmt::format("has {} field{} in {}, where its first row has {}{}", *got, *got == 1 ? "" : "s", where,
                         *expected, quoted(rest));
    }
  }
  constexpr std::string_view kTwice = "multiple columns named ";
  if (const std::size_t at = message.find(kTwice); at != std::string_view::npos)
    return fmt::format("has two columns named {}", display_name(message.substr(at + kTwice.size())));
  if (message.find("Parquet magic bytes not found") != std::string_view::npos)
    return "is not a whole Parquet file: its end is missing or damaged";
  if (message.find("Truncated compressed stream") != std::string_view::npos)
    return "is not a whole gzip file: its end is missing";
  if (message.find("incorrect header check") != std::string_view::npos)
    return "is not a gzip file, whatever its name says";
  if (message.find("zlib inflate failed") != std::string_view::npos) return "is damaged: it cannot be unpacked";
  std::string_view line = message.substr(0, message.find('\n'));
  line = line.substr(0, line.find(". Detail: Python exception"));
  // What the layers above put before the cause.
  for (std::string_view mark : {"IOError: ", "Invalid: ", "' file?: "})
    if (const std::size_t at = line.rfind(mark); at != std::string_view::npos) line.remove_prefix(at + mark.size());
  return "cannot be read: " + std::string(line);
}

}  // namespace sanov
