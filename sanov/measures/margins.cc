#include "sanov/measures/margins.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sanov {

Margins::Margins(Rows table) : rows_(table.rows()), columns_(table.columns()) {
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const Cells row = table[i];
    for (std::size_t j = 0; j < row.size(); ++j) {
      rows_[i].add(row[j]);
      columns_[j].add(row[j]);
    }
    total_.add(rows_[i].value());
  }
}

double Margins::beside(RunningSum sum, double cell) noexcept {
  sum.add(-cell);
  return std::max(sum.value(), 0.0);
}

double surprise(double cell, double rest) noexcept {
  if (rest == 0) return 0;
  if (cell == 0) return std::numeric_limits<double>::infinity();
  const double ratio = rest / cell;
  return std::isinf(ratio) ? std::log(rest) - std::log(cell) : std::log1p(ratio);
}

}  // namespace sanov
