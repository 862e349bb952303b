#pragma once

#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

/// Sums of counts in cells.
namespace sanov {

inline std::uint64_t total_count(std::span<const std::uint64_t> counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

/// Of both samples in each cell.
inline std::vector<std::uint64_t> pooled_counts(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b) {
  std::vector<std::uint64_t> pooled(a.begin(), a.end());
  for (std::size_t i = 0; i < pooled.size(); ++i) pooled[i] += b[i];
  return pooled;
}

/// Of the cells of each group: 0, 0, …, 1, 1, …
inline std::vector<std::uint64_t> grouped_counts(std::span<const std::uint64_t> counts,
                                                 std::span<const std::uint32_t> group) {
  std::vector<std::uint64_t> sums(group.empty() ? 0 : group.back() + 1);
  for (std::size_t i = 0; i < counts.size(); ++i) sums[group[i]] += counts[i];
  return sums;
}

}  // namespace sanov
