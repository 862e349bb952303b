#include "sanov/rank/from_counts.h"
#include "sanov/rank/rank.h"

namespace sanov {
namespace {

CountSlopes slopes(const PairCounts& counts) {
  const double x = static_cast<double>(counts.total() - counts.x.pairs) / static_cast<double>(counts.total());
  return {.excess = 1 / x, .untied_x = -counts.somers_d() / x};
}

void compute(Pairs pairs, const AssociationOptions& options, Association& result) {
  from_counts(pairs, options, "somers_d", &PairCounts::somers_d, statistic_from_counts<&PairCounts::somers_d>, slopes,
              result);
}

constexpr CoefficientInfo somers_d_info{.name = "somers_d", .symmetric = false};

}  // namespace

/// Somers' D: sees how well the order of x tells that of y, among pairs that x tells apart; misses what turns around.
///   D(y|x) = (C − D)/(N − Tx), C pairs in the same order, D in the opposite one, Tx tied in x, of N = n(n−1)/2
/// Range [−1, 1]. Directed: ties in y count against it, those in x do not; D(y|x)·D(x|y) = τ-b². With x a yes or no it
/// is 2·AUC − 1.
/// p: as for kendall, the same test: the two differ by a factor. (scipy's is Wald's, with the variance away from 0.)
/// The interval is that of kendall, with its own slopes.
/// Within 2 ULP. Cost as for kendall.
/// Throws as every coefficient does; InvalidArgument for an exact test where kendall has none.
/// Somers, A New Asymmetric Measure of Association for Ordinal Variables, 1962.
constinit const Coefficient<Directed> somers_d{somers_d_info, compute};

}  // namespace sanov
