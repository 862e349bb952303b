#include "sanov/inference/pair_differences.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

#include "sanov/inference/grouped_counts.h"

namespace sanov {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kMostPoints = 4096;
constexpr double kLargest = std::numeric_limits<double>::max();

/// Whole numbers in the order of the doubles.
std::int64_t order_of(double x) {
  const auto bits = std::bit_cast<std::int64_t>(x);
  return bits >= 0 ? bits : std::numeric_limits<std::int64_t>::min() - bits;
}
double of_order(std::int64_t order) {
  return std::bit_cast<double>(order >= 0 ? order : std::numeric_limits<std::int64_t>::min() - order);
}

/// The points that have rows, neighbours taken together at their middle row where they are too many.
std::uint64_t copy_points(const CountedPoints& points, std::vector<double>& at, std::vector<std::uint64_t>& counts) {
  const std::uint64_t rows = total_count(points.counts);
  const bool many = points.at.size() > kMostPoints;
  const std::uint64_t together = rows / kMostPoints + 1;
  std::uint64_t below = 0, part = 0;
  for (std::size_t i = 0; i < points.at.size(); ++i) {
    const std::uint64_t count = points.counts[i];
    if (count == 0) continue;
    const double x = std::clamp(points.at[i], -kLargest, kLargest);
    const std::uint64_t now = below / together;
    if (many && !at.empty() && now == part) {
      counts.back() += count;
      if (below <= part * together + together / 2) at.back() = x;
    } else {
      at.push_back(x);
      counts.push_back(count);
    }
    part = now;
    below += count;
  }
  return rows;
}

}  // namespace

PairDifferences::PairDifferences(const CountedPoints& reference, const CountedPoints& current) {
  const std::uint64_t n = copy_points(reference, x_, a_), m = copy_points(current, y_, b_);
  all_ = Wide{n} * m;
}

PairDifferences::Count PairDifferences::count(double t) const {
  Count found{.pairs = 0, .points = 0, .largest = -kInfinity, .smallest = kInfinity};
  std::uint64_t below = 0;
  std::size_t j = 0;
  // As x ascends, so does the y up to which y − x ≤ t; rounding keeps that order.
  for (std::size_t i = 0; i < x_.size(); ++i) {
    for (; j < y_.size() && y_[j] - x_[i] <= t; ++j) below += b_[j];
    found.pairs += Wide{a_[i]} * below;
    found.points += j;
    if (j > 0) found.largest = std::max(found.largest, y_[j - 1] - x_[i]);
    if (j < y_.size()) found.smallest = std::min(found.smallest, y_[j] - x_[i]);
  }
  return found;
}

double PairDifferences::select_between(double low, double high, Wide rank) const {
  struct Point {
    double difference;
    Wide pairs;
  };
  std::vector<Point> points;
  std::size_t first = 0, last = 0;
  for (std::size_t i = 0; i < x_.size(); ++i) {
    for (; first < y_.size() && y_[first] - x_[i] <= low; ++first) continue;
    for (; last < y_.size() && y_[last] - x_[i] <= high; ++last) continue;
    for (std::size_t j = first; j < last; ++j) points.push_back({y_[j] - x_[i], Wide{a_[i]} * b_[j]});
  }
  std::sort(points.begin(), points.end(), [](const Point& p, const Point& q) { return p.difference < q.difference; });
  for (const Point& point : points) {
    if (point.pairs >= rank) return point.difference;
    rank -= point.pairs;
  }
  return high;
}

double PairDifferences::of_rank(Wide rank) const {
  // Always: `under` differences, fewer than rank, are ≤ low, and `over`, at least rank, ≤ high, a difference itself.
  double low = -kInfinity, high = y_.back() - x_.front();
  Count under{}, over{.pairs = all_, .points = x_.size() * y_.size(), .largest = high, .smallest = kInfinity};
  double guess = y_[y_.size() / 2] - x_[x_.size() / 2];
  const std::size_t few = 2 * (x_.size() + y_.size());
  for (int step = 0; over.points - under.points > few; ++step) {
    const Count found = count(guess);
    if (found.pairs >= rank) {
      high = found.largest;
      over = found;
    } else {
      low = guess;
      under = found;
      if (found.smallest >= high) return high;
    }
    // Straight through the counts, a little to the left and to the right of the rank in turn, so that both ends close in
    // on it; now and then half of the doubles in between, which ends for any data.
    const double least = std::max(low, y_.front() - x_.back());
    const double part = static_cast<double>(rank - under.pairs) / static_cast<double>(over.pairs - under.pairs);
    const double aside = step % 2 == 0 ? -0.03 : 0.03;
    guess = least + (high - least) * std::clamp(part + aside, 0.01, 0.99);
    if (step % 8 == 7 || !(guess > low && guess < high)) {
      const std::int64_t from = order_of(low), to = order_of(high);
      guess = of_order(from < 0 && to > 0 ? from / 2 + to / 2 : from + (to - from) / 2);
    }
    if (!(guess < high)) guess = std::nextafter(high, -kInfinity);
  }
  return select_between(low, high, rank - under.pairs);
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
