#include "cli/rank_matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "cli/picture.h"
#include "cli/rank_answer.h"
#include "cli/text.h"
#include "sanov/base/error.h"
#include "sanov/rank/catalogue.h"
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

std::string strongest_text(const RankMatrix& matrix, const Terminal& terminal) {
  Table table({Align::left, Align::right, Align::right, Align::left});
  std::vector<std::string> header{"", "value", "rows"};
  if (matrix.tested) header.push_back(fmt::format("p, times {}", with_commas(static_cast<double>(matrix.pairs))));
  table.add(header);
  for (const StrongPair& pair : matrix.strongest) {
    std::vector<std::string> row{fmt::format("{} and {}", matrix.square.label(pair.x), matrix.square.label(pair.y)),
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
                       std::vector<std::string> names, std::span<const Cells> columns) {
  const Missing missing = options_of(request).missing;
  if (columns.size() < 2)
    fail_argument("", source,
                  fmt::format("has {} of numbers; a matrix needs at least 2",
                              counted(static_cast<double>(columns.size()), "column")));
  const CorrelationMatrix found = correlation_matrix(columns, coefficient, missing);
  const bool symmetric = coefficient.info().symmetric;
  RankMatrix matrix{.coefficient = &coefficient, .square = {}, .rows = columns.front().size(), .strongest = {}};
  matrix.square = {.measure = std::string(coefficient.info().name),
                   .unit = "",
                   .source = std::move(source),
                   .labels = std::move(names),
                   .values = {},
                   .side = found.columns,
                   .is_signed = true};
  for (const auto& value : found.values)
    matrix.square.values.push_back(value.value_or(std::numeric_limits<double>::quiet_NaN()));
  matrix.pairs = found.columns * (found.columns - 1) / (symmetric ? 2 : 1);
  matrix.strongest = strongest_of(found, symmetric);
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
  std::string text = head.text(terminal) + "\n";
  if (kNumberWidth * square.side + 20 <= static_cast<std::size_t>(terminal.columns))
    text += square_text(square, terminal);
  else
    text += terminal_picture(square_of(square), terminal);
  return text + strongest_text(matrix, terminal);
}

}  // namespace sanov::cli
