#include "cli/cloud_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/column.h"
#include "cli/input.h"
#include "cli/rows.h"
#include "cli/text.h"
#include "sanov/base/error.h"

namespace sanov::cli {
namespace {

CloudInput of_line(Sample sample) {
  CloudInput out;
  out.name = sample.name;
  out.place = sample.place;
  if (sample.place == "row") out.columns = {sample.label};
  out.points = sample.values.size();
  out.dimensions = 1;
  out.values = std::move(sample.values);
  out.is_date = sample.is_date;
  return out;
}

CloudInput of_matrix(const std::string& path, std::string_view argument, Desk& desk) {
  LabelledRows rows = read_rows(path, desk);
  CloudInput out;
  out.name = fmt::format("{} ({})", argument, path);
  out.place = "row";
  out.points = rows.rows;
  out.dimensions = rows.cells;
  out.values = std::move(rows.values);
  return out;
}

/// The named columns and, last, the weights.
CloudInput of_table(const std::string& path, std::string_view argument, const std::vector<std::string>& columns,
                    const std::string& weights, Desk& desk) {
  std::vector<std::string> wanted = columns;
  if (!wanted.empty() && !weights.empty()) wanted.push_back(weights);
  std::vector<NumberColumn> found = read_numbers(desk.opener, path, wanted);
  CloudInput out;
  out.name = fmt::format("{} ({})", argument, path);
  out.place = "row";
  if (!weights.empty()) {
    const auto at = std::ranges::find(found, weights, &NumberColumn::name);
    if (at == found.end()) read_numbers(desk.opener, path, {weights});  // throws, with the nearest name
    out.weights = std::move(at->values);
    found.erase(at);
  }
  if (found.empty()) fail_argument("", path, "has no column of numbers beside the weights");
  out.dimensions = found.size();
  out.points = found.front().values.size();
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
    if (std::isnan(input.values[k])) {
      const bool by_name = input.dimensions > 1 && !input.columns.empty();
      const std::string column = by_name ? ":" + input.columns[k % input.dimensions] : "";
      fail_domain("", fmt::format("{} {} of {}{}", input.place, k / input.dimensions + 1, input.name, column),
                  "is missing; every point needs all its coordinates");
    }
}

}  // namespace

std::string CloudInput::point_name(std::size_t point) const {
  return labels.empty() ? fmt::format("{} {}", place, point + 1) : labels[point];
}

CloudInput read_points(const std::string& text, std::string_view argument, const std::vector<std::string>& columns,
                       const std::string& weights, Desk& desk) {
  CloudInput out;
  if (!names_a_file(text)) {
    if (!columns.empty()) fail_argument("", "--columns", "are those of a file; A and B are columns already");
    if (!weights.empty())
      fail_argument("", "--weights", "is a column of files; give A and B as files, with --columns for the coordinates");
    out = of_line(read_sample(text, argument, desk));
  } else if (text.ends_with(".npy")) {
    if (!columns.empty()) fail_argument("", "--columns", fmt::format("are those of a table; {} has no names", text));
    if (!weights.empty()) fail_argument("", "--weights", fmt::format("is a column of a table; {} has no names", text));
    out = of_matrix(text, argument, desk);
  } else {
    out = of_table(text, argument, columns, weights, desk);
  }
  check_missing(out, weights);
  return out;
}

CloudInput read_masses(const std::string& text, std::string_view argument, Desk& desk) {
  Input input = read_input(text, argument, desk);
  CloudInput out;
  out.name = input.name;
  out.place = "cell";
  const bool counts = input.is_categorical();
  if (counts) out.labels = labels_of(input);
  out.weights = counts ? normalized(input.values) : std::move(input.values);
  out.points = out.weights.size();
  return out;
}

}  // namespace sanov::cli
