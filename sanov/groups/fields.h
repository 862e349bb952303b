#pragma once

#include "sanov/compare/fields.h"
#include "sanov/groups/groups.h"

/// The fields of what groups() finds, named once for every face.
namespace sanov {

template <class F>
void each_field(const GroupDirection& direction, F&& f) {
  f("median", direction.median);
  f("others_median", direction.others_median);
  f("shift", direction.shift);
  f("cliffs_delta", direction.cliffs_delta);
}

template <class F>
void each_field(const MovedShare& moved, F&& f) {
  f("label", moved.label);
  f("share", moved.share);
  f("others_share", moved.others_share);
}

template <class F>
void each_field(const GroupFinding& finding, F&& f) {
  f("name", finding.name);
  f("keys", finding.keys);
  f("rows", finding.rows);
  f("values", finding.values);
  f("missing", finding.missing);
  f("others", finding.others);
  f("tested", finding.tested);
  f("differs", finding.differs);
  f("p", finding.p.p);
  f("log_p", finding.p.log_p);
  f("method", to_text(finding.p.method));
  f("adjusted_p", finding.adjusted_p);
  f("log_adjusted_p", finding.log_adjusted_p);
  f("js_distance", finding.js_distance);
  f("direction", finding.direction);
  f("moved", finding.moved);
  f("difference", finding.difference);
}

template <class F>
void each_field(const GroupsLevel& level, F&& f) {
  f("by", level.by);
  f("groups", level.groups);
  f("tested", level.tested);
  f("differing", level.differing);
  f("too_small", level.too_small);
  f("too_small_values", level.too_small_values);
  f("too_small_names", level.too_small_names);
  f("without_key", level.without_key);
  f("found", level.found);
}

template <class F>
void each_field(const GroupsAnswer& answer, F&& f) {
  f("table", answer.table);
  f("rows", answer.rows);
  f("of", answer.of);
  f("kind", to_text(answer.kind));
  f("missing", answer.missing);
  f("sampled", answer.sampled);
  f("false_discovery_rate", answer.false_discovery_rate);
  f("level", answer.level);
  f("min_rows", answer.min_rows);
  f("differs", answer.differs);
  f("levels", answer.levels);
}

}  // namespace sanov
