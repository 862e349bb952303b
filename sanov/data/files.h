#pragma once

#include <memory>
#include <string>

#include "sanov/data/table.h"

namespace sanov {

/// Opens a table in a file, or in a folder of files of one format (also partitioned as key=value folders), by the
/// names' ends: .csv, .csv.gz, .tsv, .tsv.gz, .parquet, .pq, .arrow, .ipc, .feather. Rows are streamed: memory does not
/// grow with their number, except that a Parquet file is decoded a row group's columns at a time.
///
/// Types of CSV columns are guessed from the first megabyte. A column that turns out to hold something else further on
/// is read again as floats, then as text. Its numbers may be missing as "", NA, NaN, null and the like, its texts as ""
/// only.
///
/// Throws std::system_error if there is no such file or it cannot be read; InvalidArgument for a name that ends
/// otherwise, or a folder of different formats; DomainError if the file is empty, damaged, not of the format its name
/// says, or a CSV file (not compressed) with a quote that is never closed. Needs the library sanov_tables, which brings libarrow; no other header here does.
std::unique_ptr<TableSource> open_table(const std::string& path);

/// Writes a table as one Parquet file. The file is written where it stands: who wants all or nothing gives a temporary
/// name and renames. Throws std::system_error if it cannot be written, DomainError if the stream fails.
void write_parquet(const std::string& path, ArrowStream table);

}  // namespace sanov
