#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sanov/data/arrow.h"
#include "sanov/data/column_batch.h"
#include "sanov/data/schema.h"

namespace sanov {

/// A table that can be read more than once: a file, a folder of files, a table in memory.
class TableSource {
 public:
  virtual ~TableSource() = default;

  /// What the table is called in answers and errors: the file's name as the user gave it.
  virtual std::string name() const = 0;

  /// A new stream over all rows, always in the same order. `columns` names those that will be read: a source that can
  /// skip the others may; empty means all. A name that the table lacks is ignored.
  virtual ArrowStream open(const std::vector<std::string>& columns) = 0;

  /// Called with the message of a stream that failed. Returns where opening again will do better (a column that looked
  /// like numbers holds text after all, and will now be read as text); otherwise throws.
  /// By default throws DomainError: "NAME cannot be read: MESSAGE".
  virtual void recover(std::string_view message);
};

/// One record batch, its columns checked.
struct TableBatch {
  std::uint64_t first_row = 0;
  std::size_t rows = 0;
  std::vector<ColumnBatch> columns;  ///< in the order of TableSchema::columns
};

/// Receives a table. Told to begin again from nothing when the source had to be opened anew.
class TableVisitor {
 public:
  virtual ~TableVisitor() = default;
  virtual void begin(const TableSchema& schema) = 0;
  virtual void batch(const TableBatch& batch) = 0;
};

/// Reads a table as often as needed. Batches of the first reading are kept where all of them together fit into
/// `keep_bytes`, and the second then costs no reading.
class TableReader {
 public:
  explicit TableReader(TableSource& source, std::vector<std::string> columns = {}, std::size_t keep_bytes = 0);

  std::string name() const { return source_->name(); }

  /// The schema alone, without reading rows.
  TableSchema schema();

  /// Every batch, in order. Polls the progress hook once a batch, as `stage`.
  /// Throws what the source does; DomainError on a broken array; Cancelled.
  void read(TableVisitor& visitor, std::string_view stage);

 private:
  struct Kept {
    std::vector<OwnedArray> batches;
    TableSchema schema;
    std::size_t bytes = 0;
    bool complete = false;
  };

  bool try_read(TableVisitor& visitor, std::string_view stage);
  TableSchema read_stream_schema(ArrowStream& stream);
  void keep(OwnedArray batch);

  TableSource* source_;
  std::vector<std::string> columns_;
  std::size_t keep_bytes_;
  Kept kept_;
};

}  // namespace sanov
