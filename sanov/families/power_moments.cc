#include "sanov/families/power_moments.h"

#include <cmath>
#include <limits>
#include <numbers>

#include "sanov/numerics/elementary.h"
#include "sanov/numerics/special.h"

namespace sanov {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kZeta3 = 1.2020569031595942;
constexpr double kPi = std::numbers::pi;

/// Σ ζ(n) (−h)^n weight(n)/n over n ≥ 2.
template <class Weight>
long double zeta_sum(long double h, Weight&& weight) {
  constexpr long double zeta[] = {
      1.64493406684822643647L, 1.2020569031595942854L,  1.08232323371113819152L, 1.03692775514336992633L,
      1.01734306198444913971L, 1.00834927738192282684L, 1.00407735619794433938L, 1.00200839282608221442L,
      1.00099457512781808534L, 1.00049418860411946456L, 1.0002460865533080483L,  1.00012271334757848915L,
      1.00006124813505870483L, 1.00003058823630702049L, 1.00001528225940865187L, 1.00000763719763789976L,
      1.00000381729326499984L, 1.00000190821271655394L, 1.0000009539620338728L,  1.00000047693298678781L,
      1.00000023845050272773L, 1.00000011921992596531L, 1.00000005960818905126L, 1.00000002980350351465L,
      1.00000001490155482837L, 1.00000000745071178984L, 1.00000000372533402479L, 1.00000000186265972351L};
  long double sum = 0, power = -h;
  for (int n = 2; n < 30; ++n) power *= -h, sum += zeta[n - 2] * power * weight(n) / n;
  return sum;
}

/// Skewness and excess kurtosis of X from its log moments. They are a small rest of large terms where X hardly varies,
/// which is what the long doubles are for.
void add_shape(Moments& m, const LogMoments& from) {
  const auto [d2, d3, d4] = from.excess;
  const long double m2 = std::expm1(d2);
  if (from.finite >= 3)
    m.skewness =
        static_cast<double>(d3 > 600 ? std::exp(d3 - 1.5L * d2) : (std::expm1(d3) - 3 * m2) / (m2 * std::sqrt(m2)));
  if (from.finite < 4) {
    if (m.skewness) m.excess_kurtosis = kInf;
  } else {
    m.excess_kurtosis = static_cast<double>(d4 > 600 ? std::exp(d4 - 2 * d2) - 3
                                                     : (std::expm1(d4) - 4 * std::expm1(d3) + 6 * m2) / (m2 * m2) - 3);
  }
}

/// The parabola through values at −step, 0 and step.
double parabola(double h, double step, double below, double at_zero, double above) {
  const double t = h / step;
  return at_zero + t * ((above - below) / 2 + t * ((above + below) / 2 - at_zero));
}

constexpr double kFlat = 1e-4;  // below, skewness and kurtosis come by interpolation to their limits at h = 0

LogMoments exponential_power(double h) {
  LogMoments m{log_gamma_of_one_and(h), {}, h > -0.25 ? 4 : h > -1.0 / 3 ? 3 : h > -0.5 ? 2 : 1};
  for (int j = 2; j <= m.finite; ++j) m.excess[j - 2] = log_gamma_excess_of_power(j, h);
  return m;
}
LogMoments odds_power(double h) {
  h = std::fabs(h);
  LogMoments m{log_gamma_of_one_and(h) + log_gamma_of_one_and(-h),
               {},
               h < 0.25      ? 4
               : h < 1.0 / 3 ? 3
               : h < 0.5     ? 2
                             : 1};
  for (int j = 2; j <= m.finite; ++j)
    m.excess[j - 2] = log_gamma_excess_of_power(j, h) + log_gamma_excess_of_power(j, -h);
  return m;
}

}  // namespace

Moments moments_from(const LogMoments& m) {
  if (m.finite == 0) return {kInf, kInf, {}, {}};
  const double mean = std::exp(m.first);
  if (m.finite == 1) return {mean, kInf, {}, {}};
  const double d2 = static_cast<double>(m.excess[0]);
  Moments out{mean, d2 > 600 ? std::exp(2 * m.first + d2) : mean * mean * std::expm1(d2), {}, {}};
  add_shape(out, m);
  return out;
}

double log_gamma_of_one_and(double h) {
  if (std::fabs(h) > 0.25) return log_gamma(1 + h);
  return static_cast<double>(zeta_sum(h, [](int) { return 1; })) - std::numbers::egamma * h;
}

long double log_gamma_excess_of_power(int j, double h) {
  if (std::fabs(j * h) > 0.25) return log_gamma(1 + j * h) - j * log_gamma_of_one_and(h);
  return zeta_sum(h, [j](int n) { return std::pow(static_cast<long double>(j), n) - j; });
}

Moments moments_of_exponential_power(double h) {
  if (h <= -1) return {-kInf, kInf, {}, {}};  // E^h has no mean, and h < 0
  const double limit_skewness = -12 * std::sqrt(6.0) * kZeta3 / (kPi * kPi * kPi);
  if (h == 0) return {-std::numbers::egamma, kPi * kPi / 6, limit_skewness, 2.4};
  const LogMoments log_moments = exponential_power(h);
  const double first = log_moments.first, mean = std::exp(first);
  Moments m{std::expm1(first) / h, kInf, {}, {}};
  if (log_moments.finite < 2) return m;
  const double d2 = static_cast<double>(log_moments.excess[0]);
  m.variance = d2 > 600 ? std::exp(2 * (first - std::log(std::fabs(h))) + d2) : std::expm1(d2) / h * mean / h * mean;
  const auto shape_at = [](double at) {
    Moments shape;
    add_shape(shape, exponential_power(at));
    if (shape.skewness && at < 0) *shape.skewness *= -1;
    return shape;
  };
  if (std::fabs(h) >= kFlat) {
    const Moments shape = shape_at(h);
    m.skewness = shape.skewness, m.excess_kurtosis = shape.excess_kurtosis;
  } else {
    const Moments below = shape_at(-kFlat), above = shape_at(kFlat);
    m.skewness = parabola(h, kFlat, *below.skewness, limit_skewness, *above.skewness);
    m.excess_kurtosis = parabola(h, kFlat, *below.excess_kurtosis, 2.4, *above.excess_kurtosis);
  }
  return m;
}

Moments moments_of_odds_power(double h) {
  if (h >= 1) return {kInf, kInf, {}, {}};
  Moments m = moments_from(odds_power(h));
  if (h < kFlat) {
    const Moments edge = moments_from(odds_power(kFlat));
    // It is odd in h.
    const double slope = 1.6 * std::numbers::sqrt3 * kPi;
    m.skewness = h * parabola(h, kFlat, *edge.skewness / kFlat, slope, *edge.skewness / kFlat);
    m.excess_kurtosis = parabola(h, kFlat, *edge.excess_kurtosis, 1.2, *edge.excess_kurtosis);
  }
  return m;
}

}  // namespace sanov
