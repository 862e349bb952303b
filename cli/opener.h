#pragma once

#include <memory>
#include <string>

#include "sanov/data/arrow.h"
#include "sanov/data/table.h"

namespace sanov::cli {

/// Where tables in files come from and go to: libarrow in the native program, pyarrow in the wheel.
class Opener {
 public:
  virtual ~Opener() = default;

  /// A file (CSV, CSV.gz, Parquet, Arrow IPC) or a folder of them. Throws std::system_error, DomainError.
  virtual std::unique_ptr<TableSource> open(const std::string& path) = 0;

  /// Writes a table as a Parquet file. The path is that of a temporary file, which the caller renames.
  virtual void write_parquet(const std::string& path, ArrowStream table) = 0;
};

}  // namespace sanov::cli
