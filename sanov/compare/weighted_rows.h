#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "sanov/data/frame.h"
#include "sanov/data/profile.h"
#include "sanov/data/table.h"

/// Rows that count by a weight, such as those of a survey or of a sample drawn with unequal chances.
namespace sanov {

/// What the answer says of the weights.
struct RowWeights {
  std::string column;
  std::uint64_t reference_weightless = 0, current_weightless = 0;  ///< rows of weight 0: as if they were not there
  /// How many rows of one weight these are worth, by Kish: (Σw)² / Σw².
  double reference_effective = 0, current_effective = 0;
};

/// One table counted in one frame: by rows, by weight, and in whole rows.
struct WeightedProfile {
  Profile rows;     ///< those of positive weight, each once
  Profile weights;  ///< their weights, in whole units, of which there are at most 2^40 in all
  /// The weights again, rounded so that they add up to what the rows are worth, for tests that need whole rows: along an axis,
  /// or along a list of categories, no sum of cells is off by more than a row.
  Profile worth;
  double effective = 0;          ///< Kish's (Σw)² / Σw²
  double effect = 1;             ///< so many units are worth one row
  std::uint64_t weightless = 0;  ///< rows of weight 0, which are in none of the profiles
};

/// The column of weights in a table, which may be numbers or truths. Throws InvalidArgument where there is none, or it holds
/// anything else.
void check_weights(const TableSchema& schema, const std::string& column, const std::string& table);

/// Counts a table's columns in `frame` by the weights in `column`, in two passes. Where all weights that are not 0 are the same,
/// the unit is that weight, and all three profiles are those of the rows; weights that are whole numbers are in units of 1;
/// else a unit is at most 2^-38 of all weights together. The same for any sizes of batches and any number of threads.
/// Throws InvalidArgument as check_weights; DomainError, with the row, for a weight that is missing, negative or infinite, and
/// where all are 0.
WeightedProfile count_weighted(TableSource& table, const std::string& column,
                               const std::shared_ptr<const Frame>& frame);

}  // namespace sanov
