#include "python/command.h"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <iostream>

#include "cli/run.h"
#include "python/tables.h"

namespace nb = nanobind;

namespace sanov {
namespace {

/// Tables in files, by pyarrow.
class PythonFiles final : public cli::Opener {
 public:
  std::unique_ptr<TableSource> open(const std::string& path) override { return open_python_file(path); }
  void write_parquet(const std::string& path, ArrowStream table) override {
    write_python_parquet(path, std::move(table));
  }
};

/// The command `sanov` with these arguments; returns its exit code.
int run_command(const std::vector<std::string>& arguments) {
  PythonFiles files;
  const nb::gil_scoped_release released;
  return cli::run(arguments, files, std::cin, std::cout, std::cerr);
}

}  // namespace

void add_command(nb::module_& module) { module.def("run_command", run_command); }

}  // namespace sanov
