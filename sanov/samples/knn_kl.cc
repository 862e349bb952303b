#include "sanov/samples/knn_kl.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/base/progress.h"
#include "sanov/base/running_sum.h"
#include "sanov/inference/resampling.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/special.h"
#include "sanov/samples/neighbour_lists.h"
#include "sanov/samples/neighbours.h"
#include "sanov/samples/ties.h"
#include "sanov/samples/two_samples.h"

namespace sanov {
namespace {

constexpr const char* kName = "knn_kl";
constexpr std::size_t kChunk = 256, kFewestParts = 5, kMostParts = 40, kLeastOfAPart = 20;

/// ln of the ratio of two distances by their squares; what spreading could not part counts as the smallest there is.
double log_distance_ratio(double far, double near) {
  constexpr double kLeast = std::numeric_limits<double>::min();
  return 0.5 * (std::log(std::max(far, kLeast)) - std::log(std::max(near, kLeast)));
}

/// What neighbours tell: the estimate, and where it goes as k does towards 0 (no bias left), as much again beyond it.
struct Estimate {
  double kl = 0, beyond = 0;
};

/// The estimate with k, and the straight line through those with 1, …, k over k^(2/d), which their bias follows, read at 0.
Estimate estimate_of(const std::vector<double>& by_k, std::size_t d) {
  const std::size_t k = by_k.size();
  double mean_at = 0, mean = 0, across = 0, square = 0;
  const auto at = [&](std::size_t j) { return std::pow(static_cast<double>(j + 1), 2 / static_cast<double>(d)); };
  for (std::size_t j = 0; j < k; ++j) {
    mean_at += at(j) / static_cast<double>(k);
    mean += by_k[j] / static_cast<double>(k);
  }
  for (std::size_t j = 0; j < k; ++j) {
    across += (at(j) - mean_at) * (by_k[j] - mean);
    square += (at(j) - mean_at) * (at(j) - mean_at);
  }
  const double at_0 = k > 1 ? mean - across / square * mean_at : by_k.back();
  return {by_k.back(), 2 * at_0 - by_k.back()};
}

/// The estimates from points in rows.
Estimate estimate(std::span<const double> x, std::span<const double> y, std::size_t d, std::size_t k) {
  const NeighbourTree of_x(x, d), of_y(y, d);
  const std::size_t n = x.size() / d, m = y.size() / d;
  std::vector<double> terms(n * k);
  parallel_chunks((n + kChunk - 1) / kChunk, 1, [&](std::size_t begin, std::size_t end) {
    std::vector<Neighbour> near(k), far(k);
    for (std::size_t place = begin * kChunk; place < std::min(end * kChunk, n); ++place) {
      const std::uint32_t i = of_x.order()[place];
      of_x.find(x.data() + i * d, i, near);
      of_y.find(x.data() + i * d, NeighbourTree::kNone, far);
      for (std::size_t j = 0; j < k; ++j) terms[i * k + j] = log_distance_ratio(far[j].square, near[j].square);
    }
    poll();
  });
  std::vector<double> by_k(k);
  for (std::size_t j = 0; j < k; ++j) {
    RunningSum sum;
    for (std::size_t i = 0; i < n; ++i) sum.add(terms[i * k + j]);
    by_k[j] = static_cast<double>(d) / static_cast<double>(n) * sum.value() +
              std::log(static_cast<double>(m) / static_cast<double>(n - 1));
  }
  return estimate_of(by_k, d);
}

/// Rows of some points, chosen by number.
std::vector<double> rows_of(std::span<const double> points, std::span<const std::uint32_t> chosen, std::size_t d) {
  std::vector<double> out;
  out.reserve(chosen.size() * d);
  for (const std::uint32_t row : chosen) out.insert(out.end(), &points[row * d], &points[row * d] + d);
  return out;
}

double error_of_mean(const std::vector<double>& values) {
  const double count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / (count - 1) / count);
}

/// The standard error of the estimate is that of the mean of disjoint parts' estimates. The interval holds the estimate and
/// what lies beyond the end of its bias, and reaches out from both.
void set_standard_error(const TwoSamples& both, const Estimate& whole, const KnnOptions& options,
                        KnnDivergence& found) {
  const std::size_t d = both.dimensions(), n = both.n(), m = both.m();
  const std::size_t least = std::max(kLeastOfAPart, 3 * options.k + 2);
  const std::size_t parts = std::min(kMostParts, std::min(n, m) / least);
  if (parts < kFewestParts) return;
  std::vector<std::uint32_t> order_x(n), order_y(m);
  permutation(options.seed, 0, order_x);
  permutation(options.seed, 1, order_y);
  const auto x = both.points().first(n * d), y = both.points().subspan(n * d);
  const auto part_of = [&](std::span<const std::uint32_t> order, std::size_t part) {
    const std::size_t first = order.size() * part / parts, last = order.size() * (part + 1) / parts;
    return order.subspan(first, last - first);
  };
  std::vector<double> values(parts), beyond(parts);
  for (std::size_t part = 0; part < parts; ++part) {
    const Estimate of_part =
        estimate(rows_of(x, part_of(order_x, part), d), rows_of(y, part_of(order_y, part), d), d, options.k);
    values[part] = of_part.kl;
    beyond[part] = of_part.beyond;
  }
  found.standard_error = error_of_mean(values);
  if (d > kMostCoveredDimensions) return;
  const double t = student_t_quantile(0.5 + options.level / 2, static_cast<double>(parts - 1));
  const double reach = t * *found.standard_error, far_reach = t * error_of_mean(beyond);
  // A divergence is not negative, though its estimate may be.
  found.interval = Interval{std::max(0.0, std::min(whole.kl - reach, whole.beyond - far_reach)),
                            std::max({0.0, whole.kl + reach, whole.beyond + far_reach}), options.level};
}

}  // namespace

KnnDivergence knn_kl(Rows x, Rows y, const KnnOptions& options) {
  const FloatingPoint environment;
  if (options.k == 0) fail_argument(kName, "k", "is 0; it must be at least 1, for the nearest neighbour");
  if (!(options.level > 0 && options.level < 1))
    fail_argument(kName, "level", "is " + to_text(options.level) + "; it must lie between 0 and 1");
  TwoSamples both(x, y, options.k + 1, 0, options.seed, kName);
  both.centre();
  const std::size_t d = both.dimensions(), n = both.n();
  KnnDivergence found;
  found.spread = spread_ties(both, options.seed);
  const Estimate whole = estimate(both.points().first(n * d), both.points().subspan(n * d), d, options.k);
  found.kl = whole.kl;
  set_standard_error(both, whole, options, found);
  if (options.permutations > 0 && both.size() <= options.most_permuted) {
    const NeighbourLists lists(both.points(), d, n, options.k);
    found.p =
        permutation_p(lists.estimate(NeighbourLists::kAsGiven, options.seed + 1), options.permutations,
                      Alternative::greater, [&](std::uint64_t draw) { return lists.estimate(draw, options.seed + 1); });
  }
  return found;
}

}  // namespace sanov
