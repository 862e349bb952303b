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
void each_field(const Effect& effect, F&& f) {
  f("value", effect.value);
  f("interval", effect.interval);
}

template <class F>
void each_field(const QuantileShift& quantile, F&& f) {
  f("share", quantile.share);
  f("reference", quantile.reference);
  f("current", quantile.current);
  f("shift", quantile.shift);
}

template <class F>
void each_field(const AxisEvidence& axis, F&& f) {
  f("wasserstein", axis.wasserstein);
  f("kolmogorov_smirnov", axis.kolmogorov_smirnov);
  f("shift", axis.shift);
  f("cliffs_delta", axis.cliffs_delta);
  f("quantile_shifts", axis.quantile_shifts);
  f("out_of_range_p", axis.out_of_range_p.p);
  f("design_effect", axis.design_effect);
}

template <class F>
void each_field(const OtherCells& other, F&& f) {
  f("cells", static_cast<std::uint64_t>(other.cells));
  f("js_distance", other.js_distance);
  f("kl", other.kl);
  f("psi", other.psi);
  f("p", other.p);
}

template <class F>
void each_field(const Sensitivity& sensitivity, F&& f) {
  f("cells", sensitivity.cells);
  f("kl_smoothed", sensitivity.kl_smoothed);
  f("psi_smoothed", sensitivity.psi_smoothed);
  f("js_distance_smoothed", sensitivity.js_distance_smoothed);
}

template <class F>
void each_field(const Histogram& histogram, F&& f) {
  f("start", histogram.start);
  f("step", histogram.step);
  f("reference", histogram.reference);
  f("current", histogram.current);
}

template <class F>
void each_field(const RowDependence& dependence, F&& f) {
  f("column", dependence.column);
  f("autocorrelation", dependence.autocorrelation);
  f("rows", dependence.rows);
  f("table", dependence.table);
  f("date", dependence.date);
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
  f("total_variation", evidence.total_variation);
  f("axis", evidence.axis);
  f("missing_p", evidence.missing_p ? std::optional<double>(evidence.missing_p->p) : std::nullopt);
  f("rules", evidence.rules);
  f("cells", static_cast<std::uint64_t>(evidence.cells));
  f("merged", static_cast<std::uint64_t>(evidence.merged));
  f("too_sparse", evidence.too_sparse);
  f("design_effect", evidence.design_effect);
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
  f("rules", judgement.rules);
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
  f("sensitivity", finding.sensitivity);
  f("cells", finding.cells);
  f("histogram", finding.histogram);
}

template <class F>
void each_field(const BlockPlan& plan, F&& f) {
  f("reference", plan.reference);
  f("current", plan.current);
  f("across_seasons", plan.across_seasons);
  f("smallest_p", plan.smallest_p);
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
void each_field(const RowWeights& weights, F&& f) {
  f("column", weights.column);
  f("reference_effective", weights.reference_effective);
  f("current_effective", weights.current_effective);
  f("reference_weightless", weights.reference_weightless);
  f("current_weightless", weights.current_weightless);
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
  f("dependence", comparison.dependence);
  f("reference_blocks", comparison.reference_blocks);
  f("current_blocks", comparison.current_blocks);
  f("blocks", comparison.blocks);
  f("weights", comparison.weights);
  f("joint", comparison.joint);
  f("shift", comparison.shift);
}

}  // namespace sanov
