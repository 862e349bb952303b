#include "sanov/rank/from_counts.h"
#include "sanov/rank/rank.h"

namespace sanov {
namespace {

CountSlopes slopes(const PairCounts& counts) {
  const double untied =
      static_cast<double>(counts.concordant + counts.discordant) / static_cast<double>(counts.total());
  return {.excess = 1 / untied, .untied = -counts.gamma() / untied};
}

void compute(Pairs pairs, const AssociationOptions& options, Association& result) {
  from_counts(pairs, options, "goodman_kruskal_gamma", &PairCounts::gamma, statistic_from_counts<&PairCounts::gamma>,
              slopes, result);
}

constexpr CoefficientInfo goodman_kruskal_gamma_info{.name = "goodman_kruskal_gamma"};

}  // namespace

/// Goodman and Kruskal's γ: sees whether the two rise together among the pairs that both tell apart; misses what turns
/// around, and how few those pairs may be.
///   γ = (C − D)/(C + D), C pairs in the same order, D in the opposite one
/// Range [−1, 1]; at least as far from 0 as τ-b. Symmetric. Coarser cells push it outwards.
/// p: as for kendall, the same test.
/// The interval is that of kendall, with its own slopes.
/// Within 2 ULP. Cost as for kendall.
/// Throws as every coefficient does; InvalidArgument for an exact test where kendall has none.
/// Goodman and Kruskal, Measures of Association for Cross Classifications, JASA 49, 1954.
constinit const Coefficient<Symmetric> goodman_kruskal_gamma{goodman_kruskal_gamma_info, compute};

}  // namespace sanov
