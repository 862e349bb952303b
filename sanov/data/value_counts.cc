#include "sanov/data/value_counts.h"

#include <algorithm>
#include <utility>

#include "sanov/numerics/sort.h"

namespace sanov {
namespace {

constexpr std::size_t kLeastWaiting = 4096;

}  // namespace

ValueCounts ValueCounts::too_many(std::size_t limit) {
  ValueCounts counts(limit);
  counts.give_up();
  return counts;
}

void ValueCounts::add(const double* numbers, std::size_t count) {
  const std::size_t most = std::max(limit_, kLeastWaiting);
  if (values_.size() == limit_) check_known(numbers, count);
  while (complete_ && count > 0) {
    const std::size_t held = waiting_.size(), taken = std::min(count, most - held);
    waiting_.resize(held + taken);
    std::size_t end = held;
    for (std::size_t i = 0; i < taken; ++i) {
      waiting_[end] = numbers[i];
      end += numbers[i] == numbers[i];
    }
    waiting_.resize(end);
    numbers += taken;
    count -= taken;
    if (waiting_.size() == most) settle();
  }
}

/// Where there is no room for a new value, one is soon found in a column of ever new ones, and spares the rest.
void ValueCounts::check_known(const double* numbers, std::size_t count) {
  constexpr std::size_t kFew = 16;
  for (std::size_t i = 0; i < std::min(count, kFew); ++i)
    if (numbers[i] == numbers[i] && !std::binary_search(values_.begin(), values_.end(), numbers[i])) return give_up();
}

void ValueCounts::settle() {
  if (waiting_.empty()) return;
  sort(waiting_);
  ValueCounts sorted(limit_);
  sorted.values_.reserve(std::min(waiting_.size(), limit_));
  sorted.counts_.reserve(std::min(waiting_.size(), limit_));
  for (double x : waiting_) {
    sorted.append(x, 1);
    if (!sorted.complete_) break;
  }
  waiting_.clear();
  merge(sorted);
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
  std::vector<double>().swap(waiting_);
}

}  // namespace sanov
