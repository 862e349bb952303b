#include "sanov/compare/weighted_worth.h"

#include <algorithm>

namespace sanov {
namespace {

/// Scales sums of counts, from the first on, to whole rows.
struct Scale {
  std::uint64_t rows, all;

  /// round(sum · rows / all); both are at most 2^40.
  std::uint64_t of(std::uint64_t sum) const {
    return static_cast<std::uint64_t>((2 * static_cast<Int128>(sum) * rows + all) / (2 * static_cast<Int128>(all)));
  }
  /// Of `count` after a sum of others.
  std::uint64_t after(std::uint64_t sum, std::uint64_t count) const { return of(sum + count) - of(sum); }
};

/// sum · count / of, rounded down: a cell's mean stays what it is.
Int128 scaled_sum(Int128 sum, std::uint64_t count, std::uint64_t of) {
  if (of == 0 || count == of) return sum;
  return sum / of * count + sum % of * count / of;
}

ColumnCounts worth_of(const ColumnCounts& weights, const ColumnCounts& rows, const Scale& scale, bool is_text,
                      std::size_t exact_values) {
  ColumnCounts found = weights;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < weights.cells.size(); ++i) {
    found.cells[i] = scale.after(sum, weights.cells[i]);
    if (i < weights.sums.size()) found.sums[i] = scaled_sum(weights.sums[i], found.cells[i], weights.cells[i]);
    if (is_text && i + 2 == weights.cells.size()) {  // the unseen ones, which are known by name
      std::uint64_t before = sum;
      for (auto& [hash, category] : found.unseen) {
        const std::uint64_t count = category.count;
        category.count = scale.after(before, count);
        before += count;
      }
    }
    sum += weights.cells[i];
  }
  if (is_text) return found;
  const std::uint64_t values = sum - weights.cells.back();
  found.infinite_below = scale.of(weights.infinite_below);
  found.infinite_above = scale.after(values - weights.infinite_above, weights.infinite_above);
  found.below = std::min(scale.of(weights.below), rows.below);
  found.above = std::min(scale.after(values - weights.above, weights.above), rows.above);
  found.values = ValueCounts::too_many(exact_values);  // parts of rows have none
  return found;
}

}  // namespace

Profile worth_of(const Profile& weights, const Profile& rows, std::uint64_t effective) {
  const Scale scale{effective, weights.rows};
  Profile found = weights;
  found.rows = effective;
  for (std::size_t i = 0; i < found.columns.size(); ++i)
    found.columns[i] = worth_of(weights.columns[i], rows.columns[i], scale, weights.frame->columns[i].is_text(),
                                weights.frame->exact_values);
  return found;
}

}  // namespace sanov
