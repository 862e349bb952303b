#pragma once

#include "sanov/compare/column_pair.h"
#include "sanov/compare/ends.h"
#include "sanov/inference/ordered_samples.h"

namespace sanov {

/// Whose rows cut the cells of a column.
enum class CellsCutBy : unsigned char {
  reference,  ///< all rows of the reference that the pair has, maybe with others beside them
  others,  ///< rows of which those of the pair are a part, or none: cells then know nothing of which side a row is on
};

/// The test that `compare` makes of a column: of numbers test_ordered(), of texts homogeneity_p(); with allowing_for_ends()
/// where the reference cut the cells.
ColumnTest test_column(const ColumnPair& pair, CellsCutBy cut_by, SharedNulls* shared);

}  // namespace sanov
