#include "sanov/rank/pair_counts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/sort.h"
#include "sanov/rank/inversions.h"
#include "sanov/rank/order.h"
#include "sanov/rank/ranked_pairs.h"

namespace sanov {
namespace {

constexpr std::size_t kBlocks = 64;

std::uint64_t pairs_among(std::uint64_t t) { return t * (t - 1) / 2; }

/// settle_run for long runs of few ranks, by counting each.
std::uint64_t count_and_fill(std::span<std::uint32_t> run, std::size_t groups, std::vector<std::uint64_t>& counts) {
  counts.assign(groups, 0);
  for (const std::uint32_t rank : run) ++counts[rank];
  std::uint64_t both = 0;
  auto to = run.begin();
  for (std::size_t rank = 0; rank < groups; ++rank) {
    if (counts[rank] == 0) continue;
    both += pairs_among(counts[rank]);
    to = std::fill_n(to, counts[rank], static_cast<std::uint32_t>(rank));
  }
  return both;
}

/// Sorts the ranks of one run of equal x, all below `groups`, and returns how many pairs among them are equal.
std::uint64_t settle_run(std::span<std::uint32_t> run, std::size_t groups, bool y_tied,
                         std::vector<std::uint64_t>& room) {
  if (run.size() <= 64) {
    std::sort(run.begin(), run.end());
  } else if (groups <= 2 * run.size()) {
    return count_and_fill(run, groups, room);
  } else {
    room.assign(run.begin(), run.end());
    sort(std::span<std::uint64_t>(room));
    std::transform(room.begin(), room.end(), run.begin(), [](auto rank) { return static_cast<std::uint32_t>(rank); });
  }
  std::uint64_t both = 0;
  if (!y_tied) return both;
  for (std::size_t first = 0, k = 1; k <= run.size(); ++k) {
    if (k < run.size() && run[k] == run[first]) continue;
    both += pairs_among(k - first);
    first = k;
  }
  return both;
}

}  // namespace

double PairCounts::excess() const noexcept {
  return concordant >= discordant ? static_cast<double>(concordant - discordant)
                                  : -static_cast<double>(discordant - concordant);
}
double PairCounts::tau_a() const noexcept { return excess() / static_cast<double>(total()); }
double PairCounts::tau_b() const noexcept {
  const double untied_x = static_cast<double>(total() - x.pairs), untied_y = static_cast<double>(total() - y.pairs);
  return std::clamp(excess() / std::sqrt(untied_x * untied_y), -1.0, 1.0);
}
double PairCounts::tau_c() const noexcept {
  const double least = static_cast<double>(std::min(x.groups, y.groups)), size = static_cast<double>(n);
  return std::clamp(2 * excess() * least / (size * size * (least - 1)), -1.0, 1.0);
}

double PairCounts::somers_d() const noexcept { return excess() / static_cast<double>(total() - x.pairs); }
double PairCounts::gamma() const noexcept { return excess() / static_cast<double>(concordant + discordant); }

PairCounts count_pairs(const Order& x, const Order& y, std::span<const std::uint32_t> y_ranks,
                       std::span<std::uint32_t> in_order) {
  const std::size_t n = x.size();
  const auto room = make_scratch<std::uint32_t>(2 * n);
  const std::span<std::uint32_t> ranks(room.get(), n), spare(room.get() + n, n);
  const bool x_tied = x.ties().pairs > 0, y_tied = y.ties().pairs > 0;
  std::uint64_t both[kBlocks] = {};
  parallel_chunks(kBlocks, 1, [&](std::size_t first, std::size_t last) {
    std::vector<std::uint64_t> wide;
    for (std::size_t block = first; block < last; ++block) {
      // A block begins and ends between runs of equal x.
      const std::size_t begin = block == 0 ? 0 : x.next(n * block / kBlocks, false);
      const std::size_t end = block + 1 == kBlocks ? n : x.next(n * (block + 1) / kBlocks, false);
      for (std::size_t k = begin; k < end; ++k) ranks[k] = y_ranks[x[k]];
      if (!x_tied) continue;
      for (std::size_t k = x.next(begin + 1, true); k < end;) {
        const std::size_t past = x.next(k, false);
        both[block] += settle_run(ranks.subspan(k - 1, past - (k - 1)), y.ties().groups, y_tied, wide);
        k = x.next(past, true);
      }
    }
  });
  std::copy(ranks.begin(), ranks.begin() + static_cast<std::ptrdiff_t>(in_order.size()), in_order.begin());
  PairCounts counts{.n = n, .x = x.ties(), .y = y.ties()};
  for (const std::uint64_t part : both) counts.both += part;
  counts.discordant = count_inversions(ranks, spare, static_cast<std::uint32_t>(y.ties().groups));
  counts.concordant = counts.total() - counts.x.pairs - (counts.y.pairs - counts.both) - counts.discordant;
  return counts;
}

PairCounts count_pairs(std::span<const double> x, std::span<const double> y) {
  const FloatingPoint environment;
  if (x.size() != y.size())
    fail_argument("count_pairs", "y",
                  "has " + std::to_string(y.size()) + " values, but x has " + std::to_string(x.size()));
  if (x.size() >= std::size_t{1} << 31) fail_argument("count_pairs", "x", "has 2^31 values or more");
  if (x.empty()) return {};
  const Extent of_x = extent(x), of_y = extent(y);
  for (const auto& [values, of, name] : {std::tuple(x, of_x, "x"), std::tuple(y, of_y, "y")}) {
    if (!of.nan) continue;
    const auto at = std::find_if(values.begin(), values.end(), [](double value) { return std::isnan(value); });
    fail_value("count_pairs", name, static_cast<std::size_t>(at - values.begin()), *at, "NaN has no place in an order");
  }
  return count_pairs(Pairs{x, y, of_x, of_y});
}

PairCounts count_pairs(const Pairs& pairs) {
  std::optional<Order> x, y;
  const auto y_ranks = make_scratch<std::uint32_t>(pairs.y.size());
  const std::span<std::uint32_t> ranks(y_ranks.get(), pairs.y.size());
  order_both(pairs, x, y, [&] { y->dense_ranks(ranks); });
  return count_pairs(*x, *y, ranks);
}

}  // namespace sanov
