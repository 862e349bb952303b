#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sanov/data/table.h"

namespace sanov {

struct CompareOptions;
struct Comparison;

/// What to ask of several columns at once.
struct TogetherOptions {
  std::vector<std::string> joint = {};  ///< columns to compare as one, at least two; none: no such question
  std::string target = {};              ///< a column whose change is to be told from that of the others; empty: none
  std::size_t permutations = 999;       ///< behind each p of these
  std::uint64_t seed = 0;               ///< of permutations, samples of rows and folds
};

/// Throws InvalidArgument where blocks are asked for beside these questions, which take rows for independent.
void check_together(const CompareOptions& options);

/// Adds the joint finding and the shift that the options ask for to a comparison of these tables. The covariates of a
/// target are the columns compared, but for those whose ranges or types are apart. A joint p of at most the false discovery
/// rate makes the tables differ.
/// Throws what read_rows, compare_joint and find_shift throw.
void look_together(TableSource& reference, TableSource& current, const CompareOptions& options, Comparison& comparison);

}  // namespace sanov
