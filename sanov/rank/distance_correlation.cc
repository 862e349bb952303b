#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/base/running_sum.h"
#include "sanov/rank/rank.h"
#include "sanov/rank/ranked_pairs.h"
#include "sanov/rank/verdict.h"

namespace sanov {
namespace {

using Column = std::vector<double>;

/// x shifted to mean 0 and scaled to a largest size near 1: distances' correlation does not mind.
Column centred(std::span<const double> x, const Extent& of) {
  const double largest = std::max(std::fabs(of.low), std::fabs(of.high));
  const double scale = std::ldexp(1.0, -std::clamp(std::ilogb(largest), -1022, 1022));
  Column out(x.size());
  double mean = 0;
  for (const double value : x) mean += value * scale / static_cast<double>(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) out[i] = x[i] * scale - mean;
  const double left = std::accumulate(out.begin(), out.end(), 0.0) / static_cast<double>(x.size());
  for (double& value : out) value -= left;
  return out;
}

/// Σⱼ |xᵢ − xⱼ| for every i, from the sums below it in order.
Column distances_from(const Column& x, const Order& order) {
  const std::size_t n = x.size();
  Column out(n);
  const double total = std::accumulate(x.begin(), x.end(), 0.0);
  double below = 0;
  for (std::size_t k = 0; k < n; ++k) {
    const double value = x[order[k]];
    out[order[k]] = total - 2 * below + (2 * static_cast<double>(k) - static_cast<double>(n)) * value;
    below += value;
  }
  return out;
}

/// Σ over the x, y and xy of some pairs, and their number.
struct Passed {
  double count = 0, x = 0, y = 0, xy = 0;
  void add(double a, double b) {
    ++count;
    x += a;
    y += b;
    xy += a * b;
  }
  /// Σ (a − x)(b − y) over them.
  double products(double a, double b) const { return (count * a - x) * b - (a * y - xy); }
};

/// Σ over i < j of |xᵢ − xⱼ||yᵢ − yⱼ|: in x's order the distance of x needs no sign, and merging by y gives that of y.
double distance_products(const Column& x, const Column& y, const Order& by_x) {
  struct Pair {
    double x, y;
  };
  const std::size_t n = x.size();
  std::vector<Pair> now(n), next(n);
  for (std::size_t k = 0; k < n; ++k) now[k] = {x[by_x[k]], y[by_x[k]]};
  RunningSum sum;
  for (std::size_t width = 1; width < n; width *= 2) {
    for (std::size_t first = 0; first < n; first += 2 * width) {
      const std::size_t middle = std::min(n, first + width), last = std::min(n, first + 2 * width);
      Passed all, below;
      for (std::size_t i = first; i < middle; ++i) all.add(now[i].x, now[i].y);
      double part = 0;
      for (std::size_t i = first, j = middle, k = first; k < last; ++k) {
        if (i < middle && (j == last || now[i].y <= now[j].y)) {
          below.add(now[i].x, now[i].y);
          next[k] = now[i++];
        } else {
          part += 2 * below.products(now[j].x, now[j].y) - all.products(now[j].x, now[j].y);
          next[k] = now[j++];
        }
      }
      sum.add(part);
    }
    std::swap(now, next);
  }
  return sum.value();
}

/// What the distance covariances are made of: Σ aᵢⱼbᵢⱼ, Σ aᵢ.bᵢ. and a..b.., for (x, y), (x, x) and (y, y).
struct DistanceSums {
  double n;
  struct One {
    double products, rows, totals;
  } xy, xx, yy;
};

DistanceSums distance_sums(const Pairs& pairs) {
  std::optional<Order> x_order, y_order;
  order_both(pairs, x_order, y_order, [] {});
  const Column x = centred(pairs.x, pairs.of_x), y = centred(pairs.y, pairs.of_y);
  const Column a = distances_from(x, *x_order), b = distances_from(y, *y_order);
  const auto dot = [](const Column& u, const Column& v) {
    return std::inner_product(u.begin(), u.end(), v.begin(), 0.0);
  };
  const double n = static_cast<double>(x.size());
  const double a_all = std::accumulate(a.begin(), a.end(), 0.0), b_all = std::accumulate(b.begin(), b.end(), 0.0);
  return {n,
          {2 * distance_products(x, y, *x_order), dot(a, b), a_all * b_all},
          {2 * n * dot(x, x), dot(a, a), a_all * a_all},
          {2 * n * dot(y, y), dot(b, b), b_all * b_all}};
}

double plain(const DistanceSums::One& s, double n) {
  return std::max(0.0, s.products / (n * n) - 2 * s.rows / (n * n * n) + s.totals / (n * n * n * n));
}
double corrected(const DistanceSums::One& s, double n) {
  return (s.products - 2 * s.rows / (n - 2) + s.totals / ((n - 1) * (n - 2))) / (n * (n - 3));
}

double plain_value(const DistanceSums& s) {
  const double variances = plain(s.xx, s.n) * plain(s.yy, s.n);
  return std::sqrt(std::min(1.0, plain(s.xy, s.n) / std::sqrt(variances)));
}
double corrected_value(const DistanceSums& s) {
  return std::clamp(corrected(s.xy, s.n) / std::sqrt(corrected(s.xx, s.n) * corrected(s.yy, s.n)), -1.0, 1.0);
}

double plain_statistic(Pairs pairs) { return plain_value(distance_sums(pairs)); }
double corrected_statistic(Pairs pairs) { return corrected_value(distance_sums(pairs)); }

/// Whether neither column's corrected variance is 0, as it is for one value and a single other one.
bool has_corrected(const DistanceSums& s) {
  const auto spread = [&](const DistanceSums::One& one) { return corrected(one, s.n) > 1e-14 * one.products; };
  return s.n >= 4 && spread(s.xx) && spread(s.yy);
}

void set_distance_p(Pairs pairs, const DistanceSums& s, const AssociationOptions& given, std::string_view function,
                    Statistic statistic, Association& result) {
  constexpr std::size_t kPermuted = 100;
  const AssociationOptions options = for_large_values(given, function);
  const bool permute = options.test == TestKind::permutation ||
                       (options.test == TestKind::automatic && (result.n <= kPermuted || !has_corrected(s)));
  if (options.test == TestKind::none) return;
  if (options.test == TestKind::exact) fail_argument(function, "test", "exact is not to be had; take permutation");
  if (permute) return set_permutation_p(pairs, options, statistic, result);
  if (!has_corrected(s))
    fail_argument(function, "test", "asymptotic needs 4 pairs or more that spread; take permutation");
  // P(χ² > nC + 1) with one degree of freedom: both tails of a normal at the root.
  const double z = std::sqrt(std::max(0.0, s.n * corrected_value(s) + 1));
  const double log_p = std::min(0.0, std::log(2.0) + log_normal_sf(z));
  set_p({std::exp(log_p), log_p, Method::asymptotic}, result);
}

void compute_plain(Pairs pairs, const AssociationOptions& options, Association& result) {
  const DistanceSums sums = distance_sums(pairs);
  result.value = plain_value(sums);
  if (options.level > 0) result.reason = "no interval is known to hold for it";
  set_distance_p(pairs, sums, options, "distance_correlation", plain_statistic, result);
}

void compute_corrected(Pairs pairs, const AssociationOptions& options, Association& result) {
  const DistanceSums sums = distance_sums(pairs);
  if (!has_corrected(sums)) {
    result.reason = sums.n < 4 ? "it needs at least 4 pairs" : "a column has but one pair of distances";
    return;
  }
  result.value = corrected_value(sums);
  if (options.level > 0) result.reason = "no interval is known to hold for it";
  set_distance_p(pairs, sums, options, "distance_correlation_corrected", corrected_statistic, result);
}

constexpr CoefficientInfo distance_correlation_info{
    .name = "distance_correlation", .lower = 0, .of_order = false, .odd = false};
constexpr CoefficientInfo distance_correlation_corrected_info{
    .name = "distance_correlation_corrected", .of_order = false, .odd = false};

}  // namespace

/// Distance correlation: sees any dependence whatever, given enough pairs, by whether near in x means near in y; misses
/// the direction, and is above 0 by chance alone.
///   dCor² = dCov²(x, y)/√(dCov²(x, x) dCov²(y, y)), dCov² = S₁ − 2S₂ + S₃, S₁ the mean of |xᵢ − xⱼ||yᵢ − yⱼ|,
///   S₂ that of |xᵢ − xⱼ||yᵢ − yₖ|, S₃ the product of the mean distances
/// Range [0, 1]; in the population 0 iff x and y are independent; 1 iff all pairs lie on a line. Symmetric. Unit and
/// origin do not matter. In samples it is biased upwards: see distance_correlation_corrected.
/// p: of values so large or larger (two_sided is taken as greater); for n ≤ 100 by permutation, else P(χ²₁ > nC + 1), C
/// the corrected one, which is at most too large where it is below 0.05. No interval.
/// dCor² within 10⁻¹³ for columns whose mean is no larger than their spread. O(n log n), where the definition takes n²:
/// 1e6 pairs in about 0.3 s.
/// Throws as every coefficient does; InvalidArgument for an exact test, or one for less.
/// Székely, Rizzo and Bakirov, Annals of Statistics 35, 2007; Huo and Székely, Fast Computing for Distance Covariance,
/// 2016; Shen, Panda and Vogelstein, The Chi-Square Test of Distance Correlation, 2022.
constinit const Coefficient<Symmetric> distance_correlation{distance_correlation_info, compute_plain};

/// Corrected distance correlation: sees what distance correlation sees, without its bias, so that 0 is what
/// independence gives on average; misses the direction.
///   C = Ω(x, y)/√(Ω(x, x) Ω(y, y)), Ω the unbiased estimate of dCov², and C one of dCor², not of its root
/// Range [−1, 1], below 0 by chance only. Symmetric. Absent for fewer than 4 pairs, or for a column with one value but
/// for a single other.
/// p and cost as for distance_correlation. No interval.
/// Within 10⁻¹³ n for columns whose mean is no larger than their spread.
/// Throws as every coefficient does; InvalidArgument for an exact test, or one for less.
/// Székely and Rizzo, Partial Distance Correlation with Methods for Dissimilarities, Annals of Statistics 42, 2014.
constinit const Coefficient<Symmetric> distance_correlation_corrected{distance_correlation_corrected_info,
                                                                      compute_corrected};

}  // namespace sanov
