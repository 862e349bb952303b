#pragma once

#include <cstdint>
#include <vector>

#include "sanov/data/frame.h"

namespace sanov {

/// Finds the fine cells of values: what a FrameColumn says, arranged for speed.
class CellFinder {
 public:
  explicit CellFinder(const FrameColumn& column);

  /// Cells of numbers; NaN is missing. About 2 ns each: a table of equal steps between the outer edges says where a search
  /// begins, and one or two steps without branches end it; 5 ns where edges crowd so much that the table does not help.
  void find_numbers(const double* numbers, std::size_t count, std::uint32_t* cells) const;
  /// Cells of texts by their hashes.
  void find_texts(const std::uint64_t* hashes, std::size_t count, std::uint32_t* cells) const;

 private:
  struct Entry {
    std::uint64_t hash = 0;
    std::uint32_t cell = 0;
  };
  /// Equal steps from `low` on: first[i] cells lie before the i-th, and after `half` and its halves no cell is left to
  /// choose.
  struct Steps {
    double low = 0, scale = 0;
    std::size_t half = 0;
    std::vector<std::uint16_t> first;
  };

  Steps make_steps(std::size_t outside) const;
  void choose_steps();
  std::uint32_t find_text(std::uint64_t hash) const;

  const FrameColumn* column_;
  std::vector<double> edges_;     // padded with +infinity to twice a power of two
  std::size_t largest_half_ = 0;  // of the search among all of them
  Steps steps_;
  std::vector<Entry> table_;  // open addressing; hash 0 is free
};

}  // namespace sanov
