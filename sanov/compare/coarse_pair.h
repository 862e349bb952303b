#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sanov/compare/column_pair.h"

namespace sanov {

/// Both tables' counts of a column's coarse cells, and what these are called. The last is of missing values.
struct CoarsePair {
  std::vector<std::uint64_t> reference, current;
  std::vector<std::string> labels;
  std::vector<CellRole> roles;
};

/// The frame's coarse cells of numbers are open at both ends, so that a new extreme is no cell which the reference lacks. But
/// where the last of them is a single value that the reference has so often that it surely ends there (ratings from 1 to 5,
/// a flag that was always 0), what lies beyond is another value, and has a cell of its own here; and so have infinite ones.
/// `reference` and `current` are the frame's.
CoarsePair coarse_pair(const ColumnPair& pair, std::vector<std::uint64_t> reference,
                       std::vector<std::uint64_t> current);

}  // namespace sanov
