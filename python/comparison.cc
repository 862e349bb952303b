#include "python/comparison.h"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "cli/comparison.h"
#include "python/interrupt.h"
#include "python/tables.h"
#include "sanov/compare/compare.h"

namespace nb = nanobind;

namespace sanov {
namespace {

// Dictionaries whose keys are the fields of the dataclasses in sanov/_tables.py.
template <class T, class F>
nb::list listed(const std::vector<T>& all, F&& each) {
  nb::list list;
  for (const T& one : all) list.append(each(one));
  return list;
}

nb::str text(std::string_view of) { return nb::str(of.data(), of.size()); }

const char* role_name(CellRole role) {
  switch (role) {
    case CellRole::values: return "values";
    case CellRole::category: return "category";
    case CellRole::rest: return "rest";
    case CellRole::unseen: return "unseen";
    case CellRole::missing: return "missing";
  }
  return "";
}

nb::dict fields(const CellChange& cell) {
  nb::dict d;
  d["label"] = cell.label;
  d["role"] = role_name(cell.role);
  d["reference"] = cell.reference;
  d["current"] = cell.current;
  d["reference_share"] = cell.reference_share;
  d["current_share"] = cell.current_share;
  d["kl"] = cell.kl;
  d["js"] = cell.js;
  return d;
}

nb::dict fields(const AxisChange& axis) {
  nb::dict d;
  d["wasserstein"] = axis.wasserstein;
  d["wasserstein_scaled"] = axis.wasserstein_scaled;
  d["wasserstein_error"] = axis.wasserstein_error;
  d["kolmogorov_smirnov"] = axis.kolmogorov_smirnov;
  d["kolmogorov_smirnov_error"] = axis.kolmogorov_smirnov_error;
  d["reference_median"] = axis.reference_median;
  d["current_median"] = axis.current_median;
  d["reference_minimum"] = axis.reference_minimum;
  d["reference_maximum"] = axis.reference_maximum;
  d["current_minimum"] = axis.current_minimum;
  d["current_maximum"] = axis.current_maximum;
  d["below"] = axis.below;
  d["above"] = axis.above;
  return d;
}

nb::dict fields(const Finding& finding) {
  nb::dict d;
  d["column"] = finding.column;
  d["kind"] = text(to_text(finding.kind));
  d["reference_type"] = finding.reference_type;
  d["current_type"] = finding.current_type;
  d["reference_missing"] = finding.reference_missing;
  d["current_missing"] = finding.current_missing;
  d["kl"] = finding.kl;
  d["js"] = finding.js;
  d["js_distance"] = finding.js_distance;
  d["js_missing"] = finding.js_missing;
  d["psi"] = finding.psi;
  d["total_variation"] = finding.total_variation;
  d["axis"] = finding.axis ? nb::object(fields(*finding.axis)) : nb::none();
  d["cells"] = listed(finding.cells, [](const CellChange& cell) { return fields(cell); });
  d["infinite_cells"] = finding.infinite_cells;
  d["unseen"] = listed(finding.unseen, [](const Category& one) { return nb::make_tuple(one.name, one.count); });
  d["unseen_sampled"] = finding.unseen_sampled;
  d["changed"] = finding.changed;
  return d;
}

nb::dict fields(const RangeFinding& range) {
  nb::dict d;
  d["column"] = range.column;
  d["kind"] = text(to_text(range.kind));
  d["reference"] = range.reference;
  d["current"] = range.current;
  d["reason"] = range.reason;
  return d;
}

nb::dict fields(const KindDifference& difference) {
  nb::dict d;
  d["column"] = difference.column;
  d["reference_type"] = difference.reference_type;
  d["current_type"] = difference.current_type;
  return d;
}

nb::dict fields(const ComparedTable& table) {
  nb::dict left_out, d;
  for (const LeftOut& column : table.left_out) left_out[text(column.name)] = column.reason;
  d["name"] = table.name;
  d["rows"] = table.rows;
  d["only_here"] = table.only_here;
  d["left_out"] = left_out;
  return d;
}

nb::dict fields(const Comparison& comparison) {
  nb::dict d;
  d["reference"] = fields(comparison.reference);
  d["current"] = fields(comparison.current);
  d["sampled"] = comparison.sampled;
  d["columns"] = listed(comparison.findings, [](const Finding& one) { return fields(one); });
  d["ranges"] = listed(comparison.ranges, [](const RangeFinding& one) { return fields(one); });
  d["kinds"] = listed(comparison.kinds, [](const KindDifference& one) { return fields(one); });
  return d;
}

/// A path, or a table as sanov._tables makes them.
std::unique_ptr<TableSource> source_of(const nb::object& table) {
  if (nb::isinstance<nb::str>(table)) return open_python_file(nb::cast<std::string>(table));
  return open_python_table(table);
}

Comparison compare_tables(const nb::object& reference, const nb::object& current, std::vector<std::string> columns,
                          std::size_t bins) {
  const std::unique_ptr<TableSource> before = source_of(reference), after = source_of(current);
  const nb::gil_scoped_release released;
  const Interruptible interruptible;
  return compare(*before, *after, {.columns = std::move(columns), .bins = bins});
}

}  // namespace

void add_comparison(nb::module_& module) {
  nb::class_<Comparison>(module, "Comparison")
      .def("fields", [](const Comparison& comparison) { return fields(comparison); })
      .def("text", [](const Comparison& comparison, int columns) {
        cli::Terminal terminal;
        terminal.columns = columns;
        return cli::comparison_text(comparison, terminal);
      });
  module.def("compare", compare_tables);
}

}  // namespace sanov
