#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sanov/data/profile.h"

/// Profiles of tables: what is left of a table when only its counts are kept. Any number of machines can each count a part
/// in one frame, and the sum of their profiles is that of the whole, bit for bit.
namespace sanov {

/// Freezes a frame from a table and counts the table in it: two passes, or one where it fits into 96 MiB. `columns` are
/// those of the frame, all unless told. The columns that it lacks are listed in not_in_frame.
/// Throws InvalidArgument for an unknown column or a bad option, DomainError if the table has no rows, what it throws itself.
Profile profile(TableSource& table, const FrameOptions& options = {}, const std::vector<std::string>& columns = {});

/// Counts a table in a frame that was frozen before, in one pass over the columns that both have. It may have no rows.
/// Throws DomainError where it has none of the frame's columns, and what the table throws.
Profile profile(TableSource& table, const std::shared_ptr<const Frame>& frame);

/// The same profile of fewer columns, in that order. Throws InvalidArgument, naming `function`, for one that is not in its
/// frame.
Profile select(const Profile& profile, const std::vector<std::string>& columns, std::string_view function);

/// What a profile knows of one column, and what it does not.
struct ColumnSummary {
  std::string column;
  ColumnKind kind = ColumnKind::empty;  ///< as the table has it; the frame's where it has none
  std::string type;                     ///< as declared
  bool present = false;                 ///< the table has the column
  bool countable = true;                ///< its kind fits the frame's; else only missing values are told from others
  std::uint64_t missing = 0;
  std::size_t cells = 0;  ///< fine cells of values, or categories with a cell of their own

  std::optional<std::size_t> different = {};  ///< of numbers: how many different values, where all are kept
  double kolmogorov_smirnov_error = 0;        ///< how far the cells' distribution may be from the rows', at most
  double wasserstein_error = 0;               ///< in the column's unit; infinite where a value is

  std::uint64_t folded = 0;      ///< of text: rows of rare categories of the reference, counted together by hash
  std::uint64_t unseen = 0;      ///< rows of categories that the reference lacks
  std::size_t unseen_named = 0;  ///< how many of these categories are kept by name
  bool unseen_left_out = false;  ///< there are more of them
  double unseen_missed = 0;      ///< odds that one passes for a rare one of the reference
};

/// Of each column of the frame. The errors are 0 where every value is kept. Else
///   KS ≤ the largest share of a cell,  W1 ≤ Σ width · share,
/// where widths end at the smallest and the largest value.
std::vector<ColumnSummary> summarize(const Profile& profile);

template <class F>
void each_field(const ColumnSummary& column, F&& f) {
  f("column", column.column);
  f("kind", to_text(column.kind));
  f("type", column.type);
  f("present", column.present);
  f("countable", column.countable);
  f("missing", column.missing);
  f("cells", std::uint64_t{column.cells});
  f("different", column.different);
  f("kolmogorov_smirnov_error", column.kolmogorov_smirnov_error);
  f("wasserstein_error", column.wasserstein_error);
  f("folded", column.folded);
  f("unseen", column.unseen);
  f("unseen_named", std::uint64_t{column.unseen_named});
  f("unseen_left_out", column.unseen_left_out);
  f("unseen_missed", column.unseen_missed);
}

}  // namespace sanov
