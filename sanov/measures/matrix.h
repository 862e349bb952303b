#pragma once

#include <vector>

#include "sanov/base/cells.h"
#include "sanov/measures/measure.h"

/// One measure between all pairs of rows.
namespace sanov {

/// measure(rows[i], rows[j]) at [i·n + j], for all pairs of n rows. A symmetric measure is computed once a pair, and
/// what equal rows have is on the diagonal. The Jensen-Shannon measures of equal weights take one logarithm an element,
/// where the difference of entropies keeps eleven digits, and their own kernel where it does not. O(n²·columns),
/// parallel; the same bits for any number of threads. Polls the progress hook. Throws what the measure throws, with the
/// row named: "rows[3]". No rows give an empty matrix.
std::vector<double> matrix(const Bound<Two>& measure, Rows rows);

/// measure(a[i], b[j]) at [i·b.rows() + j]. Throws InvalidArgument if the rows of a and b have not as many columns.
std::vector<double> matrix(const Bound<Two>& measure, Rows a, Rows b);

inline std::vector<double> matrix(const Measure<Two>& measure, Rows rows) { return matrix(measure.with({}), rows); }
inline std::vector<double> matrix(const Measure<Two>& measure, Rows a, Rows b) {
  return matrix(measure.with({}), a, b);
}

}  // namespace sanov
