#include "sanov/compare/evidence.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "sanov/base/error.h"
#include "sanov/compare/compare.h"
#include "sanov/compare/ends.h"
#include "sanov/compare/text_cells.h"
#include "sanov/inference/detectable.h"
#include "sanov/inference/false_discovery.h"
#include "sanov/inference/homogeneity.h"
#include "sanov/numerics/special.h"

namespace sanov {
namespace {

double sum(const std::vector<std::uint64_t>& counts) {
  return static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
}

DistanceEstimate distance_of(const DivergenceEstimate& js) {
  return {std::sqrt(js.value),
          {std::sqrt(js.interval.lower), std::sqrt(js.interval.upper), js.interval.level},
          std::sqrt(js.floor)};
}

bool lacks_any(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current) {
  for (std::size_t i = 0; i < reference.size(); ++i)
    if (reference[i] == 0 && current[i] > 0) return true;
  return false;
}

void check_share(const char* name, double value) {
  if (!(value > 0 && value < 1))
    fail_argument("compare", name, "is " + to_text(value) + "; it must be between 0 and 1");
}

void check_distance(const char* name, double value) {
  if (!(value >= 0 && value * value <= std::numbers::ln2))
    fail_argument("compare", name, "is " + to_text(value) + "; JS distances are from 0 to 0.8325");
}

}  // namespace

void check_judgement(const CompareOptions& options) {
  check_share("false_discovery_rate", options.false_discovery_rate);
  check_share("level", options.level);
  check_distance("same_within", options.same_within);
  check_distance("more_than", options.more_than);
}

namespace {

/// What is infinite before cells are merged remains so; merging leaves a lower bound.
void has_infinite_kl(Evidence& e) {
  e.kl.value = e.kl.corrected = e.kl.interval.upper = std::numeric_limits<double>::infinity();
}

/// One cell for all rows tells nothing of divergences: they may be anything.
void know_nothing(Evidence& e) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  e.kl.interval.upper = e.kl.floor = kInfinity;
  e.js.interval.upper = e.js.floor = std::numbers::ln2;
  e.js_distance.interval.upper = e.js_distance.floor = std::sqrt(std::numbers::ln2);
  e.notice_after = kInfinity;
  e.smallest_detectable = std::sqrt(std::numbers::ln2);
}

}  // namespace

Evidence weigh_cells(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                     std::size_t ordered, double level, const DesignEffects& effects) {
  const MergedCells cells = merge_sparse_cells(reference, current, ordered, kFewestExpected, effects);
  Evidence e;
  e.cells = cells.reference.size();
  e.merged = cells.given - e.cells;
  e.too_sparse = cells.too_sparse();
  e.kl = estimate_kl(cells.reference, cells.current, level, effects);
  e.js = estimate_js(cells.reference, cells.current, level, effects);
  if (lacks_any(reference, current)) has_infinite_kl(e);
  e.js_distance = distance_of(e.js);
  e.total_variation = estimate_total_variation(reference, current, level, effects);
  if (e.too_sparse) know_nothing(e);
  if (e.cells < 2) return e;
  const double n = sum(cells.reference) / effects.reference, m = sum(cells.current) / effects.current;
  const double k = static_cast<double>(e.cells);
  e.notice_after = effects.current * rows_to_notice(4 * e.js.corrected, k, n);
  e.smallest_detectable = std::sqrt(std::min(smallest_detectable_kl(k, n, m) / 4, std::numbers::ln2));
  return e;
}

namespace {

/// Weighted counts of columns differ even where all values do: no law is shared.
void test_numbers(Evidence& e, const ColumnPair& pair, SharedNulls& nulls, bool weighted) {
  const std::size_t own = pair.frame.own_cells();
  const OrderedTest test = test_ordered({.reference = {pair.reference.cells.data(), own},
                                         .current = {pair.current.cells.data(), own},
                                         .coarse = {pair.frame.coarse.data(), own},
                                         .reference_missing = pair.reference.cells.back(),
                                         .current_missing = pair.current.cells.back(),
                                         .cut_at_reference = true,
                                         .share_null = pair.frame.all_different && !weighted},
                                        {}, &nulls);
  e.p = test.p;
  e.test = "anderson-darling and chi-squared";
}

/// Rows of the current table with which the test that was made would show as much as it has: z² less the 1 that chance adds
/// is to become the square of what α and the power ask for.
double rows_by_test(const PValue& p, double n, double m) {
  constexpr double kLeast = 1e-12;
  const double z = normal_upper_quantile(std::max(p.p, kLeast) / 2), asked = std::sqrt(noncentrality_to_detect(1));
  const double error = (z * z - 1) / (asked * asked) * (1 / n + 1 / m) - 1 / n;
  return error > 0 ? 1 / error : std::numeric_limits<double>::infinity();
}

std::size_t cells_with_rows(const ColumnPair& pair) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < pair.reference.cells.size(); ++i)
    count += pair.reference.cells[i] > 0 || pair.current.cells[i] > 0;
  if (pair.frame.is_text() && pair.current.unseen.size() > 1) ++count;
  return count;
}

void find_missing_p(Evidence& e, const ColumnPair& pair) {
  const std::uint64_t before = pair.reference.cells.back(), after = pair.current.cells.back();
  if (before + after == 0) return;
  const std::uint64_t reference[] = {pair.n - before, before}, current[] = {pair.m - after, after};
  e.missing_p = homogeneity_p(reference, current);
}

/// Sets the p that is declared, and what it is of.
void test_rows(Evidence& e, const ColumnPair& pair, const ColumnPair& rows, const CompareOptions& options,
               SharedNulls& nulls, const BlockTest* blocks) {
  const bool weighted = pair.effects.reference != 1 || pair.effects.current != 1;
  const bool several = cells_with_rows(pair) > 1;
  if (several && options.more_than > 0) {
    e.p = p_of_more_than(e.js, options.more_than * options.more_than);
    e.test = "js";
  } else if (several && blocks != nullptr) {
    e.p = blocks->p;
    e.test = "permuted blocks";
  } else if (several && pair.frame.is_text()) {
    const TextCells cells = text_cells(rows.frame, rows.reference, rows.current);
    e.p = homogeneity_p(cells.reference, cells.current);
    e.test = "chi-squared";
  } else if (several) {
    test_numbers(e, rows, nulls, weighted);
  }
  if (blocks != nullptr || weighted || options.more_than > 0) return;
  const ColumnTest test = allowing_for_ends({e.p, e.test}, pair);
  e.p = test.p, e.test = test.test;
}

}  // namespace

Evidence weigh(const CountedColumn& column, const CountedColumn& worth, const CompareOptions& options,
               SharedNulls& nulls, const BlockTest* blocks) {
  const ColumnPair &pair = column.pair, &rows = worth.pair;
  const double in_blocks = blocks != nullptr ? blocks->design_effect : 1;
  const DesignEffects effects{pair.effects.reference * in_blocks, pair.effects.current * in_blocks};
  Evidence e;
  if (pair.frame.is_text()) {
    const TextCells cells = text_cells(pair.frame, pair.reference, pair.current);
    e = weigh_cells(cells.reference, cells.current, 0, options.level, effects);
    if (lacks_any(column.reference, column.current)) has_infinite_kl(e);
  } else {
    e = weigh_cells(column.reference, column.current, column.reference.size() - 1, options.level, effects);
  }
  e.design_effect = in_blocks;
  if (pair.has_axis())
    e.axis = weigh_axis(pair, rows, options.level, blocks != nullptr ? blocks->axis_design_effect : 1);
  if (blocks != nullptr)
    e.missing_p = blocks->missing_p;
  else
    find_missing_p(e, rows);
  test_rows(e, pair, rows, options, nulls, blocks);
  if (e.tested() && options.more_than == 0 && e.p.p <= Power{}.alpha)
    e.notice_after =
        std::min(e.notice_after, rows_by_test(e.p, static_cast<double>(pair.n), static_cast<double>(pair.m)));
  return e;
}

namespace {

Verdict verdict_of(const Finding& finding, const CompareOptions& options) {
  const Evidence& e = finding.evidence;
  if (!options.rules.empty()) {
    if (!e.rules.empty()) return Verdict::differs;
  } else if (e.log_adjusted_p <= std::log(options.false_discovery_rate)) {
    // Cells blind to what p sees cannot show that it does not matter.
    if (e.cells < 2 || e.js_distance.interval.upper >= options.same_within) return Verdict::differs;
  }
  const bool blind = e.cells < 2 && e.tested();
  return !blind && e.js_distance.interval.upper < options.same_within ? Verdict::same : Verdict::unclear;
}

}  // namespace

void judge(Comparison& comparison, const CompareOptions& options) {
  std::vector<double> log_p;
  for (const Finding& finding : comparison.findings)
    if (finding.evidence.tested()) log_p.push_back(finding.evidence.p.log_p);
  const std::vector<double> adjusted = false_discovery_adjusted(log_p);

  Judgement& judgement = comparison.judgement;
  judgement.false_discovery_rate = options.false_discovery_rate;
  judgement.level = options.level;
  judgement.same_within = options.same_within;
  judgement.more_than = options.more_than;
  judgement.tested = adjusted.size();
  for (const Rule& rule : options.rules) {
    judgement.rules.push_back(rule.text());
    if (!rule.column.empty() && comparison.find(rule.column) == nullptr)
      fail_argument("compare", "rule " + rule.text(), "is about a column that is not compared");
  }
  std::size_t next = 0;
  for (Finding& finding : comparison.findings) {
    Evidence& e = finding.evidence;
    if (e.tested()) {
      e.log_adjusted_p = adjusted[next++];
      e.adjusted_p = std::exp(e.log_adjusted_p);
    }
    for (const Rule& rule : options.rules)
      if (applies(rule, finding)) e.rules.push_back(rule.text());
    e.verdict = verdict_of(finding, options);
    judgement.differing += e.verdict == Verdict::differs;
    judgement.same += e.verdict == Verdict::same;
  }
  judgement.differs = judgement.differing > 0 || !comparison.kinds.empty();
  std::stable_sort(comparison.findings.begin(), comparison.findings.end(), [](const Finding& a, const Finding& b) {
    const bool first = a.evidence.verdict == Verdict::differs, second = b.evidence.verdict == Verdict::differs;
    return first != second ? first : a.js > b.js;
  });
}

}  // namespace sanov
