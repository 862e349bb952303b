#include "cli/rank_matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "cli/json.h"
#include "cli/picture.h"
#include "cli/rank_answer.h"
#include "cli/text.h"
#include "sanov/base/error.h"
#include "sanov/rank/catalogue.h"
#include "sanov/rank/extent.h"
#include "sanov/rank/matrix.h"

namespace sanov::cli {
namespace {

constexpr std::size_t kStrongest = 10;
constexpr std::size_t kNumberWidth = 8;  // of a column of numbers, with the blanks beside it

/// The pairs with the values farthest from 0, in that order. Of a directed coefficient both directions are candidates.
std::vector<StrongPair> strongest_of(const CorrelationMatrix& matrix, bool symmetric) {
  std::vector<StrongPair> pairs;
  for (std::size_t i = 0; i < matrix.columns; ++i)
    for (std::size_t j = symmetric ? i + 1 : 0; j < matrix.columns; ++j)
      if (i != j && matrix.at(i, j)) {
        pairs.push_back({i, j, {}});
        pairs.back().found.value = matrix.at(i, j);
        pairs.back().found.n = matrix.n[i * matrix.columns + j];
      }
  const std::size_t kept = std::min(pairs.size(), kStrongest);
  std::ranges::partial_sort(pairs, pairs.begin() + static_cast<std::ptrdiff_t>(kept),
                            [](const StrongPair& a, const StrongPair& b) {
                              const double left = std::abs(*a.found.value), right = std::abs(*b.found.value);
                              return left != right ? left > right : std::pair(a.x, a.y) < std::pair(b.x, b.y);
                            });
  pairs.resize(kept);
  return pairs;
}

/// p of the strongest of so many pairs: Bonferroni's correction.
std::string corrected_p(const Association& found, std::size_t pairs) {
  if (!found.p) return "–";
  const double log_p = std::min(0.0, *found.log_p + std::log(static_cast<double>(pairs)));
  return p_text(std::exp(log_p), log_p);
}

/// "age and income", each cut where both do not fit.
std::string both_names(const std::string& x, const std::string& y, std::size_t room, const Terminal& terminal) {
  const std::size_t names = room - 5, half = names / 2;
  const std::size_t x_width = display_width(shown(x, terminal)), y_width = display_width(shown(y, terminal));
  const std::size_t for_x = std::max(half, names - std::min(y_width, names));
  const std::size_t for_y = std::max(names - half, names - std::min(x_width, names));
  return fmt::format("{} and {}", fitted(x, for_x, terminal), fitted(y, for_y, terminal));
}

/// "left out: date (dates) and weather (text)", of many the first.
std::string asides_text(const std::vector<Aside>& asides) {
  constexpr std::size_t kMost = 6;
  std::string text;
  for (std::size_t i = 0; i < std::min(asides.size(), kMost); ++i)
    text += fmt::format("{}{} ({})", i == 0 ? "" : ", ", asides[i].name, asides[i].reason);
  return asides.size() > kMost ? text + fmt::format(" and {} more", asides.size() - kMost) : text;
}

void add_square(Json& json, std::string_view name, std::size_t side, const std::vector<std::optional<double>>& values) {
  json.key(name).array();
  for (std::size_t i = 0; i < side; ++i) {
    json.array();
    for (std::size_t j = 0; j < side; ++j) {
      const auto& value = values[i * side + j];
      value ? json.value(*value) : json.null();
    }
    json.close();
  }
  json.close();
}

void add_asides(Json& json, std::string_view name, const std::vector<Aside>& asides) {
  json.key(name).object();
  for (const Aside& aside : asides) json.member(aside.name, aside.reason);
  json.close();
}

std::string strongest_text(const RankMatrix& matrix, const Terminal& terminal) {
  Table table({Align::left, Align::right, Align::right, Align::left});
  std::vector<std::string> header{"", "value", "rows"};
  if (matrix.tested) header.push_back(fmt::format("p, times {}", with_commas(static_cast<double>(matrix.pairs))));
  table.add(header);
  constexpr std::size_t kNumbers = 40;  // value, rows and p, with the blanks between
  const std::size_t room = static_cast<std::size_t>(terminal.columns) - kNumbers;
  for (const StrongPair& pair : matrix.strongest) {
    std::vector<std::string> row{both_names(matrix.square.label(pair.x), matrix.square.label(pair.y), room, terminal),
                                 number_text(*pair.found.value), with_commas(static_cast<double>(pair.found.n))};
    if (matrix.tested) row.push_back(corrected_p(pair.found, matrix.pairs));
    table.add(row);
  }
  return shown("\nthe strongest\n", terminal) + table.text(terminal, 2);
}

std::string square_text(const LabelledSquare& square, const Terminal& terminal) {
  std::vector<std::string> header{""};
  std::vector<Align> align{Align::left};
  for (std::size_t j = 0; j < square.side; ++j) {
    header.push_back(fmt::format("{}", j + 1));
    align.push_back(Align::right);
  }
  Table table(align);
  table.add(header);
  const std::size_t room = static_cast<std::size_t>(terminal.columns) - kNumberWidth * square.side;
  for (std::size_t i = 0; i < square.side; ++i) {
    std::vector<std::string> row{fitted(fmt::format("{} {}", i + 1, square.label(i)), room, terminal)};
    for (std::size_t j = 0; j < square.side; ++j) {
      const double value = square.values[i * square.side + j];
      row.push_back(std::isnan(value) ? "–" : number_text(value, 2));
    }
    table.add(row);
  }
  return table.text(terminal);
}

}  // namespace

const AnyCoefficient& chosen_for_matrix(const RankRequest& request) {
  if (request.all || request.measures.size() > 1)
    fail_argument("", request.all ? "--all" : "--measure", "names several coefficients; a matrix is of one");
  return request.measures.empty() ? find_coefficient("kendall") : *chosen_coefficients(request.measures).front();
}

RankMatrix rank_matrix(const RankRequest& request, const AnyCoefficient& coefficient, std::string source,
                       std::vector<std::string> names, std::span<const Cells> columns, bool with_p) {
  AssociationOptions options = options_of(request);
  if (!with_p) options.test = TestKind::none;
  if (columns.size() < 2)
    fail_argument("", source,
                  fmt::format("has {} of numbers; a matrix needs at least 2",
                              counted(static_cast<double>(columns.size()), "column")));
  RankMatrix matrix{.coefficient = &coefficient,
                    .square = {},
                    .found = correlation_matrix(columns, coefficient, options),
                    .rows = columns.front().size(),
                    .strongest = {},
                    .constant = {},
                    .left_out = {}};
  const bool symmetric = coefficient.info().symmetric;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    std::vector<double> present;
    for (std::size_t i = 0; i < columns[c].size(); ++i)
      if (const double value = columns[c][i]; !std::isnan(value)) present.push_back(value);
    if (present.empty())
      matrix.constant.push_back({names[c], "every value is missing"});
    else if (extent(present).constant())
      matrix.constant.push_back({names[c], fmt::format("all values are {}", rounded(present.front(), 6))});
  }
  matrix.square = {.measure = std::string(coefficient.info().name),
                   .unit = "",
                   .source = std::move(source),
                   .labels = std::move(names),
                   .values = {},
                   .side = matrix.found.columns,
                   .is_signed = true};
  for (const auto& value : matrix.found.values)
    matrix.square.values.push_back(value.value_or(std::numeric_limits<double>::quiet_NaN()));
  matrix.pairs = columns.size() * (columns.size() - 1) / (symmetric ? 2 : 1);
  matrix.strongest = strongest_of(matrix.found, symmetric);
  return matrix;
}

void test_strongest(RankMatrix& matrix, const RankRequest& request, std::span<const Cells> columns) {
  const AssociationOptions options = options_of(request);
  for (StrongPair& pair : matrix.strongest)
    pair.found = (*matrix.coefficient)(columns[pair.x], columns[pair.y], options);
  matrix.tested = true;
}

std::string rank_matrix_text(const RankMatrix& matrix, const Terminal& terminal) {
  const LabelledSquare& square = matrix.square;
  const Doc& doc = rank_doc(square.measure);
  Table head;
  head.note(fmt::format("{}: {} of {}, {}", square.source, doc.title,
                        counted(static_cast<double>(square.side), "column"),
                        counted(static_cast<double>(matrix.rows), "row")));
  head.note(fmt::format("    {}", doc.meaning));
  if (!matrix.left_out.empty()) head.note("    Left out, being no numbers: " + asides_text(matrix.left_out) + ".");
  if (!matrix.constant.empty())
    head.note("    Without a value, for nothing goes together with a constant: " + asides_text(matrix.constant) + ".");
  std::string text = head.text(terminal) + "\n";
  if (kNumberWidth * square.side + 20 <= static_cast<std::size_t>(terminal.columns))
    text += square_text(square, terminal);
  else
    text += terminal_picture(square_of(square), terminal);
  return text + strongest_text(matrix, terminal);
}

std::string rank_matrix_json(const RankMatrix& matrix) {
  const LabelledSquare& square = matrix.square;
  Json json;
  json.object().member("measure", square.measure).member("unit", square.unit).key("labels").array();
  for (const auto& label : square.labels) json.value(label);
  json.close().member("rows", static_cast<std::uint64_t>(matrix.rows));
  add_asides(json, "left_out", matrix.left_out);
  add_asides(json, "constant", matrix.constant);
  add_square(json, "values", square.side, matrix.found.values);
  add_square(json, "p", square.side, matrix.found.p);
  add_square(json, "log_p", square.side, matrix.found.log_p);
  json.key("n").array();
  for (std::size_t i = 0; i < square.side; ++i) {
    json.array();
    for (std::size_t j = 0; j < square.side; ++j) json.value(matrix.found.n[i * square.side + j]);
    json.close();
  }
  return json.close().close().text();
}

}  // namespace sanov::cli
