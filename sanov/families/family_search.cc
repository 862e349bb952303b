#include "sanov/families/family_search.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "sanov/base/error.h"
#include "sanov/base/running_sum.h"
#include "sanov/families/family.h"
#include "sanov/numerics/quadrature.h"

namespace sanov {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

/// The smallest whole x on the support at which `reached` holds; it holds from some x on.
template <class Reached>
double first_whole(const Support& s, Reached&& reached) {
  const double origin = std::isfinite(s.low) ? s.low : std::isfinite(s.high) ? s.high : 0;
  double low, high;  // not reached at low, reached at high
  if (origin != s.low && reached(origin)) {
    double step = 1;
    high = origin;
    while (reached(origin - step)) high = origin - step, step *= 2;
    low = origin - step;
  } else {
    if (reached(origin)) return origin;
    double step = 1;
    low = origin;
    while (origin + step < s.high && !reached(origin + step)) low = origin + step, step *= 2;
    high = std::min(origin + step, s.high);
  }
  while (high - low > 1) {
    const double middle = std::floor(low + (high - low) / 2);
    if (middle == low || middle == high) break;  // neighbours among doubles, which are whole
    (reached(middle) ? high : low) = middle;
  }
  return high;
}

/// The root of h, increasing, at anchor + sign·t for t in (0, limit]: first its power of two, then the root.
template <class H>
double root_from(double anchor, double sign, double limit, H&& h) {
  const auto at = [&](double t) { return anchor + sign * t; };
  int low = -1074, high = std::isinf(limit) ? 1023 : std::ilogb(limit) + 1;
  while (high - low > 1) {
    const int middle = low + (high - low) / 2;
    (sign * h(at(std::ldexp(1, middle))) < 0 ? low : high) = middle;
  }
  const double near = std::ldexp(1, low), far = std::min({std::ldexp(1, high), limit, 1.7e308});
  const double a = std::min(at(near), at(far)), b = std::max(at(near), at(far));
  if (!(a < b)) return a;
  const double ha = h(a), hb = h(b);
  if (ha >= 0) return a;
  if (hb <= 0) return b;
  return find_root(h, a, b).x;
}

double root_on(const Support& s, FunctionRef h) {
  if (std::isfinite(s.low) && std::isfinite(s.high)) {
    const double half = s.high / 2 - s.low / 2, middle = s.low + half;
    return h(middle) > 0 ? root_from(s.low, 1, half, h) : root_from(s.high, -1, half, h);
  }
  if (std::isfinite(s.low)) return root_from(s.low, 1, kInf, h);
  if (std::isfinite(s.high)) return root_from(s.high, -1, kInf, h);
  const double at_zero = h(0);
  return at_zero == 0 ? 0 : root_from(0, at_zero < 0 ? 1 : -1, kInf, h);
}

/// Σ g(i) over whole i from 0 to `last` (which may be infinite), for a g that changes little from one i to the next: its
/// integral by Newton and Cotes's rule of nine points, as far apart as the rule of five agrees, and what Euler and
/// Maclaurin add at the ends. Only whole i are asked for.
double sum_of_smooth(FunctionRef g, double last, double size) {
  constexpr double kNine[] = {989, 5888, -928, 10496, -4540, 10496, -928, 5888, 989}, kFive[] = {7, 32, 12, 32, 7};
  const auto slope = [&](double i) { return (g(i + 1) - g(i - 1)) / 2; };
  RunningSum sum;
  if (last < 16) {
    for (double i = 0; i <= last; ++i) sum.add(g(i));
    return sum.value();
  }
  sum.add(g(0) / 2);
  sum.add(-slope(0) / 12);
  double at = 0, apart = 16;
  for (int quiet = 0; quiet < 4 && at < 1e300;) {
    while (apart > 1 && at + 8 * apart >= last) apart /= 2;
    if (at + 8 * apart >= last) {
      sum.add(g(at) / 2);
      sum.add(slope(at) / 12);
      for (double i = at + 1; i <= last; ++i) sum.add(g(i));
      return sum.value();
    }
    double nine = 0, five = 0;
    for (int j = 0; j <= 8; ++j) {
      const double value = g(at + j * apart);
      nine += kNine[j] * value;
      if (j % 2 == 0) five += kFive[j / 2] * value;
    }
    nine *= apart * (4.0 / 14175);
    five *= apart * (4.0 / 45);
    size = std::max(size, std::fabs(sum.value()));
    const double off = std::fabs(nine - five);
    if (off > 1e-9 * size && apart > 1) {
      apart /= 2;
      continue;
    }
    sum.add(nine);
    at += 8 * apart;
    quiet = std::fabs(nine) <= 1e-18 * size ? quiet + 1 : 0;
    if (off < 1e-12 * size) apart *= 2;
  }
  return sum.value();
}

/// Terms from `start` on in steps of `step`, until they no longer count or the support ends. After so many as that the
/// rest changes slowly, fewer are asked for.
double sum_outwards(FunctionRef term, double start, double step, const Support& s) {
  constexpr int kMany = 10000;
  RunningSum sum;
  double largest = 0, x = start;
  int quiet = 0;
  for (int i = 0; i < kMany; ++i, x += step) {
    if (x < s.low || x > s.high || quiet >= 32) return sum.value();
    const double t = term(x);
    sum.add(t);
    largest = std::max(largest, std::fabs(sum.value()));
    quiet = std::fabs(t) <= 1e-18 * largest ? quiet + 1 : 0;
  }
  const double last = step > 0 ? s.high - x : x - s.low;
  if (last < 0) return sum.value();
  sum.add(sum_of_smooth([&](double i) { return term(x + step * i); }, last, largest));
  return sum.value();
}

}  // namespace

std::string_view FamilyParameter::rule_broken_by(double x) const noexcept {
  const bool fits = x >= low && x <= high && !(low_open && x == low) && !(high_open && x == high) &&
                    (!whole || x == std::floor(x)) && !std::isinf(x);
  if (fits) return {};
  if (whole && low == -kInf) return "it must be a whole number";
  if (whole) return low >= 1 ? "it must be a whole number, 1 or more" : "it must be a whole number, 0 or more";
  if (low == 0 && high == 1) return low_open ? "it must be above 0 and below 1" : "it must be in [0, 1]";
  if (low == 0 && high == kInf) return low_open ? "it must be positive and finite" : "it must be 0 or more, and finite";
  if (low == -kInf && high == kInf) return "it must be a finite number";
  return "it is out of its range";
}

void check_parameters(std::string_view family, std::span<const FamilyParameter> parameters,
                      std::span<const double> values) {
  for (std::size_t i = 0; i < parameters.size(); ++i)
    if (const std::string_view rule = parameters[i].rule_broken_by(values[i]); !rule.empty())
      fail_domain(family, parameters[i].name, "is " + to_text(values[i]) + "; " + std::string(rule));
}

void check_probability(std::string_view family, double p) {
  if (!(p >= 0 && p <= 1)) fail_domain(family, "p", "is " + to_text(p) + "; probabilities are in [0, 1]");
}

double quantile_by_search(FunctionRef log_cdf, FunctionRef log_sf, const Support& support, bool whole, double p,
                          bool lower) {
  const bool by_cdf = lower ? p <= 0.5 : p > 0.5;
  const double target = p <= 0.5 ? std::log(p) : std::log1p(-p);
  const auto h = [&](double x) { return by_cdf ? log_cdf(x) - target : target - log_sf(x); };
  if (!whole) return root_on(support, h);
  const double rounding = 4e-16 * std::max(1.0, std::fabs(target));
  return first_whole(support, [&](double x) { return h(x) >= -rounding; });
}

double expectation(FunctionRef weight, FunctionRef log_density, const Support& support, bool whole, Middle middle) {
  const double c = middle.centre;
  const auto term = [&](double x) {
    const double density = std::exp(log_density(x));
    return density == 0 ? 0 : weight(x) * density;
  };
  if (whole) return sum_outwards(term, c, 1, support) + sum_outwards(term, c - 1, -1, support);
  const double s = middle.spread > 0 && std::isfinite(middle.spread) ? middle.spread : 1;
  const auto scaled = [&](double t) {
    const double x = c + s * t;
    return x <= support.low || x >= support.high || std::isinf(x) ? 0 : s * term(x);
  };
  // Far out by the logarithm of the distance: a weight moves the mass of a heavy tail there.
  const auto far = [&](double sign) {
    const auto by_logarithm = [&](double y) {
      const double t = std::exp(std::min(y, 709.0)), part = scaled(sign * t);
      return part == 0 ? 0 : part * t;
    };
    return integrate(by_logarithm, 0, kInf).value;
  };
  const auto side = [&](double sign, double length) {
    if (!(length > 0)) return 0.0;
    if (std::isinf(length)) return integrate(scaled, std::min(sign, 0.0), std::max(sign, 0.0)).value + far(sign);
    return integrate(scaled, std::min(sign * length, 0.0), std::max(sign * length, 0.0)).value;
  };
  return side(1, (support.high - c) / s) + side(-1, (c - support.low) / s);
}

Moments moments_by_quadrature(FunctionRef log_density, const Support& support, bool whole, const End& lower,
                              const End& upper, Middle middle) {
  const auto diverges = [](const End& end, double bound, int k) {
    return end.kind == End::Kind::power && std::isinf(bound) && end.index + k >= -1;
  };
  const auto low = [&](int k) { return diverges(lower, support.low, k); };
  const auto high = [&](int k) { return diverges(upper, support.high, k); };
  Moments m;
  if (low(1) && high(1)) return m;
  if (low(1) || high(1)) {
    m.mean = high(1) ? kInf : -kInf;
    m.variance = kInf;
    return m;
  }
  const double c = middle.centre;
  const double mean = c + expectation([&](double x) { return x - c; }, log_density, support, whole, middle);
  m.mean = mean;
  if (low(2) || high(2)) return m.variance = kInf, m;
  const auto central = [&](int k) {
    return expectation([&](double x) { return std::pow(x - mean, k); }, log_density, support, whole, middle);
  };
  const double variance = central(2);
  m.variance = variance;
  if (low(3) || high(3) || variance == 0) return m;
  m.skewness = central(3) / std::pow(variance, 1.5);
  m.excess_kurtosis = low(4) || high(4) ? kInf : central(4) / (variance * variance) - 3;
  return m;
}

double entropy_by_quadrature(FunctionRef log_density, const Support& support, bool whole, Middle middle) {
  return expectation([&](double x) { return -log_density(x); }, log_density, support, whole, middle);
}

}  // namespace sanov
