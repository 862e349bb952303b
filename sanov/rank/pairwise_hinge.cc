#include "sanov/rank/pairwise_hinge.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/rank/ranked_pairs.h"
#include "sanov/rank/soft_scores.h"

// By the bits of y's ranks, from the top, with the scores in ascending order: those with a zero have the smaller y, all
// others with a one the larger. For each one the zeros that lack the margin to it are the last of the zeros, and the
// sums over them are had by going along both; then the zeros and the ones go on by themselves, still in order.
namespace sanov {
namespace {

struct Score {
  double s;
  std::uint32_t y, index;
};

/// Some scores' number, sum and sum of squares.
struct Passed {
  double count = 0, sum = 0, squares = 0;
  void add(double s) {
    ++count;
    sum += s;
    squares += s * s;
  }
  /// Σ (a ± s), the sign being that of `side`, and Σ (a ± s)².
  double lacking(double a, double side) const { return count * a + side * sum; }
  double lacking_squared(double a, double side) const { return count * a * a + 2 * side * a * sum + squares; }
};

class HingePairs {
 public:
  HingePairs(double margin, Hinge hinge, std::size_t n)
      : margin_(margin), squared_(hinge == Hinge::squared), slope_(n), spare_(n) {}

  /// Σ over the pairs of scores[0, n), whose y agree in all but their low `bits`.
  double sum(Score* scores, std::size_t n, int bits) {
    if (n < 2 || bits == 0) return 0;
    const std::uint32_t bit = std::uint32_t{1} << (bits - 1);
    std::size_t low = 0, high = 0;
    for (std::size_t k = 0; k < n; ++k) {
      if ((scores[k].y & bit) != 0)
        spare_[high++] = scores[k];
      else
        scores[low++] = scores[k];
    }
    std::copy(spare_.begin(), spare_.begin() + static_cast<std::ptrdiff_t>(high), scores + low);
    const double cross = between(scores, low, scores + low, high);
    return cross + sum(scores, low, bits - 1) + sum(scores + low, high, bits - 1);
  }

  const std::vector<double>& slope() const { return slope_; }

 private:
  double between(const Score* lower, std::size_t lowers, const Score* upper, std::size_t uppers) {
    double sum = 0;
    Passed last;  // the lower ones with s + margin above the upper one's
    for (std::size_t j = uppers, i = lowers; j-- > 0;) {
      while (i > 0 && lower[i - 1].s + margin_ > upper[j].s) last.add(lower[--i].s);
      const double room = margin_ - upper[j].s;
      sum += squared_ ? last.lacking_squared(room, 1) : last.lacking(room, 1);
      slope_[upper[j].index] -= squared_ ? 2 * last.lacking(room, 1) : last.count;
    }
    Passed first;  // the upper ones below the lower one's s + margin
    for (std::size_t i = 0, j = 0; i < lowers; ++i) {
      while (j < uppers && lower[i].s + margin_ > upper[j].s) first.add(upper[j++].s);
      slope_[lower[i].index] += squared_ ? 2 * first.lacking(margin_ + lower[i].s, -1) : first.count;
    }
    return sum;
  }

  double margin_;
  bool squared_;
  std::vector<double> slope_;
  std::vector<Score> spare_;
};

}  // namespace

double pairwise_hinge(std::span<const double> s, std::span<const double> y, double margin, Hinge hinge,
                      std::span<double> gradient) {
  const FloatingPoint environment;
  if (!(margin >= 0) || std::isinf(margin))
    fail_argument("pairwise_hinge", "margin", "is " + to_text(margin) + "; it is 0 or more, and finite");
  const Pairs pairs = checked_soft("pairwise_hinge", s, y, 0, gradient);
  std::fill(gradient.begin(), gradient.end(), 0.0);
  const std::size_t n = s.size();
  if (n < 2 || pairs.of_y.constant()) return 0;
  std::optional<Order> s_order, y_order;
  std::vector<std::uint32_t> y_ranks(n);
  order_both(pairs, s_order, y_order, [&] { y_order->dense_ranks(y_ranks); });
  // From the middle of the scores, so that their sums stay small.
  const double middle = 0.5 * pairs.of_x.low + 0.5 * pairs.of_x.high;
  std::vector<Score> scores(n);
  for (std::size_t k = 0; k < n; ++k) {
    const std::uint32_t i = (*s_order)[k];
    scores[k] = {s[i] - middle, y_ranks[i], i};
  }
  HingePairs all(margin, hinge, n);
  const double sum = all.sum(scores.data(), n, static_cast<int>(std::bit_width(y_order->ties().groups - 1)));
  const double count =
      0.5 * static_cast<double>(n) * static_cast<double>(n - 1) - static_cast<double>(y_order->ties().pairs);
  for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] = all.slope()[i] / count;
  return std::max(0.0, sum / count);
}

}  // namespace sanov
