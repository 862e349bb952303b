#pragma once

#include <string>

#include "cli/desk.h"
#include "sanov/data/memory_table.h"

namespace sanov::cli {

/// Writes a table as Parquet, whole or not at all. Throws std::system_error, DomainError; both name the path.
void write_parquet(MemoryTable& table, const std::string& path, Desk& desk);

}  // namespace sanov::cli
