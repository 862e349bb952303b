#pragma once

#include <string_view>

#include "sanov/compare/column_pair.h"
#include "sanov/inference/p_value.h"

namespace sanov {

/// The test of no change of one column, and by what it was made: "none" where all rows have one value.
struct ColumnTest {
  PValue p{1, 0, Method::asymptotic};
  std::string_view test = "none";

  bool tested() const { return test != "none"; }
};

/// A column's test, of whose p three hundredths are spent on what the frame's open cells cannot see: rows below and above the
/// reference's range, −∞ and +∞. That takes next to nothing from a test of all rows, and finds what no such test can.
ColumnTest allowing_for_ends(ColumnTest rows, const ColumnPair& pair);

}  // namespace sanov
