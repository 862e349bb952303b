#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "sanov/data/cell_finder.h"
#include "sanov/data/frame.h"
#include "sanov/data/table.h"
#include "sanov/inference/p_value.h"

/// Rows that belong together, such as those of a month or of a customer, permuted together: a test that holds where rows
/// follow each other, as long as the blocks do not.
namespace sanov {

struct BlockTest {
  PValue p{1, 0, Method::permutation};
  /// How much the blocks' Pearson's χ² is larger than that of independent rows, on average over permutations, at least 1:
  /// so many rows are worth one.
  double design_effect = 1;
  /// The same along the axis of a column of numbers: of the difference of mean ranks, in which what rows of a block have in
  /// common adds up, where that is larger. 1 of texts.
  double axis_design_effect = 1;
};

/// Both tables' rows by block and coarse cell. A block of one table is another than the same of the other table.
class Blocks {
 public:
  /// `by` is day, week, month or year, of the table's first column of dates, or a column's name.
  Blocks(std::shared_ptr<const Frame> frame, std::string by);
  ~Blocks();

  /// Columns to be read for the blocks beside the frame's; `schema` is the table's. Throws InvalidArgument where there is
  /// no such column.
  std::string column_of(const TableSchema& schema, const std::string& table) const;
  /// Throws DomainError where there are too many blocks for the cells that columns have: 2^24 of both together.
  void count(TableReader& table, bool is_current);

  std::size_t size(bool is_current) const noexcept { return is_current ? size_ - first_current_ : first_current_; }
  /// Permutes whole blocks between the tables: days, weeks and months among those of the same time of the year, where
  /// both tables have some, so that a season does not pass for a change nor hide one. Of numbers Anderson and Darling's statistic of the coarse cells, of texts
  /// Pearson's χ². With 9,999 draws, or 1,999 where there are over 1,000 blocks. The same for any number of threads.
  BlockTest test(std::size_t column) const;

 private:
  class Counter;
  void reserve_cells();
  /// How much larger the variance of the mean ranks' difference is where blocks change places than where rows do.
  double rank_effect(std::size_t column, const std::vector<std::vector<std::uint32_t>>& groups) const;
  /// Blocks that may change places, by the first of them; all, where none of a season is in both tables.
  std::vector<std::vector<std::uint32_t>> exchangeable() const;

  std::shared_ptr<const Frame> frame_;
  std::string by_;
  std::size_t size_ = 0, first_current_ = 0;
  std::vector<std::uint32_t> season_;               ///< of each block
  std::vector<std::vector<std::uint32_t>> counts_;  ///< of each column, by block and coarse cell
};

}  // namespace sanov
