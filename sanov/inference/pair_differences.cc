#include "sanov/inference/pair_differences.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

namespace sanov {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLargest = std::numeric_limits<double>::max();

/// Whole numbers in the order of the doubles.
std::int64_t order_of(double x) {
  const auto bits = std::bit_cast<std::int64_t>(x);
  return bits >= 0 ? bits : std::numeric_limits<std::int64_t>::min() - bits;
}
double of_order(std::int64_t order) {
  return std::bit_cast<double>(order >= 0 ? order : std::numeric_limits<std::int64_t>::min() - order);
}

std::uint64_t copy_points(const WeightedPoints& points, std::vector<double>& at, std::vector<std::uint64_t>& counts) {
  std::uint64_t rows = 0;
  for (std::size_t i = 0; i < points.at.size(); ++i) {
    if (points.counts[i] == 0) continue;
    at.push_back(std::clamp(points.at[i], -kLargest, kLargest));
    counts.push_back(points.counts[i]);
    rows += points.counts[i];
  }
  return rows;
}

}  // namespace

PairDifferences::PairDifferences(const WeightedPoints& reference, const WeightedPoints& current) {
  const std::uint64_t n = copy_points(reference, x_, a_), m = copy_points(current, y_, b_);
  all_ = Wide{n} * m;
}

PairDifferences::Count PairDifferences::count(double t) const {
  Count found{.pairs = 0, .largest = -kInfinity, .smallest = kInfinity};
  std::uint64_t below = 0;
  std::size_t j = 0;
  // As x ascends, so does the y up to which y − x ≤ t; rounding keeps that order.
  for (std::size_t i = 0; i < x_.size(); ++i) {
    for (; j < y_.size() && y_[j] - x_[i] <= t; ++j) below += b_[j];
    found.pairs += Wide{a_[i]} * below;
    if (j > 0) found.largest = std::max(found.largest, y_[j - 1] - x_[i]);
    if (j < y_.size()) found.smallest = std::min(found.smallest, y_[j] - x_[i]);
  }
  return found;
}

double PairDifferences::of_rank(Wide rank) const {
  // Always: at most `under` differences, fewer than rank, are ≤ low, and at least rank are ≤ high, a difference itself.
  double low = -kInfinity, high = y_.back() - x_.front();
  Wide under = 0, over = all_;
  double guess = y_[y_.size() / 2] - x_[x_.size() / 2];
  for (int step = 0;; ++step) {
    const Count found = count(guess);
    if (found.pairs >= rank) {
      high = found.largest;
      over = found.pairs;
    } else {
      low = guess;
      under = found.pairs;
      if (found.smallest >= high) return high;
    }
    // Straight through the counts; every third time half of the doubles in between, which ends for any data.
    const double least = std::max(low, y_.front() - x_.back());
    const double part = static_cast<double>(rank - under) / static_cast<double>(over - under);
    guess = least + (high - least) * std::clamp(part, 0.02, 0.98);
    if (step % 3 == 2 || !(guess > low && guess < high)) {
      const std::int64_t from = order_of(low), to = order_of(high);
      guess = of_order(from + (to - from) / 2);
      if (from < 0 && to > 0) guess = of_order(from / 2 + to / 2);
    }
    if (!(guess < high)) guess = std::nextafter(high, -kInfinity);
  }
}

double PairDifferences::median() const {
  const double first = of_rank((all_ + 1) / 2);
  return all_ % 2 == 1 ? first : std::midpoint(first, of_rank(all_ / 2 + 1));
}

double PairDifferences::quantile_below(double share) const {
  const double rank = std::floor(share * static_cast<double>(all_));
  return rank < 1 ? -kInfinity : of_rank(std::min(static_cast<Wide>(rank), all_));
}

double PairDifferences::quantile_above(double share) const {
  const double rank = std::ceil(share * static_cast<double>(all_)) + 1;
  return rank > static_cast<double>(all_) ? kInfinity : of_rank(static_cast<Wide>(rank));
}

}  // namespace sanov
