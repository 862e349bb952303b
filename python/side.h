#pragma once

#include <nanobind/nanobind.h>

#include <memory>
#include <optional>

#include "sanov/compare/compare.h"

namespace sanov {

/// A path, or a table as sanov._tables makes them. Throws as open_python_file() does.
std::unique_ptr<TableSource> source_of(const nanobind::object& table);

/// A side of a comparison, as Python has it: a path of a table or of a profile, a table as sanov._tables makes them, or
/// a profile, of which a copy is made: while the GIL is let go, another thread may update it.
class PythonSide {
 public:
  explicit PythonSide(const nanobind::object& side);
  Side side() const;

 private:
  std::unique_ptr<TableSource> table_;
  std::optional<Profile> profile_;
};

}  // namespace sanov
