#include "sanov/groups/group_pool.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "sanov/inference/anderson_darling.h"
#include "sanov/inference/count_draws.h"
#include "sanov/inference/grouped_counts.h"
#include "sanov/inference/homogeneity.h"
#include "sanov/inference/neyman_smooth.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

constexpr std::uint64_t kFewRows = 100;  // as in test_ordered
constexpr double kFewElsewhere = 50;     // likewise
constexpr double kEnoughExpected = 10, kFewExpected = 2;
constexpr std::size_t kDraws = 4999;
constexpr std::uint64_t kPartsWorthALaw = 50;
constexpr double kLogTwo = 0.69314718055994530942;

// Where A²'s law is tabulated, and the joint one.
constexpr std::size_t kGrid = 160;  // up to 20,000, from where on the tail is an exponential's
constexpr double kGridFirst = 0.1, kGridRatio = 1.08;
constexpr std::size_t kJointGrid = 121;
constexpr double kJointFirst = 0.05, kJointStep = 0.25;

double grid_point(std::size_t i) { return kGridFirst * std::pow(kGridRatio, static_cast<double>(i)); }

std::uint64_t size_of(std::span<const CellCount> part) {
  std::uint64_t sum = 0;
  for (const CellCount& each : part) sum += each.rows;
  return sum;
}

/// Consecutive cells joined until each holds `enough` rows; what is left at the end joins the cell before it.
std::vector<std::uint32_t> join(std::span<const std::uint64_t> counts, std::span<const std::uint32_t> atom,
                                double enough) {
  std::vector<std::uint32_t> joined(counts.size());
  std::uint32_t group = 0;
  double held = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (held >= enough && (atom.empty() || atom[i] != atom[i - 1])) {
      ++group;
      held = 0;
    }
    joined[i] = group;
    held += static_cast<double>(counts[i]);
  }
  if (held < enough && group > 0)
    for (auto cell = joined.rbegin(); cell != joined.rend() && *cell == group; ++cell) *cell = group - 1;
  return joined;
}

}  // namespace

GroupPool::GroupPool(const FrameColumn& column, Counts counts)
    : column_(column), ordered_(!column.is_text()), counts_(std::move(counts)) {
  all_ = total_count(counts_);
  heaviest_ = static_cast<std::size_t>(std::max_element(counts_.begin(), counts_.end()) - counts_.begin());
  used_ = static_cast<std::size_t>(
      std::count_if(counts_.begin(), counts_.end(), [](std::uint64_t count) { return count > 0; }));
  std::uint64_t end = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) ends_.push_back(end += i == heaviest_ ? 0 : counts_[i]);
  if (ordered_ && used_ > 1) lay_out_ranks();
}

void GroupPool::lay_out_ranks() {
  const double all = static_cast<double>(all_);
  std::vector<double> shares;
  weight_.assign(1, 0);
  moment_.assign(1, 0);
  square_.assign(1, 0);
  double below = 0;
  for (const std::uint64_t count : counts_) {
    const double share = static_cast<double>(count) / all, rank = below + share / 2;
    const double weight = count == 0 ? 0 : share / (rank * (1 - rank) - share / 4);
    rank_.push_back(rank);
    weight_.push_back(weight_.back() + weight);
    moment_.push_back(moment_.back() + weight * rank);
    square_.push_back(square_.back() + weight * rank * rank);
    if (count > 0) shares.push_back(share);
    below += share;
  }
  for (const std::vector<double>& polynomial : rank_polynomials(shares)) {
    std::vector<double>& spread = polynomials_.emplace_back(counts_.size());
    for (std::size_t i = 0, used = 0; i < counts_.size(); ++i)
      if (counts_[i] > 0) spread[i] = polynomial[used++];
  }
  const AndersonDarlingLaw law(counts_);
  for (std::size_t i = 0; i < kGrid; ++i) anderson_darling_table_.push_back(-law.log_sf(grid_point(i)));
}

bool GroupPool::is_drawn(std::uint64_t size) const {
  const double all = static_cast<double>(all_), others = all - static_cast<double>(counts_[heaviest_]);
  return size < kFewRows || (ordered_ && others * static_cast<double>(size) / all < kFewElsewhere);
}

/// The smallest of the sizes that are treated alike. Where one cell has most rows a part has few different scores, which are
/// those of its very size.
std::uint64_t GroupPool::plan_size(std::uint64_t part) const {
  const std::uint64_t size = std::min(part, all_ - part);
  if (size < 32 || (2 * counts_[heaviest_] > all_ && is_drawn(size))) return size;
  const int bits = std::bit_width(size) - 5;
  return size >> bits << bits;
}

GroupPool::Plan GroupPool::make_plan(std::uint64_t size, std::uint64_t parts) const {
  const double all = static_cast<double>(all_), smaller = static_cast<double>(size);
  const bool few = size < kFewRows;
  Plan plan;
  plan.size = size;
  const double enough = (ordered_ || !few ? kEnoughExpected : kFewExpected) * all / smaller;
  const std::span<const std::uint32_t> coarse(column_.coarse.data(), counts_.size());
  plan.joined = join(counts_, ordered_ ? coarse : std::span<const std::uint32_t>(), enough);
  plan.rows = grouped_counts(counts_, plan.joined);
  plan.drawn = is_drawn(size);
  if (plan.drawn && parts >= kPartsWorthALaw) {
    std::vector<double> scores(kDraws);
    for (std::size_t i = 0; i < kDraws; ++i) scores[i] = draw(plan, i);
    plan.law = std::make_unique<const DrawnLaw>(std::move(scores));
  }
  return plan;
}

void GroupPool::prepare(std::span<const std::uint64_t> sizes) {
  if (used_ < 2) return;
  std::map<std::uint64_t, std::uint64_t> parts;
  for (const std::uint64_t size : sizes) ++parts[plan_size(size)];
  parts.erase(0);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> wanted;
  for (const auto& each : parts)
    if (!plans_.contains(each.first)) wanted.push_back(each);
  std::vector<Plan> made(wanted.size());
  parallel_chunks(wanted.size(), 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) made[i] = make_plan(wanted[i].first, wanted[i].second);
  });
  bool asymptotic = false;
  for (Plan& plan : made) {
    asymptotic = asymptotic || !plan.drawn;
    const std::uint64_t size = plan.size;
    plans_.emplace(size, std::move(plan));
  }
  if (asymptotic && ordered_ && joint_table_[0].empty()) tabulate_joint_law();
}

const GroupPool::Plan& GroupPool::plan_of(std::uint64_t part) const { return plans_.at(plan_size(part)); }

/// (N − 1) m/n · Σ v (F − u)², u the mid-rank in the pool and F that in the part, v A²'s weight: where the part has no rows,
/// F stays as it is, and the sum over cells is one of differences of sums.
double GroupPool::anderson_darling(std::span<const CellCount> part, double size) const {
  const double all = static_cast<double>(all_);
  double sum = 0, before = 0;
  std::size_t next = 0;
  const auto add_run = [&](std::size_t end) {
    const double f = before / size;
    sum += std::max(f * f * (weight_[end] - weight_[next]) - 2 * f * (moment_[end] - moment_[next]) +
                        (square_[end] - square_[next]),
                    0.0);
  };
  for (const CellCount& each : part) {
    add_run(each.cell);
    const double f = (before + 0.5 * each.rows) / size, apart = f - rank_[each.cell];
    sum += (weight_[each.cell + 1] - weight_[each.cell]) * apart * apart;
    before += each.rows;
    next = each.cell + 1;
  }
  add_run(counts_.size());
  return sum * (all - 1) * size / (all - size);
}

double GroupPool::smooth(std::span<const CellCount> part, double size) const {
  const double all = static_cast<double>(all_);
  double sum = 0;
  for (const std::vector<double>& polynomial : polynomials_) {
    double along = 0;
    for (const CellCount& each : part) along += each.rows * polynomial[each.cell];
    sum += along * along;
  }
  return sum * (all - 1) / (size * (all - size));
}

double GroupPool::homogeneity(std::span<const CellCount> part, double size, const Plan& plan) const {
  const double all = static_cast<double>(all_);
  double sum = 0;
  for (std::size_t i = 0; i < part.size();) {
    const std::uint32_t cell = plan.joined[part[i].cell];
    double rows = 0;
    for (; i < part.size() && plan.joined[part[i].cell] == cell; ++i) rows += part[i].rows;
    sum += rows * rows / static_cast<double>(plan.rows[cell]);
  }
  return std::max((sum - size * size / all) * all * all / (size * (all - size)), 0.0);
}

/// Straight lines between the points of the grid, and beyond it.
double GroupPool::anderson_darling_score(double statistic) const {
  const std::vector<double>& table = anderson_darling_table_;
  if (statistic <= kGridFirst) return table[0] * statistic / kGridFirst;
  const double place = std::log(statistic / kGridFirst) / std::log(kGridRatio);
  const std::size_t i = std::min(static_cast<std::size_t>(place), kGrid - 2);
  const double low = grid_point(i), high = grid_point(i + 1);
  return table[i] + (table[i + 1] - table[i]) * (statistic - low) / (high - low);
}

double GroupPool::score(std::span<const CellCount> part, const Plan& plan) const {
  const auto rows = size_of(part);
  const double size = static_cast<double>(rows), degrees = static_cast<double>(plan.rows.size()) - 1;
  const double x = degrees > 0 ? homogeneity(part, size, plan) : 0;
  if (!ordered_ && degrees == 0) return 0;
  if (!ordered_)
    return plan.drawn ? HomogeneityScore(plan.rows, all_ - rows, rows)(x) : -log_chi_squared_sf(x, degrees);
  OrderedScores scores;
  scores.anderson_darling = anderson_darling_score(anderson_darling(part, size));
  scores.smooth = -log_chi_squared_sf(smooth(part, size), static_cast<double>(polynomials_.size()));
  if (degrees > 0) scores.homogeneity = -log_chi_squared_sf(x, degrees);
  return scores.joint();
}

/// The score of a part drawn without putting back: how many rows are not in the heaviest cell, then these one by one.
double GroupPool::draw(const Plan& plan, std::uint64_t number) const {
  Random random(plan.size, number);
  const std::uint64_t others = ends_.back(), heaviest = counts_[heaviest_];
  const std::uint64_t taken = draw_hypergeometric(random, others, heaviest, plan.size);
  // Floyd's way to draw some of many without putting back.
  std::vector<std::uint64_t> ranks;
  for (std::uint64_t i = others - taken; i < others; ++i) {
    const std::uint64_t rank = random.below(i + 1);
    const auto place = std::lower_bound(ranks.begin(), ranks.end(), rank);
    if (place != ranks.end() && *place == rank)
      ranks.push_back(i);
    else
      ranks.insert(place, rank);
  }
  std::vector<CellCount> part;
  const auto add = [&](std::size_t cell, std::uint64_t rows) {
    if (!part.empty() && part.back().cell == cell)
      part.back().rows += static_cast<std::uint32_t>(rows);
    else
      part.push_back({static_cast<std::uint32_t>(cell), static_cast<std::uint32_t>(rows)});
  };
  bool heaviest_added = taken == plan.size;
  for (const std::uint64_t rank : ranks) {
    const auto cell = static_cast<std::size_t>(std::upper_bound(ends_.begin(), ends_.end(), rank) - ends_.begin());
    if (cell > heaviest_ && !heaviest_added) {
      add(heaviest_, plan.size - taken);
      heaviest_added = true;
    }
    add(cell, 1);
  }
  if (!heaviest_added) add(heaviest_, plan.size - taken);
  return score(part, plan);
}

void GroupPool::tabulate_joint_law() {
  const Counts coarse = grouped_counts(counts_, std::span<const std::uint32_t>(column_.coarse.data(), counts_.size()));
  const auto used = std::count_if(coarse.begin(), coarse.end(), [](std::uint64_t count) { return count > 0; });
  for (const bool joined : {false, true}) {
    std::vector<double>& table = joint_table_[joined ? 1 : 0];
    table.resize(kJointGrid);
    if (used < 2) {
      std::fill(table.begin(), table.end(), OrderedScores::log_sf_at_most(0));
      continue;
    }
    const JointLaw law(coarse, 0, joined);
    parallel_chunks(kJointGrid, 4, [&](std::size_t first, std::size_t last) {
      for (std::size_t i = first; i < last; ++i) {
        const double at = kJointFirst + kJointStep * static_cast<double>(i);
        table[i] = law.log_sf(at) + at;
      }
    });
  }
}

/// Beyond the table, which ends at p = 1e-13, what the three have in common hardly changes.
double GroupPool::log_joint_sf(double score, bool joined) const {
  const std::vector<double>& table = joint_table_[joined ? 1 : 0];
  if (score <= kJointFirst) return 0;
  const double place = (score - kJointFirst) / kJointStep;
  const std::size_t i = std::min(static_cast<std::size_t>(place), kJointGrid - 2);
  const double part = std::min(place - static_cast<double>(i), 1.0);
  return std::min(std::lerp(table[i], table[i + 1], part) - score, 0.0);
}

PValue GroupPool::p(std::span<const CellCount> part) const {
  const std::uint64_t rows = size_of(part);
  if (used_ < 2 || rows == 0 || rows == all_) return {1, 0, Method::exact};
  const Plan& plan = plan_of(rows);
  const double observed = score(part, plan);
  if (plan.law) return plan.law->p(observed);
  if (plan.drawn)
    return sequential_p(observed, [&](std::uint64_t number) { return draw(plan, number); }, {.draws = kDraws});
  const std::size_t cells = column_.coarse[counts_.size() - 1] + std::size_t{1};
  const double log_p = ordered_ ? log_joint_sf(observed, plan.rows.size() < cells) : -observed;
  return {std::exp(log_p), log_p, Method::asymptotic};
}

QuickDistance GroupPool::distance(std::span<const CellCount> part) const {
  const std::uint64_t rows = size_of(part);
  if (used_ < 2 || rows == 0 || rows == all_) return {};
  const Plan& plan = plan_of(rows);
  const double all = static_cast<double>(all_), m = static_cast<double>(rows), n = all - m;
  // Cells without rows of the part add half their share times ln 2.
  double js = 0, seen = 0;
  const auto term = [](double x, double r) { return x > 0 ? x * std::log(x / r) : 0; };
  for (std::size_t i = 0; i < part.size();) {
    const std::uint32_t cell = plan.joined[part[i].cell];
    double here = 0;
    for (; i < part.size() && plan.joined[part[i].cell] == cell; ++i) here += part[i].rows;
    const double p = here / m, q = (static_cast<double>(plan.rows[cell]) - here) / n, r = (p + q) / 2;
    js += (term(p, r) + term(q, r)) / 2;
    seen += q;
  }
  QuickDistance found;
  found.js = std::max(js + std::max(1 - seen, 0.0) / 2 * kLogTwo, 0.0);
  // The noncentrality at which a normal law with the moments of χ²'s is so far below: about 96%.
  constexpr double kReach = 1.8;
  const double scale = (1 / n + 1 / m) / 8, freedom = static_cast<double>(plan.rows.size()) - 1;
  const double over = found.js / scale - freedom;
  const double square = 4 * over + 4 * kReach * kReach + 2 * freedom;
  const double noncentrality = square > 0 ? over + 2 * kReach * kReach - kReach * std::sqrt(square) : 0;
  found.lower = over > 0 ? std::sqrt(std::max(noncentrality, 0.0) * scale) : 0;
  return found;
}

}  // namespace sanov
