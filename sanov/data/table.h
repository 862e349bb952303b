#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
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

  /// Whether to open some of the columns costs about their share of all. A table of many columns is then read a group of
  /// them after the other, so that memory need not hold what all are decoded from at once.
  virtual bool columnar() const { return false; }
};

/// The most rows of a table of so many columns that are taken at a time: fewer where there are many, so that they take
/// the same memory.
std::size_t batch_rows(std::size_t columns);

/// One record batch or a part of it, of at most batch_rows() rows, its columns checked.
struct TableBatch {
  std::uint64_t first_row = 0;
  std::size_t rows = 0;
  std::size_t first_column = 0;      ///< the place of columns[0] in TableSchema::columns
  std::vector<ColumnBatch> columns;  ///< all of the schema's, or a group of them, in its order
};

/// Receives a table. Told to begin again from nothing when the source had to be opened anew.
class TableVisitor {
 public:
  virtual ~TableVisitor() = default;
  virtual void begin(const TableSchema& schema) = 0;
  virtual void batch(const TableBatch& batch) = 0;
  /// The same, and meanwhile, on whatever thread, `read_next` once, which reads what comes after it.
  /// By default first the one and then the other.
  virtual void batch_meanwhile(const TableBatch& batch, const std::function<void()>& read_next);
  /// Before the first batch of columns [first, first + count) of the schema, whose rows come from the first to the last.
  /// All of them at once, unless a visitor takes groups.
  virtual void begin_columns(std::size_t, std::size_t) {}
  virtual bool takes_groups() const { return false; }
};

/// A visitor that takes the columns of a batch side by side, and while the next batch is read; of a wide table a group of
/// columns after the other.
class ColumnVisitor : public TableVisitor {
 public:
  void batch(const TableBatch& batch) final;
  void batch_meanwhile(const TableBatch& batch, const std::function<void()>& read_next) final;
  bool takes_groups() const final { return true; }

 protected:
  /// Before the columns of a batch and after them, on the caller's thread.
  virtual void begin_batch(const TableBatch&) {}
  virtual void end_batch(const TableBatch&) {}
  /// batch.columns[i], on any thread.
  virtual void column(const TableBatch& batch, std::size_t i) = 0;
};

/// Reads a table as often as needed. Batches of the first reading are kept where all of them together fit into
/// `keep_bytes`, and the second then costs no reading.
class TableReader {
 public:
  explicit TableReader(TableSource& source, std::vector<std::string> columns = {}, std::size_t keep_bytes = 0);

  std::string name() const { return source_->name(); }

  /// The schema alone, without reading rows.
  TableSchema schema();

  /// Every batch, in order, large ones in parts; no more once `most_rows` have been seen. The next is read while the visitor
  /// is at work, if it can do so: on another thread, but never two at a time. Polls the progress hook once a batch, as
  /// `stage`.
  /// Throws what the source does; DomainError on a broken array; Cancelled.
  void read(TableVisitor& visitor, std::string_view stage, std::uint64_t most_rows = kAllRows);

 private:
  static constexpr std::uint64_t kAllRows = ~std::uint64_t{0};

  struct Kept {
    std::vector<OwnedArray> batches;
    TableSchema schema;
    std::size_t bytes = 0;
    bool complete = false;
  };
  /// What a stream gave: an array, nothing at its end, or why it failed.
  struct Fetched {
    OwnedArray array;
    std::optional<std::string> failure;
  };
  /// A group of columns on its way to a visitor.
  struct Group {
    TableSchema schema;
    std::size_t first_column;
    TableVisitor& visitor;
  };

  bool try_read(TableVisitor& visitor, std::string_view stage, std::uint64_t most_rows);
  /// False where the stream failed and the source can do better.
  bool read_group(ArrowStream& stream, const Group& group, std::string_view stage, std::uint64_t most_rows, bool keeps);
  static Fetched fetch(ArrowStream& stream);
  /// Shows an array to the visitor in parts, and reads the next one beside the last of them.
  void show(const ArrowArray& array, std::uint64_t first_row, const Group& group,
            const std::function<void()>& read_next) const;
  TableSchema read_stream_schema(ArrowStream& stream, const std::vector<std::string>& columns) const;
  void keep(OwnedArray batch);

  TableSource* source_;
  std::vector<std::string> columns_;
  std::size_t keep_bytes_;
  Kept kept_;
};

}  // namespace sanov
