#include "sanov/inference/ordered_null.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "sanov/inference/anderson_darling.h"
#include "sanov/inference/grouped_counts.h"
#include "sanov/inference/homogeneity.h"
#include "sanov/inference/neyman_smooth.h"
#include "sanov/inference/p_value.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/random.h"

namespace sanov {
namespace {

constexpr double kCells = 128;  // about as many are as good as any number, for samples as small as these
constexpr std::size_t kGrid = 64;
constexpr double kGridRatio = 1.1;

double grid_point(std::size_t i) { return 0.1 * std::pow(kGridRatio, static_cast<double>(i)); }

/// Consecutive cells taken together, within coarse ones, so that there are about kCells.
std::vector<std::uint32_t> thin_out(std::span<const std::uint64_t> rows, std::span<const std::uint32_t> coarse) {
  const double all = static_cast<double>(total_count(rows));
  std::vector<std::uint32_t> group(rows.size());
  std::uint32_t last = 0;
  double below = 0, part = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double now = std::floor(below / all * kCells);
    if (i > 0 && (coarse[i] != coarse[i - 1] || now != part)) ++last;
    part = now;
    group[i] = last;
    below += static_cast<double>(rows[i]);
  }
  return group;
}

std::vector<std::uint32_t> coarse_of(const std::vector<std::uint32_t>& fine_of, std::span<const std::uint32_t> coarse) {
  std::vector<std::uint32_t> found(fine_of.empty() ? 0 : fine_of.back() + 1);
  for (std::size_t i = 0; i < fine_of.size(); ++i) found[fine_of[i]] = coarse[i];
  return found;
}

std::vector<std::uint64_t> staying(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                                   bool cut_at_reference) {
  return cut_at_reference ? std::vector(reference.begin(), reference.end()) : pooled_counts(reference, current);
}

}  // namespace

OrderedNull::OrderedNull(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                         std::span<const std::uint32_t> coarse, bool cut_at_reference, bool more)
    : OrderedNull({reference.begin(), reference.end()}, {current.begin(), current.end()},
                  thin_out(staying(reference, current, cut_at_reference), coarse), coarse, cut_at_reference, more) {}

OrderedNull::OrderedNull(Counts reference, Counts current, std::vector<std::uint32_t> fine_of,
                         std::span<const std::uint32_t> coarse, bool cut_at_reference, bool more)
    : reference_(grouped_counts(reference, fine_of)),
      current_(grouped_counts(current, fine_of)),
      coarse_(coarse_of(fine_of, coarse)),
      draws_(reference_, current_, cut_at_reference),
      more_(more) {
  // Scores must not depend on what is drawn.
  const Counts kept = staying(reference_, current_, cut_at_reference);
  const auto used = std::count_if(kept.begin(), kept.end(), [](std::uint64_t count) { return count > 0; });
  const AndersonDarlingLaw law = used > 1 ? AndersonDarlingLaw(kept) : AndersonDarlingLaw();
  for (std::size_t i = 0; i < kGrid; ++i) table_.push_back(-law.log_sf(grid_point(i)));
}

/// Between the points of the grid, and beyond it, straight lines: what counts is the order.
double OrderedNull::anderson_darling_score(double statistic) const {
  if (statistic <= grid_point(0)) return table_[0] * statistic / grid_point(0);
  const double place = std::log(statistic / grid_point(0)) / std::log(kGridRatio);
  const std::size_t i = std::min(static_cast<std::size_t>(place), kGrid - 2);
  const double low = grid_point(i), high = grid_point(i + 1);
  return table_[i] + (table_[i + 1] - table_[i]) * (statistic - low) / (high - low);
}

double OrderedNull::score(const Counts& reference, const Counts& current, double part) const {
  const Homogeneity coarse = pearson_homogeneity(grouped_counts(reference, coarse_), grouped_counts(current, coarse_));
  const double degrees = static_cast<double>(coarse_.back()) + (more_ ? 1 : 0);
  const SmoothTest smooth = neyman_smooth(reference, current);
  OrderedScores scores;
  scores.anderson_darling = anderson_darling_score(anderson_darling(reference, current));
  if (smooth.degrees > 0) scores.smooth = -log_chi_squared_sf(smooth.statistic, static_cast<double>(kSmoothOrder));
  if (degrees > 0) scores.homogeneity = -log_chi_squared_sf(coarse.statistic + part, degrees);
  return scores.joint();
}

double OrderedNull::observed(double part) const { return score(reference_, current_, part); }

double OrderedNull::draw(std::uint64_t seed, std::uint64_t number) const {
  Random random(seed, number);
  Counts reference(reference_.size()), current(current_.size());
  draws_.draw(random, reference, current);
  const double part = more_ ? random.normal() : 0;
  return score(reference, current, part * part);
}

DrawnLaw OrderedNull::law(std::uint64_t seed, std::size_t draws) const {
  std::vector<double> scores(draws);
  parallel_chunks(draws, 250, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) scores[i] = draw(seed, i);
  });
  return DrawnLaw(std::move(scores));
}

}  // namespace sanov
