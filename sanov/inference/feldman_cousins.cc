#include "sanov/inference/feldman_cousins.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "sanov/base/error.h"
#include "sanov/inference/noncentral.h"
#include "sanov/numerics/roots.h"
#include "sanov/numerics/special.h"

namespace sanov {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kAccuracy = 1e-8;     // of points and ends, relative
constexpr double kLeastLower = 1e-12;  // of a lower end that is not 0
constexpr int kMostSteps = 60;

/// The ratio that orders the x of one noncentrality, ln( f(x; λ) / f(x; λ̂(x)) ) ≤ 0: it is 0 at one x, the peak, and falls
/// to both sides of it.
class Ordering {
 public:
  Ordering(double k, double noncentrality) : k_(k), noncentrality_(noncentrality) {}

  struct At {
    double log = 0;
    double slope = 0;  ///< by x
  };
  At operator()(double x) const {
    if (x <= 0) return {-noncentrality_ / 2, 0};
    const NoncentralRatio here = noncentral_ratio(x, k_, noncentrality_);
    const double best = likeliest_noncentrality(x, k_);
    // By the envelope theorem λ̂ moving does not count; there the slope by λ is 0.
    const double slope = noncentrality_ * (here.slope + 0.5) / x - best / (2 * x);
    return {here.log - (best > 0 ? noncentral_ratio(x, k_, best).log : 0), slope};
  }

  /// A point whose ratio is at least `log`: the mean, mostly.
  double inside(double log) const {
    const double mean = k_ + noncentrality_;
    if ((*this)(mean).log >= log) return mean;
    const auto score = [&](double x) { return noncentral_ratio(x, k_, noncentrality_).slope; };
    double low = mean / 2;
    while (score(low) > 0) low /= 2;
    return find_root(score, low, 2 * mean, {.relative = kAccuracy}).x;
  }

  /// Where the ratio is `log` on the other side of the peak, from a point inside; 0 where there is none below.
  double beyond(double inside, double log, double guess) const {
    const bool above = guess > inside;
    if (!above && -noncentrality_ / 2 >= log) return 0;
    double near = inside, far = above ? kInfinity : 0, x = guess;
    for (int i = 0; i < kMostSteps; ++i) {
      const At here = (*this)(x);
      (here.log >= log ? near : far) = x;
      // The logarithm is about a parabola in √x.
      const double root = std::sqrt(x), down = std::sqrt(std::max(-here.log, 0.)), target = std::sqrt(-log);
      double next = root;
      if (down > 0) next = root + (target - down) * down / (-here.slope * root);
      next = next > 0 ? next * next : -1;
      if (std::fabs(next - x) <= kAccuracy * x) return next;
      const double least = std::min(near, far), most = std::max(near, far);
      if (!(next > least && next < most)) next = std::isinf(far) ? 2 * near : (near + far) / 2;
      x = next;
    }
    return x;
  }

 private:
  double k_, noncentrality_;
};

/// How much probability the points have that come before x in the ordering of one noncentrality, less `level`: x is
/// accepted where this is not above 0.
class Excess {
 public:
  Excess(double x, double k, double level)
      : x_(x), k_(k), level_(level), best_(x > 0 ? noncentral_ratio(x, k, likeliest_noncentrality(x, k)).log : 0) {}

  double operator()(double noncentrality) const {
    const Ordering ordering(k_, noncentrality);
    const double log = std::min(noncentral_ratio(x_, k_, noncentrality).log - best_, 0.);
    const double inside = ordering.inside(log);
    if (inside == x_ || log > -1e-12) return -level_;
    const double gap = std::sqrt(inside) - std::sqrt(x_), across = std::sqrt(inside) + gap;
    const double other = ordering.beyond(inside, log, across > 0 ? across * across : inside / 4);
    const double low = std::min(x_, other), high = std::max(x_, other);
    return noncentral_cdf(high, k_, noncentrality) - noncentral_cdf(low, k_, noncentrality) - level_;
  }

 private:
  double x_, k_, level_, best_;
};

}  // namespace

Interval feldman_cousins(double x, double k, double level) {
  const char* const function = "feldman_cousins";
  if (!(x >= 0 && x < kInfinity))
    fail_domain(function, "x", "is " + to_text(x) + "; it must be finite and not negative");
  if (!(k > 0 && k < kInfinity)) fail_domain(function, "k", "is " + to_text(k) + "; it must be finite and above 0");
  if (!(level > 0 && level < 1))
    fail_domain(function, "level", "is " + to_text(level) + "; it must be between 0 and 1");
  const Excess excess(x, k, level);
  const double best = x > 0 ? likeliest_noncentrality(x, k) : 0;
  const double reach = 1 + std::fabs(normal_quantile((1 - level) / 2));

  double low = best, high = std::pow(std::sqrt(best) + reach, 2);
  while (excess(high) <= 0) {
    low = high;
    high *= 1.5;
  }
  const double upper = find_root(excess, low, high, {.relative = kAccuracy}).x;

  if (x <= k || chi_squared_sf(x, k) >= 1 - level) return {0, upper, level};
  high = best;
  low = std::pow(std::max(std::sqrt(best) - reach, 0.), 2);
  while (low > 0 && excess(low) <= 0) {
    high = low;
    low = low < 1e-9 ? 0 : low / 2;
  }
  const auto inward = [&](double noncentrality) {
    return noncentrality == 0 ? chi_squared_cdf(x, k) - level : excess(noncentrality);
  };
  return {std::max(find_root(inward, low, high, {.relative = kAccuracy}).x, kLeastLower), upper, level};
}

}  // namespace sanov
