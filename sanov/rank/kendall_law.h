#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sanov/inference/p_value.h"
#include "sanov/rank/coefficient.h"
#include "sanov/rank/pair_counts.h"

/// The law of concordant less discordant pairs where x and y have nothing to do with each other.
namespace sanov {

/// From the number of permutations of n with so many inversions; wants data without ties. O(n · fewer), `fewer` being
/// the fewer of concordant and discordant pairs.
PValue kendall_exact_p(const PairCounts& counts, Alternative alternative);

/// From the normal law with the variance given the ties. At n = 2, or where the variance is 0, p is 1.
PValue kendall_normal_p(const PairCounts& counts, Alternative alternative);

/// p by the test asked for, which is not permutation; nothing where none is.
std::optional<PValue> kendall_p(const PairCounts& counts, const AssociationOptions& options, std::string_view function);

/// p by the test asked for, into result, which has its value.
void set_kendall_p(Pairs pairs, const PairCounts& counts, const AssociationOptions& options, std::string_view function,
                   double (*statistic)(Pairs), Association& result);

}  // namespace sanov
