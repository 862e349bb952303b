#include "sanov/rank/pair_scores.h"

#include "sanov/rank/inversions.h"

namespace sanov {
namespace {

/// Where each group of equal y begins in y's order, and how many it has.
struct Groups {
  std::vector<double> below, size;
};

Groups groups_of(const Order& y) {
  Groups out;
  for (std::size_t k = 0; k < y.size();) {
    const std::size_t past = y.next(k + 1, false);
    out.below.push_back(static_cast<double>(k));
    out.size.push_back(static_cast<double>(past - k));
    k = past;
  }
  return out;
}

PairScores untied_scores(std::span<const std::uint32_t> ranks, std::span<const std::uint32_t> before) {
  const std::size_t n = ranks.size();
  PairScores out;
  out.excess.resize(n);
  for (std::size_t k = 0; k < n; ++k)
    out.excess[k] = 4.0 * before[k] + static_cast<double>(n - 1) - 2.0 * static_cast<double>(k) - 2.0 * ranks[k];
  return out;
}

}  // namespace

PairScores pair_scores(const Order& x, const Order& y, std::span<const std::uint32_t> ranks) {
  const std::size_t n = x.size();
  std::vector<std::uint32_t> before(n);
  count_smaller_before(ranks, static_cast<std::uint32_t>(y.ties().groups), before);
  if (x.ties().pairs == 0 && y.ties().pairs == 0) return untied_scores(ranks, before);
  const Groups groups = groups_of(y);
  std::vector<double> met(groups.size.size());  // of each y so far, at smaller x
  PairScores out;
  for (auto* column : {&out.excess, &out.x_run, &out.y_run, &out.both}) column->resize(n);
  for (std::size_t first = 0; first < n;) {
    const std::size_t past = x.next(first + 1, false);
    const double x_run = static_cast<double>(past - first);
    for (std::size_t k = first; k < past;) {
      std::size_t end = k;
      while (end < past && ranks[end] == ranks[k]) ++end;
      const std::uint32_t group = ranks[k];
      const double both = static_cast<double>(end - k), smaller_in_run = static_cast<double>(k - first);
      // Smaller in x and in y; with halves for those tied in one, and a quarter for those tied in both, times 4.
      const double less = static_cast<double>(before[k]) - smaller_in_run;
      const double dominated = 4 * less + 2 * met[group] + 2 * smaller_in_run + both;
      const double excess = dominated + static_cast<double>(n) - 2 * static_cast<double>(first) -
                            2 * groups.below[group] - x_run - groups.size[group];
      for (; k < end; ++k) {
        out.excess[k] = excess;
        out.x_run[k] = x_run;
        out.y_run[k] = groups.size[group];
        out.both[k] = both;
      }
      met[group] += both;
    }
    first = past;
  }
  return out;
}

double variance_of(const PairScores& scores, const CountSlopes& slopes, double kernel) {
  const std::size_t count = scores.excess.size();
  const double n = static_cast<double>(count);
  const auto part = [&](std::size_t k) {
    double sum = slopes.excess * scores.excess[k];
    if (scores.both.empty()) return sum;
    sum += slopes.untied_x * (n - scores.x_run[k]) + slopes.untied_y * (n - scores.y_run[k]);
    return sum + slopes.untied * (n - scores.x_run[k] - scores.y_run[k] + scores.both[k]);
  };
  double mean = 0, squares = 0;
  for (std::size_t k = 0; k < count; ++k) mean += part(k) / n;
  for (std::size_t k = 0; k < count; ++k) squares += (part(k) - mean) * (part(k) - mean);
  const double first_order = squares / (n * (n - 1) * (n - 1));
  return (4 * (n - 2) * first_order + 2 * kernel) / (n * (n - 1));
}

}  // namespace sanov
