#include "sanov/inference/distance_intervals.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/roots.h"
#include "sanov/numerics/special.h"
#include "sanov/numerics/special_beta.h"

namespace sanov {
namespace {

using Counts = std::span<const std::uint64_t>;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kFewCells = 30;
constexpr double kFloorLevel = 0.95;
constexpr int kFarExponent = 900;  // beyond which squares and quotients of values may be none
/// Standard deviations from the mean to the 0.95 quantile of ∫ |bridge|: 1.93 where it is one normal's size, 1.98 without
/// ties (Johnson and Killeen, An explicit formula for the CDF of the L1 norm of the Brownian bridge, Ann. Prob. 11, 1983).
constexpr double kReachOfArea = 1.95;
constexpr double kMeanOfNormal = 0.7978845608028654;  // E|Z| = √(2/π)

double total(Counts counts) {
  return static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
}

void check(const char* function, std::size_t cells, std::size_t current_cells, double n, double m, double level,
           const DesignEffects& effects) {
  if (cells != current_cells) fail_argument(function, "current", "has not as many cells as reference");
  if (n == 0) fail_argument(function, "reference", "has no rows");
  if (m == 0) fail_argument(function, "current", "has no rows");
  if (!(level > 0 && level < 1)) fail_argument(function, "level", "is " + to_text(level) + "; it must be in (0, 1)");
  check_design_effects(function, effects);
}

/// How many standard errors an end of an interval is away. A fifth of what may go wrong is kept for what normal laws
/// leave out, and few rows count as few.
double reach_of(double level, double n, double m) {
  return student_t_upper_quantile(0.4 * (1 - level), std::max(std::min(n, m) - 1, 1.0));
}

/// Shares come in steps; half of one is what a continuous law leaves out.
double half_row(double n, double m) { return 0.5 / std::min(n, m); }

/// A share that is not quite 0 or 1, for its variance: Agresti and Coull's.
double kept_from_the_ends(double count, double rows) { return (count + 2) / (rows + 4); }

double variance_of_share(double count, double rows) {
  const double p = kept_from_the_ends(count, rows);
  return p * (1 - p) / rows;
}

/// E|δ + σZ| − |δ|: how much the size of a difference is too large. `apart` is what was observed of δ; noise may have
/// made it larger, and 1.5 σ less is rarely more than δ.
double bias_of_size(double apart, double sigma) {
  if (sigma == 0) return 0;
  const double u = std::max(std::fabs(apart) / sigma - 1.5, 0.0);
  const double density = std::exp(-u * u / 2) / std::sqrt(2 * std::numbers::pi);
  return 2 * sigma * (density - u * normal_sf(u));
}

/// The quantile of a positive quantity about like the length of a normal vector, from its mean and variance: exact for
/// |Z|, normal for small variance.
double quantile_like_chi(double mean, double variance, double level) {
  if (!(mean > 0)) return 0;
  if (!(variance > 0)) return mean;
  // A chi of k degrees has (mean/sd)² near k/…: found by its second moment, which is 1, and mean² = 1 − spread.
  const double spread = variance / (mean * mean + variance);
  const auto mean_of_chi = [](double k) {
    return std::sqrt(2 / k) * std::exp(log_gamma((k + 1) / 2) - log_gamma(k / 2));
  };
  const auto off = [&](double log_k) {
    const double centre = mean_of_chi(std::exp(log_k));
    return 1 - centre * centre - spread;
  };
  const double second = std::sqrt(mean * mean + variance);
  if (off(std::log(0.05)) <= 0 || off(std::log(1e5)) >= 0) return mean + std::sqrt(variance) * normal_quantile(level);
  const double k = std::exp(find_root(off, std::log(0.05), std::log(1e5), {.relative = 1e-6, .absolute = 1e-6}).x);
  return second * std::sqrt(chi_squared_quantile(level, k) / k);
}

/// Terms of Cov(|X|, |Y|)/(σσ) for normals of correlation ρ: (2/π)(√(1−ρ²) + ρ asin ρ − 1) = (2/π) Σ cᵣ ρ²ʳ.
std::vector<double> size_covariance_series(int terms) {
  std::vector<double> series;
  double c = 0.5;
  for (int r = 1; r <= terms; ++r) {
    series.push_back(2 / std::numbers::pi * c);
    c *= (2.0 * r - 1) * (2 * r - 1) / ((2.0 * r + 1) * (2 * r + 2));
  }
  return series;
}

/// Mean and variance of Σ wᵢ|zᵢ|.
struct Moments {
  double mean = 0, variance = 0;
};

/// E|X − tp| for X binomial (t, p): De Moivre's formula for few trials, a normal's for many.
double mean_deviation(double trials, double p) {
  if (trials > 60) return kMeanOfNormal * std::sqrt(trials * p * (1 - p));
  const double k = std::floor(trials * p) + 1;
  const double log_choose = log_gamma(trials + 1) - log_gamma(k + 1) - log_gamma(trials - k + 1);
  return 2 * k * std::exp(log_choose + k * std::log(p) + (trials - k + 1) * std::log1p(-p));
}

/// Of ½ Σ |zᵢ|, z the difference of two samples' shares, given the rows of both in each cell.
Moments null_total_variation(const std::vector<double>& pooled, double n, double m) {
  static const std::vector<double> series = size_covariance_series(12);
  const double all = n + m, unit = all / (n * m);
  Moments moments;
  std::vector<double> sums(series.size()), own(series.size());
  for (const double count : pooled) {
    const double p = count / all, sigma = std::sqrt(p * (1 - p) * unit);
    const double mean = mean_deviation(count, n / all) * unit * std::sqrt(1 - p);
    moments.mean += 0.5 * mean;
    moments.variance += 0.25 * std::max(sigma * sigma - mean * mean, 0.0);
    // Correlations are −√(odds · odds): powers of them are products.
    double power = 1;
    for (std::size_t r = 0; r < series.size(); ++r) {
      power *= p / (1 - p);
      sums[r] += sigma * power;
      own[r] += sigma * power * sigma * power;
    }
  }
  for (std::size_t r = 0; r < series.size(); ++r)
    moments.variance += 0.25 * series[r] * std::max(sums[r] * sums[r] - own[r], 0.0);
  return moments;
}

/// The largest variance of a set's share in n rows, each `effect` counts: of ½ where the cells can be halved.
double largest_variance(Counts counts, double rows, double effect) {
  double largest = 0;
  for (const std::uint64_t count : counts)
    largest = std::max(largest, kept_from_the_ends(static_cast<double>(count) / effect, rows));
  return (largest > 0.5 ? largest * (1 - largest) : 0.25) / rows;
}

}  // namespace

DistanceEstimate estimate_total_variation(Counts reference, Counts current, double level,
                                          const DesignEffects& effects) {
  check("estimate_total_variation", reference.size(), current.size(), total(reference), total(current), level, effects);
  const double n = total(reference) / effects.reference, m = total(current) / effects.current;
  const double z = reach_of(level, n, m);
  DistanceEstimate estimate;
  double noise = 0;
  std::vector<double> pooled;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    const double ours = static_cast<double>(reference[i]) / effects.reference;
    const double theirs = static_cast<double>(current[i]) / effects.current;
    if (ours + theirs == 0) continue;
    const double apart = ours / n - theirs / m, share = (ours + theirs) / (n + m);
    estimate.value += std::fabs(apart) / 2;
    const double sigma = std::sqrt(variance_of_share(ours, n) + variance_of_share(theirs, m));
    noise += 0.5 * std::min(bias_of_size(apart, sigma), 2 * share);
    pooled.push_back(ours + theirs);
  }
  if (pooled.size() < 2) return {0, {0, 0, level}, 0};
  const double error =
      std::sqrt(largest_variance(reference, n, effects.reference) + largest_variance(current, m, effects.current));
  estimate.interval = {std::max(estimate.value - noise - z * error, 0.0),
                       std::min(estimate.value + z * error + half_row(n, m), 1.0), level};
  const Moments null = null_total_variation(pooled, n, m);
  estimate.floor = std::min(quantile_like_chi(null.mean, null.variance, kFloorLevel), 1.0);
  return estimate;
}

double log_kolmogorov_sf(double x) {
  if (!(x > 0)) return 0;
  if (x < 1) {
    // Jacobi's other form of the same theta function, for the lower tail.
    double cdf = 0;
    for (int k = 1; k <= 9; k += 2) cdf += std::exp(-k * k * std::numbers::pi * std::numbers::pi / (8 * x * x));
    return std::log1p(-std::sqrt(2 * std::numbers::pi) / x * cdf);
  }
  double sum = 0;
  for (int k = 5; k >= 1; --k) sum = std::exp(-2.0 * (2 * k + 1) * x * x) * (1 - sum);
  return std::numbers::ln2 - 2 * x * x + std::log1p(-sum);
}

DistanceEstimate estimate_kolmogorov_smirnov(Counts reference, Counts current, double level,
                                             const DesignEffects& effects) {
  const double all_ours = total(reference), all_theirs = total(current);
  check("estimate_kolmogorov_smirnov", reference.size(), current.size(), all_ours, all_theirs, level, effects);
  const double n = all_ours / effects.reference, m = all_theirs / effects.current, s = 1 / n + 1 / m;
  DistanceEstimate estimate;
  double ours = 0, theirs = 0;
  std::vector<double> errors;  // of F − G at the ends of the cells, under the null hypothesis
  for (std::size_t i = 0; i < reference.size(); ++i) {
    if (reference[i] + current[i] == 0) continue;
    ours += static_cast<double>(reference[i]);
    theirs += static_cast<double>(current[i]);
    estimate.value = std::max(estimate.value, std::fabs(ours / all_ours - theirs / all_theirs));
    const double below = kept_from_the_ends(ours / effects.reference + theirs / effects.current, n + m);
    if (ours + theirs < all_ours + all_theirs) errors.push_back(std::sqrt(below * (1 - below) * s));
  }
  if (errors.empty()) return {0, {0, 0, level}, 0};
  // Few cells: the sum of their odds, where that is smaller than Kolmogorov's law.
  const auto log_sf = [&](double x) {
    if (errors.size() > kFewCells) return log_kolmogorov_sf(x / std::sqrt(s));
    double sum = 0;
    for (const double error : errors) sum += 2 * normal_sf(x / error);
    return std::min(log_kolmogorov_sf(x / std::sqrt(s)), sum > 0 ? std::log(sum) : -1e300);
  };
  const auto exceeded = [&](double p) {
    return find_root([&](double x) { return log_sf(x) - std::log(p); }, 1e-3 * std::sqrt(s), 10 * std::sqrt(s),
                     {.relative = 1e-9})
        .x;
  };
  estimate.floor = std::min(exceeded(1 - kFloorLevel), 1.0);
  // With D = sup |F − G| at a point where the shares are F and F − D, the variance there is at most s/4 − D²/(n + m).
  const double z = reach_of(level, n, m), a = 1 + z * z / (n + m), d = estimate.value;
  const double next = d + half_row(n, m);
  const double upper = (next + std::sqrt(std::max(next * next - a * (next * next - z * z * s / 4), 0.0))) / a;
  estimate.interval = {std::max(d - exceeded(0.4 * (1 - level)), 0.0), std::clamp(upper, d, 1.0), level};
  return estimate;
}

namespace {

struct Spread {
  double mean = 0, variance = 0;
};

/// Of one independent row, `effect` counts.
Spread spread_of(const CountedPoints& points, double rows, double effect, double centre, double scale) {
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < points.at.size(); ++i) {
    const double x = (points.at[i] - centre) * scale, count = static_cast<double>(points.counts[i]);
    sum += count * x;
    squares += count * x * x;
  }
  const double mean = sum / rows;
  return {mean, std::max(squares - rows * mean * mean, 0.0) / std::max(rows - effect, effect)};
}

/// Points times 2^exponent.
struct ScaledPoints {
  std::vector<double> at, low, high;
  std::span<const std::uint64_t> counts;

  ScaledPoints(const CountedPoints& points, int exponent) : counts(points.counts) {
    const auto scale = [&](std::span<const double> from, std::vector<double>& to) {
      for (const double x : from) to.push_back(std::ldexp(x, exponent));
    };
    scale(points.at, at), scale(points.low, low), scale(points.high, high);
  }
  CountedPoints view() const { return {.at = at, .counts = counts, .low = low, .high = high}; }
};

}  // namespace

DistanceEstimate estimate_wasserstein(const CountedPoints& reference, const CountedPoints& current, double level,
                                      const DesignEffects& effects) {
  const double all_ours = total(reference.counts), all_theirs = total(current.counts);
  check("estimate_wasserstein", 0, 0, all_ours, all_theirs, level, effects);
  const double n = all_ours / effects.reference, m = all_theirs / effects.current;
  double low = kInfinity, high = -kInfinity;
  for (const CountedPoints* points : {&reference, &current})
    for (std::size_t i = 0; i < points->at.size(); ++i) {
      if (points->counts[i] == 0) continue;
      low = std::min(low, points->at[i]);
      high = std::max(high, points->at[i]);
    }
  if (!std::isfinite(low) || !std::isfinite(high)) return {kInfinity, {0, kInfinity, level}, kInfinity};
  if (low == high) return {0, {0, 0, level}, 0};
  const double range = high / 2 - low / 2;
  if (const int size = std::ilogb(std::max({range, std::fabs(low), std::fabs(high)})); std::abs(size) > kFarExponent) {
    const ScaledPoints ours(reference, -size), theirs(current, -size);
    DistanceEstimate e = estimate_wasserstein(ours.view(), theirs.view(), level);
    for (double* x : {&e.value, &e.interval.lower, &e.interval.upper, &e.floor}) *x = std::ldexp(*x, size);
    return e;
  }
  const double scale = 0.5 / range;  // in units of the range nothing overflows
  static const std::vector<double> series = size_covariance_series(20);
  const double s = 1 / n + 1 / m, z = reach_of(level, n, m);
  double ours = 0, theirs = 0, before = low, value = 0, noise = 0;
  Moments null;
  std::vector<double> sums(series.size());
  for (std::size_t i = 0, j = 0; i < reference.at.size() || j < current.at.size();) {
    const double x = std::min(i < reference.at.size() ? reference.at[i] : kInfinity,
                              j < current.at.size() ? current.at[j] : kInfinity);
    const double width = std::max(x - before, 0.0) * scale;
    if (width > 0 && ours + theirs > 0 && ours + theirs < all_ours + all_theirs) {
      const double first = ours / effects.reference, second = theirs / effects.current;  // independent rows below
      const double apart = ours / all_ours - theirs / all_theirs, below = (first + second) / (n + m);
      value += std::fabs(apart) * width;
      noise += bias_of_size(apart, std::sqrt(variance_of_share(first, n) + variance_of_share(second, m))) * width;
      // Under the null hypothesis, z at two points has the correlation √(odds below/odds above): powers are quotients.
      const double sigma = std::sqrt(below * (1 - below) * s), odds = std::clamp(below / (1 - below), 1e-14, 1e14);
      null.mean += kMeanOfNormal * sigma * width;
      null.variance += (1 - 2 / std::numbers::pi) * sigma * sigma * width * width;
      double power = 1;
      for (std::size_t r = 0; r < series.size(); ++r) {
        power *= odds;
        null.variance += 2 * series[r] * sigma * width * sums[r] / power;
        sums[r] += sigma * width * power;
      }
    }
    before = x;
    for (; i < reference.at.size() && reference.at[i] == x; ++i) ours += static_cast<double>(reference.counts[i]);
    for (; j < current.at.size() && current.at[j] == x; ++j) theirs += static_cast<double>(current.counts[j]);
    if (ours + theirs == all_ours + all_theirs) break;
  }
  const double error = std::sqrt(spread_of(reference, all_ours, effects.reference, low, scale).variance / n +
                                 spread_of(current, all_theirs, effects.current, low, scale).variance / m);
  DistanceEstimate estimate;
  estimate.value = value / scale;
  estimate.interval = {std::max(value - noise - z * error, 0.0) / scale, (value + z * error) / scale, level};
  estimate.floor = (null.mean + kReachOfArea * std::sqrt(null.variance)) / scale;
  return estimate;
}

}  // namespace sanov
