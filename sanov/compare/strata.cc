#include "sanov/compare/strata.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sanov/base/progress.h"
#include "sanov/base/running_sum.h"
#include "sanov/inference/count_draws.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

constexpr double kFloor = 0.95;

/// Upper ends of at most `most` cells of about as many values each; equal values share one.
std::vector<double> cut_points(std::vector<double> values, std::size_t most) {
  std::sort(values.begin(), values.end());
  std::vector<double> ends;
  for (std::size_t c = 1; c < most; ++c) {
    const double end = values[values.size() * c / most - (values.size() * c / most > 0 ? 1 : 0)];
    if ((ends.empty() || end > ends.back()) && end < values.back()) ends.push_back(end);
  }
  return ends;
}

/// x ln(x/y), 0 for x = 0.
double term(double x, double y) { return x > 0 ? x * std::log(x / y) : 0; }

/// The p of the first of some statistics among all of them, itself included.
std::vector<double> ranked(const std::vector<double>& values) {
  std::vector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  std::vector<double> p(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    // What rounding alone makes smaller counts as equal.
    const double least = values[i] - 1e-9 * std::fabs(values[i]);
    p[i] = static_cast<double>(sorted.end() - std::lower_bound(sorted.begin(), sorted.end(), least)) /
           static_cast<double>(values.size());
  }
  return p;
}

}  // namespace

CutColumn cut_column(const RowColumn& column, std::size_t most) {
  CutColumn cut;
  std::vector<double> values;
  bool missing = false;
  for (const auto* side : {&column.reference, &column.current})
    for (const double value : *side) {
      if (std::isnan(value))
        missing = true;
      else
        values.push_back(value);
    }
  std::vector<double> ends;
  std::uint32_t own = 0;
  if (column.is_text()) {
    own = static_cast<std::uint32_t>(std::min(most, column.categories.size()));
  } else if (!values.empty()) {
    ends = cut_points(std::move(values), most);
    own = static_cast<std::uint32_t>(ends.size() + 1);
    cut.ordered = own;
  }
  const auto place = [&](double value) -> std::uint32_t {
    if (std::isnan(value)) return own;
    if (column.is_text()) return std::min(static_cast<std::uint32_t>(value), own - 1);
    return static_cast<std::uint32_t>(std::lower_bound(ends.begin(), ends.end(), value) - ends.begin());
  };
  for (const double value : column.reference) cut.reference.push_back(place(value));
  for (const double value : column.current) cut.current.push_back(place(value));
  cut.cells = std::max(1u, own + (missing ? 1 : 0));
  return cut;
}

StratifiedCounts::StratifiedCounts(const CutColumn& strata, const CutColumn& cells)
    : strata_(strata.cells),
      cells_(cells.cells),
      reference_(strata_ * cells_),
      both_(strata_ * cells_),
      n_(static_cast<double>(cells.reference.size())),
      m_(static_cast<double>(cells.current.size())) {
  for (std::size_t i = 0; i < cells.reference.size(); ++i)
    ++reference_[strata.reference[i] * cells_ + cells.reference[i]];
  both_ = reference_;
  for (std::size_t i = 0; i < cells.current.size(); ++i) ++both_[strata.current[i] * cells_ + cells.current[i]];
  if (cells.ordered < 2) return;
  scores_.assign(cells_, 0.0);
  double below = 0;
  for (std::size_t c = 0; c < cells.ordered; ++c) {
    double here = 0;
    for (std::size_t s = 0; s < strata_; ++s) here += static_cast<double>(both_[s * cells_ + c]);
    scores_[c] = (below + here / 2) / (n_ + m_) - 0.5;
    below += here;
  }
}

StratifiedCounts::StratifiedCounts(const CutColumn& cells)
    : StratifiedCounts(
          {std::vector<std::uint32_t>(cells.reference.size()), std::vector<std::uint32_t>(cells.current.size()), 1, 0},
          cells) {}

struct StratifiedCounts::Statistics {
  double information = 0, g_squared = 0, trend = 0;
};

StratifiedCounts::Statistics StratifiedCounts::statistics(std::span<const std::uint64_t> reference) const {
  RunningSum information, g_squared;
  double trend = 0;
  for (std::size_t s = 0; s < strata_; ++s) {
    double of_p = 0, of_q = 0;
    for (std::size_t i = s * cells_; i < (s + 1) * cells_; ++i) {
      of_p += static_cast<double>(reference[i]);
      of_q += static_cast<double>(both_[i] - reference[i]);
    }
    if (of_p == 0 || of_q == 0) continue;  // nothing to compare here
    // Of the cells' shares and the stratum's: each information is Σ over tables ½ p ln(p/mean).
    const double share_p = of_p / n_, share_q = of_q / m_, mean_share = (share_p + share_q) / 2;
    for (std::size_t c = 0; c < cells_; ++c) {
      const std::size_t i = s * cells_ + c;
      if (both_[i] == 0) continue;
      const double a = static_cast<double>(reference[i]), b = static_cast<double>(both_[i] - reference[i]);
      const double p = a / n_, q = b / m_, mean = (p + q) / 2;
      // p(y|x) against the mean of both tables' y given x, weighted by their shares of x.
      information.add(0.5 * term(p, share_p * mean / mean_share) + 0.5 * term(q, share_q * mean / mean_share));
      const double share = static_cast<double>(both_[i]) / (of_p + of_q);
      g_squared.add(2 * term(a, of_p * share) + 2 * term(b, of_q * share));
      if (!scores_.empty()) trend += scores_[c] * (a - of_p * share);
    }
  }
  return {std::max(0.0, information.value()), std::max(0.0, g_squared.value()), std::fabs(trend)};
}

double StratifiedCounts::information() const { return statistics(reference_).information; }

ShiftPart StratifiedCounts::test(std::size_t permutations, std::uint64_t seed) const {
  const Statistics observed = statistics(reference_);
  ShiftPart part;
  part.nats = part.corrected = observed.information;
  if (permutations == 0) return part;
  std::vector<double> information(permutations), g_squared(permutations + 1), trend(permutations + 1);
  g_squared[0] = observed.g_squared;
  trend[0] = observed.trend;
  std::vector<std::uint64_t> totals(strata_);
  for (std::size_t i = 0; i < reference_.size(); ++i) totals[i / cells_] += reference_[i];
  parallel_chunks(permutations, 1, [&](std::size_t begin, std::size_t end) {
    std::vector<std::uint64_t> drawn(reference_.size());
    for (std::size_t draw = begin; draw < end; ++draw) {
      Random random(seed, draw);
      for (std::size_t s = 0; s < strata_; ++s)
        draw_without_replacement(random, std::span(both_).subspan(s * cells_, cells_), totals[s],
                                 std::span(drawn).subspan(s * cells_, cells_));
      const Statistics found = statistics(drawn);
      information[draw] = found.information;
      g_squared[draw + 1] = found.g_squared;
      trend[draw + 1] = found.trend;
    }
    poll();
  });
  const double mean = std::accumulate(information.begin(), information.end(), 0.0) / static_cast<double>(permutations);
  part.corrected = std::max(0.0, observed.information - mean);
  std::sort(information.begin(), information.end());
  part.floor = information[static_cast<std::size_t>(kFloor * static_cast<double>(permutations - 1))];
  // The smaller of the two p, calibrated on the same draws.
  std::vector<double> least = ranked(g_squared);
  if (!scores_.empty()) {
    const std::vector<double> other = ranked(trend);
    for (std::size_t i = 0; i < least.size(); ++i) least[i] = -std::min(least[i], other[i]);
    least = ranked(least);
  }
  part.p = {least[0], std::log(least[0]), Method::permutation};
  return part;
}

}  // namespace sanov
