#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "sanov/base/error.h"
#include "sanov/data/base64.h"
#include "sanov/data/profile_file.h"

/// What profile_reader.cc reads.
namespace sanov {
namespace {

/// In quotes and escaped. What is no UTF-8 has no other way into JSON than as bytes.
std::string json_text(std::string_view text) {
  try {
    return nlohmann::json(text).dump();
  } catch (const nlohmann::json::type_error&) {
    return fmt::format(R"({{"base64": "{}"}})", to_base64(text));
  }
}

std::string number_text(double x) { return std::isfinite(x) ? to_text(x) : '"' + to_text(x) + '"'; }

std::string filter_text(const HashFilter& filter) {
  static_assert(std::endian::native == std::endian::little);
  std::string bytes(filter.words().size() * sizeof(std::uint64_t), '\0');
  std::memcpy(bytes.data(), filter.words().data(), bytes.size());
  return to_base64(bytes);
}

/// A list, each element written by `write`.
template <class List, class Write>
void put_list(std::string& out, const List& values, Write write) {
  out += '[';
  bool first = true;
  for (const auto& value : values) {
    if (!first) out += ", ";
    first = false;
    out += write(value);
  }
  out += ']';
}

/// The members of one object, in the order given.
class Members {
 public:
  explicit Members(std::string& out) : out_(out) { out_ += '{'; }
  ~Members() { out_ += '}'; }
  Members(const Members&) = delete;
  Members& operator=(const Members&) = delete;

  std::string& key(std::string_view name) {
    out_ += fmt::format("{}\"{}\": ", out_.ends_with('{') ? "" : ", ", name);
    return out_;
  }
  void text(std::string_view name, std::string_view value) { key(name) += json_text(value); }
  void number(std::string_view name, double value) { key(name) += number_text(value); }
  void truth(std::string_view name, bool value) { key(name) += value ? "true" : "false"; }
  template <class T>
  void whole(std::string_view name, T value) {
    key(name) += fmt::to_string(value);
  }
  template <class List, class Write>
  void list(std::string_view name, const List& values, Write write) {
    put_list(key(name), values, write);
  }

 private:
  std::string& out_;
};

std::string category_text(const Category& category) {
  return fmt::format("[{}, {}, \"{:016x}\"]", json_text(category.name), category.count, category.hash);
}

/// How many fine cells of values each coarse one has.
std::vector<std::size_t> group_sizes(const FrameColumn& column) {
  std::vector<std::size_t> sizes(column.coarse[column.own_cells() - 1] + 1u);
  for (std::size_t i = 0; i < column.own_cells(); ++i) ++sizes[column.coarse[i]];
  return sizes;
}

void put_frame_column(std::string& out, const FrameColumn& column) {
  Members members(out);
  members.text("name", column.name);
  members.text("kind", to_text(column.kind));
  members.text("type", column.declared);
  members.truth("all_different", column.all_different);
  if (column.is_text()) {
    members.list("categories", column.categories, category_text);
    if (column.has_rest) members.text("rest", filter_text(column.others));
    return;
  }
  members.truth("one_value_a_cell", column.one_value_a_cell);
  members.number("minimum", column.minimum);
  members.number("maximum", column.maximum);
  members.number("origin", column.origin);
  members.whole("quantum", column.quantum);
  members.list("edges", column.edges, number_text);
  members.list("groups", group_sizes(column), [](std::size_t size) { return fmt::to_string(size); });
}

void put_numbers(Members& members, const ColumnCounts& counts) {
  std::string sums;
  for (const Int128 sum : counts.sums) sums += fmt::format("{}{}", sums.empty() ? "" : " ", sum);
  members.text("sums", sums);
  members.whole("below", counts.below);
  members.whole("above", counts.above);
  members.whole("infinite_below", counts.infinite_below);
  members.whole("infinite_above", counts.infinite_above);
  members.number("minimum", counts.minimum);
  members.number("maximum", counts.maximum);
  if (!counts.values.complete()) return;
  members.list("values", counts.values.values(), number_text);
  const std::vector<std::uint64_t>& each = counts.values.counts();
  if (std::any_of(each.begin(), each.end(), [](std::uint64_t count) { return count != 1; }))
    members.list("value_counts", each, [](std::uint64_t count) { return fmt::to_string(count); });
}

void put_counts(std::string& out, const FrameColumn& column, const ColumnCounts& counts) {
  Members members(out);
  members.truth("present", counts.present);
  if (!counts.present) return;
  members.text("kind", to_text(counts.kind));
  members.text("type", counts.declared);
  members.truth("countable", counts.countable);
  members.list("cells", counts.cells, [](std::uint64_t count) { return fmt::to_string(count); });
  if (!column.is_text()) return put_numbers(members, counts);
  members.list("unseen", counts.unseen, [](const auto& entry) { return category_text(entry.second); });
  members.truth("unseen_left_out", counts.unseen_left_out);
}

void put_frame(std::string& out, const Frame& frame) {
  Members members(out);
  members.text("reference", frame.reference);
  members.whole("rows", frame.rows);
  members.truth("sampled", frame.sampled);
  members.whole("bins", frame.options.bins);
  members.whole("max_categories", frame.options.max_categories);
  members.whole("exact_values", frame.options.exact_values);
  members.whole("values_kept", frame.exact_values);
  members.key("columns") += "[\n";
  for (std::size_t i = 0; i < frame.columns.size(); ++i) {
    if (i > 0) out += ",\n";
    put_frame_column(out, frame.columns[i]);
  }
  out += ']';
}

}  // namespace

std::string profile_text(const Profile& profile) {
  std::string body = "\"frame\": ";
  put_frame(body, *profile.frame);
  body += fmt::format(",\n\"rows\": {}, \"columns\": [\n", profile.rows);
  for (std::size_t i = 0; i < profile.columns.size(); ++i) {
    if (i > 0) body += ",\n";
    put_counts(body, profile.frame->columns[i], profile.columns[i]);
  }
  body += "],\n\"not_in_frame\": ";
  put_list(body, profile.not_in_frame, [](const ColumnType& column) { return json_text(column.name); });
  body += ", \"left_out\": ";
  put_list(body, profile.left_out, [](const LeftOut& column) {
    return fmt::format("[{}, {}]", json_text(column.name), json_text(column.reason));
  });
  body += "}\n";
  return profile_header(body) + body;
}

}  // namespace sanov
