#include "cli/cloud_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/column.h"
#include "cli/complaint.h"
#include "cli/input.h"
#include "cli/question.h"
#include "cli/slip.h"
#include "cli/text.h"
#include "sanov/base/error.h"
#include "sanov/data/npy.h"
#include "sanov/data/table.h"

namespace sanov::cli {
namespace {

/// What reads columns of numbers, and says of one that is text what makes it so.
template <class Read>
auto numbers_read(Desk& desk, Read&& read) {
  const auto rename = [&](Complaint& complaint) {
    if (!complaint.rule.starts_with("is of text")) return;
    const std::size_t colon = complaint.argument.rfind(':');
    const std::string slip =
        slip_in(desk.opener, complaint.argument.substr(0, colon), complaint.argument.substr(colon + 1));
    complaint.rule =
        slip.empty() ? "is of text; points are of numbers, dates or booleans" : slip + ", which is no number";
  };
  return in_terms(rename, read);
}

CloudInput of_line(const std::string& text, std::string_view argument, Desk& desk) {
  Sample sample = numbers_read(desk, [&] { return read_sample(text, argument, desk); });
  CloudInput out;
  out.name = sample.name;
  out.place = sample.place;
  out.names_column = sample.place == "row";
  if (out.names_column) out.columns = {sample.label};
  out.points = sample.values.size();
  out.dimensions = 1;
  out.values = std::move(sample.values);
  out.is_date = sample.is_date;
  return out;
}

/// A matrix has a point in each row; an array of one dimension has points on a line.
CloudInput of_array(const std::string& path, std::string_view argument) {
  NpyArray array = read_npy(path);
  CloudInput out;
  out.name = fmt::format("{} ({})", argument, path);
  if (array.shape.empty() || array.shape.size() > 2)
    fail_argument("", out.name,
                  fmt::format("has {}; points have 2, a row each, or 1 on a line",
                              counted(static_cast<double>(array.shape.size()), "dimension")));
  out.place = "row";
  out.points = array.shape[0];
  out.dimensions = array.shape.size() == 2 ? array.shape[1] : 1;
  out.values = std::move(array.values);
  return out;
}

/// The columns of a table that are left out, and what made one of numbers text.
std::vector<Aside> left_out(const std::string& path, Desk& desk) {
  std::vector<Aside> asides = left_out_of(desk.opener, path);
  for (Aside& aside : asides)
    if (aside.reason == "text")
      if (const std::string slip = slip_in(desk.opener, path, aside.name); !slip.empty())
        aside.reason = "text: " + slip;
  return asides;
}

/// The named columns and, last, the weights.
CloudInput of_table(const std::string& path, std::string_view argument, const std::vector<std::string>& columns,
                    const std::string& weights, Desk& desk) {
  std::vector<std::string> wanted = columns;
  if (!wanted.empty() && !weights.empty()) wanted.push_back(weights);
  const auto read = [&](const std::vector<std::string>& names) {
    return numbers_read(desk, [&] { return read_numbers(desk.opener, path, names); });
  };
  std::vector<NumberColumn> found = read(wanted);
  CloudInput out;
  out.name = fmt::format("{} ({})", argument, path);
  out.place = "row";
  if (!weights.empty()) {
    const auto at =
        std::find_if(found.rbegin(), found.rend(), [&](const auto& column) { return column.name == weights; });
    if (at == found.rend()) read({weights});  // throws, with the nearest name
    out.weights = std::move(at->values);
    found.erase(std::next(at).base());
  }
  if (columns.empty()) out.left_out = left_out(path, desk);
  if (found.empty())
    fail_argument("", path, fmt::format("has no column of numbers{}", weights.empty() ? "" : " beside the weights"));
  out.dimensions = found.size();
  out.points = found.front().values.size();
  if (out.points == 0) fail_argument("", out.name, "has no rows");
  out.values.resize(out.points * out.dimensions);
  for (std::size_t k = 0; k < found.size(); ++k) {
    out.columns.push_back(found[k].name);
    for (std::size_t i = 0; i < out.points; ++i) out.values[i * out.dimensions + k] = found[k].values[i];
  }
  out.is_date = found.size() == 1 && found.front().is_date;
  return out;
}

void check_missing(const CloudInput& input, const std::string& weights) {
  for (std::size_t i = 0; i < input.weights.size(); ++i)
    if (std::isnan(input.weights[i]))
      fail_domain("", fmt::format("{} of {}:{}", input.point_name(i), input.name, weights),
                  "is missing; every point needs a weight");
  for (std::size_t k = 0; k < input.values.size(); ++k)
    if (std::isnan(input.values[k]))
      fail_domain("", input.coordinate_name(k), "is missing; every point needs all its coordinates");
}

/// --columns and --weights are of tables.
void refuse_names(const std::string& text, std::string_view argument, const std::vector<std::string>& columns,
                  const std::string& weights) {
  const std::string has_none = names_a_file(text) ? fmt::format("{} ({}) has no names", argument, text)
                                                  : fmt::format("{} is points on a line", argument);
  if (!columns.empty()) fail_argument("", "--columns", fmt::format("names columns of tables, and {}", has_none));
  if (!weights.empty())
    fail_argument(
        "", "--weights",
        fmt::format("is a column of tables, and {}; give A and B as tables, with --columns for the coordinates",
                    has_none));
}

/// A .npy array of masses.
CloudInput masses_of_array(const std::string& path, std::string_view argument) {
  NpyArray array = read_npy(path);
  CloudInput out;
  out.name = fmt::format("{} ({})", argument, path);
  if (array.shape.size() != 1)
    fail_argument("", out.name,
                  fmt::format("has {}; masses have 1", counted(static_cast<double>(array.shape.size()), "dimension")));
  out.weights = std::move(array.values);
  return out;
}

}  // namespace

std::string CloudInput::point_name(std::size_t point) const {
  return labels.empty() ? fmt::format("{} {}", place, point + 1) : labels[point];
}

std::string CloudInput::coordinate_name(std::size_t at) const {
  const std::size_t k = at % dimensions;
  const std::string whole = fmt::format("{} of {}", point_name(at / dimensions), name);
  if (!columns.empty()) return names_column ? whole : whole + ":" + columns[k];
  return dimensions == 1 ? whole : fmt::format("coordinate {} of {}", k + 1, whole);
}

bool names_a_table(const std::string& text) { return names_a_file(text) && !text.ends_with(".npy"); }

CloudInput read_points(const std::string& text, std::string_view argument, const std::vector<std::string>& columns,
                       const std::string& weights, Desk& desk) {
  CloudInput out;
  if (names_a_table(text)) {
    out = of_table(text, argument, columns, weights, desk);
  } else {
    refuse_names(text, argument, columns, weights);
    out = names_a_file(text) ? of_array(text, argument) : of_line(text, argument, desk);
  }
  check_missing(out, weights);
  return out;
}

std::vector<std::string> columns_of_numbers(const std::string& path, Desk& desk) {
  const auto source = desk.opener.open(path);
  std::vector<std::string> names;
  for (const auto& column : TableReader(*source).schema().columns)
    if (column.kind == ColumnKind::numeric || column.kind == ColumnKind::integer || column.kind == ColumnKind::boolean)
      names.push_back(column.name);
  return names;
}

CloudInput read_masses(const std::string& text, std::string_view argument, Desk& desk) {
  CloudInput out;
  if (names_a_file(text) && text.ends_with(".npy")) {
    out = masses_of_array(text, argument);
  } else {
    Input input = read_input(text, argument, desk);
    if (input.rows > 1)
      fail_argument("", argument, fmt::format("has {} rows of numbers; masses are one row", input.rows));
    out.name = input.name;
    if (input.is_categorical()) out.labels = labels_of(input);
    out.weights = std::move(input.values);
    if (input.is_categorical()) normalize(out);
  }
  out.place = "cell";
  out.points = out.weights.size();
  return out;
}

void normalize(CloudInput& input) {
  const auto rename = [&](Complaint& complaint) {
    const std::string of = complaint.index ? input.point_name(*complaint.index) + " of " : "";
    complaint = of_one(std::move(complaint), of + input.name);
    complaint.index.reset();
  };
  input.weights = in_terms(rename, [&] { return normalized(input.weights); });
}

}  // namespace sanov::cli
