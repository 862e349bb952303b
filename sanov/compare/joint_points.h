#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sanov/base/cells.h"
#include "sanov/compare/table_rows.h"

namespace sanov {

/// Rows of several columns as points, those left out that have a column without a finite value. Numbers are counted from
/// the reference's median, in units of its interquartile range/1.349; a text is a coordinate a category, √½ in the row's
/// own, its `max_categories` most frequent ones apart and the rest together.
class JointPoints {
 public:
  /// Of columns [first, …).
  JointPoints(const TableRows& rows, std::size_t first, std::size_t max_categories = kMostCategories);

  static constexpr std::size_t kMostCategories = 20;

  Rows reference() const { return {reference_.data(), reference_rows_.size(), groups_.size()}; }
  Rows current() const { return {current_.data(), current_rows_.size(), groups_.size()}; }
  /// Which rows they are.
  const std::vector<std::size_t>& reference_rows() const noexcept { return reference_rows_; }
  const std::vector<std::size_t>& current_rows() const noexcept { return current_rows_; }
  /// Of each coordinate the column, counted from the first.
  const std::vector<std::uint32_t>& groups() const noexcept { return groups_; }

 private:
  std::vector<std::size_t> reference_rows_, current_rows_;
  std::vector<std::uint32_t> groups_;
  std::vector<double> reference_, current_;
};

}  // namespace sanov
