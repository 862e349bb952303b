#include "sanov/compare/block_arrangements.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "sanov/inference/resampling.h"

namespace sanov {
namespace {

constexpr std::size_t kManyBlocks = 1000, kDraws = 9999, kFewDraws = 1999;
constexpr std::uint64_t kSeed = 1;
using Groups = std::vector<std::vector<std::uint32_t>>;

/// n over k; exact as long as doubles count, infinite beyond them.
double choices(std::size_t n, std::size_t k) {
  double found = 1;
  for (std::size_t i = 1; i <= std::min(k, n - k); ++i)
    found = found * static_cast<double>(n - std::min(k, n - k) + i) / static_cast<double>(i);
  return found;
}

/// Number `rank`, in the order of words, of the choices of `k` members.
void choose(const std::vector<std::uint32_t>& group, std::size_t k, std::uint64_t rank,
            std::vector<std::uint32_t>& chosen) {
  for (std::size_t i = 0; k > 0; ++i) {
    const auto with = static_cast<std::uint64_t>(choices(group.size() - i - 1, k - 1));
    if (rank < with) {
      chosen.push_back(group[i]);
      --k;
    } else {
      rank -= with;
    }
  }
}

}  // namespace

BlockArrangements::BlockArrangements(const std::vector<std::uint32_t>& season, std::size_t first_current, double wanted)
    : size_(season.size()), first_current_(first_current) {
  std::map<std::uint32_t, std::vector<std::uint32_t>> by_season;
  for (std::uint32_t i = 0; i < size_; ++i) by_season[season[i]].push_back(i);
  for (auto& [name, blocks] : by_season)
    if (blocks.front() < first_current_ && blocks.back() >= first_current_) groups_.push_back(std::move(blocks));
  Groups all(1, std::vector<std::uint32_t>(size_));
  std::iota(all[0].begin(), all[0].end(), 0u);
  const double within = smallest_p(groups_);
  if (groups_.empty() || (within > wanted && smallest_p(all) < within)) {
    groups_ = std::move(all);
    plan_.across_seasons = by_season.size() > 1;
  }
  plan_.smallest_p = smallest_p(groups_);
  for (const auto& group : groups_) {
    plan_.current += current_in(group);
    plan_.reference += group.size() - current_in(group);
  }
  draws_ = size_ > kManyBlocks ? kFewDraws : kDraws;
  const double arrangements = count(groups_);
  every_ = arrangements <= static_cast<double>(draws_);
  if (every_) draws_ = static_cast<std::size_t>(arrangements);
}

std::size_t BlockArrangements::current_in(const std::vector<std::uint32_t>& group) const {
  const auto first = static_cast<std::uint32_t>(first_current_);
  return static_cast<std::size_t>(group.end() - std::lower_bound(group.begin(), group.end(), first));
}

double BlockArrangements::count(const Groups& groups) const {
  double found = 1;
  for (const auto& group : groups) found *= choices(group.size(), current_in(group));
  return found;
}

/// Where both tables have as many blocks of each group, they may change their places altogether: two arrangements are then as
/// far apart as each other.
double BlockArrangements::smallest_p(const Groups& groups) const {
  const bool even = std::all_of(groups.begin(), groups.end(),
                                [&](const auto& group) { return 2 * current_in(group) == group.size(); });
  const double arrangements = count(groups);
  const std::size_t most = size_ > kManyBlocks ? kFewDraws : kDraws;
  if (arrangements > static_cast<double>(most)) return 1 / static_cast<double>(most + 1);
  return std::min(1., (even ? 2 : 1) / arrangements);
}

std::vector<std::uint32_t> BlockArrangements::draw(std::uint64_t draw) const {
  if (!every_) return random_draw(draw);
  std::vector<std::uint32_t> chosen;
  for (const auto& group : groups_) {
    const std::size_t current = current_in(group);
    const auto ways = static_cast<std::uint64_t>(choices(group.size(), current));
    choose(group, current, draw % ways, chosen);
    draw /= ways;
  }
  return chosen;
}

std::vector<std::uint32_t> BlockArrangements::random_draw(std::uint64_t draw) const {
  std::vector<std::uint32_t> rank(size_), chosen;
  permutation(kSeed, draw, rank);
  for (std::vector<std::uint32_t> group : groups_) {
    const auto current = static_cast<std::ptrdiff_t>(current_in(group));
    const auto end = group.begin() + current;
    std::nth_element(group.begin(), end, group.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return rank[a] < rank[b]; });
    chosen.insert(chosen.end(), group.begin(), end);
  }
  return chosen;
}

}  // namespace sanov
