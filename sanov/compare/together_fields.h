#pragma once

#include <optional>

#include "sanov/compare/joint.h"
#include "sanov/compare/shift.h"

/// The fields of what columns show together, as those in fields.h, which includes this.
namespace sanov {

inline std::optional<double> p_of(const std::optional<PValue>& p) {
  return p ? std::optional<double>(p->p) : std::nullopt;
}

template <class F>
void each_field(const JointColumn& column, F&& f) {
  f("column", column.column);
  f("importance", column.importance);
  f("folded", column.folded);
  f("spread", column.spread);
}

template <class F>
void each_field(const ClassifierTest& found, F&& f) {
  f("auc", found.auc);
  f("standard_error", found.standard_error);
  f("interval", found.interval);
  f("p", p_of(found.p));
  f("reference_rows", std::uint64_t{found.x_rows});
  f("current_rows", std::uint64_t{found.y_rows});
  f("products", found.products);
}

template <class F>
void each_field(const KnnDivergence& found, F&& f) {
  f("value", found.kl);
  f("standard_error", found.standard_error);
  f("interval", found.interval);
  f("p", p_of(found.p));
}

template <class F>
void each_field(const EnergyDistance& found, F&& f) {
  f("distance", found.distance);
  f("squared", found.squared);
  f("unbiased", found.unbiased);
  f("standard_error", found.standard_error);
  f("p", p_of(found.p));
  f("reference_rows", std::uint64_t{found.x_rows});
  f("current_rows", std::uint64_t{found.y_rows});
}

template <class F>
void each_field(const Mmd& found, F&& f) {
  f("squared", found.squared);
  f("standard_error", found.standard_error);
  f("bandwidth", found.bandwidth);
  f("p", p_of(found.p));
  f("reference_rows", std::uint64_t{found.x_rows});
  f("current_rows", std::uint64_t{found.y_rows});
}

template <class F>
void each_field(const JointFinding& joint, F&& f) {
  f("columns", joint.columns);
  f("dimensions", std::uint64_t{joint.dimensions});
  f("sampled", joint.sampled);
  f("reference_rows", joint.reference_rows);
  f("current_rows", joint.current_rows);
  f("reference_dropped", joint.reference_dropped);
  f("current_dropped", joint.current_dropped);
  f("classifier", joint.classifier);
  f("kl", joint.kl);
  f("energy", joint.energy);
  f("mmd", joint.mmd);
}

template <class F>
void each_field(const ShiftPart& part, F&& f) {
  f("nats", part.nats);
  f("corrected", part.corrected);
  f("floor", part.floor);
  f("p", part.p.p);
}

template <class F>
void each_field(const ShiftFinding& finding, F&& f) {
  f("covariate", finding.covariate);
  f("strata", std::uint64_t{finding.strata});
  f("target_cells", std::uint64_t{finding.target_cells});
  f("total", finding.total);
  f("covariate_shift", finding.covariate_shift);
  f("concept_shift", finding.concept_shift);
}

template <class F>
void each_field(const Shift& shift, F&& f) {
  f("target", shift.target);
  f("sampled", shift.sampled);
  f("reference_rows", shift.reference_rows);
  f("current_rows", shift.current_rows);
  f("target_shift", shift.target_shift);
  f("covariates", shift.covariates);
  f("together", shift.together);
}

}  // namespace sanov
