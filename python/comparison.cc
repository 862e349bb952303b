#include "python/comparison.h"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "cli/comparison.h"
#include "python/fields.h"
#include "python/interrupt.h"
#include "python/side.h"
#include "sanov/base/error.h"
#include "sanov/compare/compare.h"
#include "sanov/compare/fields.h"
#include "sanov/report/column_chart.h"
#include "sanov/report/comparison_html.h"
#include "sanov/report/comparison_markdown.h"

namespace nb = nanobind;

namespace sanov {
namespace {

Comparison compare_sides(const nb::object& reference, const nb::object& current, std::vector<std::string> columns,
                         std::size_t bins, double false_discovery_rate, double level, double same_within,
                         double more_than, const std::vector<std::string>& rules, std::string block,
                         std::string weights, TogetherOptions together) {
  std::vector<Rule> parsed;
  for (const std::string& rule : rules) parsed.push_back(parse_rule(rule));
  const PythonSide before(reference), after(current);
  const LongWork work;
  return compare(before.side(), after.side(),
                 {.columns = std::move(columns),
                  .bins = bins,
                  .false_discovery_rate = false_discovery_rate,
                  .level = level,
                  .same_within = same_within,
                  .more_than = more_than,
                  .rules = std::move(parsed),
                  .block = std::move(block),
                  .weights = std::move(weights),
                  .together = std::move(together)});
}

}  // namespace

void add_comparison(nb::module_& module) {
  nb::class_<Comparison>(module, "Comparison")
      .def("fields", [](const Comparison& comparison) { return dict_of(comparison); })
      .def("text",
           [](const Comparison& comparison, int columns) {
             cli::Terminal terminal;
             terminal.columns = columns;
             return cli::comparison_text(comparison, terminal);
           })
      .def("page", &comparison_page)
      .def("fragment", &comparison_fragment)
      .def("markdown", &comparison_markdown)
      .def("chart", [](const Comparison& comparison, const std::string& column) {
        const Finding* const finding = comparison.find(column);
        if (finding == nullptr) fail_argument("plot", "column", "has a name that is no UTF-8");
        return column_chart(*finding);
      });
  nb::class_<TogetherOptions>(module, "TogetherOptions")
      .def("__init__", [](TogetherOptions* self, std::vector<std::string> joint, std::string target,
                          std::size_t permutations, std::uint64_t seed) {
        new (self) TogetherOptions{std::move(joint), std::move(target), permutations, seed};
      });
  module.def("compare", compare_sides);
}

}  // namespace sanov
