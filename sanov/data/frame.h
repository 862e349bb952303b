#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sanov/data/categories.h"
#include "sanov/data/schema.h"
#include "sanov/data/table.h"

/// A frame: the cells in which tables are compared, cut once from a reference and then frozen.
///
/// Every column has fine cells, in which rows are counted, and a coarse grouping of them. Distances along an axis (W1,
/// Kolmogorov–Smirnov, quantiles) are read from the fine cells where a column has too many different values to keep, sums over cells (KL, JS, PSI, total variation) from the
/// coarse ones, whose reference counts are large enough to compare.
namespace sanov {

inline constexpr std::size_t kFineCells = 1024;  ///< quantile cells, before the outermost are cut further
inline constexpr std::size_t kRestCells = 1024;
inline constexpr std::size_t kRestGroups = 32;

struct FrameOptions {
  /// Coarse cells of a number column; 0 chooses 20, or fewer where the reference has under 10 values for each.
  std::size_t bins = 0;
  /// Categories of a text column that have a cell of their own.
  std::size_t max_categories = 1024;
  /// Different values of a number column that profiles keep beside its cells, so that distances along the axis are
  /// exact; fewer where there are more than 128 columns, and none for a column that has more.
  std::size_t exact_values = 65536;

  friend bool operator==(const FrameOptions&, const FrameOptions&) = default;
};

inline constexpr std::size_t kMostExactValues = 65536;  ///< FrameOptions::exact_values
inline constexpr std::size_t kMostCategories = 65536;   ///< FrameOptions::max_categories

/// What a coarse cell stands for.
enum class CellRole : unsigned char {
  values,    ///< an interval of numbers
  category,  ///< one text
  rest,      ///< texts of the reference that have no cell of their own, grouped by their hash
  unseen,    ///< texts that the reference does not have
  missing,   ///< null, NaN, the empty text
};

std::string_view to_text(CellRole role);

/// The cells of one column.
///
/// Numbers (also booleans, dates, times): fine cell i holds edges[i−1] < x ≤ edges[i]; the first and last are open, so
/// that every number has a cell and the reference has a count in each. One cell a value where the sample has at most
/// kFineCells different ones (a number it lacks falls to the next larger), else quantiles of the sample, the
/// outermost halved again and again, and beyond the sample cells of doubling width, so that a heavy tail is not one
/// cell. Then: missing.
///
/// Text: one cell a category, then kRestCells cells of the rest by hash (if there is a rest), unseen, missing.
struct FrameColumn {
  std::string name;
  ColumnKind kind = ColumnKind::empty;
  std::string declared;  ///< the type as the reference's schema has it

  std::vector<double> edges;        ///< strictly ascending
  bool one_value_a_cell = false;    ///< cells are single values of the reference, not quantiles
  double minimum = 0, maximum = 0;  ///< of the reference's values; 1 and 0 where it has none
  double origin = 0;                ///< sums are of x − origin,
  int quantum = 0;                  ///< and are kept in units of 2^quantum

  std::vector<Category> categories;
  HashFilter others;  ///< categories of the reference without a cell of their own
  bool has_rest = false;

  std::vector<std::uint32_t> coarse;  ///< the coarse cell of each fine cell
  std::vector<std::string> labels;    ///< of each coarse cell
  std::vector<CellRole> roles;        ///< of each coarse cell
  bool all_different = false;         ///< no value (of those sampled, or counted at a time) came twice: a key

  bool is_text() const noexcept { return kind == ColumnKind::text; }
  std::size_t fine_size() const noexcept { return coarse.size(); }
  std::size_t coarse_size() const noexcept { return labels.size(); }
  /// Fine cells of values or categories, before rest, unseen and missing.
  std::size_t own_cells() const noexcept { return is_text() ? categories.size() : edges.size() + 1; }
  std::size_t missing_cell() const noexcept { return coarse.size() - 1; }
  /// Text only.
  std::size_t unseen_cell() const noexcept { return coarse.size() - 2; }

  friend bool operator==(const FrameColumn&, const FrameColumn&) = default;
};

struct Frame {
  std::string reference;   ///< the table it was cut from
  std::uint64_t rows = 0;  ///< that table's
  bool sampled = false;    ///< the edges come from a sample of the rows
  FrameOptions options;
  std::size_t exact_values = 0;  ///< what the number of columns leaves of the option
  std::vector<FrameColumn> columns;

  const FrameColumn* find(std::string_view name) const;

  /// The same cells, of the same reference: counts in one are counts in the other.
  friend bool operator==(const Frame&, const Frame&) = default;
};

/// The frame of some of its columns alone. Throws InvalidArgument, naming `function`, if it lacks one.
std::shared_ptr<const Frame> select(const Frame& frame, const std::vector<std::string>& columns,
                                    std::string_view function);

/// Cuts a frame in one pass over a table. Edges come from at most 65,536 rows chosen by the hash of their index (fewer
/// where there are more than 128 columns), categories from all rows: memory is bounded whatever the number of rows.
/// The same for any sizes of batches and any number of threads.
/// Throws InvalidArgument if bins is over kFineCells, or max_categories or exact_values over 65,536, or max_categories
/// is 0; DomainError if the table
/// has no rows; what the source throws.
std::shared_ptr<const Frame> make_frame(TableReader& table, const FrameOptions& options = {});

}  // namespace sanov
