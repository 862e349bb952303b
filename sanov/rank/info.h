#pragma once

#include <string_view>

#include "sanov/base/doc.h"

/// What the catalogue knows of a coefficient: the faces, the docs and the laws loop over these.
namespace sanov {

struct CoefficientInfo {
  std::string_view name;
  double lower = -1, upper = 1;
  /// c(x, y) = c(y, x). A directed one says how well x tells y.
  bool symmetric = true;
  /// Only the order of the values counts: increasing maps change nothing, and ±∞ is a value like others.
  bool of_order = true;
  /// −x in x's place turns the sign.
  bool odd = true;
};

/// The coefficient's docstring; its meaning says what it sees and what it misses. Throws InvalidArgument for an unknown
/// name.
const Doc& rank_doc(std::string_view coefficient);

}  // namespace sanov
