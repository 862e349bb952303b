#pragma once

#include "sanov/compare/compare.h"
#include "sanov/compare/together_fields.h"

/// The fields of a comparison, named once for every face: `each_field(x, f)` calls f(name, value) for each.
namespace sanov {

template <class F>
void each_field(const CellChange& cell, F&& f) {
  f("label", cell.label);
  f("role", to_text(cell.role));
  f("reference", cell.reference);
  f("current", cell.current);
  f("reference_share", cell.reference_share);
  f("current_share", cell.current_share);
  f("kl", cell.kl);
  f("js", cell.js);
}

template <class F>
void each_field(const AxisChange& axis, F&& f) {
  f("wasserstein", axis.wasserstein);
  f("wasserstein_scaled", axis.wasserstein_scaled);
  f("wasserstein_error", axis.wasserstein_error);
  f("kolmogorov_smirnov", axis.kolmogorov_smirnov);
  f("kolmogorov_smirnov_error", axis.kolmogorov_smirnov_error);
  f("reference_median", axis.reference_median);
  f("current_median", axis.current_median);
  f("reference_median_error", axis.reference_median_error);
  f("current_median_error", axis.current_median_error);
  f("reference_minimum", axis.reference_minimum);
  f("reference_maximum", axis.reference_maximum);
  f("current_minimum", axis.current_minimum);
  f("current_maximum", axis.current_maximum);
  f("below", axis.below);
  f("above", axis.above);
}

template <class F>
void each_field(const OneSided& cell, F&& f) {
  f("label", cell.label);
  f("rows", cell.rows);
  f("lacked_by", cell.lacked_by);
}

template <class F>
void each_field(const Category& category, F&& f) {
  f("name", category.name);
  f("rows", category.count);
}

template <class F>
void each_field(const Interval& interval, F&& f) {
  f("lower", interval.lower);
  f("upper", interval.upper);
  f("level", interval.level);
}

template <class F>
void each_field(const DivergenceEstimate& estimate, F&& f) {
  f("value", estimate.value);
  f("bias", estimate.bias);
  f("corrected", estimate.corrected);
  f("interval", estimate.interval);
  f("floor", estimate.floor);
  f("p", estimate.p.p);
}

template <class F>
void each_field(const DistanceEstimate& estimate, F&& f) {
  f("value", estimate.value);
  f("interval", estimate.interval);
  f("floor", estimate.floor);
}

template <class F>
void each_field(const Evidence& evidence, F&& f) {
  f("verdict", to_text(evidence.verdict));
  f("p", evidence.p.p);
  f("log_p", evidence.p.log_p);
  f("adjusted_p", evidence.adjusted_p);
  f("log_adjusted_p", evidence.log_adjusted_p);
  f("test", evidence.test);
  f("method", to_text(evidence.p.method));
  f("js_distance", evidence.js_distance);
  f("js", evidence.js);
  f("kl", evidence.kl);
  f("cells", static_cast<std::uint64_t>(evidence.cells));
  f("merged", static_cast<std::uint64_t>(evidence.merged));
  f("too_sparse", evidence.too_sparse);
  f("notice_after", evidence.notice_after);
  f("smallest_detectable", evidence.smallest_detectable);
}

template <class F>
void each_field(const Judgement& judgement, F&& f) {
  f("differs", judgement.differs);
  f("tested", static_cast<std::uint64_t>(judgement.tested));
  f("differing", static_cast<std::uint64_t>(judgement.differing));
  f("same", static_cast<std::uint64_t>(judgement.same));
  f("false_discovery_rate", judgement.false_discovery_rate);
  f("level", judgement.level);
  f("same_within", judgement.same_within);
  f("more_than", judgement.more_than);
}

template <class F>
void each_field(const Finding& finding, F&& f) {
  f("column", finding.column);
  f("kind", to_text(finding.kind));
  f("reference_type", finding.reference_type);
  f("current_type", finding.current_type);
  f("reference_missing", finding.reference_missing);
  f("current_missing", finding.current_missing);
  f("kl", finding.kl);
  f("js", finding.js);
  f("js_distance", finding.js_distance);
  f("js_missing", finding.js_missing);
  f("psi", finding.psi);
  f("total_variation", finding.total_variation);
  f("axis", finding.axis);
  f("infinite_cells", finding.infinite_cells);
  f("unseen", finding.unseen);
  f("unseen_sampled", finding.unseen_sampled);
  f("unseen_missed", finding.unseen_missed);
  f("changed", finding.changed);
  f("evidence", finding.evidence);
  f("cells", finding.cells);
}

template <class F>
void each_field(const RangeFinding& range, F&& f) {
  f("column", range.column);
  f("kind", to_text(range.kind));
  f("reference", range.reference);
  f("current", range.current);
  f("reason", range.reason);
}

template <class F>
void each_field(const KindDifference& kind, F&& f) {
  f("column", kind.column);
  f("reference_type", kind.reference_type);
  f("current_type", kind.current_type);
}

template <class F>
void each_field(const LeftOut& column, F&& f) {
  f("column", column.name);
  f("reason", column.reason);
}

template <class F>
void each_field(const ComparedTable& table, F&& f) {
  f("name", table.name);
  f("rows", table.rows);
  f("only_here", table.only_here);
  f("left_out", table.left_out);
}

template <class F>
void each_field(const Comparison& comparison, F&& f) {
  f("reference", comparison.reference);
  f("current", comparison.current);
  f("sampled", comparison.sampled);
  f("judgement", comparison.judgement);
  f("columns", comparison.findings);
  f("ranges", comparison.ranges);
  f("kinds", comparison.kinds);
  f("joint", comparison.joint);
  f("shift", comparison.shift);
}

}  // namespace sanov
