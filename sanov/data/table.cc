#include "sanov/data/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "sanov/base/error.h"
#include "sanov/base/progress.h"

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

/// The columns of a batch, checked against the schema that was announced.
TableBatch check_batch(const TableSchema& schema, const ArrowArray& array, std::uint64_t first_row,
                       std::string_view table) {
  if (array.length < 0 || array.offset < 0)
    fail_domain("", table, fmt::format("sends a batch of length {} and offset {}", array.length, array.offset));
  if (array.null_count > 0 && array.n_buffers > 0 && array.buffers != nullptr && array.buffers[0] != nullptr)
    fail_domain("", table, "sends a batch with null rows; nulls belong in columns");
  TableBatch batch{first_row, static_cast<std::size_t>(array.length), {}};
  batch.columns.reserve(schema.columns.size());
  for (const ColumnType& type : schema.columns) {
    const auto child = static_cast<std::int64_t>(type.child);
    if (child >= array.n_children || array.children == nullptr || array.children[child] == nullptr)
      fail_domain("", table, fmt::format("sends a batch without its column {}", type.name));
    batch.columns.emplace_back(type, *array.children[child], array.offset, array.length);
  }
  return batch;
}

bool wanted(const std::vector<std::string>& columns, const std::string& name) {
  return columns.empty() || std::find(columns.begin(), columns.end(), name) != columns.end();
}

}  // namespace

void TableSource::recover(std::string_view message) {
  fail_domain("", name(), fmt::format("cannot be read: {}", message));
}

TableReader::TableReader(TableSource& source, std::vector<std::string> columns, std::size_t keep_bytes)
    : source_(&source), columns_(std::move(columns)), keep_bytes_(keep_bytes) {}

TableSchema TableReader::schema() {
  if (kept_.complete) return kept_.schema;
  ArrowStream stream = source_->open(columns_);
  return read_stream_schema(stream);
}

TableSchema TableReader::read_stream_schema(ArrowStream& stream) {
  OwnedSchema schema;
  if (const int error = stream->get_schema(stream.out(), schema.out()); error != 0) {
    const char* message = stream->get_last_error(stream.out());
    fail_domain("", name(), fmt::format("cannot be read: {}", message != nullptr ? message : std::strerror(error)));
  }
  TableSchema result = read_schema(*schema, name());
  std::erase_if(result.columns, [&](const ColumnType& column) { return !wanted(columns_, column.name); });
  std::erase_if(result.left_out, [&](const LeftOut& column) { return !wanted(columns_, column.name); });
  return result;
}

void TableReader::keep(OwnedArray batch) {
  for (const ColumnType& type : kept_.schema.columns) kept_.bytes += bytes(type, *batch->children[type.child]);
  if (kept_.bytes > keep_bytes_)
    kept_.batches.clear();
  else
    kept_.batches.push_back(std::move(batch));
}

bool TableReader::try_read(TableVisitor& visitor, std::string_view stage) {
  ArrowStream stream = source_->open(columns_);
  kept_ = {};
  kept_.schema = read_stream_schema(stream);
  visitor.begin(kept_.schema);
  for (std::uint64_t row = 0;;) {
    poll(stage, -1);
    OwnedArray batch;
    if (const int error = stream->get_next(stream.out(), batch.out()); error != 0) {
      const char* message = stream->get_last_error(stream.out());
      const std::string text = message != nullptr ? message : std::strerror(error);
      source_->recover(text);
      return false;
    }
    if (!batch) break;
    visitor.batch(check_batch(kept_.schema, *batch, row, name()));
    row += static_cast<std::uint64_t>(batch->length);
    if (kept_.bytes <= keep_bytes_) keep(std::move(batch));
  }
  kept_.complete = keep_bytes_ > 0 && kept_.bytes <= keep_bytes_;
  return true;
}

void TableReader::read(TableVisitor& visitor, std::string_view stage) {
  if (!kept_.complete) {
    while (!try_read(visitor, stage)) {
    }
    return;
  }
  visitor.begin(kept_.schema);
  std::uint64_t row = 0;
  for (const OwnedArray& batch : kept_.batches) {
    poll(stage, -1);
    visitor.batch(check_batch(kept_.schema, *batch, row, name()));
    row += static_cast<std::uint64_t>(batch->length);
  }
}

}  // namespace sanov
