#pragma once

#include <vector>

#include "sanov/base/cells.h"
#include "sanov/base/running_sum.h"

/// The margins of a table of joint probabilities.
namespace sanov {

class Margins {
 public:
  explicit Margins(Rows table);

  double row(std::size_t i) const noexcept { return rows_[i].value(); }
  double column(std::size_t j) const noexcept { return columns_[j].value(); }
  double total() const noexcept { return total_.value(); }

  /// What the other cells of its row, or of its column, hold together. Keeps its digits where the cell is nearly all.
  double beside_in_row(std::size_t i, double cell) const noexcept { return beside(rows_[i], cell); }
  double beside_in_column(std::size_t j, double cell) const noexcept { return beside(columns_[j], cell); }

 private:
  static double beside(RunningSum sum, double cell) noexcept;
  std::vector<RunningSum> rows_, columns_;
  RunningSum total_;
};

/// ln(1 + rest/cell): the information in a cell of a row, or of a column, whose other cells hold `rest`. ∞ in an empty
/// cell of one that is not, 0 where all are empty.
double surprise(double cell, double rest) noexcept;

/// The mean of information(i, j, cell) over a table, which is also its gradient where that is asked for.
template <class Information>
double mean_information(Rows table, const Margins& margins, double* gradient, Information&& information) {
  RunningSum sum;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const Cells row = table[i];
    for (std::size_t j = 0; j < table.columns(); ++j) {
      const double here = information(i, j, row[j]);
      if (row[j] > 0) sum.add(row[j] * here);
      if (gradient != nullptr) gradient[i * table.columns() + j] = here;
    }
  }
  return sum.value() / margins.total();
}

}  // namespace sanov
