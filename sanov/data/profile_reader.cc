#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "sanov/base/error.h"
#include "sanov/data/base64.h"
#include "sanov/data/cell_finder.h"
#include "sanov/data/cut.h"
#include "sanov/data/hashing.h"
#include "sanov/data/profile_file.h"

/// What profile_writer.cc writes. Whatever the bytes are, what comes out keeps every promise that frame.h and profile.h
/// make, or it is a DomainError.
namespace sanov {
namespace {

using nlohmann::json;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kMostEdges = 4096;  // quantiles, halvings and doublings are about 1,200

/// What is read, and what is said where it is wrong: "ref.profile is damaged: edges of column x do not ascend".
class Place {
 public:
  Place(std::string_view file, std::string column) : file_(file), column_(std::move(column)) {}

  [[noreturn]] void fail(std::string_view what) const {
    fail_domain("", file_, fmt::format("is damaged: {}{}", what, column_.empty() ? "" : " in column " + column_));
  }
  void check(bool holds, std::string_view what) const {
    if (!holds) fail(what);
  }

  const json& member(const json& object, const char* name) const {
    if (!object.is_object()) fail("something else stands where an object belongs");
    const auto found = object.find(name);
    if (found == object.end()) fail(fmt::format("there is no {}", name));
    return *found;
  }
  const json::array_t& list(const json& object, const char* name) const {
    const json& value = member(object, name);
    if (!value.is_array()) fail(fmt::format("{} is no list", name));
    return value.get_ref<const json::array_t&>();
  }
  bool truth(const json& object, const char* name) const {
    const json& value = member(object, name);
    if (!value.is_boolean()) fail(fmt::format("{} is neither true nor false", name));
    return value.get<bool>();
  }
  std::uint64_t whole(const json& value, const char* name, std::uint64_t most) const {
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > most)
      fail(fmt::format("{} has something else than whole numbers of at most {}", name, most));
    return value.get<std::uint64_t>();
  }
  std::uint64_t whole_member(const json& object, const char* name, std::uint64_t most) const {
    return whole(member(object, name), name, most);
  }
  double number(const json& value, const char* name) const {
    if (value.is_string() && value == "Infinity") return kInfinity;
    if (value.is_string() && value == "-Infinity") return -kInfinity;
    if (!value.is_number()) fail(fmt::format("{} has something else than numbers", name));
    return value.get<double>() + 0.0;
  }
  double number_member(const json& object, const char* name) const { return number(member(object, name), name); }
  std::vector<double> numbers(const json& object, const char* name) const {
    std::vector<double> values;
    for (const json& value : list(object, name)) values.push_back(number(value, name));
    return values;
  }
  std::vector<std::uint64_t> wholes(const json& object, const char* name, std::uint64_t most) const {
    std::vector<std::uint64_t> values;
    for (const json& value : list(object, name)) values.push_back(whole(value, name, most));
    return values;
  }
  std::string text(const json& value, const char* name) const {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_object() && value.contains("base64") && value["base64"].is_string())
      if (auto bytes = from_base64(value["base64"].get_ref<const std::string&>())) return std::move(*bytes);
    fail(fmt::format("{} is no text", name));
  }
  std::string text_member(const json& object, const char* name) const { return text(member(object, name), name); }

  ColumnKind kind(const json& object) const {
    const std::string name = text_member(object, "kind");
    for (int i = 0; i <= static_cast<int>(ColumnKind::empty); ++i)
      if (to_text(static_cast<ColumnKind>(i)) == name) return static_cast<ColumnKind>(i);
    fail("the kind is unknown");
  }
  Category category(const json& value, const char* name) const {
    if (!value.is_array() || value.size() != 3 || !value[2].is_string())
      fail(fmt::format("{} has something else than names with counts and hashes", name));
    Category found{.hash = 0, .count = whole(value[1], name, kMostRows), .name = text(value[0], name)};
    const auto& digits = value[2].get_ref<const std::string&>();
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), found.hash, 16);
    if (error != std::errc{} || end != digits.data() + digits.size() || digits.size() != 16 ||
        found.hash == kMissingHash)
      fail(fmt::format("{} has a hash that is none", name));
    return found;
  }

 private:
  std::string_view file_;
  std::string column_;
};

bool ascends(const std::vector<double>& values) {
  return std::adjacent_find(values.begin(), values.end(), std::greater_equal<>()) == values.end();
}

HashFilter read_filter(const Place& at, const json& object) {
  static_assert(std::endian::native == std::endian::little);
  const std::optional<std::string> bytes = from_base64(at.text_member(object, "rest"));
  at.check(
      bytes && std::has_single_bit(bytes->size()) && bytes->size() >= 8 && bytes->size() <= HashFilter::kLargest / 8,
      "the set of rare categories is broken");
  std::vector<std::uint64_t> words(bytes->size() / sizeof(std::uint64_t));
  std::memcpy(words.data(), bytes->data(), bytes->size());
  return HashFilter::of_words(std::move(words));
}

void read_categories(const Place& at, const json& object, FrameColumn& column) {
  std::set<std::uint64_t> hashes;
  for (const json& value : at.list(object, "categories")) {
    column.categories.push_back(at.category(value, "categories"));
    hashes.insert(column.categories.back().hash);
  }
  at.check(hashes.size() == column.categories.size() && hashes.size() <= kMostCategories,
           "there are too many categories, or one twice,");
  column.has_rest = object.contains("rest");
  if (column.has_rest) column.others = read_filter(at, object);
  lay_out_categories(column);
}

void read_cells(const Place& at, const json& object, FrameColumn& column) {
  column.one_value_a_cell = at.truth(object, "one_value_a_cell");
  column.minimum = at.number_member(object, "minimum");
  column.maximum = at.number_member(object, "maximum");
  column.origin = at.number_member(object, "origin");
  at.check(std::isfinite(column.origin), "the origin is infinite");
  const json& quantum = at.member(object, "quantum");
  at.check(quantum.is_number_integer() && quantum >= -1000 && quantum <= 1023, "the quantum is out of range");
  column.quantum = quantum.get<int>();
  column.edges = at.numbers(object, "edges");
  at.check(column.edges.size() <= kMostEdges && ascends(column.edges), "edges do not ascend, or are too many,");
  at.check(column.edges.empty() || column.edges.back() < kInfinity, "the last edge is infinite");
  at.check(column.kind != ColumnKind::boolean || column.edges == std::vector<double>{0},
           "false is not apart from true");

  std::size_t own = 0;
  for (const std::uint64_t size : at.wholes(object, "groups", kMostEdges + 1)) {
    at.check(size > 0 && own + size <= column.own_cells(), "groups are not of all cells");
    column.coarse.insert(column.coarse.end(), size, column.coarse.empty() ? 0 : column.coarse.back() + 1);
    own += size;
  }
  at.check(own == column.own_cells(), "groups are not of all cells");
  at.check(column.kind != ColumnKind::boolean || column.coarse.back() == 1, "false is not apart from true");
  lay_out_numbers(column);
}

FrameColumn read_frame_column(std::string_view file, const json& object) {
  FrameColumn column;
  column.name = Place(file, "").text_member(object, "name");
  const Place at(file, display_name(column.name));
  column.kind = at.kind(object);
  column.declared = at.text_member(object, "type");
  column.all_different = at.truth(object, "all_different");
  if (column.is_text())
    read_categories(at, object, column);
  else
    read_cells(at, object, column);
  return column;
}

std::shared_ptr<const Frame> read_frame(std::string_view file, const json& object) {
  const Place at(file, "");
  Frame frame;
  frame.reference = at.text_member(object, "reference");
  frame.rows = at.whole_member(object, "rows", kMostRows);
  frame.sampled = at.truth(object, "sampled");
  frame.options.bins = at.whole_member(object, "bins", kFineCells);
  frame.options.max_categories = at.whole_member(object, "max_categories", kMostCategories);
  frame.options.exact_values = at.whole_member(object, "exact_values", kMostExactValues);
  frame.exact_values = at.whole_member(object, "values_kept", frame.options.exact_values);
  std::set<std::string_view> names;
  for (const json& column : at.list(object, "columns")) frame.columns.push_back(read_frame_column(file, column));
  for (const FrameColumn& column : frame.columns)
    at.check(names.insert(column.name).second, fmt::format("column {} is there twice", display_name(column.name)));
  return std::make_shared<const Frame>(std::move(frame));
}

/// Whole numbers in decimal, blanks between. As the numbers of quanta are at most kFarthestUnits from the origin, sums
/// cannot be farther than that for each row.
void read_sums(const Place& at, std::string_view text, ColumnCounts& counts) {
  const char* next = text.data();
  const char* const end = next + text.size();
  for (std::size_t i = 0; i < counts.sums.size(); ++i) {
    const Int128 farthest = static_cast<Int128>(kFarthestUnits) * static_cast<Int128>(counts.cells[i]);
    const bool negative = next < end && *next == '-';
    if (negative) ++next;
    Int128 sum = 0;
    const char* const first = next;
    for (; next < end && *next >= '0' && *next <= '9' && sum <= farthest / 10; ++next) sum = 10 * sum + (*next - '0');
    at.check(next > first && sum <= farthest && (next == end ? i + 1 == counts.sums.size() : *next == ' '),
             "sums are broken");
    if (next < end) ++next;
    counts.sums[i] = negative ? -sum : sum;
  }
  at.check(next == end, "there are too many sums");
}

/// The values are those that the cells count.
void check_values(const Place& at, const FrameColumn& frame, const ValueCounts& values, const ColumnCounts& counts) {
  std::vector<std::uint32_t> cells(values.values().size());
  CellFinder(frame).find_numbers(values.values().data(), cells.size(), cells.data());
  std::vector<std::uint64_t> found(counts.cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) found[cells[i]] += values.counts()[i];
  found.back() = counts.cells.back();
  at.check(found == counts.cells, "values are not those that the cells count,");
}

void read_values(const Place& at, const json& object, const FrameColumn& frame, std::size_t limit, std::uint64_t rows,
                 ColumnCounts& counts) {
  // Of kinds that do not meet it is counted only whether there is a value.
  const bool numbers = counts.countable && counts.kind != ColumnKind::text;
  const bool any = numbers && rows > counts.cells.back();
  at.check(any ? counts.minimum <= counts.maximum : counts.minimum == kInfinity && counts.maximum == -kInfinity,
           "the smallest and the largest value are broken");
  if (!object.contains("values")) {
    at.check(numbers, "there are no values");
    counts.values = ValueCounts::too_many(limit);
    return;
  }
  std::vector<double> values = at.numbers(object, "values");
  std::vector<std::uint64_t> each(values.size(), 1);
  if (object.contains("value_counts")) each = at.wholes(object, "value_counts", kMostRows);
  at.check(values.size() <= limit && ascends(values) && each.size() == values.size() &&
               std::find(each.begin(), each.end(), 0u) == each.end(),
           "values do not ascend, are too many or have no counts,");
  counts.values = ValueCounts(limit, std::move(values), std::move(each));
  if (numbers)
    check_values(at, frame, counts.values, counts);
  else
    at.check(counts.values.values().empty(), "there are values of another kind");
}

void read_numbers(const Place& at, const json& object, const FrameColumn& frame, std::size_t limit, std::uint64_t rows,
                  ColumnCounts& counts) {
  read_sums(at, at.text_member(object, "sums"), counts);
  counts.below = at.whole_member(object, "below", rows);
  counts.above = at.whole_member(object, "above", rows);
  counts.infinite_below = at.whole_member(object, "infinite_below", rows);
  counts.infinite_above = at.whole_member(object, "infinite_above", rows);
  counts.minimum = at.number_member(object, "minimum");
  counts.maximum = at.number_member(object, "maximum");
  read_values(at, object, frame, limit, rows, counts);
}

void read_unseen(const Place& at, const json& object, ColumnCounts& counts, std::uint64_t most) {
  std::uint64_t named = 0;
  for (const json& value : at.list(object, "unseen")) {
    Category category = at.category(value, "unseen");
    named += category.count;
    at.check(counts.unseen.empty() || counts.unseen.rbegin()->first < category.hash,
             "unseen categories are in disorder");
    counts.unseen.emplace_hint(counts.unseen.end(), category.hash, std::move(category));
  }
  counts.unseen_left_out = at.truth(object, "unseen_left_out");
  at.check(counts.unseen.size() <= kNamedUnseen && named <= most, "there are too many unseen categories");
}

void read_counts(std::string_view file, const json& object, const FrameColumn& frame, std::size_t limit,
                 std::uint64_t rows, ColumnCounts& counts) {
  const Place at(file, display_name(frame.name));
  counts.present = at.truth(object, "present");
  if (!counts.present) {
    counts.cells.back() = rows;
    return;
  }
  counts.kind = at.kind(object);
  counts.declared = at.text_member(object, "type");
  counts.countable = at.truth(object, "countable");
  at.check(!counts.countable || comparable(frame.kind, counts.kind), "kinds that do not meet are countable");
  const std::vector<std::uint64_t> cells = at.wholes(object, "cells", kMostRows);
  at.check(cells.size() == frame.fine_size(), "there are too few or too many cells");
  std::uint64_t total = 0;
  for (const std::uint64_t count : cells) total += count;
  at.check(total == rows, "cells do not add up to the rows");
  counts.cells = cells;
  if (frame.is_text())
    read_unseen(at, object, counts, cells[frame.unseen_cell()]);
  else
    read_numbers(at, object, frame, limit, rows, counts);
}

template <class T>
void check_names(const Place& at, const std::vector<T>& columns) {
  for (std::size_t i = 1; i < columns.size(); ++i)
    at.check(columns[i - 1].name < columns[i].name, "other columns are in disorder");
}

}  // namespace

Profile parse_profile(std::string_view text, std::string_view name) {
  const Place at(name, "");
  check_profile_header(text, name);
  const json object = json::parse(text, nullptr, false);
  at.check(!object.is_discarded(), "its text is no JSON");
  Profile profile(read_frame(name, at.member(object, "frame")));
  profile.name = name;
  profile.rows = at.whole_member(object, "rows", kMostRows);
  const auto& columns = at.list(object, "columns");
  at.check(columns.size() == profile.columns.size(), "counts are not of all columns");
  for (std::size_t i = 0; i < columns.size(); ++i)
    read_counts(name, columns[i], profile.frame->columns[i], profile.frame->exact_values, profile.rows,
                profile.columns[i]);
  for (const json& column : at.list(object, "not_in_frame")) {
    profile.not_in_frame.emplace_back();
    profile.not_in_frame.back().name = at.text(column, "not_in_frame");
  }
  for (const json& column : at.list(object, "left_out")) {
    at.check(column.is_array() && column.size() == 2, "left_out is broken");
    profile.left_out.push_back({at.text(column[0], "left_out"), at.text(column[1], "left_out")});
  }
  check_names(at, profile.not_in_frame);
  check_names(at, profile.left_out);
  return profile;
}

}  // namespace sanov
