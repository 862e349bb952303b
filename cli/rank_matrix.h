#pragma once

#include <span>
#include <string>
#include <vector>

#include "cli/desk.h"
#include "cli/rank_columns.h"
#include "cli/square_file.h"
#include "sanov/base/cells.h"
#include "sanov/rank/coefficient.h"
#include "sanov/rank/matrix.h"

namespace sanov::cli {

/// Two columns by their place, and how they go together.
struct StrongPair {
  std::size_t x, y;
  Association found;
};

/// A coefficient of all pairs of a table's columns, before it is text or a file.
struct RankMatrix {
  const AnyCoefficient* coefficient;
  LabelledSquare square;
  CorrelationMatrix found;
  std::size_t rows = 0, pairs = 0;
  std::vector<StrongPair> strongest;  ///< farthest from 0 first
  bool tested = false;                ///< the strongest have their p
  std::vector<Aside> constant;        ///< columns whose values are all the same, with that value
  std::vector<Aside> left_out;        ///< columns that are not of numbers, with what they are of
};

/// The one coefficient that a matrix is of: kendall unless told. Throws InvalidArgument for several.
const AnyCoefficient& chosen_for_matrix(const RankRequest& request);

/// Computes it, with p where that is asked for; of the request missing and what is of the test count. Throws
/// InvalidArgument if there are no two columns, and what the coefficient throws, a column named as "columns[3]".
RankMatrix rank_matrix(const RankRequest& request, const AnyCoefficient& coefficient, std::string source,
                       std::vector<std::string> names, std::span<const Cells> columns, bool with_p);

/// Gives the strongest pairs their p.
void test_strongest(RankMatrix& matrix, const RankRequest& request, std::span<const Cells> columns);

/// The answer as people read it, and as programs do.
std::string rank_matrix_text(const RankMatrix& matrix, const Terminal& terminal);
std::string rank_matrix_json(const RankMatrix& matrix);

}  // namespace sanov::cli
