#pragma once

#include <string>

#include "sanov/fit/rank_families.h"

namespace sanov {

/// What a ranking says in a sentence, without its full stop: which family is best, which cannot be told from it, whether
/// it is refuted and which is not. `mass` is the number of values.
std::string verdict(const Ranking& ranking, double mass);

}  // namespace sanov
