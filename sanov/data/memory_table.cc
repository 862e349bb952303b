#include "sanov/data/memory_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sanov/base/error.h"

namespace sanov {
namespace {

using Columns = std::vector<std::shared_ptr<const MemoryTable::Column>>;

template <class T>
void release_children(T* parent) {
  for (std::int64_t i = 0; i < parent->n_children; ++i)
    if (parent->children[i]->release != nullptr) parent->children[i]->release(parent->children[i]);
}

struct SchemaHolder {
  std::string name;
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> pointers;

  static void release(ArrowSchema* schema) {
    release_children(schema);
    delete static_cast<SchemaHolder*>(schema->private_data);
    schema->release = nullptr;
  }

  static void fill(ArrowSchema* out, const char* format, const std::string& name, std::size_t children) {
    auto* holder = new SchemaHolder{name, std::vector<ArrowSchema>(children), {}};
    for (ArrowSchema& child : holder->children) holder->pointers.push_back(&child);
    *out = {};
    out->format = format;
    out->name = holder->name.c_str();
    out->flags = ARROW_FLAG_NULLABLE;
    out->n_children = static_cast<std::int64_t>(children);
    out->children = holder->pointers.data();
    out->release = &SchemaHolder::release;
    out->private_data = holder;
  }
};

struct ArrayHolder {
  std::shared_ptr<const MemoryTable::Column> column;  // keeps the buffers alive
  std::array<const void*, 3> buffers{};
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> pointers;

  static void release(ArrowArray* array) {
    release_children(array);
    delete static_cast<ArrayHolder*>(array->private_data);
    array->release = nullptr;
  }

  static ArrayHolder* fill(ArrowArray* out, std::size_t rows, std::int64_t buffers, std::size_t children) {
    auto* holder = new ArrayHolder{nullptr, {}, std::vector<ArrowArray>(children), {}};
    for (ArrowArray& child : holder->children) holder->pointers.push_back(&child);
    *out = {};
    out->length = static_cast<std::int64_t>(rows);
    out->n_buffers = buffers;
    out->buffers = holder->buffers.data();
    out->n_children = static_cast<std::int64_t>(children);
    out->children = holder->pointers.data();
    out->release = &ArrayHolder::release;
    out->private_data = holder;
    return holder;
  }
};

/// Rows [first, first + rows) of one column, without a copy.
void fill_column(ArrowArray* out, const std::shared_ptr<const MemoryTable::Column>& column, std::size_t first,
                 std::size_t rows) {
  const auto* texts = std::get_if<MemoryTable::Texts>(&column->values);
  ArrayHolder* holder = ArrayHolder::fill(out, rows, texts != nullptr ? 3 : 2, 0);
  holder->column = column;
  out->offset = static_cast<std::int64_t>(first);
  if (texts != nullptr) {
    holder->buffers[1] = texts->offsets.data();
    holder->buffers[2] = texts->bytes.data();
  } else if (const auto* numbers = std::get_if<std::vector<double>>(&column->values)) {
    holder->buffers[1] = numbers->data();
  } else {
    holder->buffers[1] = std::get<std::vector<std::int64_t>>(column->values).data();
  }
}

struct StreamHolder {
  Columns columns;
  std::size_t rows, batch_rows, next = 0;

  static int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
    const auto* self = static_cast<StreamHolder*>(stream->private_data);
    SchemaHolder::fill(out, "+s", "", self->columns.size());
    for (std::size_t i = 0; i < self->columns.size(); ++i)
      SchemaHolder::fill(out->children[i], self->columns[i]->format, self->columns[i]->name, 0);
    return 0;
  }

  static int get_next(ArrowArrayStream* stream, ArrowArray* out) {
    auto* self = static_cast<StreamHolder*>(stream->private_data);
    *out = {};
    if (self->next >= self->rows) return 0;
    const std::size_t rows = std::min(self->batch_rows, self->rows - self->next);
    ArrayHolder::fill(out, rows, 1, self->columns.size());
    for (std::size_t i = 0; i < self->columns.size(); ++i)
      fill_column(out->children[i], self->columns[i], self->next, rows);
    self->next += rows;
    return 0;
  }

  static const char* get_last_error(ArrowArrayStream*) { return nullptr; }

  static void release(ArrowArrayStream* stream) {
    delete static_cast<StreamHolder*>(stream->private_data);
    stream->release = nullptr;
  }
};

}  // namespace

MemoryTable& MemoryTable::add(std::string column, std::vector<double> numbers) {
  const std::size_t rows = numbers.size();
  return add_column({std::move(column), "g", std::move(numbers)}, rows);
}

MemoryTable& MemoryTable::add(std::string column, std::vector<std::int64_t> integers) {
  const std::size_t rows = integers.size();
  return add_column({std::move(column), "l", std::move(integers)}, rows);
}

MemoryTable& MemoryTable::add(std::string column, const std::vector<std::string>& texts) {
  Texts packed{{0}, ""};
  for (const std::string& text : texts) {
    packed.bytes += text;
    packed.offsets.push_back(static_cast<std::int64_t>(packed.bytes.size()));
  }
  return add_column({std::move(column), "U", std::move(packed)}, texts.size());
}

MemoryTable& MemoryTable::add_times(std::string column, std::vector<std::int64_t> seconds) {
  const std::size_t rows = seconds.size();
  return add_column({std::move(column), "tss:", std::move(seconds)}, rows);
}

MemoryTable& MemoryTable::add_column(Column column, std::size_t rows) {
  if (!columns_.empty() && rows != rows_)
    fail_argument("MemoryTable", "column " + column.name,
                  fmt::format("has {} rows, but the others have {}", rows, rows_));
  rows_ = rows;
  columns_.push_back(std::make_shared<const Column>(std::move(column)));
  return *this;
}

MemoryTable& MemoryTable::set_batch_rows(std::size_t rows) {
  batch_rows_ = rows;
  return *this;
}

ArrowStream MemoryTable::open(const std::vector<std::string>&) {
  ArrowArrayStream stream{&StreamHolder::get_schema, &StreamHolder::get_next, &StreamHolder::get_last_error,
                          &StreamHolder::release, nullptr};
  stream.private_data = new StreamHolder{columns_, rows_, batch_rows_ == 0 ? rows_ : batch_rows_};
  return ArrowStream(&stream);
}

}  // namespace sanov
