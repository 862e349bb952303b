#pragma once

#include <string>
#include <string_view>

#include "cli/desk.h"
#include "sanov/data/memory_table.h"

namespace sanov::cli {

/// A text as a field of CSV: in quotes where it needs them.
std::string csv_field(std::string_view text);

/// Writes a table as Parquet, whole or not at all. Throws std::system_error, DomainError; both name the path.
void write_parquet(MemoryTable& table, const std::string& path, Desk& desk);

}  // namespace sanov::cli
