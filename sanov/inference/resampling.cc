#include "sanov/inference/resampling.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/base/progress.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/random.h"

namespace sanov {

void permutation(std::uint64_t seed, std::uint64_t draw, std::span<std::uint32_t> order) {
  std::iota(order.begin(), order.end(), 0u);
  Random random(seed, draw);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
}

void bootstrap_indices(std::uint64_t seed, std::uint64_t draw, std::uint32_t n, std::span<std::uint32_t> indices) {
  if (n == 0) fail_argument("bootstrap_indices", "n", "is 0; there is nothing to draw from");
  Random random(seed, draw);
  for (std::uint32_t& index : indices) index = static_cast<std::uint32_t>(random.below(n));
}

PValue permutation_p(double observed, std::size_t draws, Alternative alternative,
                     const std::function<double(std::uint64_t)>& statistic, double scale) {
  if (draws == 0) fail_argument("permutation_p", "draws", "is 0; a permutation test needs at least 1");
  const auto distance = [&](double value) {
    if (alternative == Alternative::two_sided) return std::fabs(value);
    return alternative == Alternative::less ? -value : value;
  };
  const double bound = distance(observed) - 1e-12 * std::max(std::fabs(observed), scale);
  std::vector<unsigned char> extreme(draws);
  std::atomic<std::size_t> done{0};
  parallel_chunks(draws, 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t draw = first; draw < last; ++draw) extreme[draw] = distance(statistic(draw)) >= bound;
    const std::size_t so_far = done.fetch_add(last - first, std::memory_order_relaxed) + (last - first);
    poll("rearranging", static_cast<double>(so_far) / static_cast<double>(draws));
  });
  const auto count = std::accumulate(extreme.begin(), extreme.end(), std::size_t{0});
  const double p = static_cast<double>(1 + count) / static_cast<double>(1 + draws);
  return {p, std::log(p), Method::permutation};
}

namespace {

/// How many of `draws`, in ascending order, are at least as large as a value, but for rounding.
std::size_t extremes(const std::vector<double>& draws, double value) {
  const double bound = value - 1e-12 * std::max(std::fabs(value), 1.);
  return static_cast<std::size_t>(draws.end() - std::lower_bound(draws.begin(), draws.end(), bound));
}

}  // namespace

JointPermutation joint_permutation_p(std::span<const double> observed, std::size_t draws, bool every,
                                     const std::function<void(std::uint64_t, std::span<double>)>& statistics) {
  if (draws == 0) fail_argument("joint_permutation_p", "draws", "is 0; a permutation test needs at least 1");
  const std::size_t parts = observed.size();
  if (parts == 0) fail_argument("joint_permutation_p", "observed", "is empty; there is no statistic to test");
  std::vector<double> values(draws * parts);
  std::atomic<std::size_t> done{0};
  parallel_chunks(draws, 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t draw = first; draw < last; ++draw) statistics(draw, {values.data() + draw * parts, parts});
    const std::size_t so_far = done.fetch_add(last - first, std::memory_order_relaxed) + (last - first);
    poll("rearranging", static_cast<double>(so_far) / static_cast<double>(draws));
  });
  const std::size_t own = every ? 0 : 1;  // the observed arrangement, where it is not one of the draws
  const auto p_of = [&](std::size_t count) {
    const double p = static_cast<double>(count) / static_cast<double>(draws + own);
    return PValue{p, std::log(p), Method::permutation};
  };
  JointPermutation found;
  std::vector<std::size_t> smallest(draws, draws + own);  // of each draw, in arrangements as extreme
  std::size_t smallest_observed = draws + own;
  for (std::size_t part = 0; part < parts; ++part) {
    std::vector<double> sorted(draws);
    for (std::size_t draw = 0; draw < draws; ++draw) sorted[draw] = values[draw * parts + part];
    if (!every) sorted.push_back(observed[part]);
    std::sort(sorted.begin(), sorted.end());
    const std::size_t as_extreme = extremes(sorted, observed[part]);
    found.each.push_back(p_of(as_extreme));
    smallest_observed = std::min(smallest_observed, as_extreme);
    for (std::size_t draw = 0; draw < draws; ++draw)
      smallest[draw] = std::min(smallest[draw], extremes(sorted, values[draw * parts + part]));
  }
  const auto count =
      std::count_if(smallest.begin(), smallest.end(), [&](std::size_t draw) { return draw <= smallest_observed; });
  found.p = p_of(static_cast<std::size_t>(count) + own);
  return found;
}

}  // namespace sanov
