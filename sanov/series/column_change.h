#pragma once

#include <string_view>

#include "sanov/compare/column_pair.h"
#include "sanov/inference/ordered_samples.h"
#include "sanov/inference/p_value.h"

namespace sanov {

/// The test of no change of one column, and by what it was made: "none" where all rows have one value.
struct ColumnTest {
  PValue p{1, 0, Method::asymptotic};
  std::string_view test = "none";

  bool tested() const { return test != "none"; }
};

/// Whose rows cut the cells of a column.
enum class CellsCutBy : unsigned char {
  reference,  ///< all rows of the reference that the pair has, maybe with others beside them
  others,  ///< rows of which those of the pair are a part, or none: cells then know nothing of which side a row is on
};

/// The test that `compare` makes of a column: of numbers test_ordered(), of texts homogeneity_p().
ColumnTest test_column(const ColumnPair& pair, CellsCutBy cut_by, SharedNulls* shared);

}  // namespace sanov
