#pragma once

#include <cstdint>
#include <vector>

#include "sanov/data/frame.h"

namespace sanov {

/// Finds the fine cells of values: what a FrameColumn says, arranged for speed.
class CellFinder {
 public:
  explicit CellFinder(const FrameColumn& column);

  /// Cells of numbers; NaN is missing. About 5 ns each: a binary search without branches, eight at a time.
  void find_numbers(const double* numbers, std::size_t count, std::uint32_t* cells) const;
  /// Cells of texts by their hashes.
  void find_texts(const std::uint64_t* hashes, std::size_t count, std::uint32_t* cells) const;

 private:
  struct Entry {
    std::uint64_t hash = 0;
    std::uint32_t cell = 0;
  };

  std::uint32_t find_text(std::uint64_t hash) const;

  const FrameColumn* column_;
  std::vector<double> edges_;  // padded with +infinity to a power of two
  std::vector<Entry> table_;   // open addressing; hash 0 is free
};

}  // namespace sanov
