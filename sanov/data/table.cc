#include "sanov/data/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "sanov/base/error.h"
#include "sanov/base/progress.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

std::size_t width(Storage storage) {
  switch (storage) {
    case Storage::none:
    case Storage::bits:
    case Storage::int8:
    case Storage::uint8: return 1;
    case Storage::int16:
    case Storage::uint16:
    case Storage::float16: return 2;
    case Storage::int32:
    case Storage::uint32:
    case Storage::float32:
    case Storage::decimal32:
    case Storage::text32: return 4;
    case Storage::decimal128:
    case Storage::text_view: return 16;
    case Storage::decimal256: return 32;
    default: return 8;
  }
}

/// About what a column of a batch takes in memory.
std::size_t bytes(const ColumnType& type, const ArrowArray& array) {
  const auto rows = static_cast<std::size_t>(array.length + array.offset);
  if (type.has_dictionary())
    return rows * width(type.index_storage) + 32 * static_cast<std::size_t>(array.dictionary->length);
  std::size_t total = rows * width(type.storage);
  if (rows == 0 || array.buffers == nullptr || array.buffers[1] == nullptr) return total;
  if (type.storage == Storage::text32)
    total += static_cast<std::size_t>(static_cast<const std::int32_t*>(array.buffers[1])[rows]);
  if (type.storage == Storage::text64)
    total += static_cast<std::size_t>(static_cast<const std::int64_t*>(array.buffers[1])[rows]);
  if (type.storage == Storage::text_view) total += 32 * rows;
  return total;
}

/// What does not depend on columns.
void check_array(const ArrowArray& array, std::string_view table) {
  if (array.length < 0 || array.offset < 0)
    fail_domain("", table, fmt::format("sends a batch of length {} and offset {}", array.length, array.offset));
  if (array.null_count > 0 && array.n_buffers > 0 && array.buffers != nullptr && array.buffers[0] != nullptr)
    fail_domain("", table, "sends a batch with null rows; nulls belong in columns");
}

/// The columns of rows [first, first + rows) of an array, checked against the schema that was announced.
std::vector<ColumnBatch> check_columns(const TableSchema& schema, const ArrowArray& array, std::int64_t first,
                                       std::int64_t rows, std::string_view table) {
  std::vector<ColumnBatch> columns;
  columns.reserve(schema.columns.size());
  for (const ColumnType& type : schema.columns) {
    const auto child = static_cast<std::int64_t>(type.child);
    if (child >= array.n_children || array.children == nullptr || array.children[child] == nullptr)
      fail_domain("", table, fmt::format("sends a batch without its column {}", type.name));
    columns.emplace_back(type, *array.children[child], array.offset + first, rows);
  }
  return columns;
}

constexpr std::size_t kGroup = 256;  // columns that are read together where a table has more

bool wanted(const std::vector<std::string>& columns, const std::string& name) {
  return columns.empty() || std::find(columns.begin(), columns.end(), name) != columns.end();
}

}  // namespace

void TableSource::recover(std::string_view message) {
  fail_domain("", name(), fmt::format("cannot be read: {}", message));
}

std::size_t batch_rows(std::size_t columns) {
  constexpr std::size_t kValues = std::size_t{1} << 21, kFewest = std::size_t{1} << 10, kMost = std::size_t{1} << 17;
  return std::clamp(kValues / std::max<std::size_t>(columns, 1), kFewest, kMost);
}

void TableVisitor::batch_meanwhile(const TableBatch& batch, const std::function<void()>& read_next) {
  this->batch(batch);
  read_next();
}

void ColumnVisitor::batch(const TableBatch& batch) {
  batch_meanwhile(batch, [] {});
}

/// Reading comes first: it may take longest, and what else there is waits for nothing.
void ColumnVisitor::batch_meanwhile(const TableBatch& batch, const std::function<void()>& read_next) {
  begin_batch(batch);
  parallel_chunks(batch.columns.size() + 1, 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t part = first; part < last; ++part) part == 0 ? read_next() : column(batch, part - 1);
  });
  end_batch(batch);
}

TableReader::TableReader(TableSource& source, std::vector<std::string> columns, std::size_t keep_bytes)
    : source_(&source), columns_(std::move(columns)), keep_bytes_(keep_bytes) {}

TableSchema TableReader::schema() {
  if (kept_.complete) return kept_.schema;
  ArrowStream stream = source_->open(columns_);
  return read_stream_schema(stream, columns_);
}

TableSchema TableReader::read_stream_schema(ArrowStream& stream, const std::vector<std::string>& columns) const {
  OwnedSchema schema;
  if (const int error = stream->get_schema(stream.out(), schema.out()); error != 0) {
    const char* message = stream->get_last_error(stream.out());
    fail_domain("", name(), fmt::format("cannot be read: {}", message != nullptr ? message : std::strerror(error)));
  }
  TableSchema result = read_schema(*schema, name());
  std::erase_if(result.columns, [&](const ColumnType& column) { return !wanted(columns, column.name); });
  std::erase_if(result.left_out, [&](const LeftOut& column) { return !wanted(columns, column.name); });
  return result;
}

void TableReader::keep(OwnedArray batch) {
  for (const ColumnType& type : kept_.schema.columns) kept_.bytes += bytes(type, *batch->children[type.child]);
  if (kept_.bytes > keep_bytes_)
    kept_.batches.clear();
  else
    kept_.batches.push_back(std::move(batch));
}

TableReader::Fetched TableReader::fetch(ArrowStream& stream) {
  Fetched fetched;
  if (const int error = stream->get_next(stream.out(), fetched.array.out()); error != 0) {
    const char* message = stream->get_last_error(stream.out());
    fetched.failure = message != nullptr ? message : std::strerror(error);
  }
  return fetched;
}

void TableReader::show(const ArrowArray& array, std::uint64_t first_row, const Group& group,
                       const std::function<void()>& read_next) const {
  check_array(array, name());
  const auto most = static_cast<std::int64_t>(batch_rows(group.schema.columns.size()));
  for (std::int64_t first = 0; first == 0 || first < array.length; first += most) {
    const std::int64_t rows = std::min(most, array.length - first);
    const TableBatch batch{first_row + static_cast<std::uint64_t>(first), static_cast<std::size_t>(rows),
                           group.first_column, check_columns(group.schema, array, first, rows, name())};
    if (first + rows < array.length)
      group.visitor.batch(batch);
    else
      group.visitor.batch_meanwhile(batch, read_next);
  }
}

bool TableReader::read_group(ArrowStream& stream, const Group& group, std::string_view stage, std::uint64_t most_rows,
                             bool keeps) {
  group.visitor.begin_columns(group.first_column, group.schema.columns.size());
  Fetched next = fetch(stream);
  for (std::uint64_t row = 0; row < most_rows;) {
    poll(stage, -1);
    if (next.failure) {
      source_->recover(*next.failure);
      return false;
    }
    if (!next.array) {
      kept_.complete = keeps && kept_.bytes <= keep_bytes_;
      return true;
    }
    OwnedArray batch = std::move(next.array);
    const std::uint64_t end = row + static_cast<std::uint64_t>(batch->length);
    show(*batch, row, group, [&] {
      if (end < most_rows) next = fetch(stream);
    });
    row = end;
    if (keeps && kept_.bytes <= keep_bytes_) keep(std::move(batch));
  }
  return true;
}

bool TableReader::try_read(TableVisitor& visitor, std::string_view stage, std::uint64_t most_rows) {
  ArrowStream stream = source_->open(columns_);
  kept_ = {};
  kept_.schema = read_stream_schema(stream, columns_);
  visitor.begin(kept_.schema);
  const std::vector<ColumnType>& all = kept_.schema.columns;
  if (all.size() <= kGroup || !visitor.takes_groups() || !source_->columnar())
    return read_group(stream, {kept_.schema, 0, visitor}, stage, most_rows, keep_bytes_ > 0);
  stream = ArrowStream();
  for (std::size_t first = 0; first < all.size(); first += kGroup) {
    std::vector<std::string> columns;
    for (std::size_t i = first; i < std::min(first + kGroup, all.size()); ++i) columns.push_back(all[i].name);
    ArrowStream part = source_->open(columns);
    const Group group{read_stream_schema(part, columns), first, visitor};
    if (group.schema.columns.size() != columns.size()) fail_domain("", name(), "changed while it was read");
    if (!read_group(part, group, stage, most_rows, false)) return false;
  }
  return true;
}

void TableReader::read(TableVisitor& visitor, std::string_view stage, std::uint64_t most_rows) {
  if (!kept_.complete) {
    while (!try_read(visitor, stage, most_rows)) {
    }
    return;
  }
  visitor.begin(kept_.schema);
  const Group group{kept_.schema, 0, visitor};
  visitor.begin_columns(0, kept_.schema.columns.size());
  std::uint64_t row = 0;
  for (auto batch = kept_.batches.begin(); batch != kept_.batches.end() && row < most_rows; ++batch) {
    poll(stage, -1);
    show(**batch, row, group, [] {});
    row += static_cast<std::uint64_t>((*batch)->length);
  }
}

}  // namespace sanov
