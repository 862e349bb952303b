#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/rank/soft_kendall.cc"
#include "hwy/foreach_target.h"
#include "sanov/numerics/math-inl.h"
#include "sanov/numerics/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// near = e^(−|s − from|/t) and far = 1 − near, with its own digits.
void decay(const double* s, std::size_t n, double from, double per_temperature, double* near, double* far) {
  const V centre = set(from), scale = set(-per_temperature);
  for (std::size_t i = 0; i < n; i += kLanes) {
    const bool whole = i + kLanes <= n;
    HWY_ALIGN double rest[kLanes] = {};
    if (!whole)
      for (std::size_t j = 0; i + j < n; ++j) rest[j] = s[i + j];
    const V power = hn::Abs((whole ? load(s + i) : load(rest)) - centre) * scale;
    const V kept = exp(D(), power), lost = hn::Neg(expm1(D(), power));
    if (whole) {
      store(kept, near + i);
      store(lost, far + i);
      continue;
    }
    store(kept, rest);
    for (std::size_t j = 0; i + j < n; ++j) near[i + j] = rest[j];
    store(lost, rest);
    for (std::size_t j = 0; i + j < n; ++j) far[i + j] = rest[j];
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/base/running_sum.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"
#include "sanov/rank/order.h"
#include "sanov/rank/ranked_pairs.h"
#include "sanov/rank/soft_kendall.h"
#include "sanov/rank/soft_scores.h"

// Divide and conquer on s: of the pairs between a lower half and an upper one, with m between them,
//   1 − e^(−(sⱼ − sᵢ)/t) = fᵢ + eᵢfⱼ and e^(−(sⱼ − sᵢ)/t) = eᵢeⱼ, where e = e^(−|s − m|/t) and f = 1 − e.
// All factors lie in [0, 1], so nothing overflows and nothing cancels; merging both halves by y gives for each element
// the sums over the other half's elements below and above it in y.
namespace sanov {
namespace {

HWY_EXPORT(decay);

constexpr std::size_t kBlock = 4096;

/// A score: the rank of its y, and its place in the order of s.
struct Scored {
  std::uint32_t y, place;
};

/// Sums over the elements of one half that a merge has passed.
struct Passed {
  double near = 0, far = 0, count = 0;
};

class SoftPairs {
 public:
  SoftPairs(std::vector<double> sorted, std::vector<Scored> elements, double temperature)
      : s_(std::move(sorted)),
        now_(std::move(elements)),
        next_(s_.size()),
        near_(s_.size()),
        far_(s_.size()),
        slope_(s_.size()),
        per_temperature_(1 / temperature) {}

  /// Σ over the pairs; slope() is then its gradient in the order of s, times the temperature.
  double sum() {
    const std::size_t n = s_.size();
    std::vector<double> parts((n + kBlock - 1) / kBlock);
    parallel_chunks(parts.size(), 1, [&](std::size_t first, std::size_t last) {
      for (std::size_t block = first; block < last; ++block) parts[block] = settle_block(block * kBlock);
    });
    for (const double part : parts) sum_.add(part);
    for (std::size_t width = kBlock; width < n; width *= 2) {
      parts.assign((n + 2 * width - 1) / (2 * width), 0);
      parallel_chunks(parts.size(), 1, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) parts[i] = merge(now_.data(), next_.data(), 2 * width * i, width, n);
      });
      for (const double part : parts) sum_.add(part);
      std::swap(now_, next_);
    }
    return sum_.value();
  }

  const std::vector<double>& slope() const { return slope_; }

 private:
  /// All merges within one block, which leave it in now_: their number is even.
  double settle_block(std::size_t begin) {
    const std::size_t end = std::min(s_.size(), begin + kBlock);
    Scored *from = now_.data(), *to = next_.data();
    double sum = 0;
    for (std::size_t width = 1; width < kBlock; width *= 2) {
      for (std::size_t first = begin; first < end; first += 2 * width) sum += merge(from, to, first, width, end);
      std::swap(from, to);
    }
    return sum;
  }

  /// Merges [first, first + width) with the `width` elements behind it, by y; returns the sum over their pairs.
  double merge(const Scored* from, Scored* to, std::size_t first, std::size_t width, std::size_t end) {
    const std::size_t middle = std::min(end, first + width), last = std::min(end, first + 2 * width);
    if (middle == last) {
      std::copy(from + first, from + last, to + first);
      return 0;
    }
    SANOV_DISPATCH(decay)
    (s_.data() + first, last - first, s_[middle], per_temperature_, near_.data() + first, far_.data() + first);
    Passed lower_all, upper_all;
    for (std::size_t k = first; k < middle; ++k) lower_all.near += near_[k];
    for (std::size_t k = middle; k < last; ++k) {
      upper_all.near += near_[k];
      upper_all.far += far_[k];
    }
    upper_all.count = static_cast<double>(last - middle);
    return merge_by_y(from, to, first, middle, last, lower_all, upper_all);
  }

  double merge_by_y(const Scored* from, Scored* to, std::size_t first, std::size_t middle, std::size_t last,
                    const Passed& lower_all, const Passed& upper_all) {
    Passed lower, upper;  // with a y below the one at hand
    double sum = 0;
    for (std::size_t i = first, j = middle, k = first; k < last;) {
      const std::uint32_t y = j == last || (i < middle && from[i].y <= from[j].y) ? from[i].y : from[j].y;
      Passed lower_up_to = lower, upper_up_to = upper;
      std::size_t i_past = i, j_past = j;
      for (; i_past < middle && from[i_past].y == y; ++i_past) lower_up_to.near += near_[from[i_past].place];
      for (; j_past < last && from[j_past].y == y; ++j_past) {
        upper_up_to.near += near_[from[j_past].place];
        upper_up_to.far += far_[from[j_past].place];
        ++upper_up_to.count;
      }
      // For the lower half's: what is above in y less what is below.
      const double near = (upper_all.near - upper_up_to.near) - upper.near;
      const double far = (upper_all.far - upper_up_to.far) - upper.far;
      const double count = (upper_all.count - upper_up_to.count) - upper.count;
      for (; i < i_past; ++i, ++k) {
        const std::uint32_t place = from[i].place;
        sum += far_[place] * count + near_[place] * far;
        slope_[place] -= near_[place] * near;
        to[k] = from[i];
      }
      const double below = lower.near - (lower_all.near - lower_up_to.near);
      for (; j < j_past; ++j, ++k) {
        slope_[from[j].place] += near_[from[j].place] * below;
        to[k] = from[j];
      }
      lower = lower_up_to;
      upper = upper_up_to;
    }
    return sum;
  }

  std::vector<double> s_;
  std::vector<Scored> now_, next_;
  std::vector<double> near_, far_, slope_;
  double per_temperature_;
  RunningSum sum_;
};

}  // namespace

double soft_kendall(std::span<const double> s, std::span<const double> y, double temperature,
                    std::span<double> gradient) {
  const FloatingPoint environment;
  const Pairs pairs = checked_soft("soft_kendall", s, y, temperature, gradient);
  std::fill(gradient.begin(), gradient.end(), 0.0);
  const std::size_t n = s.size();
  if (n < 2) return 0;
  std::optional<Order> s_order, y_order;
  std::vector<std::uint32_t> y_ranks(n);
  order_both(pairs, s_order, y_order, [&] { y_order->dense_ranks(y_ranks); });
  if (temperature == 0) return count_pairs(*s_order, *y_order, y_ranks).tau_a();
  std::vector<double> sorted(n);
  std::vector<Scored> elements(n);
  for (std::size_t k = 0; k < n; ++k) {
    sorted[k] = s[(*s_order)[k]];
    elements[k] = {y_ranks[(*s_order)[k]], static_cast<std::uint32_t>(k)};
  }
  SoftPairs soft(std::move(sorted), std::move(elements), temperature);
  const double scale = 2 / (static_cast<double>(n) * static_cast<double>(n - 1));
  const double value = soft.sum() * scale;
  if (!gradient.empty())
    for (std::size_t k = 0; k < n; ++k) gradient[(*s_order)[k]] = soft.slope()[k] * scale / temperature;
  return value;
}

}  // namespace sanov
#endif
