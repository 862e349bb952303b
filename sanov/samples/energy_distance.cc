#include "sanov/samples/energy_distance.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/base/running_sum.h"
#include "sanov/inference/count_draws.h"
#include "sanov/inference/resampling.h"
#include "sanov/numerics/random.h"
#include "sanov/numerics/sort.h"
#include "sanov/samples/pair_sums.h"
#include "sanov/samples/two_samples.h"

namespace sanov {
namespace {

constexpr const char* kName = "energy_distance";
constexpr std::size_t kMostPermuted = 20'000, kCells = 4096;

/// All points on the line in order, and which are x's.
struct Merged {
  std::vector<double> at;
  std::vector<unsigned char> is_x;

  Merged(std::vector<double> x, std::vector<double> y) : at(x.size() + y.size()), is_x(at.size()) {
    sort(std::span<double>(x));
    sort(std::span<double>(y));
    for (std::size_t i = 0, j = 0, k = 0; k < at.size(); ++k) {
      is_x[k] = j == y.size() || (i < x.size() && x[i] <= y[j]);
      at[k] = is_x[k] != 0 ? x[i++] : y[j++];
    }
  }
};

/// 2∫(F − G)² of labels in the points' order.
template <class IsX>
double squared_on_line(std::span<const double> at, std::size_t n, std::size_t m, const IsX& is_x) {
  std::int64_t apart = 0;  // n·m·(F − G), a whole number
  const auto up = static_cast<std::int64_t>(m), down = static_cast<std::int64_t>(n);
  const double unit = 1 / (static_cast<double>(n) * static_cast<double>(m));
  RunningSum sum;
  for (std::size_t k = 0; k + 1 < at.size(); ++k) {
    apart += is_x(k) ? up : -down;
    const double difference = static_cast<double>(apart) * unit;
    sum.add(difference * difference * (at[k + 1] - at[k]));
  }
  return 2 * sum.value();
}

/// Σ over pairs on the line from one pass over the points in order. What is summed is −|x − y|.
PairSums sums_on_line(const Merged& merged, std::size_t n, std::size_t m) {
  PairSums sums{n, m, {}, {}};
  const std::size_t size = merged.at.size();
  std::vector<double> of_y_to_x, of_y_to_y;
  for (auto* part : {&sums.to_x, &sums.to_y}) part->reserve(size);
  double sum_x = 0, sum_y = 0, square_x = 0, square_y = 0;
  const double first = merged.at.front();
  double to_x = 0, to_y = 0;  // Σ of the distances from the point at hand
  for (std::size_t k = 0; k < size; ++k) {
    const double at = merged.at[k] - first;
    (merged.is_x[k] != 0 ? sum_x : sum_y) += at;
    (merged.is_x[k] != 0 ? square_x : square_y) += at * at;
  }
  to_x = sum_x;
  to_y = sum_y;
  double below_x = 0, below_y = 0;
  const double all_x = static_cast<double>(n), all_y = static_cast<double>(m);
  for (std::size_t k = 0; k < size; ++k) {
    const double step = k > 0 ? merged.at[k] - merged.at[k - 1] : 0;
    to_x += step * (2 * below_x - all_x);
    to_y += step * (2 * below_y - all_y);
    (merged.is_x[k] != 0 ? below_x : below_y) += 1;
    (merged.is_x[k] != 0 ? sums.to_x : of_y_to_x).push_back(-to_x);
    (merged.is_x[k] != 0 ? sums.to_y : of_y_to_y).push_back(-to_y);
  }
  sums.to_x.insert(sums.to_x.end(), of_y_to_x.begin(), of_y_to_x.end());
  sums.to_y.insert(sums.to_y.end(), of_y_to_y.begin(), of_y_to_y.end());
  sums.squares_xx = 2 * (all_x * square_x - sum_x * sum_x);
  sums.squares_yy = 2 * (all_y * square_y - sum_y * sum_y);
  sums.squares_xy = all_y * square_x + all_x * square_y - 2 * sum_x * sum_y;
  return sums;
}

/// Σ|xᵢ − xⱼ| over ordered pairs of those points that are x's, or of those that are not.
double distances_within(const Merged& merged, bool of_x, std::size_t count) {
  RunningSum sum;
  double below = 0, last = 0;
  const double all = static_cast<double>(count);
  for (std::size_t k = 0; k < merged.at.size(); ++k) {
    if ((merged.is_x[k] != 0) != of_x) continue;
    if (below > 0) sum.add(2 * below * (all - below) * (merged.at[k] - last));
    last = merged.at[k];
    below += 1;
  }
  return sum.value();
}

/// p from permutations of the points themselves.
PValue p_of_points(const Merged& merged, std::size_t n, std::size_t m, const EnergyOptions& options) {
  const double observed = squared_on_line(merged.at, n, m, [&](std::size_t k) { return merged.is_x[k] != 0; });
  const auto drawn = [&](std::uint64_t draw) {
    std::vector<std::uint32_t> order(merged.at.size());
    permutation(options.seed + 1, draw, order);
    return squared_on_line(merged.at, n, m, [&](std::size_t k) { return order[k] < n; });
  };
  return permutation_p(observed, options.permutations, Alternative::greater, drawn, observed);
}

/// p from permutations of all points, each taken to lie at the middle one of its cell of both samples together.
PValue p_of_cells(const Merged& merged, std::size_t n, std::size_t m, const EnergyOptions& options) {
  std::vector<double> at(kCells);
  std::vector<std::uint64_t> both(kCells), of_x(kCells);
  for (std::size_t c = 0; c < kCells; ++c) {
    const std::size_t first = merged.at.size() * c / kCells, last = merged.at.size() * (c + 1) / kCells;
    at[c] = merged.at[(first + last) / 2];
    both[c] = last - first;
    of_x[c] = static_cast<std::uint64_t>(std::accumulate(merged.is_x.begin() + static_cast<std::ptrdiff_t>(first),
                                                         merged.is_x.begin() + static_cast<std::ptrdiff_t>(last),
                                                         std::size_t{0}));
  }
  const auto squared = [&](std::span<const std::uint64_t> x) {
    double sum = 0, below_x = 0, below_y = 0;
    for (std::size_t c = 0; c + 1 < kCells; ++c) {
      below_x += static_cast<double>(x[c]);
      below_y += static_cast<double>(both[c] - x[c]);
      const double apart = below_x / static_cast<double>(n) - below_y / static_cast<double>(m);
      sum += apart * apart * (at[c + 1] - at[c]);
    }
    return 2 * sum;
  };
  const double observed = squared(of_x);
  const auto drawn = [&](std::uint64_t draw) {
    Random random(options.seed + 1, draw);
    std::vector<std::uint64_t> x(kCells);
    draw_without_replacement(random, both, n, x);
    return squared(x);
  };
  return permutation_p(observed, options.permutations, Alternative::greater, drawn, observed);
}

EnergyDistance on_line(const TwoSamples& both, const EnergyOptions& options) {
  const auto points = both.points();
  const std::vector<double> x(points.begin(), points.begin() + static_cast<std::ptrdiff_t>(both.n()));
  const std::vector<double> y(points.begin() + static_cast<std::ptrdiff_t>(both.n()), points.end());
  const double n = static_cast<double>(both.n()), m = static_cast<double>(both.m());
  const Merged merged(x, y);
  EnergyDistance found;
  found.squared = squared_on_line(merged.at, both.n(), both.m(), [&](std::size_t k) { return merged.is_x[k] != 0; });
  found.unbiased = found.squared - distances_within(merged, true, both.n()) / (n * n * (n - 1)) -
                   distances_within(merged, false, both.m()) / (m * m * (m - 1));
  found.standard_error = discrepancy(sums_on_line(merged, both.n(), both.m())).standard_error;
  if (options.permutations > 0)
    found.p = (merged.at.size() <= kMostPermuted ? p_of_points : p_of_cells)(merged, both.n(), both.m(), options);
  return found;
}

EnergyDistance in_space(const TwoSamples& both, const EnergyOptions& options) {
  const double n = static_cast<double>(both.n()), m = static_cast<double>(both.m());
  const PairPoints points(both.points(), both.dimensions());
  const PairKernel kernel{PairKernel::distance};
  PairSums sums = pair_sums(points, kernel, both.n());
  EnergyDistance found;
  const auto mean = [&](const std::vector<double>& of, std::size_t begin, std::size_t end, double pairs) {
    RunningSum sum;
    for (std::size_t i = begin; i < end; ++i) sum.add(of[i]);
    return sum.value() / pairs;
  };
  const double within_x = mean(sums.to_x, 0, both.n(), n * n), within_y = mean(sums.to_y, both.n(), both.size(), m * m);
  const double between = mean(sums.to_y, 0, both.n(), n * m);
  found.squared = std::max(0.0, (between - within_x) + (between - within_y));
  const Discrepancy of_distance = discrepancy(sums);
  found.unbiased = -of_distance.value;
  found.standard_error = of_distance.standard_error;
  if (options.permutations > 0) {
    const auto drawn = redrawn_discrepancies(points, kernel, sums, options.permutations, options.seed + 1);
    found.p = permutation_p(
        -of_distance.value, options.permutations, Alternative::greater,
        [&](std::uint64_t draw) { return -drawn[draw]; }, between);
  }
  return found;
}

}  // namespace

EnergyDistance energy_distance(Rows x, Rows y, const EnergyOptions& options) {
  const FloatingPoint environment;
  if (options.max_rows == 1) fail_argument(kName, "max_rows", "is 1; at least 2 are needed, or 0 for all");
  TwoSamples both(x, y, 2, x.columns() == 1 ? 0 : options.max_rows, options.seed, kName);
  both.centre();
  EnergyDistance found = both.dimensions() == 1 ? on_line(both, options) : in_space(both, options);
  found.squared = both.length(found.squared);
  found.unbiased = both.length(found.unbiased);
  found.standard_error = both.length(found.standard_error);
  found.distance = std::sqrt(found.squared);
  found.x_rows = both.n();
  found.y_rows = both.m();
  return found;
}

}  // namespace sanov
