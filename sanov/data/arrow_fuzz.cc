#include <cstdint>
#include <string>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/data/categories.h"
#include "sanov/data/column_batch.h"
#include "sanov/data/csv_messages.h"

/// Type names, views of text and messages from outside: whatever they hold, a value or a DomainError comes out.
namespace {

using namespace sanov;

/// One column of type text_view over bytes whose views are the fuzzer's: these say their buffers' sizes, so that every
/// lie can be seen.
void read_views(const std::string& views, const std::string& heap) {
  ArrowSchema field{}, table{};
  ArrowSchema* children[] = {&field};
  field.format = "vu";
  field.name = "x";
  table.format = "+s";
  table.n_children = 1;
  table.children = children;
  const TableSchema schema = read_schema(table, "fuzz");
  const std::int64_t sizes[] = {static_cast<std::int64_t>(heap.size())};
  std::vector<const void*> buffers{nullptr, views.data(), heap.data(), sizes};
  ArrowArray array{};
  array.length = static_cast<std::int64_t>(views.size() / 16);
  array.n_buffers = 4;
  array.buffers = buffers.data();
  const ColumnBatch batch(schema.columns[0], array, 0, array.length);
  std::vector<std::uint64_t> hashes(batch.size());
  batch.hashes(0, hashes.size(), hashes.data());
  for (std::size_t row = 0; row < batch.size(); ++row) display_name(batch.text(row));
}

void read_format(const std::string& format) {
  ArrowSchema field{}, table{};
  ArrowSchema* children[] = {&field};
  field.format = format.c_str();
  field.name = "x";
  table.format = "+s";
  table.n_children = 1;
  table.children = children;
  read_schema(table, "fuzz");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t half = size / 2;
  display_name(bytes);
  explain_arrow(bytes);
  read_conversion_failure(bytes);
  try {
    read_format(bytes);
    read_views(bytes.substr(0, half), bytes.substr(half));
  } catch (const DomainError&) {
  }
  return 0;
}
