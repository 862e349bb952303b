#include "cli/input.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <limits>
#include <unordered_map>

#include "cli/column.h"
#include "cli/text.h"
#include "sanov/base/error.h"

namespace sanov::cli {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kMissing = "(missing)";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// A whole word as a number; nothing where it is none. NaN and infinities are numbers here, and for the checks to
/// reject.
std::optional<double> number(std::string_view word) {
  if (word.starts_with('+')) word.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (end != word.data() + word.size() || word.empty()) return std::nullopt;
  if (error == std::errc::result_out_of_range) {
    // Too small for a double, or too large: strtod says which.
    return std::strtod(std::string(word).c_str(), nullptr);
  }
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

/// The words between commas or blanks. Two commas in a row hold an empty word between them.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  bool after_comma = true;
  for (std::size_t at = 0; at < text.size();) {
    if (kBlanks.find(text[at]) != std::string_view::npos) {
      ++at;
    } else if (text[at] == ',') {
      if (after_comma) words.push_back(text.substr(at, 0));
      after_comma = true;
      ++at;
    } else {
      const std::size_t end = std::min(text.find_first_of(", \t\r\n", at), text.size());
      words.push_back(text.substr(at, end - at));
      after_comma = false;
      at = end;
    }
  }
  return words;
}

/// "1,2;3,4": rows of equal length.
void parse_table(std::string_view text, std::string_view argument, Input& input) {
  input.rows = 0;
  std::size_t columns = 0;
  while (true) {
    const std::size_t end = text.find(';');
    const auto row = parse_numbers(text.substr(0, end), argument);
    if (input.rows > 0 && row.size() != columns)
      fail_argument("", argument,
                    fmt::format("has {} in row {}, but {} in row 1; rows must be of one length", row.size(),
                                input.rows + 1, columns));
    columns = row.size();
    input.values.insert(input.values.end(), row.begin(), row.end());
    ++input.rows;
    if (end == std::string_view::npos) break;
    text = trimmed(text.substr(end + 1));
    if (text.empty()) break;
  }
}

/// The file and the column of "data.csv:age". A colon may stand in either name: the longest path that exists is the
/// file.
std::optional<std::pair<std::string, std::string>> file_and_column(std::string_view text) {
  std::error_code ignored;
  std::optional<std::pair<std::string, std::string>> last;
  for (std::size_t at = text.rfind(':'); at != std::string_view::npos && at > 0; at = text.rfind(':', at - 1)) {
    std::pair found{std::string(text.substr(0, at)), std::string(text.substr(at + 1))};
    if (std::filesystem::exists(found.first, ignored)) return found;
    if (!last) last = found;
  }
  return last;
}

bool looks_like_a_file(std::string_view text) {
  if (text.find('/') != std::string_view::npos) return true;
  for (const std::string_view ending : {".csv", ".gz", ".parquet", ".arrow", ".feather", ".npy", ".tsv"})
    if (text.ends_with(ending)) return true;
  std::error_code ignored;
  return std::filesystem::exists(text, ignored);
}

std::string read_all(std::istream& in) {
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

bool looks_like_numbers(std::string_view text) {
  bool digit = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c >= '0' && c <= '9')
      digit = true;
    else if (std::string_view("+-.,; \t").find(c) != std::string_view::npos)
      continue;
    else if ((c == 'e' || c == 'E') && digit)
      continue;
    else if (text.substr(at, 3) == "inf")
      at += 2, digit = true;
    else
      return false;
  }
  return digit;
}

std::vector<double> parse_numbers(std::string_view text, std::string_view argument, std::string_view noun) {
  std::vector<double> values;
  for (const std::string_view word : words_of(text)) {
    if (word.empty()) fail_argument("", argument, fmt::format("lacks a number before its comma {}", values.size() + 1));
    const auto value = number(word);
    if (!value)
      fail_argument("", argument,
                    fmt::format("has '{}' as {} {}, which is no number", display_name(word), noun, values.size() + 1));
    values.push_back(*value);
  }
  if (values.empty()) fail_argument("", argument, fmt::format("is empty; at least one {} is needed", noun));
  return values;
}

bool names_a_file(std::string_view text) {
  text = trimmed(text);
  if (text == "-" || looks_like_numbers(text)) return false;
  std::error_code ignored;
  const auto named = file_and_column(text);
  if (named && std::filesystem::exists(named->first, ignored)) return false;
  return looks_like_a_file(text);
}

std::string beside(std::string_view data, std::string_view word) {
  data = trimmed(data), word = trimmed(word);
  if (word == "-" || looks_like_numbers(word)) return std::string(word);
  std::error_code ignored;
  if (const auto own = file_and_column(word); own && std::filesystem::exists(own->first, ignored))
    return std::string(word);
  if (data == "-" || looks_like_numbers(data)) return std::string(word);
  const auto named = names_a_file(data) ? std::nullopt : file_and_column(data);
  return fmt::format("{}:{}", named ? named->first : std::string(data), word);
}

Sample read_sample(std::string_view text, std::string_view argument, Desk& desk) {
  Sample sample{std::string(argument), std::string(argument), "value", {}, false};
  if (text == "-") {
    sample.values = parse_numbers(trimmed(read_all(desk.in)), argument, "value");
    return sample;
  }
  text = trimmed(text);
  const auto named = looks_like_numbers(text) ? std::nullopt : file_and_column(text);
  if (named) {
    NumberColumn column = std::move(read_numbers(desk.opener, named->first, {named->second}).front());
    sample.values = std::move(column.values);
    sample.is_date = column.is_date;
    sample.name = fmt::format("{} ({})", argument, text);
    sample.label = named->second;
    sample.place = "row";
  } else if (!looks_like_numbers(text) && looks_like_a_file(text)) {
    fail_argument(
        "", argument,
        fmt::format("names the file {} without a column{}", text, columns_hint(desk.opener, std::string(text))));
  } else {
    sample.values = parse_numbers(text, argument, "value");
  }
  return sample;
}

Input read_input(std::string_view text, std::string_view argument, Desk& desk) {
  Input input;
  input.name = argument;
  if (text == "-") {
    parse_table(trimmed(read_all(desk.in)), argument, input);
    return input;
  }
  text = trimmed(text);
  const auto named = looks_like_numbers(text) ? std::nullopt : file_and_column(text);
  if (named) {
    input.from_file = true;
    input.name = fmt::format("{} ({})", argument, text);
    read_column(desk.opener, named->first, named->second, input);
  } else if (!looks_like_numbers(text) && looks_like_a_file(text)) {
    fail_argument(
        "", argument,
        fmt::format("names the file {} without a column{}", text, columns_hint(desk.opener, std::string(text))));
  } else {
    parse_table(text, argument, input);
  }
  return input;
}

std::vector<std::string> read_labels(std::string_view text, Desk& desk) {
  std::error_code ignored;
  const auto named = file_and_column(text);
  if (named && std::filesystem::exists(named->first, ignored))
    return read_texts(desk.opener, named->first, named->second);
  std::vector<std::string> labels;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    labels.emplace_back(trimmed(text.substr(at, end - at)));
    at = end + 1;
  }
  return labels;
}

std::vector<std::string> labels_of(Input& p) {
  std::vector<std::string> labels;
  if (!p.is_categorical()) return labels;
  p.values.clear();
  for (const auto& category : p.categories) {
    labels.push_back(category.name);
    p.values.push_back(static_cast<double>(category.count));
  }
  if (p.missing > 0) {
    labels.emplace_back(kMissing);
    p.values.push_back(p.missing);
  }
  return labels;
}

std::vector<std::string> align(Input& p, Input& q) {
  if (p.is_categorical() != q.is_categorical())
    fail_argument("", p.is_categorical() ? q.name : p.name,
                  fmt::format("is of numbers, but {} is of categories; both must be of one kind",
                              p.is_categorical() ? p.name : q.name));
  if (!p.is_categorical()) {
    if (p.values.size() != q.values.size())
      fail_argument("", q.name,
                    fmt::format("has {}, but {} has {}; they must be the same cells{}",
                                counted(static_cast<double>(q.values.size()), "cell"), p.name, p.values.size(),
                                p.from_file && q.from_file ? "; two samples are for `sanov compare`" : ""));
    return {};
  }
  std::unordered_map<std::uint64_t, std::size_t> place;
  for (std::size_t i = 0; i < p.categories.size(); ++i) place[p.categories[i].hash] = i;
  for (const auto& category : q.categories)
    if (place.emplace(category.hash, p.categories.size()).second)
      p.categories.push_back({category.hash, 0, category.name});
  std::vector<double> counts(p.categories.size());
  for (const auto& category : q.categories) counts[place.at(category.hash)] = static_cast<double>(category.count);

  auto labels = labels_of(p);
  q.values = std::move(counts);
  if (p.missing > 0)
    q.values.push_back(q.missing);
  else if (q.missing > 0) {
    labels.emplace_back(kMissing);
    p.values.push_back(0);
    q.values.push_back(q.missing);
  }
  return labels;
}

}  // namespace sanov::cli
