#include "sanov/numerics/roots.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <utility>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"

namespace sanov {
namespace {

void check_interval(const char* function, double low, double high) {
  if (std::isfinite(low) && std::isfinite(high) && low < high) return;
  fail_argument(function, "low and high",
                "are " + to_text(low) + " and " + to_text(high) + "; an interval needs low < high, both finite");
}

struct Point {
  double x, f;
};

/// Where between a and b (0 to 1 from a) the inverse quadratic through a, b and c has its root; ½ where the three are
/// not monotonic enough to trust it. b lies across the root from a, and c is the point before.
double interpolated(const Point& a, const Point& b, const Point& c) {
  const double xi = (a.x - b.x) / (c.x - b.x), phi = (a.f - b.f) / (c.f - b.f);
  if (!(phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi)) return 0.5;
  return a.f / (b.f - a.f) * (c.f / (b.f - c.f)) +
         (c.x - a.x) / (b.x - a.x) * (a.f / (c.f - a.f)) * (b.f / (c.f - b.f));
}

}  // namespace

Root find_root(FunctionRef f, double low, double high, const RootOptions& options) {
  const FloatingPoint environment;
  check_interval("find_root", low, high);
  Point a{high, f(high)}, b{low, f(low)}, c = b;
  if (a.f == 0) return {a.x, a.f, 0, Status::converged};
  if (b.f == 0) return {b.x, b.f, 0, Status::converged};
  if (std::isnan(a.f) || std::isnan(b.f) || (a.f < 0) == (b.f < 0))
    fail_domain("find_root", "f",
                "is " + to_text(b.f) + " at " + to_text(low) + " and " + to_text(a.f) + " at " + to_text(high) +
                    "; a root between them needs opposite signs");
  const double absolute = options.absolute + 1e-30 * std::max(std::fabs(low), std::fabs(high));
  double x = std::lerp(low, high, 0.5);
  for (int iteration = 1;; ++iteration) {
    const Point now{x, f(x)};
    if (std::isnan(now.f)) return {x, now.f, iteration, Status::no_progress};
    if ((now.f < 0) == (a.f < 0)) {
      c = a;
    } else {
      c = b;
      b = a;
    }
    a = now;
    const Point& best = std::fabs(a.f) < std::fabs(b.f) ? a : b;
    const double least_step = (options.relative * std::fabs(best.x) + absolute) / 2 / std::fabs(b.x - a.x);
    if (best.f == 0 || least_step > 0.5) return {best.x, best.f, iteration, Status::converged};
    if (iteration >= options.max_iterations) return {best.x, best.f, iteration, Status::iteration_limit};
    // Measured from the nearer end: 1 − least_step may be 1.
    const double step = interpolated(a, b, c);
    x = step <= 0.5 ? std::lerp(a.x, b.x, std::max(step, least_step))
                    : std::lerp(b.x, a.x, std::max(1 - step, least_step));
  }
}

namespace {

constexpr double kGolden = 0.3819660112501051;  // (3 - sqrt 5)/2

/// The state of Brent's search: `best`, `second` and `third` are the best points so far, [low, high] holds the minimum.
struct Search {
  double low, high;
  Point best, second, third;
  double step = 0, step_before = 0;

  /// Sets the next step: to the vertex of the parabola through the three points if it falls inside and the steps
  /// shrink, else to the golden section of the larger part.
  void choose_step(double tolerance) {
    const double r = (best.x - second.x) * (best.f - third.f), q0 = (best.x - third.x) * (best.f - second.f);
    double p = (best.x - third.x) * q0 - (best.x - second.x) * r, q = 2 * (q0 - r);
    if (q > 0) p = -p;
    q = std::fabs(q);
    const double limit = std::fabs(q * step_before / 2);
    step_before = step;
    if (std::fabs(p) < limit && p > q * (low - best.x) && p < q * (high - best.x)) {
      step = p / q;
      const double x = best.x + step;
      if (x - low < 2 * tolerance || high - x < 2 * tolerance)
        step = std::copysign(tolerance, (low + high) / 2 - best.x);
    } else {
      step_before = best.x < (low + high) / 2 ? high - best.x : low - best.x;
      step = kGolden * step_before;
    }
  }

  void take(const Point& now) {
    if (now.f <= best.f) {
      (now.x < best.x ? high : low) = best.x;
      third = second;
      second = best;
      best = now;
      return;
    }
    (now.x < best.x ? low : high) = now.x;
    if (now.f <= second.f || second.x == best.x) {
      third = second;
      second = now;
    } else if (now.f <= third.f || third.x == best.x || third.x == second.x) {
      third = now;
    }
  }
};

}  // namespace

Minimum minimize(FunctionRef f, double low, double high, const MinimumOptions& options) {
  const FloatingPoint environment;
  check_interval("minimize", low, high);
  const auto at = [&](double x) {
    const double value = f(x);
    return Point{x, std::isnan(value) ? std::numeric_limits<double>::infinity() : value};
  };
  const Point first = at(std::lerp(low, high, kGolden));
  Search search{low, high, first, first, first};
  Minimum result;
  for (result.iterations = 1;; ++result.iterations) {
    const double middle = std::midpoint(search.low, search.high);
    const double tolerance = options.relative * std::fabs(search.best.x) + options.absolute;
    const double width = search.high - search.low;
    if (std::fabs(search.best.x - middle) + width / 2 <= 2 * tolerance) break;
    if (result.iterations > options.max_iterations) {
      result.status = Status::iteration_limit;
      break;
    }
    search.choose_step(tolerance);
    const double step = std::fabs(search.step) >= tolerance ? search.step : std::copysign(tolerance, search.step);
    search.take(at(search.best.x + step));
  }
  for (const double end : {low, high})
    if (const Point point = at(end); point.f < search.best.f) search.best = point;
  result.x = search.best.x;
  result.value = search.best.f;
  result.residual = std::max(search.high - search.best.x, search.best.x - search.low);
  if (result.value == std::numeric_limits<double>::infinity()) result.status = Status::no_progress;
  return result;
}

}  // namespace sanov
