#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sanov/compare/block_arrangements.h"
#include "sanov/compare/text_cells.h"
#include "sanov/data/frame.h"
#include "sanov/data/profile.h"
#include "sanov/data/table.h"

/// Rows that belong together, such as those of a month or of a customer, permuted together: a test that holds where rows
/// follow each other, as long as the blocks do not.
namespace sanov {

/// Both tables' rows by block and cell: the coarse ones of numbers, PooledTexts of texts. A block of one table is another than the same of the other table.
class Blocks {
 public:
  /// Both are in one frame. `by` is day, week, month or year, of the table's first column of dates, or a column's name.
  Blocks(const Profile& reference, const Profile& current, std::string by);
  ~Blocks();

  /// Columns to be read for the blocks beside the frame's; `schema` is the table's. Throws InvalidArgument where there is
  /// no such column.
  std::string column_of(const TableSchema& schema, const std::string& table) const;
  /// Throws DomainError where there are too many blocks for the cells that columns have: 2^24 of both together.
  void count(TableReader& table, bool is_current);

  std::size_t size(bool is_current) const noexcept { return is_current ? size_ - first_current_ : first_current_; }
  /// To be called when both tables are counted: chooses which blocks change places. Days, weeks and months do so among those
  /// of the same time of the year, so that a season does not pass for a change nor hide one, unless no p of at most `wanted`
  /// is possible then: see BlockArrangements.
  void arrange(double wanted) { arrangements_.emplace(season_, first_current_, wanted); }
  const BlockPlan& plan() const { return arrangements_->plan(); }

  /// Permutes whole blocks between the tables. Of numbers Anderson and Darling's statistic of the coarse cells, of texts
  /// Pearson's χ²; where some rows have no value, that of missing against present too, and p is of whichever tells more. The
  /// same for any number of threads.
  BlockTest test(std::size_t column) const;

 private:
  class Counter;
  void reserve_cells();
  /// How much larger the variance of the mean ranks' difference is where blocks change places than where rows do.
  double rank_effect(std::size_t column) const;
  /// Missing is the last.
  std::size_t cells_of(std::size_t column) const {
    return texts_[column] ? texts_[column]->size() + 1 : frame_->columns[column].coarse_size();
  }

  std::shared_ptr<const Frame> frame_;
  std::string by_;
  std::size_t size_ = 0, first_current_ = 0;
  std::vector<std::uint32_t> season_;               ///< of each block
  std::vector<std::vector<std::uint32_t>> counts_;  ///< of each column, by block and cell
  std::vector<std::optional<PooledTexts>> texts_;   ///< the cells of columns of texts
  std::optional<BlockArrangements> arrangements_;
};

}  // namespace sanov
