#include "sanov/inference/drawn_p.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sanov/base/error.h"

namespace sanov {
namespace {

constexpr std::size_t kFewestDraws = 100;  // of which five make a tail
constexpr std::size_t kCounted = 10;       // extreme draws from which on they are simply counted
constexpr std::size_t kLongestTail = 500;

/// Scores that differ by rounding alone are equally extreme.
double least_extreme(double observed) { return observed - 1e-9 * std::max(std::fabs(observed), 1.0); }

PValue drawn(double log_p) {
  log_p = std::min(log_p, 0.0);
  return {std::exp(log_p), log_p, Method::permutation};
}

}  // namespace

DrawnLaw::DrawnLaw(std::vector<double> scores) : descending_(std::move(scores)) {
  if (descending_.size() < kFewestDraws) fail_argument("DrawnLaw", "scores", "are fewer than 100");
  std::sort(descending_.begin(), descending_.end(), std::greater<>());
  const std::size_t tail = std::min(descending_.size() / 20, kLongestTail);
  tail_from_ = descending_[tail];
  tail_share_ = static_cast<double>(tail) / static_cast<double>(descending_.size());
  double excess = 0;
  for (std::size_t i = 0; i < tail; ++i) excess += descending_[i] - tail_from_;
  tail_scale_ = std::max(excess / static_cast<double>(tail), 1.0);
}

PValue DrawnLaw::p(double observed) const {
  const auto end = std::partition_point(descending_.begin(), descending_.end(),
                                        [&](double score) { return score >= least_extreme(observed); });
  const auto extreme = static_cast<std::size_t>(end - descending_.begin());
  if (extreme >= kCounted || observed <= tail_from_)
    return drawn(std::log(static_cast<double>(extreme + 1) / static_cast<double>(descending_.size() + 1)));
  return drawn(std::log(tail_share_) - (observed - tail_from_) / tail_scale_);
}

PValue sequential_p(double observed, const std::function<double(std::uint64_t)>& draw, const DrawOptions& options) {
  if (options.draws < kFewestDraws) fail_argument("sequential_p", "draws", "are fewer than 100");
  if (options.exceedances == 0) fail_argument("sequential_p", "exceedances", "is 0; it must be at least 1");
  std::vector<double> scores;
  std::size_t extreme = 0;
  for (std::uint64_t b = 0; b < options.draws; ++b) {
    scores.push_back(draw(b));
    extreme += scores.back() >= least_extreme(observed);
    if (extreme == options.exceedances)
      return drawn(std::log(static_cast<double>(extreme) / static_cast<double>(b + 1)));
  }
  return DrawnLaw(std::move(scores)).p(observed);
}

}  // namespace sanov
