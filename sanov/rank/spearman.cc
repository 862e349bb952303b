#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/rank/rank.h"
#include "sanov/rank/ranked_pairs.h"
#include "sanov/rank/spearman_law.h"
#include "sanov/rank/verdict.h"

namespace sanov {
namespace {

__extension__ using Wide = __int128;

constexpr std::size_t kBlock = 1 << 15;

/// Σ (2r − n − 1)², which without ties is (n³ − n)/3.
double spread(std::size_t n, const TieSums& ties) {
  const double size = static_cast<double>(n);
  // t³ − t = t(t−1)(t−2) + 3t(t−1).
  return (size * (size - 1) * (size + 1) - (ties.triples + 6 * static_cast<double>(ties.pairs))) / 3;
}

struct Ranked {
  double rho;
  bool tied;
};

/// ρ from whole numbers: the ranks are doubled, so that those of ties are whole too, and their products' sum is exact.
Ranked ranked(Pairs pairs) {
  const std::size_t n = pairs.x.size(), blocks = (n + kBlock - 1) / kBlock;
  std::optional<Order> x, y;
  const auto room = std::make_unique_for_overwrite<std::uint32_t[]>(2 * n);
  const std::span<std::uint32_t> x_ranks(room.get(), n), y_ranks(room.get() + n, n);
  parallel_chunks(2, 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t side = first; side < last; ++side) {
      if (side == 0)
        x.emplace(pairs.x, pairs.of_x).doubled_mid_ranks(x_ranks);
      else
        y.emplace(pairs.y, pairs.of_y).doubled_mid_ranks(y_ranks);
    }
  });
  std::vector<Wide> parts(blocks);
  const auto centre = static_cast<std::int64_t>(n + 1);
  parallel_chunks(blocks, 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t block = first; block < last; ++block) {
      const std::size_t end = std::min(n, (block + 1) * kBlock);
      Wide sum = 0;
      // Products are below 2^62; 8 of them, of both signs, might not fit, so each quarter goes to 128 bits.
      for (std::size_t i = block * kBlock; i < end; ++i)
        sum += (static_cast<std::int64_t>(x_ranks[i]) - centre) * (static_cast<std::int64_t>(y_ranks[i]) - centre);
      parts[block] = sum;
    }
  });
  Wide sum = 0;
  for (const Wide part : parts) sum += part;
  const double rho = static_cast<double>(sum) / std::sqrt(spread(n, x->ties()) * spread(n, y->ties()));
  return {std::clamp(rho, -1.0, 1.0), x->ties().pairs > 0 || y->ties().pairs > 0};
}

double statistic(Pairs pairs) { return ranked(pairs).rho; }

void set_spearman_p(Pairs pairs, const AssociationOptions& options, const Ranked& found, Association& result) {
  const bool has_law = !found.tied && result.n <= kSpearmanExact;
  switch (options.test) {
    case TestKind::none: return;
    case TestKind::permutation: return set_permutation_p(pairs, options, statistic, result);
    case TestKind::exact:
      if (!has_law) fail_argument("spearman", "test", "exact is for at most 10 pairs without ties; take permutation");
      return set_p(spearman_exact_p(result.n, found.rho, options.alternative), result);
    case TestKind::asymptotic: return set_p(spearman_t_p(result.n, found.rho, options.alternative), result);
    case TestKind::automatic:
      return set_p(has_law ? spearman_exact_p(result.n, found.rho, options.alternative)
                           : spearman_t_p(result.n, found.rho, options.alternative),
                   result);
  }
}

void compute(Pairs pairs, const AssociationOptions& options, Association& result) {
  const Ranked found = ranked(pairs);
  result.value = found.rho;
  set_spearman_p(pairs, options, found, result);
  const double n = static_cast<double>(result.n);
  if (result.n > 3)
    set_fisher_interval(std::sqrt((1 + found.rho * found.rho / 2) / (n - 3)), options, result);
  else if (options.level > 0)
    result.reason = "an interval needs at least 4 pairs";
}

constexpr CoefficientInfo spearman_info{.name = "spearman"};

}  // namespace

/// Spearman's ρ: sees whether the two rise together, however crooked the curve, by how straight their ranks lie; misses
/// what turns around, such as a parabola.
///   ρ = Σ (rᵢ − r̄)(sᵢ − s̄)/√(Σ (rᵢ − r̄)² Σ (sᵢ − s̄)²), r and s the ranks, those of ties at their mean
/// Range [−1, 1]; ±1 iff the order of one column is that of the other, or its opposite. Symmetric. ±∞ are values like
/// others.
/// p: exact for n ≤ 10 without ties; else from Student's t with n − 2 degrees of freedom, and never below 2/n!, which it
/// is at ±1. The interval is that of Bonett and Wright, on Fisher's scale.
/// Within 4 ULP: the sums are whole numbers. O(n log n): 1e6 pairs in about 15 ms on two cores.
/// Throws as every coefficient does; InvalidArgument for an exact test of more than 10 pairs or with ties.
/// Spearman, The Proof and Measurement of Association between Two Things, 1904; Bonett and Wright, Psychometrika 65, 2000.
constinit const Coefficient<Symmetric> spearman{spearman_info, compute};

}  // namespace sanov
