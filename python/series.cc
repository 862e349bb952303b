#include "python/series.h"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "cli/over.h"
#include "python/fields.h"
#include "python/interrupt.h"
#include "python/side.h"
#include "sanov/series/fields.h"

namespace nb = nanobind;

namespace sanov {
namespace {

Series compare_windows(const nb::object& reference, const nb::object& current, std::string over,
                       const std::string& every, std::vector<std::string> columns, std::size_t bins, double alpha,
                       double level, double same_within, bool growing, const std::string& season) {
  OverOptions options{.over = std::move(over),
                      .every = parse_every(every),
                      .columns = std::move(columns),
                      .bins = bins,
                      .alpha = alpha,
                      .level = level,
                      .same_within = same_within,
                      .looks = growing ? Looks::growing : Looks::once,
                      .season = parse_season(season)};
  const PythonSide before(reference);
  const std::unique_ptr<TableSource> source = source_of(current);
  const LongWork work;
  return compare_over(before.side(), *source, options);
}

}  // namespace

void add_series(nb::module_& module) {
  nb::class_<Series>(module, "Series")
      .def("fields", [](const Series& series) { return dict_of(series); })
      .def("text", [](const Series& series, int columns) {
        cli::Terminal terminal;
        terminal.columns = columns;
        return cli::series_text(series, terminal);
      });
  module.def("compare_over", compare_windows);
}

}  // namespace sanov
