#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sanov/data/table.h"

/// Whether the rows of two tables follow each other, as days do: then there are fewer independent ones than rows, and what is
/// said of independent rows is too sure.
namespace sanov {

struct RowDependence {
  std::string column;          ///< whose neighbours are most alike
  double autocorrelation = 0;  ///< between one row and the next: of ranks, or of texts (s − q)/(1 − q), where s of the
                               ///< neighbours are equal and q would be by chance
  std::uint64_t rows = 0;      ///< that were looked at: the first of the table
  std::string table;           ///< "reference" or "current"
  std::string date;  ///< the column of dates by which they were put in order; empty where they were taken as they come
};

/// Looks at the first rows of a table, `which` of the two, put in order by its first column of dates where it has one. A
/// column that only ascends or descends, or of texts all equal ones of which lie together, does not count: a table sorted by
/// it may hold independent rows. Nothing where no correlation is over 0.2 and 5 of its standard errors, which chance alone
/// shows with odds of 6e-7 a column. Reads no further than it must.
std::optional<RowDependence> find_dependence(TableReader& table, const std::string& which = "reference");

}  // namespace sanov
