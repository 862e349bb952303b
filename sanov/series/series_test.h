#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sanov/data/memory_table.h"
#include "sanov/numerics/random.h"
#include "sanov/series/every.h"

namespace sanov {

/// Rows with a day, a normal x and a category y, for tests. Weeks are counted from 2012-12-31, the Monday of 2013-W01.
class Days {
 public:
  explicit Days(std::uint64_t seed = 1) : random_(seed) {}

  void add_week(int week, std::size_t rows, double shift) {
    const auto monday = static_cast<std::int64_t>(parse_time("2012-12-31")) + 7 * 86400 * std::int64_t{week};
    for (std::size_t i = 0; i < rows; ++i)
      add(monday + 86400 * static_cast<std::int64_t>(random_.below(7)), random_.normal() + shift);
  }
  /// Some rows of another.
  void take(const Days& other, std::size_t first, std::size_t rows) {
    for (std::size_t i = first; i < first + rows; ++i) take(other, i);
  }
  /// All rows of another in another order.
  void shuffle(const Days& other, std::uint64_t seed) {
    std::vector<std::size_t> order(other.x_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    Random random(seed);
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
    for (const std::size_t i : order) take(other, i);
  }
  MemoryTable table(const std::string& name = "now") const {
    MemoryTable table(name);
    table.add_times("day", days_).add("x", x_).add("y", y_);
    return table;
  }
  static MemoryTable reference(std::size_t rows, std::uint64_t seed = 100) {
    Days days(seed);
    for (std::size_t i = 0; i < rows; ++i)
      days.add(static_cast<std::int64_t>(86400 * days.random_.below(365)), days.random_.normal());
    return days.table("reference");
  }

 private:
  void add(std::int64_t second, double x) {
    static const std::string names[] = {"a", "b", "c"};
    days_.push_back(second);
    x_.push_back(x);
    y_.push_back(names[random_.below(3)]);
  }
  void take(const Days& other, std::size_t i) {
    days_.push_back(other.days_[i]);
    x_.push_back(other.x_[i]);
    y_.push_back(other.y_[i]);
  }

  Random random_;
  std::vector<std::int64_t> days_;
  std::vector<double> x_;
  std::vector<std::string> y_;
};

}  // namespace sanov
