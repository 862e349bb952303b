#include "cli/square_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/json.h"
#include "cli/table_file.h"
#include "sanov/base/error.h"
#include "sanov/base/whole_file.h"
#include "sanov/data/npy.h"

namespace sanov::cli {
namespace {

constexpr std::size_t kMostInSvg = 1000;

std::string csv_text(const LabelledSquare& square) {
  std::string text;
  for (std::size_t j = 0; j < square.side; ++j) text += "," + csv_field(square.label(j));
  text += "\n";
  for (std::size_t i = 0; i < square.side; ++i) {
    text += csv_field(square.label(i));
    for (std::size_t j = 0; j < square.side; ++j) {
      const double value = square.values[i * square.side + j];
      text += ',';
      if (!std::isnan(value)) text += to_text(value);
    }
    text += "\n";
  }
  return text;
}

std::string json_text(const LabelledSquare& square) {
  Json json;
  json.object().member("measure", square.measure).member("unit", square.unit).key("labels").array();
  for (std::size_t i = 0; i < square.side; ++i) json.value(square.label(i));
  json.close().key("values").array();
  for (std::size_t i = 0; i < square.side; ++i) {
    json.array();
    for (std::size_t j = 0; j < square.side; ++j) {
      const double value = square.values[i * square.side + j];
      std::isnan(value) ? json.null() : json.value(value);
    }
    json.close();
  }
  return json.close().close().text();
}

void write_table(const LabelledSquare& square, const std::string& path, Desk& desk) {
  MemoryTable table(path);
  std::vector<std::string> labels;
  for (std::size_t i = 0; i < square.side; ++i) labels.push_back(square.label(i));
  table.add("row", labels);
  for (std::size_t j = 0; j < square.side; ++j) {
    std::vector<double> column(square.side);
    for (std::size_t i = 0; i < square.side; ++i) column[i] = square.values[i * square.side + j];
    table.add(labels[j], std::move(column));
  }
  write_parquet(table, path, desk);
}

std::string composed(const LabelledSquare& square, Form form, const Terminal& terminal) {
  switch (form) {
    case Form::csv: return csv_text(square);
    case Form::json: return json_text(square);
    case Form::npy: return npy_bytes(square.values, square.side, square.side);
    case Form::png: return png_picture(square_of(square));
    case Form::svg: return svg_picture(square_of(square));
    case Form::terminal: return terminal_picture(square_of(square), terminal);
    case Form::parquet: break;
  }
  return "";
}

}  // namespace

std::string LabelledSquare::label(std::size_t row) const {
  return labels.empty() ? fmt::format("{}", row + 1) : labels[row];
}

Square square_of(const LabelledSquare& given) {
  const std::string unit = given.unit.empty() ? "" : ", " + given.unit;
  Square square{.title = fmt::format("{}{}: {}", given.measure, unit, given.source),
                .labels = given.labels,
                .values = given.values,
                .side = given.side,
                .is_signed = given.is_signed};
  if (given.is_signed)
    square.largest = 1;
  else
    for (const double value : given.values)
      if (std::isfinite(value)) square.largest = std::max(square.largest, value);
  return square;
}

Form form_of(std::string_view output, bool json, bool picture, Form otherwise) {
  if (picture && (json || !output.empty()))
    fail_argument("", "--picture",
                  fmt::format("and {} exclude each other; --picture draws in the terminal, -o writes files",
                              json ? "--json" : "-o"));
  if (json && !output.empty() && !output.ends_with(".json"))
    fail_argument("", "--json",
                  fmt::format("and -o {} exclude each other; the file's ending says what it holds", output));
  if (output.empty()) return picture ? Form::terminal : json ? Form::json : otherwise;
  constexpr std::pair<std::string_view, Form> kEndings[] = {{".csv", Form::csv}, {".json", Form::json},
                                                            {".npy", Form::npy}, {".parquet", Form::parquet},
                                                            {".png", Form::png}, {".svg", Form::svg}};
  for (const auto& [ending, form] : kEndings)
    if (output.ends_with(ending)) return form;
  fail_argument("", output, "ends in none of .csv, .json, .npy, .parquet, .png and .svg");
}

void write_square(const LabelledSquare& square, Form form, const std::string& output, Desk& desk) {
  if (form == Form::svg && square.side > kMostInSvg)
    fail_argument("", output,
                  fmt::format("would hold {} rows; an SVG of more than {} is too large to show; .png is not",
                              square.side, kMostInSvg));
  if (form == Form::parquet) return write_table(square, output, desk);
  const std::string bytes = composed(square, form, desk.terminal);
  if (output.empty())
    desk.out << bytes;
  else
    write_file(output, bytes);
}

}  // namespace sanov::cli
