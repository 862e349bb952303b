#include "sanov/data/profile_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

constexpr std::size_t kKeepBytes = std::size_t{96} << 20;  // so that small tables are read once

/// Lists what else the table has: the reader was asked for the frame's columns alone.
void list_others(Profile& profile, const TableSchema& schema) {
  profile.not_in_frame.clear();
  for (const ColumnType& type : schema.columns)
    if (profile.frame->find(type.name) == nullptr) profile.not_in_frame.push_back(type);
  profile.left_out = schema.left_out;
  sort_others(profile);
}

std::vector<std::string> names_of(const TableSchema& schema) {
  std::vector<std::string> names;
  for (const ColumnType& type : schema.columns) names.push_back(type.name);
  return names;
}

/// The names of the columns that are in both.
std::vector<std::string> shared_columns(const Frame& frame, const TableSchema& schema) {
  std::vector<std::string> names;
  for (const ColumnType& type : schema.columns)
    if (frame.find(type.name) != nullptr) names.push_back(type.name);
  return names;
}

void add_categories(const FrameColumn& frame, const ColumnCounts& counts, ColumnSummary& column) {
  for (std::size_t i = frame.own_cells(); i < frame.unseen_cell(); ++i) column.folded += counts.cells[i];
  column.unseen = counts.cells[frame.unseen_cell()];
  column.unseen_named = counts.unseen.size();
  column.unseen_left_out = counts.unseen_left_out;
  column.unseen_missed = frame.others.mistaken();
}

void add_axis(const FrameColumn& frame, const ColumnCounts& counts, ColumnSummary& column) {
  if (counts.values.complete()) {
    if (counts.countable) column.different = counts.values.values().size();
    return;
  }
  double values = 0;
  for (std::size_t i = 0; i + 1 < counts.cells.size(); ++i) values += static_cast<double>(counts.cells[i]);
  for (std::size_t i = 0; i + 1 < counts.cells.size(); ++i) {
    if (counts.cells[i] == 0) continue;
    const double share = static_cast<double>(counts.cells[i]) / values;
    const double low = i > 0 ? std::max(frame.edges[i - 1], counts.minimum) : counts.minimum;
    const double high = i < frame.edges.size() ? std::min(frame.edges[i], counts.maximum) : counts.maximum;
    column.kolmogorov_smirnov_error = std::max(column.kolmogorov_smirnov_error, share);
    if (low < high) column.wasserstein_error += (high - low) * share;
  }
}

}  // namespace

Profile profile(TableSource& table, const FrameOptions& options, const std::vector<std::string>& columns) {
  const TableSchema schema = TableReader(table).schema();
  for (const std::string& column : columns) check_column(schema, column, table.name(), "profile");
  // Named also where all are meant: a source then knows how many they are, and makes its batches no larger than need be.
  TableReader rows(table, columns.empty() ? names_of(schema) : columns, kKeepBytes);
  const auto frame = make_frame(rows, options);
  Profile counted = count_rows(rows, frame);
  list_others(counted, schema);
  return counted;
}

Profile profile(TableSource& table, const std::shared_ptr<const Frame>& frame) {
  const TableSchema schema = TableReader(table).schema();
  const std::vector<std::string> columns = shared_columns(*frame, schema);
  if (columns.empty())
    fail_domain("profile", table.name(), fmt::format("has no column of the frame, which is of {}", frame->reference));
  TableReader rows(table, columns);
  Profile counted = count_rows(rows, frame);
  list_others(counted, schema);
  return counted;
}

Profile select(const Profile& profile, const std::vector<std::string>& columns, std::string_view function) {
  Profile chosen(select(*profile.frame, columns, function));
  chosen.name = profile.name;
  chosen.rows = profile.rows;
  for (std::size_t i = 0; i < columns.size(); ++i)
    chosen.columns[i] =
        profile.columns[static_cast<std::size_t>(profile.frame->find(columns[i]) - profile.frame->columns.data())];
  return chosen;
}

std::vector<ColumnSummary> summarize(const Profile& profile) {
  std::vector<ColumnSummary> all;
  for (std::size_t i = 0; i < profile.columns.size(); ++i) {
    const FrameColumn& frame = profile.frame->columns[i];
    const ColumnCounts& counts = profile.columns[i];
    ColumnSummary column{.column = frame.name,
                         .kind = counts.present ? counts.kind : frame.kind,
                         .type = counts.present ? counts.declared : frame.declared,
                         .present = counts.present,
                         .countable = counts.countable,
                         .missing = counts.cells.back(),
                         .cells = frame.own_cells()};
    (frame.is_text() ? add_categories : add_axis)(frame, counts, column);
    all.push_back(std::move(column));
  }
  return all;
}

}  // namespace sanov
