#include "cli/group_matrix.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "cli/chosen.h"
#include "cli/json.h"
#include "cli/square_file.h"
#include "cli/text.h"
#include "sanov/base/error.h"

namespace sanov::cli {
namespace {

constexpr std::size_t kShortestName = 8, kLongestName = 32, kWidestTree = 48;
constexpr std::string_view kWasserstein = "wasserstein";

/// Lines on a grid, each place known by the sides that it has a line to.
class LineGrid {
 public:
  LineGrid(std::size_t rows, std::size_t columns) : columns_(columns), sides_(rows * columns) {}

  void across(std::size_t row, std::size_t from, std::size_t to) {
    for (std::size_t x = from; x < to; ++x) {
      sides_[row * columns_ + x] |= kRight;
      sides_[row * columns_ + x + 1] |= kLeft;
    }
  }
  void down(std::size_t column, std::size_t from, std::size_t to) {
    for (std::size_t y = from; y < to; ++y) {
      sides_[y * columns_ + column] |= kDown;
      sides_[(y + 1) * columns_ + column] |= kUp;
    }
  }
  std::string line(std::size_t row) const {
    constexpr std::array<std::string_view, 16> kDrawn = {" ", "─", "─", "─", "│", "┘", "└", "┴",
                                                         "│", "┐", "┌", "┬", "│", "┤", "├", "┼"};
    std::string text;
    for (std::size_t x = 0; x < columns_; ++x) text += kDrawn[sides_[row * columns_ + x]];
    return text.substr(0, text.find_last_not_of(' ') + 1);
  }

 private:
  static constexpr unsigned char kLeft = 1, kRight = 2, kUp = 4, kDown = 8;
  std::size_t columns_;
  std::vector<unsigned char> sides_;
};

/// Where a cluster's line is: its row, and how far to the right.
struct Branch {
  std::size_t row = 0, column = 0;
};

LineGrid drawn(const Dendrogram& tree, std::size_t columns) {
  const std::size_t n = tree.order.size();
  const double highest = tree.merges.empty() ? 0 : tree.merges.back().height;
  LineGrid grid(n, columns);
  std::vector<Branch> branches(n);
  for (std::size_t row = 0; row < n; ++row) branches[tree.order[row]] = {row, 0};
  for (const ClusterMerge& merge : tree.merges) {
    const Branch a = branches[merge.left], b = branches[merge.right];
    const double part = highest > 0 ? merge.height / highest : 1;
    const auto at = static_cast<std::size_t>(std::lround(part * static_cast<double>(columns - 1)));
    const std::size_t x = std::max({at, a.column, b.column, std::size_t{1}});
    grid.across(a.row, a.column, x);
    grid.across(b.row, b.column, x);
    grid.down(x, std::min(a.row, b.row), std::max(a.row, b.row));
    branches.push_back({(a.row + b.row) / 2, x});
  }
  return grid;
}

std::string title_of(const GroupMatrix& matrix, const std::string& measure) {
  return fmt::format("{} of {} between the groups by {}: {}", measure, matrix.of, fmt::join(matrix.by, ", "),
                     matrix.table);
}

std::string matrix_json(const GroupMatrix& matrix, const std::string& measure, const std::string& unit) {
  Json json;
  json.object().member("measure", measure).member("unit", unit).member("table", matrix.table).key("by").array();
  for (const std::string& name : matrix.by) json.value(name);
  json.close().member("of", matrix.of).member("missing", matrix.missing).member("left_out", matrix.left_out);
  json.key("labels").array();
  for (const std::string& name : matrix.names) json.value(name);
  json.close().key("rows").array();
  for (const std::uint64_t rows : matrix.values) json.value(rows);
  json.close().key("values").array();
  const std::size_t n = matrix.names.size();
  for (std::size_t i = 0; i < n; ++i) {
    json.array();
    for (std::size_t j = 0; j < n; ++j) json.value(matrix.distances[i * n + j]);
    json.close();
  }
  json.close().key("order").array();
  for (const std::size_t place : matrix.tree.order) json.value(static_cast<std::uint64_t>(place));
  json.close().key("merges").array();
  for (const ClusterMerge& merge : matrix.tree.merges) {
    json.object().member("left", static_cast<std::uint64_t>(merge.left));
    json.member("right", static_cast<std::uint64_t>(merge.right)).member("height", merge.height);
    json.member("size", static_cast<std::uint64_t>(merge.size)).close();
  }
  return json.close().close().text();
}

/// In the order of the tree, where there is one.
LabelledSquare square_of(const GroupMatrix& matrix, std::string measure, std::string unit) {
  const std::size_t n = matrix.names.size();
  std::vector<std::size_t> order = matrix.tree.order;
  if (order.empty())
    for (std::size_t i = 0; i < n; ++i) order.push_back(i);
  LabelledSquare square{.measure = std::move(measure),
                        .unit = std::move(unit),
                        .source = fmt::format("{} by {}", matrix.of, fmt::join(matrix.by, ", ")),
                        .labels = {},
                        .values = {},
                        .side = n};
  for (const std::size_t i : order) {
    square.labels.push_back(matrix.names[i]);
    for (const std::size_t j : order) square.values.push_back(matrix.distances[i * n + j]);
  }
  return square;
}

}  // namespace

std::string tree_text(const GroupMatrix& matrix, const Terminal& terminal) {
  std::size_t longest = kShortestName, widest = 0;
  std::vector<std::string> counts;
  for (std::size_t i = 0; i < matrix.names.size(); ++i) {
    longest = std::max(longest, display_width(matrix.names[i]));
    counts.push_back(with_commas(static_cast<double>(matrix.values[i])));
    widest = std::max(widest, counts.back().size());
  }
  longest = std::min(longest, kLongestName);
  const std::size_t taken = longest + widest + 4, room = static_cast<std::size_t>(terminal.columns);
  const std::size_t columns = std::clamp(room - std::min(room, taken), std::size_t{16}, kWidestTree);
  const LineGrid grid = drawn(matrix.tree, columns);
  std::string text;
  for (std::size_t row = 0; row < matrix.tree.order.size(); ++row) {
    const std::size_t i = matrix.tree.order[row];
    const std::string name = fitted(matrix.names[i], longest, terminal);
    text += name + std::string(longest - std::min(longest, display_width(name)), ' ') +
            fmt::format("  {:>{}} ", counts[i], widest) + shown(grid.line(row), terminal) + "\n";
  }
  const double highest = matrix.tree.merges.back().height;
  const std::string end = rounded(highest);
  text += std::string(longest + widest + 3, ' ') + "0" + std::string(columns - std::min(columns, end.size() + 1), ' ') +
          end + "\n";
  return text;
}

void group_matrix(const MatrixRequest& request, Desk& desk) {
  const Form form = form_of(request.output, request.json, request.picture, Form::csv);
  if (request.counts) fail_argument("", "--counts", "is of rows that are distributions; groups are counted anyway");
  const bool wasserstein = request.measure == kWasserstein;
  std::vector<Chosen> chosen;
  if (!wasserstein) chosen = chosen_measures(request.measure.empty() ? "js_distance" : request.measure);
  if (chosen.size() > 1) fail_argument("", "--measure", "names several measures; a matrix is of one");
  if (!wasserstein && !chosen.front().is<Two>())
    fail_argument("", chosen.front().name,
                  fmt::format("is of shape '{}'; groups need a measure of two distributions, or wasserstein",
                              shape_of(chosen.front().measure)));
  std::optional<Bound<Two>> measure;
  if (!wasserstein) measure.emplace(chosen.front().as<Two>(), chosen.front().parameters);
  const auto table = desk.opener.open(request.file);
  GroupMatrix matrix = sanov::group_matrix(*table, {.by = request.by,
                                                    .of = request.of,
                                                    .measure = measure ? &*measure : nullptr,
                                                    .top = request.top,
                                                    .min_rows = request.min_rows});
  const std::string name = wasserstein ? std::string(kWasserstein) : chosen.front().name;
  const Unit kept = wasserstein ? Unit::none : measure->info().unit;
  if (request.bits) {
    for (double& value : matrix.distances) value = in_bits(kept, value);
    for (ClusterMerge& merge : matrix.tree.merges) merge.height = in_bits(kept, merge.height);
  }
  const std::string unit = kept != Unit::nats ? "" : request.bits ? "bits" : "nats";
  if (form == Form::json && request.output.empty()) {
    desk.out << matrix_json(matrix, name, unit);
  } else if (!request.output.empty() || request.picture || matrix.tree.order.empty()) {
    write_square(square_of(matrix, name, unit), form, request.output, desk);
  } else {
    Table head;
    head.note(title_of(matrix, name));
    if (matrix.left_out > 0)
      head.note(fmt::format("{} left out: under {} values, or not among the {} largest",
                            counted(static_cast<double>(matrix.left_out), "group"), request.min_rows, request.top));
    if (matrix.missing > 0)
      head.note(fmt::format("{} without a value or a key", counted(static_cast<double>(matrix.missing), "row")));
    desk.out << head.text(desk.terminal) << "\n" << tree_text(matrix, desk.terminal);
  }
}

}  // namespace sanov::cli
