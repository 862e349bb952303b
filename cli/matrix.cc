#include "sanov/measures/matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

#include "cli/chosen.h"
#include "cli/complaint.h"
#include "cli/desk.h"
#include "cli/group_matrix.h"
#include "cli/rows.h"
#include "cli/square_file.h"
#include "sanov/base/error.h"

namespace sanov::cli {
namespace {

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

LabelledSquare measured(const MatrixRequest& request, Desk& desk) {
  const auto chosen = chosen_measures(request.measure.empty() ? "js" : request.measure);
  if (chosen.size() != 1) fail_argument("", "--measure", "names several measures; a matrix is of one");
  const Chosen& measure = chosen.front();
  if (!measure.is<Two>())
    fail_argument(
        "", measure.name,
        fmt::format("is of shape '{}'; a matrix needs a measure of two distributions", shape_of(measure.measure)));
  LabelledRows rows = read_rows(request.file, desk);
  if (request.counts) normalize(rows, request.file);
  const bool nats = measure.info->unit == Unit::nats;
  LabelledSquare square{.measure = measure.name,
                        .unit = !nats          ? ""
                                : request.bits ? "bits"
                                               : "nats",
                        .source = request.file,
                        .labels = rows.labels,
                        .values = {},
                        .side = rows.rows};
  try {
    square.values = sanov::matrix(Bound<Two>(measure.as<Two>(), measure.parameters), rows.view());
  } catch (const DomainError& error) {
    throw DomainError(in_terms_of_file(error.complaint(), rows, request.file));
  } catch (const InvalidArgument& error) {
    throw InvalidArgument(in_terms_of_file(error.complaint(), rows, request.file));
  }
  if (request.bits)
    for (double& value : square.values) value = in_bits(measure.info->unit, value);
  return square;
}

}  // namespace

void matrix(const MatrixRequest& request, Desk& desk) {
  if (request.by.empty() != request.of.empty())
    fail_argument("", request.by.empty() ? "--of" : "--by",
                  "comes with the other: --by what makes groups, --of what differs");
  if (!request.by.empty()) return group_matrix(request, desk);
  const Form form = form_of(request.output, request.json, request.picture, Form::csv);
  write_square(measured(request, desk), form, request.output, desk);
}

}  // namespace sanov::cli
