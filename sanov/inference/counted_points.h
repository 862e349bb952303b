#pragma once

#include <cstdint>
#include <span>

namespace sanov {

/// Values along an axis and how many rows have each. Where rows are known by cell only, `at` is a cell's mean, and `low`
/// and `high` are between what its values lie.
struct CountedPoints {
  std::span<const double> at;                   ///< ascending
  std::span<const std::uint64_t> counts;        ///< of each
  std::span<const double> low = {}, high = {};  ///< both empty where the values are known
};

}  // namespace sanov
