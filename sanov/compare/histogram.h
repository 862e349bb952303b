#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "sanov/compare/column_pair.h"

namespace sanov {

/// Both tables' values of a column of numbers in cells of one width, to be looked at: bin i goes from start + i·step to
/// start + (i + 1)·step, its lower end inside. The first and the last hold what lies beyond them too, of each table 0.5% at
/// most. Distances are not made of these cells.
struct Histogram {
  double start = 0, step = 0;
  /// Rows in each, or what they weigh. Where a table has more different values than were kept, those of a fine cell are spread evenly over it.
  std::vector<double> reference, current;
};

/// From 1 to 32 bins over the range that holds all but the outermost 0.5% of either table, 1, 2 or 5 times a power of ten
/// wide, so that values recorded to so many decimals fall evenly into them: of whole numbers at least 1, with edges halfway
/// between them; of dates and times seconds, minutes, hours, days or weeks as clocks and calendars count them.
/// Nothing where the column has no axis, or its values are infinite or too far apart. O(different values).
std::optional<Histogram> make_histogram(const ColumnPair& pair);

}  // namespace sanov
