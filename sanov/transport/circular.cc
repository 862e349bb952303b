#include "sanov/transport/circular.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/base/running_sum.h"
#include "sanov/transport/line.h"
#include "sanov/transport/masses.h"
#include "sanov/transport/power_mean.h"

namespace sanov {
namespace {

constexpr const char* kName = "wasserstein_circle";

/// One side: its points in order from 0 to the period, each with mass, and how much lies before each.
struct Ring {
  std::vector<double> x;
  std::vector<std::int64_t> mass, before;
  std::vector<std::uint32_t> order;  // which point each was
};

/// A circle brought to a length in [1, 2): what it is multiplied by is 2^exponent.
struct Circle {
  explicit Circle(double period)
      : exponent(-std::ilogb(period)), original(period), length(std::ldexp(period, exponent)) {}
  double wrapped(double x) const {
    double out = std::fmod(x, original);
    if (out < 0) out += original;
    return out < original ? std::ldexp(out, exponent) : 0;
  }
  int exponent;
  double original, length;
};

Ring ring(Cells points, const std::vector<std::int64_t>& mass, const Circle& circle, const char* argument) {
  std::vector<double> wrapped(points.size());
  for (std::size_t i = 0; i < wrapped.size(); ++i) {
    if (!std::isfinite(points[i])) fail_value(kName, argument, i, points[i], "positions are finite");
    wrapped[i] = circle.wrapped(points[i]);
  }
  const Sorted sorted = sorted_with_mass(wrapped, mass, kName, argument);
  Ring out;
  std::int64_t before = 0;
  for (std::size_t k = 0; k < sorted.x.size(); ++k) {
    if (sorted.mass[k] == 0) continue;
    out.x.push_back(sorted.x[k]);
    out.mass.push_back(sorted.mass[k]);
    out.before.push_back(before);
    out.order.push_back(sorted.order[k]);
    before += sorted.mass[k];
  }
  return out;
}

/// Σ length · |F − G − m| over the arcs between neighbouring points, at the m where it is least: a weighted median.
double by_median(const Ring& x, const Ring& y, double period, std::int64_t total) {
  struct Arc {
    std::int64_t difference;
    double length;
  };
  std::vector<Arc> arcs;
  RunningSum lengths;
  std::int64_t difference = 0;
  const double start = std::min(x.x[0], y.x[0]);
  double at = start;
  const auto go = [&](double to) {
    if (to == at) return;
    arcs.push_back({difference, to - at});
    lengths.add(to - at);
    at = to;
  };
  for (std::size_t i = 0, j = 0; i < x.x.size() || j < y.x.size();) {
    const bool from_x = j == y.x.size() || (i < x.x.size() && x.x[i] <= y.x[j]);
    go(from_x ? x.x[i] : y.x[j]);
    difference += from_x ? x.mass[i++] : -y.mass[j++];
  }
  go(start + period);
  std::sort(arcs.begin(), arcs.end(), [](const Arc& a, const Arc& b) { return a.difference < b.difference; });
  double passed = 0;
  std::size_t k = 0;
  while (k + 1 < arcs.size() && (passed += arcs[k].length) < lengths.value() / 2) ++k;
  const std::int64_t median = arcs[k].difference;
  RunningSum cost;
  for (const Arc& arc : arcs) cost.add(static_cast<double>(std::llabs(arc.difference - median)) * arc.length);
  return cost.value() / static_cast<double>(total);
}

/// The plan in which y's mass is taken `shift` units later: y's point at level t of x is the one at t − shift, a lap
/// lower or higher where that is outside of the circle.
class Laps {
 public:
  Laps(const Ring& x, const Ring& y, double period, std::int64_t total)
      : x_(x), y_(y), period_(period), total_(total) {}

  /// Calls step(i, j, x, y, y_before, units, turned) along it; y is lifted, y_before the lifted y before this one, and
  /// `turned` whether y has just changed.
  template <class Step>
  void each_step(std::int64_t shift, const Step& step) const {
    // The level of y that lies at x's level 0, as laps and a remainder in [0, total).
    std::int64_t lap = -shift / total_, level = -shift % total_;
    if (level < 0) {
      level += total_;
      --lap;
    }
    std::size_t i = 0, j = static_cast<std::size_t>(std::upper_bound(y_.before.begin(), y_.before.end(), level) -
                                                    y_.before.begin()) -
                           1;
    std::int64_t left_x = x_.mass[0], left_y = y_.before[j] + y_.mass[j] - level;
    bool turned = level == y_.before[j];
    for (std::int64_t left = total_;;) {
      const std::int64_t units = std::min(left_x, left_y);
      step(i, j, x_.x[i], lifted(j, lap), j > 0 ? lifted(j - 1, lap) : lifted(y_.x.size() - 1, lap - 1), units, turned);
      if ((left -= units) == 0) return;
      left_x -= units;
      left_y -= units;
      if (left_x == 0) left_x = x_.mass[++i];
      turned = left_y == 0;
      if (!turned) continue;
      if (++j == y_.x.size()) {
        j = 0;
        ++lap;
      }
      left_y = y_.mass[j];
    }
  }

 private:
  double lifted(std::size_t j, std::int64_t lap) const { return y_.x[j] + static_cast<double>(lap) * period_; }

  const Ring &x_, &y_;
  double period_;
  std::int64_t total_;
};

/// The sign of the cost's slope as the shift grows: at every turn of y the mass that follows goes to the y before
/// instead.
/// Powers are of the distances by the largest at hand. What then underflows, or is lost where the largest cancel, is
/// nothing beside what the largest cost, which are in the plan.
bool rises(const Laps& laps, std::int64_t shift, double p) {
  double largest = 0;
  laps.each_step(shift, [&](std::size_t, std::size_t, double x, double y, double y_before, std::int64_t, bool turned) {
    if (turned) largest = std::max({largest, std::fabs(x - y_before), std::fabs(x - y)});
  });
  if (largest == 0) return true;
  const auto cost = [=](double distance) {
    const double ratio = std::fabs(distance) / largest;
    return p == 2 ? ratio * ratio : std::pow(ratio, p);
  };
  RunningSum sum;
  laps.each_step(shift, [&](std::size_t, std::size_t, double x, double y, double y_before, std::int64_t, bool turned) {
    if (turned) sum.add_difference(cost(x - y_before), cost(x - y));
  });
  return sum.value() >= 0;
}

/// The shift whose plan costs least.
std::int64_t best_shift(const Laps& laps, std::int64_t total, double p) {
  // No mass moves more than half the way round, so the best shift is less than all mass to either side.
  std::int64_t low = -total, high = total;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (rises(laps, middle, p)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

double cost_of(const Laps& laps, std::int64_t shift, std::int64_t total, double p) {
  std::vector<double> from, to, mass;
  laps.each_step(shift, [&](std::size_t, std::size_t, double x, double y, double, std::int64_t units, bool) {
    from.push_back(x);
    to.push_back(y);
    mass.push_back(static_cast<double>(units));
  });
  return power_mean({from, to, mass, static_cast<double>(total)}, p);
}

/// Both samples on a circle of a length in [1, 2).
struct Problem {
  Problem(Cells points_x, Cells points_y, const CircleOptions& options);
  Circle circle;
  Ring x, y;
  std::int64_t total = 0;
};

double checked_period(double period) {
  if (!(period > 0 && std::isfinite(period)))
    fail_argument(kName, "period", "is " + to_text(period) + "; it is positive and finite");
  return period;
}

Problem::Problem(Cells points_x, Cells points_y, const CircleOptions& options)
    : circle(checked_period(options.period)) {
  check_power(options.p, kName);
  check_count(points_x, kName, "x");
  check_count(points_y, kName, "y");
  const Masses masses = normalized_masses(options.a ? &*options.a : nullptr, points_x.size(),
                                          options.b ? &*options.b : nullptr, points_y.size(), kName);
  both([&] { x = ring(points_x, masses.a, circle, "x"); }, [&] { y = ring(points_y, masses.b, circle, "y"); });
  total = x.before.back() + x.mass.back();
}

void check_slopes(std::span<double> slopes, Cells points, const char* argument) {
  if (!slopes.empty() && slopes.size() != points.size())
    fail_argument(
        kName, argument,
        "has " + std::to_string(slopes.size()) + " cells, but there are " + std::to_string(points.size()) + " points");
  std::fill(slopes.begin(), slopes.end(), 0.0);
}

}  // namespace

double wasserstein_circle(Cells x, Cells y, const CircleOptions& options) {
  const FloatingPoint guard;
  const Problem problem(x, y, options);
  const auto& [circle, from, to, total] = problem;
  if (options.p == 1) return std::ldexp(by_median(from, to, circle.length, total), -circle.exponent);
  const Laps laps(from, to, circle.length, total);
  return std::ldexp(cost_of(laps, best_shift(laps, total, options.p), total, options.p), -circle.exponent);
}

double wasserstein_circle(Cells x, Cells y, const CircleOptions& options, const CircleGradient& gradient) {
  const FloatingPoint guard;
  const Problem problem(x, y, options);
  check_slopes(gradient.x, x, "gradient.x");
  check_slopes(gradient.y, y, "gradient.y");
  const auto& [circle, from, to, total] = problem;
  const Laps laps(from, to, circle.length, total);
  const std::int64_t shift = best_shift(laps, total, options.p);
  const double distance = cost_of(laps, shift, total, options.p);
  laps.each_step(shift, [&, &from = from, &to = to, all = static_cast<double>(total)](
                            std::size_t i, std::size_t j, double at, double lifted, double, std::int64_t units, bool) {
    if (at == lifted) return;
    const double slope = std::pow(std::fabs(at - lifted) / distance, options.p - 1) * static_cast<double>(units) / all;
    const double signed_slope = std::copysign(slope, at - lifted);
    if (!gradient.x.empty()) gradient.x[from.order[i]] += signed_slope;
    if (!gradient.y.empty()) gradient.y[to.order[j]] -= signed_slope;
  });
  return std::ldexp(distance, -circle.exponent);
}

}  // namespace sanov
