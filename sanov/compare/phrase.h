#pragma once

#include <string>

#include "sanov/compare/compare.h"

/// What changed, in words.
namespace sanov {

/// "38%", "7.1%", "0.52%", "0%".
std::string percent_text(double share);

/// The one or two things that explain most of a finding: "fog 12% → 38%, rain 52% → 39%",
/// "median 15.6 → 17.8; ≤ 5: 7.1% → 1.2%". Cells must be sorted by their part in js.
std::string phrase(const Finding& finding);

}  // namespace sanov
