#include "sanov/rank/kendall_law.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/base/progress.h"
#include "sanov/rank/verdict.h"

namespace sanov {
namespace {

constexpr double kCheapWork = 4e6;
constexpr double kMostWork = 1e9;  // a few seconds, and 20 MB

/// ln P(inversions ≤ most) of a random permutation of n. Adding the j-th element makes 0, …, j − 1 inversions more,
/// each as likely: the law is a sum of uniform ones. The shares are kept with a common power of two, so that they
/// neither underflow nor lose digits.
double log_share_of_inversions(std::uint64_t n, std::uint64_t most) {
  std::vector<double> share(most + 1), next(most + 1);
  share[0] = 1;
  double exponent = 0;
  for (std::uint64_t j = 2, reach = 0; j <= n; ++j) {
    // Beyond what has been reached all are 0.
    reach = std::min(most, reach + j - 1);
    poll();
    double window = 0, largest = 0;
    for (std::uint64_t k = 0; k <= reach; ++k) {
      window += share[k];
      if (k >= j) window -= share[k - j];
      next[k] = window / static_cast<double>(j);
      largest = std::max(largest, next[k]);
    }
    std::swap(share, next);
    if (largest < 0x1p-400) {
      for (std::uint64_t k = 0; k <= reach; ++k) share[k] *= 0x1p400;
      exponent -= 400;
    }
  }
  return std::log(std::accumulate(share.begin(), share.end(), 0.0)) + exponent * std::numbers::ln2;
}

double log_complement(double log_p) { return log_p < 0 ? std::log(-std::expm1(log_p)) : -HUGE_VAL; }

}  // namespace

PValue kendall_exact_p(const PairCounts& counts, Alternative alternative) {
  // The law is symmetric: so many inversions or fewer is as likely as so many orders in place or fewer.
  const std::uint64_t fewer = std::min(counts.concordant, counts.discordant);
  const double near = log_share_of_inversions(counts.n, fewer);
  const double far = fewer == 0 ? 0 : log_complement(log_share_of_inversions(counts.n, fewer - 1));
  const bool rising = counts.concordant >= counts.discordant;
  return p_of_tails(rising ? far : near, rising ? near : far, alternative, Method::exact);
}

PValue kendall_normal_p(const PairCounts& counts, Alternative alternative) {
  const double n = static_cast<double>(counts.n), ordered = n * (n - 1);
  const double x2 = static_cast<double>(counts.x.pairs), y2 = static_cast<double>(counts.y.pairs);
  double variance = (ordered * (2 * n + 5) - counts.x.weighted - counts.y.weighted) / 18 + 2 * x2 * y2 / ordered;
  if (counts.n > 2) variance += counts.x.triples * counts.y.triples / (9 * ordered * (n - 2));
  if (!(variance > 0)) return {1, 0, Method::asymptotic};
  return normal_p(counts.excess() / std::sqrt(variance), alternative);
}

std::optional<PValue> kendall_p(const PairCounts& counts, const AssociationOptions& options,
                                std::string_view function) {
  const double fewer = static_cast<double>(std::min(counts.concordant, counts.discordant));
  const double work = static_cast<double>(counts.n) * (fewer + 1);
  switch (options.test) {
    case TestKind::none:
    case TestKind::permutation: return {};
    case TestKind::asymptotic: return kendall_normal_p(counts, options.alternative);
    case TestKind::exact:
      if (counts.tied()) fail_argument(function, "test", "exact is for data without ties; take permutation");
      if (work > kMostWork)
        fail_argument(function, "test",
                      "exact takes n times the fewer of concordant and discordant pairs, at most 1e9, but here " +
                          to_text(work) + "; take asymptotic");
      return kendall_exact_p(counts, options.alternative);
    case TestKind::automatic: break;
  }
  const bool cheap = counts.n <= 171 || work <= kCheapWork;
  return cheap && !counts.tied() ? kendall_exact_p(counts, options.alternative)
                                 : kendall_normal_p(counts, options.alternative);
}

void set_kendall_p(Pairs pairs, const PairCounts& counts, const AssociationOptions& options, std::string_view function,
                   double (*statistic)(Pairs), Association& result) {
  if (options.test == TestKind::permutation)
    set_permutation_p(pairs, options, statistic, result);
  else if (const auto p = kendall_p(counts, options, function))
    set_p(*p, result);
}

}  // namespace sanov
