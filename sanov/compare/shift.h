#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sanov/compare/table_rows.h"
#include "sanov/inference/p_value.h"

namespace sanov {

struct ShiftOptions {
  std::size_t max_rows = 50'000;   ///< of each table that are kept in memory; 0 takes all
  std::size_t permutations = 999;  ///< behind each p
  std::uint64_t seed = 0;
};

/// A part of a shift, in nats.
struct ShiftPart {
  double nats = 0;       ///< information about which table a row is from: in [0, ln 2]
  double corrected = 0;  ///< less what chance alone shows on average, at least 0
  double floor = 0;      ///< what chance alone stays under 95 times in 100
  PValue p{1, 0, Method::permutation};
};

/// How much of the change of a target is due to a covariate that changed, and how much to another answer at the same value
/// of it.
struct ShiftFinding {
  std::string covariate;   ///< a column
  std::size_t strata = 0;  ///< cells of the covariate
  std::size_t target_cells = 0;
  double total = 0;           ///< of both columns together: the sum of the two parts
  ShiftPart covariate_shift;  ///< I(S; X)
  ShiftPart concept_shift;    ///< I(S; Y | X)
};

struct Shift {
  std::string target;
  bool sampled = false;
  std::uint64_t reference_rows = 0, current_rows = 0;  ///< kept
  ShiftPart target_shift;                              ///< I(S; Y): of the target by itself
  std::vector<ShiftFinding> covariates;                ///< by their part I(S; X), largest first
  /// Against strata of a score that tells the tables apart by all covariates together; absent where there is one alone, or
  /// too few rows have a value in all of them.
  std::optional<ShiftFinding> together;
};

/// Tells covariate shift from concept shift by the chain rule of Jensen and Shannon's divergence, which is finite always:
///   I(S; X, Y) = I(S; X) + I(S; Y | X)
/// S says which table a row is from, both with weight ½; X is a covariate and Y the target, each in cells: categories, the
/// rare ones together, or quantiles of both tables, and one for what is missing. There are as many cells as give five rows
/// to each pair, up to 100 strata by 10. p permutes S: among all rows for the first part, within strata for the second;
/// the statistic is G² over cells, or the shift of the target's mean rank where it has an order, whichever tells more,
/// calibrated together. p are not adjusted for the number of covariates.
/// Coarse strata leak: what X changes within one of them counts as concept shift. With numbers and few rows a small concept
/// part beside a large covariate part may be such.
/// `rows` holds the target first, then the covariates. Throws InvalidArgument where there is no covariate; DomainError for
/// fewer than 20 rows a table.
Shift find_shift(const TableRows& rows, const ShiftOptions& options = {});

}  // namespace sanov
