#pragma once

#include "sanov/compare/column_pair.h"
#include "sanov/series/column_change.h"
#include "sanov/series/compare_over.h"

namespace sanov {

/// One column of one window, all but what depends on the others.
WindowFinding weigh_window(const ColumnPair& pair, double level, CellsCutBy cut_by, SharedNulls* shared);

}  // namespace sanov
