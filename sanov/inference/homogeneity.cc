#include "sanov/inference/homogeneity.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/inference/count_draws.h"
#include "sanov/numerics/special.h"

namespace sanov {
namespace {

constexpr double kEnoughExpected = 10;

using Counts = std::span<const std::uint64_t>;

double total(Counts counts) {
  return static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
}

PValue certain() { return {1, 0, Method::exact}; }

PValue exactly(double log_p, Method method) {
  log_p = std::min(log_p, 0.0);
  return {std::exp(log_p), log_p, method};
}

/// X² of samples of n and m rows from a pool, given the second one's counts.
class PooledStatistic {
 public:
  PooledStatistic(Counts pooled, double n, double m)
      : m_(m), all_(n + m), scale_(all_ * all_ / (n * m)), pooled_(pooled) {}
  double operator()(Counts b) const {
    double sum = 0;
    for (std::size_t i = 0; i < b.size(); ++i) {
      const auto pooled = static_cast<double>(pooled_[i]);
      const double apart = static_cast<double>(b[i]) - m_ * pooled / all_;
      sum += apart * apart / pooled;
    }
    return sum * scale_;
  }

 private:
  double m_, all_, scale_;
  Counts pooled_;
};

/// Fisher's exact sum for two cells: all tables with X² at least as large.
PValue two_cell_p(Counts pooled, std::uint64_t n, std::uint64_t m, double observed) {
  const PooledStatistic statistic(pooled, static_cast<double>(n), static_cast<double>(m));
  const std::uint64_t least = m > pooled[1] ? m - pooled[1] : 0, most = std::min(m, pooled[0]);
  const auto log_factorial = [](std::uint64_t k) { return log_gamma(static_cast<double>(k) + 1); };
  std::vector<double> extreme, every;
  for (std::uint64_t k = least; k <= most; ++k) {
    const std::uint64_t rest = m - k;
    const double log_mass =
        -(log_factorial(k) + log_factorial(pooled[0] - k) + log_factorial(rest) + log_factorial(pooled[1] - rest));
    every.push_back(log_mass);
    if (statistic(std::vector{k, rest}) >= observed * (1 - 1e-9)) extreme.push_back(log_mass);
  }
  const auto log_sum = [](const std::vector<double>& logs) {
    const double top = *std::max_element(logs.begin(), logs.end());
    double sum = 0;
    for (double x : logs) sum += std::exp(x - top);
    return top + std::log(sum);
  };
  return exactly(log_sum(extreme) - log_sum(every), Method::exact);
}

}  // namespace

Homogeneity pearson_homogeneity(Counts a, Counts b) {
  if (a.size() != b.size()) fail_argument("pearson_homogeneity", "b", "has not as many cells as a");
  const double n = total(a), m = total(b), all = n + m;
  if (n == 0 || m == 0) return {};
  Homogeneity result{.statistic = 0, .degrees = -1, .least_expected = HUGE_VAL};
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double ours = static_cast<double>(a[i]), theirs = static_cast<double>(b[i]), pooled = ours + theirs;
    if (pooled == 0) continue;
    const double apart = ours * m - theirs * n;
    result.statistic += apart * apart / pooled;
    result.degrees += 1;
    result.least_expected = std::min(result.least_expected, pooled * std::min(n, m) / all);
  }
  result.statistic /= n * m;
  return result;
}

HomogeneityScore::HomogeneityScore(Counts pooled, std::uint64_t first, std::uint64_t second) {
  const double n = static_cast<double>(first), m = static_cast<double>(second), all = n + m;
  double cells = 0, inverses = 0;
  for (const std::uint64_t count : pooled) {
    if (count == 0) continue;
    cells += 1;
    inverses += 1 / static_cast<double>(count);
  }
  mean_ = all * (cells - 1) / (all - 1);
  variance_ = 2 * mean_;
  if (all < 4 || cells < 2) return;
  // Over tables with both margins given, of 2 rows and `cells` columns.
  const double v_rows = (all - 2) / (all - 1), v_cells = (cells - 1) * (all - cells) / (all - 1);
  const double w_rows = (all * (1 / n + 1 / m) - 4) / (all - 2), w_cells = (all * inverses - cells * cells) / (all - 2);
  const double variance =
      2 * all / (all - 3) * (v_rows - w_rows) * (v_cells - w_cells) + all * all / (all - 1) * w_rows * w_cells;
  if (variance > 0) variance_ = variance;
}

double HomogeneityScore::operator()(double statistic) const {
  const double scale = variance_ / (2 * mean_);
  return -log_chi_squared_sf(statistic / scale, mean_ / scale);
}

PValue homogeneity_p(Counts a, Counts b, const DrawOptions& options) {
  const Homogeneity found = pearson_homogeneity(a, b);
  if (found.degrees < 1) return certain();
  if (found.least_expected >= kEnoughExpected)
    return exactly(log_chi_squared_sf(found.statistic, found.degrees), Method::asymptotic);
  std::vector<std::uint64_t> pooled;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i] + b[i] > 0) pooled.push_back(a[i] + b[i]);
  // The largest cells first: most rows are drawn before the many small cells are come to.
  std::sort(pooled.begin(), pooled.end(), std::greater<>());
  auto n = static_cast<std::uint64_t>(total(a)), m = static_cast<std::uint64_t>(total(b));
  if (n < m) std::swap(n, m);
  if (pooled.size() == 2) return two_cell_p(pooled, n, m, found.statistic);
  const PooledStatistic statistic(pooled, static_cast<double>(n), static_cast<double>(m));
  const HomogeneityScore score(pooled, n, m);
  std::vector<std::uint64_t> drawn(pooled.size());
  return sequential_p(
      score(found.statistic),
      [&](std::uint64_t draw) {
        Random random(options.seed, draw);
        draw_without_replacement(random, pooled, m, drawn);
        return score(statistic(drawn));
      },
      options);
}

}  // namespace sanov
