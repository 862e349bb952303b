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
#include "sanov/compare/coarse_pair.h"
#include "sanov/compare/column_pair.h"
#include "sanov/compare/dependence.h"
#include "sanov/compare/phrase.h"
#include "sanov/data/cut.h"
#include "sanov/measures/measures.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

constexpr std::size_t kKeepBytes = std::size_t{96} << 20;  // of the reference, so that small ones are read once
// Blocks of one season change places where p can be so many times below the false discovery rate, or as many times as there
// are columns, which adjusting takes.
constexpr std::size_t kRoomBelowRate = 20;
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

std::vector<CellChange> compare_cells(const CoarsePair& of, const std::vector<double>& q,
                                      const std::vector<double>& p) {
  std::vector<double> kl_terms(p.size()), js_terms(p.size());
  kl.terms(p, q, kl_terms);
  js.terms(p, q, js_terms);
  std::vector<CellChange> cells;
  for (std::size_t i = 0; i < p.size(); ++i)
    if (of.reference[i] > 0 || of.current[i] > 0)
      cells.push_back(
          {of.labels[i], of.roles[i], of.reference[i], of.current[i], q[i], p[i], kl_terms[i], js_terms[i]});
  std::stable_sort(cells.begin(), cells.end(), [](const CellChange& a, const CellChange& b) { return a.js > b.js; });
  return cells;
}

/// One column of both tables three times: rows, what they weigh, and as many whole rows as that is worth. The same without
/// weights.
struct ColumnViews {
  const CountedColumn &rows, &weights, &worth;
};

/// `cells` are those of the rows, with their names.
Finding compare_column(const ColumnViews& views, const CoarsePair& cells, const CompareOptions& options,
                       SharedNulls& nulls, const BlockTest* blocks) {
  const ColumnPair &pair = views.weights.pair, &rows = views.rows.pair;
  const std::vector<double> q = shares(views.weights.reference, pair.n), p = shares(views.weights.current, pair.m);
  Finding finding;
  finding.column = pair.frame.name;
  finding.kind = pair.frame.kind == ColumnKind::empty ? pair.current.kind : pair.frame.kind;
  finding.reference_type = pair.frame.declared;
  finding.current_type = pair.current.declared;
  finding.reference_missing = rows.reference.cells.back();
  finding.current_missing = rows.current.cells.back();
  finding.kl = kl(p, q);
  finding.js = js(p, q);
  finding.js_distance = js_distance(p, q);
  finding.js_missing = js_of_missing(pair);
  finding.psi = psi(p, q);
  finding.total_variation = total_variation(p, q);
  finding.cells = compare_cells(cells, q, p);
  if (pair.frame.is_text()) {
    list_unseen(finding, rows.current);
    finding.unseen_missed = pair.frame.others.mistaken();
  } else if (pair.has_axis()) {
    finding.axis = compare_axis(pair.frame, pair.reference, pair.current);
    finding.axis->below = rows.current.below;
    finding.axis->above = rows.current.above;
  }
  finding.histogram = make_histogram(pair);
  finding.infinite_cells = list_one_sided(finding);
  finding.changed = phrase(finding);
  finding.evidence = weigh(views.weights, views.worth, options, nulls, blocks);
  finding.evidence.notice_after *= static_cast<double>(rows.m) / static_cast<double>(pair.m);
  finding.sensitivity = find_sensitivity(pair.frame, views.worth.pair.reference, views.worth.pair.current,
                                         views.worth.reference, views.worth.current);
  return finding;
}

std::string range_text(ColumnKind kind, double low, double high) {
  return fmt::format("{} to {}", write_number(kind, low), write_number(kind, high));
}

/// How many different values the current table has in the column; nothing where that is not known.
std::optional<std::uint64_t> different_now(const ColumnPair& pair) {
  const ColumnCounts& now = pair.current;
  if (!pair.frame.is_text())
    return now.values.complete() ? std::optional<std::uint64_t>(now.values.values().size()) : std::nullopt;
  return now.unseen_left_out ? std::nullopt : std::optional<std::uint64_t>(now.unseen.size());
}

/// Texts of the current table that the reference lacks: of those whose names are kept none came twice.
bool unseen_once(const ColumnCounts& now) {
  return std::ranges::all_of(now.unseen, [](const auto& each) { return each.second.count == 1; });
}

/// Numbers that go on where the reference's ended, or began, in steps like its own.
bool goes_on(const ColumnPair& pair) {
  constexpr double kAlike = 4;
  const double before = pair.reference.maximum - pair.reference.minimum,
               rows = static_cast<double>(pair.reference_values());
  const double after = pair.current.maximum - pair.current.minimum, others = static_cast<double>(pair.current_values());
  if (others < 2 || rows < 2) return true;
  const double step = before / (rows - 1), next = after / (others - 1);
  return next <= kAlike * step && step <= kAlike * next;
}

/// Whether the current table's values come once each, as the reference's do, and in the same manner.
bool still_key(const ColumnPair& pair) {
  if (pair.frame.is_text()) return unseen_once(pair.current);
  const std::optional<std::uint64_t> different = different_now(pair);
  return (!different || *different == pair.current_values()) && goes_on(pair);
}

/// One day and no other, before all days of the reference: what stands where a date is lost.
bool one_early_day(const ColumnPair& pair) {
  return pair.current.minimum == pair.current.maximum && pair.current_values() >= kFewestKeys &&
         pair.reference.minimum < pair.reference.maximum && pair.current.maximum < pair.reference.minimum;
}

/// Dates whose ranges are apart, and keys none of which came again, could not have been alike: to say that they differ
/// would say nothing.
std::optional<RangeFinding> find_range(const ColumnPair& pair) {
  const FrameColumn& frame = pair.frame;
  if (pair.reference_values() == 0 || pair.current_values() == 0) return std::nullopt;
  const bool key = frame.all_different && pair.reference_values() >= kFewestKeys && still_key(pair);
  if (frame.is_text()) {
    if (!key || pair.current.cells[frame.unseen_cell()] != pair.current_values()) return std::nullopt;
    return RangeFinding{frame.name, frame.kind, fmt::format("{} different texts", pair.reference_values()),
                        fmt::format("{} others", pair.current_values()), "keys: no text is in both"};
  }
  const bool dates = frame.kind == ColumnKind::date_time;
  if (!dates && !(key && frame.kind == ColumnKind::integer)) return std::nullopt;
  const ColumnCounts &before = pair.reference, &after = pair.current;
  if (before.maximum >= after.minimum && after.maximum >= before.minimum) return std::nullopt;
  if (dates && one_early_day(pair)) return std::nullopt;
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

/// The columns to compare: those asked for, or all that both tables have but the weights.
std::vector<std::string> choose_columns(TableReader& reference, TableReader& current, const TableSchema& ours,
                                        const TableSchema& theirs, const CompareOptions& options) {
  const std::vector<std::string>& asked = options.columns;
  for (const std::string& column : asked) {
    check_column(ours, column, reference.name(), "compare");
    check_column(theirs, column, current.name(), "compare");
  }
  if (!asked.empty()) return asked;
  std::vector<std::string> both;
  for (const ColumnType& column : ours.columns)
    if (theirs.find(column.name) != nullptr && column.name != options.weights) both.push_back(column.name);
  if (both.empty())
    fail_domain("compare", "",
                fmt::format("{} and {} have no column in common{}", reference.name(), current.name(),
                            options.weights.empty() ? "" : " but the weights"));
  return both;
}

}  // namespace

const Finding* Comparison::find(std::string_view column) const {
  for (const Finding& finding : findings)
    if (finding.column == column) return &finding;
  return nullptr;
}

namespace {

CountedColumn counted(const Profile& reference, const Profile& current, std::size_t i, DesignEffects effects = {}) {
  return {
      {reference.frame->columns[i], reference.columns[i], current.columns[i], reference.rows, current.rows, effects},
      reference.coarse(i),
      current.coarse(i)};
}

/// Both tables by weight.
struct WeightedSides {
  WeightedProfile reference, current;

  DesignEffects effects() const { return {reference.effect, current.effect}; }
};

/// With `blocks`, p are those of permuting them; with `weighted`, the profiles are its rows.
Comparison compare_profiles(const Profile& reference, const Profile& current, const CompareOptions& options,
                            const Blocks* blocks, const WeightedSides* weighted = nullptr) {
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
  std::vector<std::size_t> pairs;
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
      pairs.push_back(i);
    }
  }
  result.findings.resize(pairs.size());
  SharedNulls nulls;
  parallel_chunks(pairs.size(), 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t at = first; at < last; ++at) {
      const std::size_t i = pairs[at];
      std::optional<BlockTest> test;
      if (blocks != nullptr) test = blocks->test(i);
      const BlockTest* const tested = test ? &*test : nullptr;
      CountedColumn rows = counted(reference, current, i);
      if (weighted == nullptr) {
        const CoarsePair cells = coarse_pair(rows.pair, std::move(rows.reference), std::move(rows.current));
        rows.reference = cells.reference, rows.current = cells.current;
        result.findings[at] = compare_column({rows, rows, rows}, cells, options, nulls, tested);
        continue;
      }
      const FrameColumn& frame = rows.pair.frame;
      const CoarsePair cells{rows.reference, rows.current, frame.labels, frame.roles};
      const CountedColumn weights =
          counted(weighted->reference.weights, weighted->current.weights, i, weighted->effects());
      const CountedColumn worth = counted(weighted->reference.worth, weighted->current.worth, i);
      result.findings[at] = compare_column({rows, weights, worth}, cells, options, nulls, tested);
    }
  });
  list_others(result.reference, reference, current);
  list_others(result.current, current, reference);
  judge(result, options);
  return result;
}

/// The blocks of both tables, which are read once more for them.
std::unique_ptr<Blocks> count_blocks(TableSource& reference, TableSource& current, const Profile& before,
                                     const Profile& after, const std::vector<std::string>& columns,
                                     const CompareOptions& options) {
  if (options.block.empty()) return nullptr;
  auto blocks = std::make_unique<Blocks>(before, after, options.block);
  for (TableSource* source : {&reference, &current}) {
    std::vector<std::string> read = columns;
    read.push_back(blocks->column_of(TableReader(*source).schema(), source->name()));
    TableReader rows(*source, read);
    blocks->count(rows, source == &current);
  }
  blocks->arrange(options.false_discovery_rate / static_cast<double>(std::max(columns.size(), kRoomBelowRate)));
  return blocks;
}

Comparison compare_weighted(TableSource& reference, TableSource& current, const std::shared_ptr<const Frame>& frame,
                            const CompareOptions& options) {
  const WeightedSides sides{count_weighted(reference, options.weights, frame),
                            count_weighted(current, options.weights, frame)};
  Comparison result = compare_profiles(sides.reference.rows, sides.current.rows, options, nullptr, &sides);
  result.weights = RowWeights{options.weights, sides.reference.weightless, sides.current.weightless,
                              sides.reference.effective, sides.current.effective};
  return result;
}

/// What goes with weights: both tables have them, and no question is asked that takes rows for alike.
void check_options(const CompareOptions& options, const TableReader& reference, const TableReader& current,
                   const TableSchema& ours, const TableSchema& theirs) {
  if (options.weights.empty()) return;
  for (const auto& [asked, name] :
       {std::pair(!options.block.empty(), "block"), std::pair(!options.together.joint.empty(), "joint"),
        std::pair(!options.together.target.empty(), "target")})
    if (asked)
      fail_argument("compare", "weights", fmt::format("do not go with {}, which takes all rows for alike", name));
  if (std::find(options.columns.begin(), options.columns.end(), options.weights) != options.columns.end())
    fail_argument("compare", "columns", fmt::format("names {}, which holds the weights", options.weights));
  check_weights(ours, options.weights, reference.name());
  check_weights(theirs, options.weights, current.name());
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
  check_together(options);
  TableReader all_ours(reference), all_theirs(current);
  const TableSchema ours = all_ours.schema(), theirs = all_theirs.schema();
  check_options(options, all_ours, all_theirs, ours, theirs);
  const std::vector<std::string> columns = choose_columns(all_ours, all_theirs, ours, theirs, options);

  TableReader our_rows(reference, columns, kKeepBytes), their_rows(current, columns);
  const auto frame = make_frame(our_rows, {.bins = options.bins, .max_categories = options.max_categories});
  Comparison result;
  if (!options.weights.empty()) {
    result = compare_weighted(reference, current, frame, options);
  } else {
    const Profile before = count_rows(our_rows, frame), after = count_rows(their_rows, frame);
    const std::unique_ptr<Blocks> blocks = count_blocks(reference, current, before, after, columns, options);
    result = compare_profiles(before, after, options, blocks.get());
    if (blocks) {
      result.reference_blocks = blocks->size(false);
      result.current_blocks = blocks->size(true);
      result.blocks = blocks->plan();
    }
  }
  result.dependence = find_dependence(our_rows);
  if (!result.dependence) result.dependence = find_dependence(their_rows, "current");
  result.reference.only_here.clear();
  result.current.only_here.clear();
  if (options.columns.empty()) list_columns(result, ours, theirs);
  look_together(reference, current, options, result);
  return result;
}

}  // namespace sanov
