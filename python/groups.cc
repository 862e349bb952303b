#include "python/groups.h"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "cli/groups.h"
#include "python/fields.h"
#include "python/interrupt.h"
#include "python/side.h"
#include "sanov/groups/fields.h"

namespace nb = nanobind;

namespace sanov {
namespace {

GroupsAnswer groups_of(const nb::object& table, std::vector<std::string> by, std::string of, std::size_t top,
                       std::vector<std::string> only, std::uint64_t min_rows, double false_discovery_rate, double level,
                       std::size_t bins) {
  const std::unique_ptr<TableSource> source = source_of(table);
  const LongWork work;
  return groups(*source, {.by = std::move(by),
                          .of = std::move(of),
                          .top = top,
                          .only = std::move(only),
                          .min_rows = min_rows,
                          .false_discovery_rate = false_discovery_rate,
                          .level = level,
                          .bins = bins});
}

}  // namespace

void add_groups(nb::module_& module) {
  nb::class_<GroupsAnswer>(module, "GroupsAnswer")
      .def("fields", [](const GroupsAnswer& answer) { return dict_of(answer); })
      .def("text", [](const GroupsAnswer& answer, int columns) {
        cli::Terminal terminal;
        terminal.columns = columns;
        return cli::groups_text(answer, terminal);
      });
  module.def("groups", groups_of);
}

}  // namespace sanov
