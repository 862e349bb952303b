#include "sanov/measures/matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>
#include <system_error>

#include "cli/chosen.h"
#include "cli/complaint.h"
#include "cli/desk.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/picture.h"
#include "cli/rows.h"
#include "sanov/base/error.h"
#include "sanov/data/memory_table.h"
#include "sanov/data/npy.h"

namespace sanov::cli {
namespace {

constexpr std::size_t kMostInSvg = 1000;

struct Pairs {
  LabelledRows rows;
  Chosen measure;
  std::vector<double> values;
  bool bits = false;

  std::size_t side() const noexcept { return rows.rows; }
  std::string label(std::size_t row) const {
    return rows.labels.empty() ? fmt::format("{}", row + 1) : rows.labels[row];
  }
  std::string unit() const { return measure.info->unit == Unit::nats ? bits ? "bits" : "nats" : ""; }
};

enum class Form { csv, json, npy, parquet, png, svg, terminal };

Form form_of(const MatrixRequest& request) {
  const std::string& path = request.output;
  if (request.picture && (request.json || !path.empty()))
    fail_argument("", "--picture",
                  fmt::format("and {} exclude each other; --picture draws in the terminal, -o writes files",
                              request.json ? "--json" : "-o"));
  if (request.json && !path.empty() && !path.ends_with(".json"))
    fail_argument("", "--json",
                  fmt::format("and -o {} exclude each other; the file's ending says what it holds", path));
  if (path.empty()) return request.picture ? Form::terminal : request.json ? Form::json : Form::csv;
  constexpr std::pair<std::string_view, Form> kEndings[] = {{".csv", Form::csv}, {".json", Form::json},
                                                            {".npy", Form::npy}, {".parquet", Form::parquet},
                                                            {".png", Form::png}, {".svg", Form::svg}};
  for (const auto& [ending, form] : kEndings)
    if (path.ends_with(ending)) return form;
  fail_argument("", path, "ends in none of .csv, .json, .npy, .parquet, .png and .svg");
}

/// In a field of CSV: in quotes where it needs them.
std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\n\r") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string csv_text(const Pairs& pairs) {
  std::string text;
  for (std::size_t j = 0; j < pairs.side(); ++j) text += "," + csv_field(pairs.label(j));
  text += "\n";
  for (std::size_t i = 0; i < pairs.side(); ++i) {
    text += csv_field(pairs.label(i));
    for (std::size_t j = 0; j < pairs.side(); ++j) {
      text += ',';
      text += to_text(pairs.values[i * pairs.side() + j]);
    }
    text += "\n";
  }
  return text;
}

std::string json_text(const Pairs& pairs) {
  Json json;
  json.object().member("measure", pairs.measure.name).member("unit", pairs.unit()).key("labels").array();
  for (std::size_t i = 0; i < pairs.side(); ++i) json.value(pairs.label(i));
  json.close().key("values").array();
  for (std::size_t i = 0; i < pairs.side(); ++i) {
    json.array();
    for (std::size_t j = 0; j < pairs.side(); ++j) json.value(pairs.values[i * pairs.side() + j]);
    json.close();
  }
  return json.close().close().text();
}

Square square_of(const Pairs& pairs, const MatrixRequest& request) {
  const std::string unit = pairs.unit().empty() ? "" : ", " + pairs.unit();
  Square square{.title = fmt::format("{}{}: {}", pairs.measure.name, unit, request.file),
                .labels = pairs.rows.labels,
                .values = pairs.values,
                .side = pairs.side()};
  for (const double value : pairs.values)
    if (std::isfinite(value)) square.largest = std::max(square.largest, value);
  return square;
}

/// Of a cell "column sun in row 4 (april) of months.csv", of all "row 4 (april) of months.csv".
Complaint of_row(Complaint complaint, const LabelledRows& rows, std::size_t row, const std::string& file) {
  complaint = of_one(std::move(complaint), fmt::format("{} of {}", rows.name_of(row), file));
  complaint.function.clear();
  if (complaint.index) complaint.argument = rows.name_of_cell(*complaint.index) + " in " + complaint.argument;
  complaint.index.reset();
  return complaint;
}

void normalize(LabelledRows& rows, const std::string& file) {
  for (std::size_t row = 0; row < rows.rows; ++row) {
    const std::span<double> cells(rows.values.data() + row * rows.cells, rows.cells);
    try {
      std::ranges::copy(normalized(cells), cells.begin());
    } catch (const DomainError& error) {
      throw DomainError(of_row(error.complaint(), rows, row, file));
    }
  }
  rows.floats.clear();
}

/// "rows[3]" as the row of the file.
Complaint in_terms_of_file(Complaint complaint, const LabelledRows& rows, const std::string& file) {
  constexpr std::string_view kBefore = "rows[";
  std::size_t row = 0;
  const std::string& argument = complaint.argument;
  if (argument.starts_with(kBefore)) {
    std::from_chars(argument.data() + kBefore.size(), argument.data() + argument.size(), row);
    if (row < rows.rows) return of_row(std::move(complaint), rows, row, file);
  }
  complaint.function.clear();
  return complaint;
}

Pairs measured(const MatrixRequest& request, Desk& desk) {
  const auto chosen = chosen_measures(request.measure);
  if (chosen.size() != 1) fail_argument("", "--measure", "names several measures; a matrix is of one");
  if (!chosen.front().is<Two>())
    fail_argument("", chosen.front().name,
                  fmt::format("is of shape '{}'; a matrix needs a measure of two distributions",
                              shape_of(chosen.front().measure)));
  Pairs pairs{read_rows(request.file, desk), chosen.front(), {}, request.bits};
  if (request.counts) normalize(pairs.rows, request.file);
  try {
    pairs.values = sanov::matrix(Bound<Two>(pairs.measure.as<Two>(), pairs.measure.parameters), pairs.rows.view());
  } catch (const DomainError& error) {
    throw DomainError(in_terms_of_file(error.complaint(), pairs.rows, request.file));
  } catch (const InvalidArgument& error) {
    throw InvalidArgument(in_terms_of_file(error.complaint(), pairs.rows, request.file));
  }
  if (request.bits)
    for (double& value : pairs.values) value = in_bits(pairs.measure.info->unit, value);
  return pairs;
}

void write_parquet(const Pairs& pairs, const std::string& path, Desk& desk) {
  MemoryTable table(path);
  std::vector<std::string> labels;
  for (std::size_t i = 0; i < pairs.side(); ++i) labels.push_back(pairs.label(i));
  table.add("row", labels);
  for (std::size_t j = 0; j < pairs.side(); ++j) {
    std::vector<double> column(pairs.side());
    for (std::size_t i = 0; i < pairs.side(); ++i) column[i] = pairs.values[i * pairs.side() + j];
    table.add(labels[j], std::move(column));
  }
  const std::string temporary = temporary_beside(path);
  // The name that the caller gave, not that of the temporary file.
  try {
    desk.opener.write_parquet(temporary, table.open({}));
  } catch (const std::system_error& error) {
    std::remove(temporary.c_str());
    fail_file(path, error.code().value(), "cannot be written");
  } catch (const DomainError& error) {
    std::remove(temporary.c_str());
    fail_domain("", path, "cannot be written: " + error.complaint().rule);
  } catch (...) {
    std::remove(temporary.c_str());
    throw;
  }
  rename_to(temporary, path);
}

std::string composed(Form form, const Pairs& pairs, const MatrixRequest& request, const Terminal& terminal) {
  switch (form) {
    case Form::csv: return csv_text(pairs);
    case Form::json: return json_text(pairs);
    case Form::npy: return npy_bytes(pairs.values, pairs.side(), pairs.side());
    case Form::png: return png_picture(square_of(pairs, request));
    case Form::svg: return svg_picture(square_of(pairs, request));
    case Form::terminal: return terminal_picture(square_of(pairs, request), terminal);
    case Form::parquet: break;
  }
  return "";
}

}  // namespace

void matrix(const MatrixRequest& request, Desk& desk) {
  const Form form = form_of(request);
  const Pairs pairs = measured(request, desk);
  if (form == Form::svg && pairs.side() > kMostInSvg)
    fail_argument("", request.output,
                  fmt::format("would hold {} rows; an SVG of more than {} is too large to show; .png is not",
                              pairs.side(), kMostInSvg));
  if (form == Form::parquet) return write_parquet(pairs, request.output, desk);
  const std::string bytes = composed(form, pairs, request, desk.terminal);
  if (request.output.empty())
    desk.out << bytes;
  else
    write_file(request.output, bytes);
}

}  // namespace sanov::cli
