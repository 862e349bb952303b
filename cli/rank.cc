#include <fmt/format.h>

#include <charconv>

#include "cli/column.h"
#include "cli/json.h"
#include "cli/rank_answer.h"
#include "cli/rank_columns.h"
#include "cli/rank_matrix.h"
#include "cli/scatter.h"
#include "cli/text.h"
#include "sanov/base/error.h"
#include "sanov/base/whole_file.h"

namespace sanov::cli {
namespace {

std::string interval_text(const Association& found) {
  if (!found.interval) return "–";
  return fmt::format("{} to {}", number_text(found.interval->lower), number_text(found.interval->upper));
}

/// "sees …; misses …", and why something is absent.
std::string words_of(const Ranked& ranked) {
  std::string text(rank_doc(ranked.name()).meaning);
  const std::string reason(ranked.reason.empty() ? std::string(ranked.found.reason) : ranked.reason);
  if (!reason.empty()) text += fmt::format(" Here: {}.", reason);
  return text;
}

std::string values_text(const RankAnswer& answer, const Terminal& terminal) {
  Table table({Align::left, Align::right, Align::left, Align::left, Align::left});
  table.add({"", "value", fmt::format("{:g}% interval", 100 * answer.level), "p", ""});
  for (const Ranked& ranked : answer.values) {
    const Association& found = ranked.found;
    const bool tested = found.p.has_value();
    table.add({std::string(rank_doc(ranked.name()).title), found.value ? number_text(*found.value) : "–",
               interval_text(found), tested ? p_text(*found.p, *found.log_p) : "–",
               tested ? std::string(to_text(found.method)) : ""});
    table.note("    " + words_of(ranked));
  }
  return table.text(terminal);
}

std::string label_of(const Sample& sample) {
  constexpr std::size_t kLongest = 60;
  return cut_to(sample.label, kLongest);
}

std::string heading(const RankAnswer& answer) {
  std::string text = fmt::format("{} and {}, {}", label_of(answer.x), label_of(answer.y),
                                 counted(static_cast<double>(answer.n), "pair"));
  if (answer.dropped > 0)
    text += fmt::format("; {} left out: a value is missing", counted(static_cast<double>(answer.dropped), "pair"));
  if (answer.alternative != Alternative::two_sided)
    text += fmt::format("; p speaks for '{}'", to_text(answer.alternative));
  return text;
}

Scatter scatter_of(const RankAnswer& answer) {
  return {answer.x.label, answer.y.label, answer.x.values, answer.y.values, answer.x.is_date, answer.y.is_date};
}

void add_found(Json& json, const Ranked& ranked) {
  const Association& found = ranked.found;
  json.key(ranked.name()).object();
  if (found.value) json.member("value", *found.value);
  if (found.interval) json.key("interval").array().value(found.interval->lower).value(found.interval->upper).close();
  if (found.p) json.member("p", *found.p).member("log_p", *found.log_p).member("method", to_text(found.method));
  const std::string reason(ranked.reason.empty() ? std::string(found.reason) : ranked.reason);
  if (!reason.empty()) json.member("reason", reason);
  json.close();
}

/// Where a pair goes: a matrix's other forms are not for it.
Form form_of_pair(const RankRequest& request) {
  const Form form = form_of(request.output, request.json, request.picture, Form::terminal);
  if (request.picture)
    fail_argument("", "--picture", "is of a matrix; the scatter plot of two columns is drawn anyway");
  if (form == Form::csv || form == Form::npy || form == Form::parquet)
    fail_argument("", request.output, "is for a matrix of more columns; the answer on two is a .json, .svg or .png");
  return form;
}

void rank_pair(const RankRequest& request, Sample x, Sample y, Desk& desk) {
  const Form form = form_of_pair(request);
  const RankAnswer answer = rank_answer(request, std::move(x), std::move(y));
  const Scatter scatter = scatter_of(answer);
  const std::string bytes = form == Form::json  ? rank_json(answer)
                            : form == Form::svg ? svg_scatter(scatter)
                            : form == Form::png ? png_scatter(scatter)
                                                : rank_text(answer, desk.terminal);
  if (request.output.empty())
    desk.out << bytes;
  else
    write_file(request.output, bytes);
}

/// The library's "columns[3]" as that of the file, and its value as a row.
Complaint of_file(Complaint complaint, const std::string& file, const std::vector<NumberColumn>& columns) {
  constexpr std::string_view kBefore = "columns[";
  complaint.function.clear();
  if (!complaint.argument.starts_with(kBefore)) return complaint;
  std::size_t column = 0;
  const char* const digits = complaint.argument.data() + kBefore.size();
  std::from_chars(digits, complaint.argument.data() + complaint.argument.size(), column);
  complaint.argument = file + ":" + columns.at(column).name;
  if (complaint.index) complaint.argument = fmt::format("row {} of {}", *complaint.index + 1, complaint.argument);
  if (complaint.rule.starts_with("is NaN;")) complaint.rule.replace(3, 3, "missing");
  complaint.index.reset();
  return complaint;
}

/// Every column with every other.
void rank_table(const RankRequest& request, const std::vector<NumberColumn>& columns, Desk& desk) {
  const bool is_text = request.output.empty() && !request.json && !request.picture;
  const Form form = form_of(request.output, request.json, request.picture, Form::terminal);
  std::vector<std::string> names;
  std::vector<Cells> cells;
  for (const auto& column : columns) {
    names.push_back(column.name);
    cells.emplace_back(column.values);
  }
  RankMatrix matrix;
  try {
    matrix = rank_matrix(request, chosen_for_matrix(request), request.x, std::move(names), cells, form == Form::json);
    if (is_text) test_strongest(matrix, request, cells);
  } catch (const DomainError& error) {
    throw DomainError(of_file(error.complaint(), request.x, columns));
  } catch (const InvalidArgument& error) {
    throw InvalidArgument(of_file(error.complaint(), request.x, columns));
  }
  if (request.columns.empty()) matrix.left_out = left_out_of(desk.opener, request.x);
  if (is_text)
    desk.out << rank_matrix_text(matrix, desk.terminal);
  else if (form == Form::json && request.output.empty())
    desk.out << rank_matrix_json(matrix);
  else if (form == Form::json)
    write_file(request.output, rank_matrix_json(matrix));
  else
    write_square(matrix.square, form, request.output, desk);
}

Sample sample_of(NumberColumn column, const std::string& file) {
  return {file + ":" + column.name, column.name, "row", std::move(column.values), column.is_date};
}

}  // namespace

std::string true_minus(std::string text) {
  if (text.starts_with('-')) text.replace(0, 1, "−");
  return text;
}

std::string number_text(double value, int digits) { return true_minus(rounded(value, digits)); }

std::string rank_json(const RankAnswer& answer) {
  Json json;
  json.object()
      .member("x", answer.x.label)
      .member("y", answer.y.label)
      .member("n", static_cast<std::uint64_t>(answer.n))
      .member("dropped", static_cast<std::uint64_t>(answer.dropped))
      .member("level", answer.level)
      .member("alternative", to_text(answer.alternative))
      .key("coefficients")
      .object();
  for (const Ranked& ranked : answer.values) add_found(json, ranked);
  return json.close().close().text();
}

std::string rank_text(const RankAnswer& answer, const Terminal& terminal) {
  Table title;
  title.note(heading(answer));
  return title.text(terminal) + "\n" + values_text(answer, terminal) + "\n" +
         terminal_scatter(scatter_of(answer), terminal);
}

void rank(const RankRequest& request, Desk& desk) {
  if (!request.y.empty() || !names_a_file(request.x)) {
    if (request.y.empty() && request.x.ends_with(':'))
      fail_argument("", request.x,
                    "names no column after the colon; without it, the file's columns are taken in pairs");
    if (request.y.empty())
      fail_argument("", request.x, "is one column; give another as Y, or a file alone for all pairs of its columns");
    if (!request.columns.empty())
      fail_argument("", "--columns", "are those of a file; of two columns write FILE:COLUMN FILE:COLUMN");
    if (request.x == "-" && request.y == "-")
      fail_argument("", "X and Y", "cannot both be standard input; give one of them as numbers or as FILE:COLUMN");
    Sample x = read_sample(request.x, "X", desk);
    return rank_pair(request, std::move(x), read_sample(request.y, "Y", desk), desk);
  }
  if (request.columns.size() == 1)
    fail_argument("", "--columns", fmt::format("names {} alone; name two, or more for a matrix", request.columns[0]));
  std::vector<NumberColumn> columns = read_columns(desk.opener, request.x, request.columns);
  if (columns.size() != 2) return rank_table(request, columns, desk);
  Sample x = sample_of(std::move(columns[0]), request.x);
  rank_pair(request, std::move(x), sample_of(std::move(columns[1]), request.x), desk);
}

}  // namespace sanov::cli
