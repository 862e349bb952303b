#include "sanov/compare/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <utility>

#include "sanov/base/error.h"
#include "sanov/compare/axis.h"
#include "sanov/compare/blocks.h"
#include "sanov/compare/column_pair.h"
#include "sanov/compare/dependence.h"
#include "sanov/compare/phrase.h"
#include "sanov/data/cut.h"
#include "sanov/measures/measures.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

constexpr std::size_t kKeepBytes = std::size_t{96} << 20;  // of the reference, so that small ones are read once
constexpr std::uint64_t kFewestKeys = 20;  // rows below which values that are all different mean nothing

std::vector<double> shares(const std::vector<std::uint64_t>& counts, std::uint64_t rows) {
  std::vector<double> result(counts.size());
  std::transform(counts.begin(), counts.end(), result.begin(),
                 [&](std::uint64_t count) { return static_cast<double>(count) / static_cast<double>(rows); });
  return result;
}

/// JS of missing against present alone.
double js_of_missing(const ColumnPair& pair) {
  const std::uint64_t reference = pair.reference.cells.back(), current = pair.current.cells.back();
  return js(shares({pair.n - reference, reference}, pair.n), shares({pair.m - current, current}, pair.m));
}

void list_unseen(Finding& finding, const ColumnCounts& current) {
  for (const auto& [hash, category] : current.unseen) finding.unseen.push_back(category);
  std::stable_sort(finding.unseen.begin(), finding.unseen.end(),
                   [](const Category& a, const Category& b) { return a.count > b.count; });
  finding.unseen_sampled = current.unseen_left_out;
}

/// The cells that only one table has rows in, those that the reference lacks first.
std::vector<OneSided> list_one_sided(const Finding& finding) {
  std::vector<OneSided> found;
  for (const CellChange& cell : finding.cells) {
    if (cell.reference > 0 || cell.current == 0) continue;
    if (cell.role != CellRole::unseen || finding.unseen.empty())
      found.push_back({cell.label, cell.current, "reference"});
    else
      for (const Category& category : finding.unseen) found.push_back({category.name, category.count, "reference"});
  }
  for (const CellChange& cell : finding.cells)
    if (cell.current == 0 && cell.reference > 0) found.push_back({cell.label, cell.reference, "current"});
  return found;
}

std::vector<CellChange> compare_cells(const FrameColumn& frame, const std::vector<std::uint64_t>& reference,
                                      const std::vector<std::uint64_t>& current, const std::vector<double>& q,
                                      const std::vector<double>& p) {
  std::vector<double> kl_terms(p.size()), js_terms(p.size());
  kl.terms(p, q, kl_terms);
  js.terms(p, q, js_terms);
  std::vector<CellChange> cells;
  for (std::size_t i = 0; i < p.size(); ++i)
    if (reference[i] > 0 || current[i] > 0)
      cells.push_back(
          {frame.labels[i], frame.roles[i], reference[i], current[i], q[i], p[i], kl_terms[i], js_terms[i]});
  std::stable_sort(cells.begin(), cells.end(), [](const CellChange& a, const CellChange& b) { return a.js > b.js; });
  return cells;
}

Finding compare_column(const ColumnPair& pair, const std::vector<std::uint64_t>& reference,
                       const std::vector<std::uint64_t>& current, const CompareOptions& options, SharedNulls& nulls,
                       const BlockTest* blocks) {
  const std::vector<double> q = shares(reference, pair.n), p = shares(current, pair.m);
  Finding finding;
  finding.column = pair.frame.name;
  finding.kind = pair.frame.kind == ColumnKind::empty ? pair.current.kind : pair.frame.kind;
  finding.reference_type = pair.frame.declared;
  finding.current_type = pair.current.declared;
  finding.reference_missing = pair.reference.cells.back();
  finding.current_missing = pair.current.cells.back();
  finding.kl = kl(p, q);
  finding.js = js(p, q);
  finding.js_distance = js_distance(p, q);
  finding.js_missing = js_of_missing(pair);
  finding.psi = psi(p, q);
  finding.total_variation = total_variation(p, q);
  finding.cells = compare_cells(pair.frame, reference, current, q, p);
  if (pair.frame.is_text()) {
    list_unseen(finding, pair.current);
    finding.unseen_missed = pair.frame.others.mistaken();
  } else if (pair.has_axis()) {
    finding.axis = compare_axis(pair.frame, pair.reference, pair.current);
  }
  finding.infinite_cells = list_one_sided(finding);
  finding.changed = phrase(finding);
  finding.evidence = weigh(pair, reference, current, options, nulls, blocks);
  finding.sensitivity = find_sensitivity(pair.frame, pair.reference, pair.current, reference, current);
  return finding;
}

std::string range_text(ColumnKind kind, double low, double high) {
  return fmt::format("{} to {}", write_number(kind, low), write_number(kind, high));
}

/// Dates whose ranges are apart, and keys none of which came again, could not have been alike: to say that they differ
/// would say nothing.
std::optional<RangeFinding> find_range(const ColumnPair& pair) {
  const FrameColumn& frame = pair.frame;
  if (pair.reference_values() == 0 || pair.current_values() == 0) return std::nullopt;
  const bool key = frame.all_different && pair.reference_values() >= kFewestKeys;
  if (frame.is_text()) {
    if (!key || pair.current.cells[frame.unseen_cell()] != pair.current_values()) return std::nullopt;
    return RangeFinding{frame.name, frame.kind, fmt::format("{} different texts", pair.reference_values()),
                        fmt::format("{} others", pair.current_values()), "keys: no text is in both"};
  }
  const bool dates = frame.kind == ColumnKind::date_time;
  if (!dates && !(key && frame.kind == ColumnKind::integer)) return std::nullopt;
  const ColumnCounts &before = pair.reference, &after = pair.current;
  if (before.maximum >= after.minimum && after.maximum >= before.minimum) return std::nullopt;
  return RangeFinding{frame.name, frame.kind, range_text(frame.kind, before.minimum, before.maximum),
                      range_text(frame.kind, after.minimum, after.maximum),
                      dates ? "the ranges do not overlap" : "keys: the ranges do not overlap"};
}

/// Columns beside the frame that the other table lacks, and those that were not read.
void list_others(ComparedTable& table, const Profile& ours, const Profile& theirs) {
  for (const ColumnType& column : ours.not_in_frame)
    if (std::none_of(theirs.not_in_frame.begin(), theirs.not_in_frame.end(),
                     [&](const ColumnType& other) { return other.name == column.name; }))
      table.only_here.push_back(column.name);
  table.left_out = ours.left_out;
}

void list_columns(Comparison& result, const TableSchema& reference, const TableSchema& current) {
  for (const ColumnType& column : reference.columns)
    if (current.find(column.name) == nullptr) result.reference.only_here.push_back(column.name);
  for (const ColumnType& column : current.columns)
    if (reference.find(column.name) == nullptr) result.current.only_here.push_back(column.name);
  result.reference.left_out = reference.left_out;
  result.current.left_out = current.left_out;
}

/// The columns to compare: those asked for, or all that both tables have.
std::vector<std::string> choose_columns(TableReader& reference, TableReader& current, const TableSchema& ours,
                                        const TableSchema& theirs, const std::vector<std::string>& asked) {
  for (const std::string& column : asked) {
    check_column(ours, column, reference.name(), "compare");
    check_column(theirs, column, current.name(), "compare");
  }
  if (!asked.empty()) return asked;
  std::vector<std::string> both;
  for (const ColumnType& column : ours.columns)
    if (theirs.find(column.name) != nullptr) both.push_back(column.name);
  if (both.empty())
    fail_domain("compare", "", fmt::format("{} and {} have no column in common", reference.name(), current.name()));
  return both;
}

}  // namespace

const Finding* Comparison::find(std::string_view column) const {
  for (const Finding& finding : findings)
    if (finding.column == column) return &finding;
  return nullptr;
}

namespace {

/// With `blocks`, p are those of permuting them.
Comparison compare_profiles(const Profile& reference, const Profile& current, const CompareOptions& options,
                            const Blocks* blocks) {
  if (!one_frame(reference, current))
    fail_argument("compare", "current", "was counted in another frame than the reference; count both in one");
  if (reference.rows == 0) fail_domain("compare", reference.name, "has no rows");
  if (current.rows == 0) fail_domain("compare", current.name, "has no rows");
  Comparison result;
  result.reference.name = reference.name;
  result.reference.rows = reference.rows;
  result.current.name = current.name;
  result.current.rows = current.rows;
  result.sampled = reference.frame->sampled;
  std::vector<std::pair<std::size_t, ColumnPair>> pairs;
  for (std::size_t i = 0; i < reference.columns.size(); ++i) {
    const ColumnPair pair{reference.frame->columns[i], reference.columns[i], current.columns[i], reference.rows,
                          current.rows};
    if (!pair.current.present || !pair.reference.present) {
      (pair.current.present ? result.current : result.reference).only_here.push_back(pair.frame.name);
    } else if (!pair.current.countable || !pair.reference.countable) {
      result.kinds.push_back({pair.frame.name, pair.reference.declared, pair.current.declared});
    } else if (std::optional<RangeFinding> range = find_range(pair)) {
      result.ranges.push_back(std::move(*range));
    } else {
      pairs.emplace_back(i, pair);
    }
  }
  result.findings.resize(pairs.size());
  SharedNulls nulls;
  parallel_chunks(pairs.size(), 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t at = first; at < last; ++at) {
      const auto& [i, pair] = pairs[at];
      std::optional<BlockTest> test;
      if (blocks != nullptr) test = blocks->test(i);
      result.findings[at] =
          compare_column(pair, reference.coarse(i), current.coarse(i), options, nulls, test ? &*test : nullptr);
    }
  });
  list_others(result.reference, reference, current);
  list_others(result.current, current, reference);
  judge(result, options);
  return result;
}

/// The blocks of both tables, which are read once more for them.
std::unique_ptr<Blocks> count_blocks(TableSource& reference, TableSource& current,
                                     const std::vector<std::string>& columns, const std::shared_ptr<const Frame>& frame,
                                     const CompareOptions& options) {
  if (options.block.empty()) return nullptr;
  auto blocks = std::make_unique<Blocks>(frame, options.block);
  for (TableSource* source : {&reference, &current}) {
    std::vector<std::string> read = columns;
    read.push_back(blocks->column_of(TableReader(*source).schema(), source->name()));
    TableReader rows(*source, read);
    blocks->count(rows, source == &current);
  }
  return blocks;
}

}  // namespace

Comparison compare(const Profile& reference, const Profile& current, const CompareOptions& options) {
  const FloatingPoint environment;
  check_judgement(options);
  return compare_profiles(reference, current, options, nullptr);
}

Comparison compare(TableSource& reference, TableSource& current, const CompareOptions& options) {
  const FloatingPoint environment;
  check_judgement(options);
  TableReader all_ours(reference), all_theirs(current);
  const TableSchema ours = all_ours.schema(), theirs = all_theirs.schema();
  const std::vector<std::string> columns = choose_columns(all_ours, all_theirs, ours, theirs, options.columns);

  TableReader our_rows(reference, columns, kKeepBytes), their_rows(current, columns);
  const auto frame = make_frame(our_rows, {.bins = options.bins, .max_categories = options.max_categories});
  const Profile before = count_rows(our_rows, frame), after = count_rows(their_rows, frame);
  const std::unique_ptr<Blocks> blocks = count_blocks(reference, current, columns, frame, options);
  Comparison result = compare_profiles(before, after, options, blocks.get());
  result.dependence = find_dependence(our_rows);
  if (blocks) {
    result.reference_blocks = blocks->size(false);
    result.current_blocks = blocks->size(true);
  }
  result.reference.only_here.clear();
  result.current.only_here.clear();
  if (options.columns.empty()) list_columns(result, ours, theirs);
  look_together(reference, current, options, result);
  return result;
}

}  // namespace sanov
