#include "python/profile.h"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "cli/profile.h"
#include "python/fields.h"
#include "python/interrupt.h"
#include "python/side.h"
#include "sanov/data/profile_file.h"
#include "sanov/data/profile_table.h"

namespace nb = nanobind;

namespace sanov {
namespace {

Profile profile_reference(const nb::object& table, const std::vector<std::string>& columns, std::size_t bins,
                          std::size_t max_categories, std::size_t exact_values) {
  const std::unique_ptr<TableSource> source = source_of(table);
  const LongWork work;
  return profile(*source, {.bins = bins, .max_categories = max_categories, .exact_values = exact_values}, columns);
}

Profile profile_part(const nb::object& table, const Profile& frame) {
  const std::unique_ptr<TableSource> source = source_of(table);
  const LongWork work;
  return profile(*source, frame.frame);
}

nb::list columns_of(const Profile& counted) {
  nb::list columns;
  for (const ColumnSummary& column : summarize(counted)) columns.append(dict_of(column));
  return columns;
}

nb::list names_of_others(const Profile& counted) {
  nb::list names;
  for (const ColumnType& column : counted.not_in_frame) names.append(Fields::object(column.name));
  return names;
}

nb::bytes bytes_of(const Profile& counted) {
  const std::string text = profile_text(counted);
  return nb::bytes(text.data(), text.size());
}

}  // namespace

void add_profile(nb::module_& module) {
  nb::class_<Profile>(module, "Profile")
      .def_ro("rows", &Profile::rows)
      .def_ro("name", &Profile::name)
      .def("reference", [](const Profile& counted) { return counted.frame->reference; })
      .def("columns", columns_of)
      .def("not_in_frame", names_of_others)
      .def("copy", [](const Profile& counted) { return Profile(counted); })
      .def("merge", [](Profile& counted, const Profile& other) { counted.merge(other); })
      .def("save", [](const Profile& counted, const std::string& path) { save_profile(counted, path); })
      .def("dump", bytes_of)
      .def("text", [](const Profile& counted, int columns) {
        cli::Terminal terminal;
        terminal.columns = columns;
        return cli::profile_text(counted, "", 0, terminal);
      });
  module.def("profile", profile_reference);
  module.def("profile_part", profile_part);
  module.def("load_profile", load_profile);
  module.def("parse_profile", [](const nb::bytes& text, const std::string& name) {
    return parse_profile({text.c_str(), text.size()}, name);
  });
  module.def("is_profile_file", is_profile_file);
}

}  // namespace sanov
