#include "cli/cost_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "cli/question.h"
#include "cli/rows.h"
#include "cli/slip.h"
#include "cli/text.h"
#include "sanov/base/error.h"
#include "sanov/data/npy.h"
#include "sanov/data/table.h"

namespace sanov::cli {
namespace {

constexpr std::string_view kShape = "costs have a row for each cell of A and a column for each of B";

/// A file of costs, not yet in the order of the cells.
class CostFile {
 public:
  CostFile(const std::string& path, Desk& desk) : path_(path), desk_(desk) {
    if (is_table()) {
      rows = read_table();
    } else {
      NpyArray array = read_npy(path);
      if (array.shape.size() != 2)
        fail_argument("", path,
                      fmt::format("has {}; {}", counted(static_cast<double>(array.shape.size()), "dimension"), kShape));
      rows.rows = array.shape[0];
      rows.cells = array.shape[1];
      rows.values = std::move(array.values);
    }
    // Without a line of names the first costs are taken for them, and say nothing of a cell.
    headless_ = is_table() && std::ranges::all_of(rows.columns, is_number);
    // The reader has seen to the columns.
    refuse_doubles();
  }

  /// The places of the cells among the rows, or among the columns; cells without names get those of the file.
  std::vector<std::size_t> places(CloudInput& input, bool of_rows) const {
    const std::vector<std::string>& names = of_rows ? rows.labels : rows.columns;
    const std::size_t count = of_rows ? rows.rows : rows.cells;
    if (input.labels.empty()) {
      if (count != input.points) refuse_count(input, count, of_rows);
      if (!names.empty() && (of_rows || !headless_)) input.labels = names;
      std::vector<std::size_t> out(count);
      for (std::size_t i = 0; i < count; ++i) out[i] = i;
      return out;
    }
    if (names.empty())
      fail_argument(
          "", path_,
          fmt::format("has no names of its {}, and {} is of categories; {}", of_rows ? "rows" : "columns", input.name,
                      is_table() ? "a first column holds the names of the rows" : "give a table with names"));
    return places_of_names(input, names, of_rows);
  }

  LabelledRows rows;

 private:
  bool is_table() const { return !path_.ends_with(".npy"); }

  LabelledRows read_table() {
    const auto rename = [&](Complaint& complaint) {
      constexpr std::string_view kTwice = "has two columns named ";
      if (complaint.rule.starts_with(kTwice) && is_number(std::string_view(complaint.rule).substr(kTwice.size())))
        complaint.rule += "; its first line is that of the columns' names";
      if (complaint.rule.starts_with("is of text too")) refuse_slip();
    };
    return in_terms(rename, [&] { return read_rows(path_, desk_); });
  }

  /// A cost that is no number makes its whole column text.
  void refuse_slip() const {
    if (!is_table()) return;
    const auto source = desk_.opener.open(path_);
    for (const auto& column : TableReader(*source).schema().columns)
      if (column.kind == ColumnKind::text)
        if (const std::string slip = slip_in(desk_.opener, path_, column.name); !slip.empty())
          fail_argument("", path_ + ":" + column.name, slip + ", which is no number");
  }

  void refuse_doubles() const {
    std::unordered_map<std::string_view, std::size_t> place;
    for (std::size_t i = 0; i < rows.labels.size(); ++i)
      if (const auto [before, is_new] = place.emplace(rows.labels[i], i); !is_new)
        fail_argument(
            "", path_,
            fmt::format("has two rows named {}, row {} and row {}", rows.labels[i], before->second + 1, i + 1));
  }

  [[noreturn]] void refuse_count(const CloudInput& input, std::size_t count, bool of_rows) const {
    refuse_slip();
    const std::string hint =
        headless_ ? fmt::format("; its first line, {} …, was taken for the columns' names", rows.columns.front()) : "";
    fail_argument(
        "", path_,
        fmt::format("has {} of costs, but {} has {}{}", counted(static_cast<double>(count), of_rows ? "row" : "column"),
                    input.name, counted(static_cast<double>(input.points), "cell"), hint));
  }

  std::vector<std::size_t> places_of_names(const CloudInput& input, const std::vector<std::string>& names,
                                           bool of_rows) const {
    const std::string_view kind = of_rows ? "row" : "column";
    std::unordered_map<std::string_view, std::size_t> place;
    for (std::size_t i = 0; i < names.size(); ++i) place.emplace(names[i], i);
    std::vector<std::size_t> out;
    for (const std::string& label : input.labels) {
      const auto at = place.find(label);
      if (at == place.end()) {
        refuse_slip();
        fail_argument("", path_, fmt::format("has no {} '{}', which {} holds", kind, label, input.name));
      }
      out.push_back(at->second);
    }
    return out;
  }

  std::string path_;
  Desk& desk_;
  bool headless_ = false;
};

}  // namespace

std::vector<double> read_costs(const std::string& path, CloudInput& a, CloudInput& b, Desk& desk) {
  const CostFile file(path, desk);
  const auto rows = file.places(a, true), columns = file.places(b, false);
  std::vector<double> out;
  out.reserve(rows.size() * columns.size());
  for (const std::size_t i : rows)
    for (const std::size_t j : columns) out.push_back(file.rows.values[i * file.rows.cells + j]);
  return out;
}

}  // namespace sanov::cli
