#include "sanov/data/value_counts.h"

#include <algorithm>
#include <bit>
#include <span>
#include <utility>

#include "sanov/data/hashing.h"
#include "sanov/numerics/sort.h"

namespace sanov {
namespace {

constexpr std::size_t kFewestSlots = 256;

/// Equal numbers have equal hashes, −0 and 0 too.
std::uint64_t hash_number(double value) noexcept {
  return fold(std::bit_cast<std::uint64_t>(value + 0.), 0x9e3779b97f4a7c15);
}

}  // namespace

ValueCounts ValueCounts::too_many(std::size_t limit) {
  ValueCounts counts(limit);
  counts.give_up();
  return counts;
}

std::size_t ValueCounts::slot(double value) const noexcept {
  const std::size_t mask = table_.size() - 1;
  std::size_t at = hash_number(value) & mask;
  while (table_[at] != 0 && values_[table_[at] - 1] != value) at = (at + 1) & mask;
  return at;
}

void ValueCounts::rehash(std::size_t slots) {
  table_.assign(slots, 0);
  for (std::size_t i = 0; i < values_.size(); ++i) table_[slot(values_[i])] = static_cast<std::uint32_t>(i + 1);
}

void ValueCounts::add(const double* numbers, std::size_t count) {
  if (!complete_) return;
  if (table_.empty()) rehash(std::bit_ceil(std::max(2 * values_.size(), kFewestSlots)));
  for (std::size_t i = 0; i < count; ++i) {
    if (numbers[i] != numbers[i]) continue;
    std::size_t at = slot(numbers[i]);
    if (table_[at] == 0) {
      if (values_.size() == limit_) return give_up();
      if (2 * (values_.size() + 1) > table_.size()) {
        rehash(4 * table_.size());
        at = slot(numbers[i]);
      }
      values_.push_back(numbers[i]);
      counts_.push_back(0);
      table_[at] = static_cast<std::uint32_t>(values_.size());
    }
    ++counts_[table_[at] - 1];
  }
}

void ValueCounts::settle() {
  if (table_.empty()) return;
  std::vector<std::uint32_t>().swap(table_);
  std::vector<std::uint32_t> order(values_.size());
  argsort(values_, std::span(order));
  std::vector<double> values(order.size());
  std::vector<std::uint64_t> counts(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    values[i] = values_[order[i]] + 0.;
    counts[i] = counts_[order[i]];
  }
  values_ = std::move(values);
  counts_ = std::move(counts);
}

void ValueCounts::append(double value, std::uint64_t count) {
  if (!values_.empty() && values_.back() == value) {
    counts_.back() += count;
  } else if (values_.size() == limit_) {
    give_up();
  } else {
    values_.push_back(value);
    counts_.push_back(count);
  }
}

void ValueCounts::merge(const ValueCounts& other) {
  if (!complete_) return;
  if (!other.complete_) return give_up();
  if (values_.empty()) {
    values_ = other.values_;
    counts_ = other.counts_;
    return;
  }
  ValueCounts both(limit_);
  std::size_t i = 0, j = 0;
  while (both.complete_ && (i < values_.size() || j < other.values_.size())) {
    const bool ours = j == other.values_.size() || (i < values_.size() && values_[i] <= other.values_[j]);
    if (ours) {
      both.append(values_[i], counts_[i]);
      ++i;
    } else {
      both.append(other.values_[j], other.counts_[j]);
      ++j;
    }
  }
  if (!both.complete_) return give_up();
  values_ = std::move(both.values_);
  counts_ = std::move(both.counts_);
}

/// Gives the memory back, too.
void ValueCounts::give_up() {
  complete_ = false;
  std::vector<double>().swap(values_);
  std::vector<std::uint64_t>().swap(counts_);
  std::vector<std::uint32_t>().swap(table_);
}

}  // namespace sanov
