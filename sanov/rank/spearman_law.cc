#include "sanov/rank/spearman_law.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "sanov/numerics/special.h"

namespace sanov {
namespace {

/// counts[s]: the permutations of 0, …, n − 1 with Σ (i − π(i))² = 2s, which is always even. Place by place, by the set
/// of values already given away: O(2ⁿ n⁴), where going through the permutations would take n!·n.
std::vector<std::uint64_t> permutations_by_distance(std::size_t n) {
  const std::size_t most = (n * n * n - n) / 3 + 1;
  std::vector<std::vector<std::uint64_t>> by_set(std::size_t{1} << n);
  by_set[0].assign(most, 0);
  by_set[0][0] = 1;
  for (std::size_t set = 0; set + 1 < by_set.size(); ++set) {
    const auto place = static_cast<std::size_t>(std::popcount(set));
    for (std::size_t value = 0; value < n; ++value) {
      if ((set >> value & 1) != 0) continue;
      const std::size_t gap = value > place ? value - place : place - value;
      auto& next = by_set[set | std::size_t{1} << value];
      if (next.empty()) next.assign(most, 0);
      for (std::size_t s = gap * gap; s < most; ++s) next[s] += by_set[set][s - gap * gap];
    }
    by_set[set].clear();
  }
  std::vector<std::uint64_t> counts;
  for (std::size_t s = 0; s < most; s += 2) counts.push_back(by_set.back()[s]);
  return counts;
}

double log_of_share(std::uint64_t part, std::uint64_t whole) {
  return std::log(static_cast<double>(part) / static_cast<double>(whole));
}

}  // namespace

double doubled_rank_spread(std::size_t n, const TieSums& ties) {
  const double size = static_cast<double>(n);
  // t³ − t = t(t−1)(t−2) + 3t(t−1).
  return (size * (size - 1) * (size + 1) - (ties.triples + 6 * static_cast<double>(ties.pairs))) / 3;
}

PValue spearman_exact_p(std::size_t n, double rho, Alternative alternative) {
  const std::vector<std::uint64_t> counts = permutations_by_distance(n);
  // ρ = 1 − 6 Σ d²/(n³ − n), and counts goes by Σ d²/2.
  const double cube = static_cast<double>(n * n * n - n);
  const auto s = static_cast<std::ptrdiff_t>(std::llround((1 - rho) * cube / 12));
  const auto total = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  const auto near = std::accumulate(counts.begin(), counts.begin() + s + 1, std::uint64_t{0});
  const auto far = std::accumulate(counts.begin() + s, counts.end(), std::uint64_t{0});
  return p_of_tails(log_of_share(far, total), log_of_share(near, total), alternative, Method::exact);
}

PValue spearman_t_p(std::size_t n, double rho, Alternative alternative) {
  if (n == 2) return {1, 0, Method::asymptotic};
  const double k = static_cast<double>(n - 2), least = -log_gamma(static_cast<double>(n + 1));
  double log_below, log_above;
  if (std::fabs(rho) == 1) {
    log_below = rho < 0 ? least : 0;
    log_above = rho < 0 ? 0 : least;
  } else {
    const double t = rho * std::sqrt(k / ((1 - rho) * (1 + rho)));
    log_below = std::max(least, log_student_t_sf(-t, k));
    log_above = std::max(least, log_student_t_sf(t, k));
  }
  return p_of_tails(log_below, log_above, alternative, Method::asymptotic);
}

}  // namespace sanov
