#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "sanov/data/table.h"

namespace sanov {

/// A table of vectors: the way in for a program that has its data in memory and no Arrow.
///   MemoryTable today("today");
///   today.add("age", ages).add("country", countries);
class MemoryTable final : public TableSource {
 public:
  explicit MemoryTable(std::string name) : name_(std::move(name)) {}

  /// A column of numbers (NaN is missing), integers or texts (the empty one is missing). All columns have equally many
  /// rows. Throws InvalidArgument if this one has not.
  MemoryTable& add(std::string column, std::vector<double> numbers);
  MemoryTable& add(std::string column, std::vector<std::int64_t> integers);
  MemoryTable& add(std::string column, const std::vector<std::string>& texts);

  /// A column of points in time: seconds since 1970-01-01.
  MemoryTable& add_times(std::string column, std::vector<std::int64_t> seconds);

  /// Rows a batch; 0 for all in one.
  MemoryTable& set_batch_rows(std::size_t rows);

  std::string name() const override { return name_; }
  /// Streams stay valid after the table is gone.
  ArrowStream open(const std::vector<std::string>& columns) override;
  bool columnar() const override { return true; }

  /// Texts end to end, with the offsets where each begins and the last ends.
  struct Texts {
    std::vector<std::int64_t> offsets;
    std::string bytes;
  };
  struct Column {
    std::string name;
    const char* format;  // Arrow's
    std::variant<std::vector<double>, std::vector<std::int64_t>, Texts> values;
  };

 private:
  MemoryTable& add_column(Column column, std::size_t rows);

  std::string name_;
  std::size_t rows_ = 0, batch_rows_ = 0;
  std::vector<std::shared_ptr<const Column>> columns_;
};

}  // namespace sanov
