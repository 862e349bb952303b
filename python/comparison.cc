#include "python/comparison.h"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "cli/comparison.h"
#include "python/interrupt.h"
#include "python/tables.h"
#include "sanov/compare/compare.h"
#include "sanov/compare/fields.h"

namespace nb = nanobind;

namespace sanov {
namespace {

/// Makes dictionaries whose keys are the fields of the dataclasses in sanov/_tables.py.
struct Fields {
  nb::dict dict;

  template <class T>
  void operator()(const char* name, const T& value) const {
    dict[name] = object(value);
  }

  template <class T>
  static nb::object object(const T& value) {
    if constexpr (requires { each_field(value, Fields()); }) {
      const Fields fields;
      each_field(value, fields);
      return fields.dict;
    } else {
      return nb::cast(value);
    }
  }
  static nb::object object(std::string_view text) { return nb::str(text.data(), text.size()); }
  template <class T>
  static nb::object object(const std::optional<T>& value) {
    return value ? object(*value) : nb::none();
  }
  template <class T>
  static nb::object object(const std::vector<T>& values) {
    nb::list list;
    for (const T& value : values) list.append(object(value));
    return list;
  }
};

/// A path, or a table as sanov._tables makes them.
std::unique_ptr<TableSource> source_of(const nb::object& table) {
  if (nb::isinstance<nb::str>(table)) return open_python_file(nb::cast<std::string>(table));
  return open_python_table(table);
}

Comparison compare_tables(const nb::object& reference, const nb::object& current, std::vector<std::string> columns,
                          std::size_t bins, double false_discovery_rate, double level, double same_within,
                          double more_than) {
  const std::unique_ptr<TableSource> before = source_of(reference), after = source_of(current);
  const nb::gil_scoped_release released;
  const Interruptible interruptible;
  return compare(*before, *after,
                 {.columns = std::move(columns),
                  .bins = bins,
                  .false_discovery_rate = false_discovery_rate,
                  .level = level,
                  .same_within = same_within,
                  .more_than = more_than});
}

}  // namespace

void add_comparison(nb::module_& module) {
  nb::class_<Comparison>(module, "Comparison")
      .def("fields", [](const Comparison& comparison) { return Fields::object(comparison); })
      .def("text", [](const Comparison& comparison, int columns) {
        cli::Terminal terminal;
        terminal.columns = columns;
        return cli::comparison_text(comparison, terminal);
      });
  module.def("compare", compare_tables);
}

}  // namespace sanov
