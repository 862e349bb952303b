#pragma once

#include <string>
#include <vector>

namespace sanov {

enum class TableFormat { csv, parquet, ipc };

/// The files that make up a table.
struct TableFiles {
  TableFormat format = TableFormat::csv;
  char delimiter = ',';            ///< of CSV
  std::string folder;              ///< the table's, absolute, where it is one
  std::vector<std::string> paths;  ///< absolute, sorted
};

/// Whether a file is a table by the end of its name.
bool is_table_name(const std::string& name);

/// Finds a table's files and format by name. In a folder, all files but hidden ones and those that begin with _ count.
/// Throws std::system_error if a file is missing or cannot be read; InvalidArgument for an unknown ending, an empty
/// folder or one of several formats; DomainError for a file of no bytes, or a CSV file (not compressed, for it is read
/// through for that) with a quote that is never closed.
TableFiles find_files(const std::string& path);

}  // namespace sanov
