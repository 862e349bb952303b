#pragma once

#include <nanobind/nanobind.h>

#include <memory>
#include <string>

#include "sanov/data/table.h"

/// Tables from Python: files that pyarrow reads, and whatever hands out Arrow streams.
namespace sanov {

/// A file, or a folder of files, read by pyarrow. Throws as open_table() does, and std::runtime_error without pyarrow.
/// The GIL need not be held.
std::unique_ptr<TableSource> open_python_file(const std::string& path);

/// Writes a stream of record batches as a Parquet file, by pyarrow. The GIL need not be held.
void write_python_parquet(const std::string& path, ArrowStream table);

/// A Python object with `name`, `columnar`, `open(columns)` and `recover(message)`, as sanov._tables makes them.
std::unique_ptr<TableSource> open_python_table(nanobind::object table);

/// Adds sanov._core.compare and what sanov._files needs of C++ to the module.
void add_tables(nanobind::module_& module);

}  // namespace sanov
