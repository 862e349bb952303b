#include "python/side.h"

#include <nanobind/stl/string.h>

#include "python/tables.h"
#include "sanov/data/profile_file.h"

namespace nb = nanobind;

namespace sanov {

std::unique_ptr<TableSource> source_of(const nb::object& table) {
  if (nb::isinstance<nb::str>(table)) return open_python_file(nb::cast<std::string>(table));
  return open_python_table(table);
}

PythonSide::PythonSide(const nb::object& side) {
  if (nb::isinstance<Profile>(side)) {
    profile_ = *nb::cast<const Profile*>(side);
  } else if (nb::isinstance<nb::str>(side) && is_profile_file(nb::cast<std::string>(side))) {
    profile_ = load_profile(nb::cast<std::string>(side));
  } else {
    table_ = source_of(side);
  }
}

Side PythonSide::side() const { return profile_ ? Side(*profile_) : Side(*table_); }

}  // namespace sanov
