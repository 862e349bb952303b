#pragma once

#include <memory>
#include <string>

#include "sanov/data/table.h"

namespace sanov::cli {

/// Where tables in files come from: libarrow in the native program, pyarrow in the wheel.
class Opener {
 public:
  virtual ~Opener() = default;

  /// A file (CSV, CSV.gz, Parquet, Arrow IPC) or a folder of them. Throws std::system_error, DomainError.
  virtual std::unique_ptr<TableSource> open(const std::string& path) = 0;
};

}  // namespace sanov::cli
