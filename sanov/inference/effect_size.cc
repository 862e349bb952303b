#include "sanov/inference/effect_size.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "sanov/base/error.h"
#include "sanov/inference/pair_differences.h"
#include "sanov/numerics/special.h"
#include "sanov/numerics/special_beta.h"

namespace sanov {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// Of the variance of P(current > reference), over that of a share in as many trials as the smaller sample has rows: what it is
/// for equal shapes and sizes where the samples hardly overlap, and for how many rows that counts. Chosen by simulation.
constexpr double kUsualRatio = 0.7, kTakenOn = 0.5;

double rows_of(const CountedPoints& points) {
  return static_cast<double>(std::accumulate(points.counts.begin(), points.counts.end(), std::uint64_t{0}));
}

void check(const char* function, const char* argument, const CountedPoints& points) {
  if (points.at.size() != points.counts.size()) fail_argument(function, argument, "has not one count for each value");
  if (points.low.size() != points.high.size() || (!points.low.empty() && points.low.size() != points.at.size()))
    fail_argument(function, argument, "has not one low and one high for each value");
  for (std::size_t i = 0; i < points.at.size(); ++i)
    if (std::isnan(points.at[i]) || (i > 0 && points.at[i] < points.at[i - 1]))
      fail_value(function, argument, i, points.at[i], "values ascend");
  if (rows_of(points) == 0) fail_argument(function, argument, "has no rows");
}

void check(const char* function, const CountedPoints& reference, const CountedPoints& current, double level,
           const DesignEffects& effects) {
  check(function, "reference", reference);
  check(function, "current", current);
  check_design_effects(function, effects);
  if (!(level > 0 && level < 1)) fail_argument(function, "level", "is " + to_text(level) + "; it must be in (0, 1)");
}

/// The share of pairs in which the current row is higher, equal ones counted half, and its standard error.
struct Dominance {
  double share = 0.5, error = 0;
};

/// Of each row, the share of the other sample below it (equal ones half): its placement. The variances of the two
/// samples' placements are all that the error is made of.
Dominance dominance(const CountedPoints& reference, const CountedPoints& current, double shift,
                    const DesignEffects& effects) {
  const double n = rows_of(reference), m = rows_of(current);
  double mean = 0, squares = 0;
  // Current rows among the reference.
  double below = 0;
  std::size_t i = 0;
  for (std::size_t j = 0; j < current.at.size(); ++j) {
    const double count = static_cast<double>(current.counts[j]), at = current.at[j] - shift;
    for (; i < reference.at.size() && reference.at[i] < at; ++i) below += static_cast<double>(reference.counts[i]);
    double equal = 0;
    for (std::size_t tie = i; tie < reference.at.size() && reference.at[tie] == at; ++tie)
      equal += static_cast<double>(reference.counts[tie]);
    const double placement = (below + equal / 2) / n;
    mean += count * placement;
    squares += count * placement * placement;
  }
  const double share = mean / m;
  const double per_m = effects.current, per_n = effects.reference;
  double variance = m > per_m ? std::max(squares - m * share * share, 0.0) / (m - per_m) / m * per_m : 0;
  // Reference rows among the current ones.
  below = 0;
  mean = squares = 0;
  std::size_t j = 0;
  for (i = 0; i < reference.at.size(); ++i) {
    const double count = static_cast<double>(reference.counts[i]), at = reference.at[i];
    for (; j < current.at.size() && current.at[j] - shift < at; ++j) below += static_cast<double>(current.counts[j]);
    double equal = 0;
    for (std::size_t tie = j; tie < current.at.size() && current.at[tie] - shift == at; ++tie)
      equal += static_cast<double>(current.counts[tie]);
    const double placement = (below + equal / 2) / m;
    mean += count * placement;
    squares += count * placement * placement;
  }
  mean /= n;
  variance += n > per_n ? std::max(squares - n * mean * mean, 0.0) / (n - per_n) / n * per_n : 0;
  return {share, std::sqrt(variance)};
}

/// The value of a rank from 1, as a cell's mean and what it lies between.
struct Ranked {
  double at, low, high;
};

Ranked value_of_rank(const CountedPoints& points, double rank, double rows) {
  if (rank < 1) return {-kInfinity, -kInfinity, -kInfinity};
  if (rank > rows) return {kInfinity, kInfinity, kInfinity};
  double before = 0;
  for (std::size_t i = 0; i < points.at.size(); ++i) {
    const double count = static_cast<double>(points.counts[i]);
    before += count;
    if (before < rank) continue;
    if (points.low.empty()) return {points.at[i], points.at[i], points.at[i]};
    const double part = (rank - (before - count) - 0.5) / count;
    const double inside = std::lerp(points.low[i], points.high[i], part);
    return {std::isfinite(inside) ? inside : points.at[i], points.low[i], points.high[i]};
  }
  return {kInfinity, kInfinity, kInfinity};
}

/// A quantile with an interval from the binomial law of the rows below it.
struct Quantile {
  double at, low, high;
};

/// Each `effect` counts are one independent row, in whose ranks the interval's ends are.
Quantile quantile(const CountedPoints& points, double share, double z, double effect) {
  const double rows = rows_of(points), rank = share * rows;
  const double reach = z * std::sqrt(rows / effect * share * (1 - share));
  const Ranked first = value_of_rank(points, std::ceil(rank), rows);
  const Ranked second = value_of_rank(points, std::floor(rank) + 1, rows);
  return {first.at == second.at ? first.at : std::midpoint(first.at, second.at),
          value_of_rank(points, std::floor(rank / effect - reach) * effect, rows).low,
          value_of_rank(points, (std::ceil(rank / effect + reach) + 1) * effect, rows).high};
}

double difference(double a, double b) { return a == b ? 0 : a - b; }

}  // namespace

Effect hodges_lehmann_shift(const CountedPoints& reference, const CountedPoints& current, double level,
                            const DesignEffects& effects) {
  check("hodges_lehmann_shift", reference, current, level, effects);
  const PairDifferences pairs(reference, current);
  Effect effect{.value = pairs.median(), .interval = {-kInfinity, kInfinity, level}};
  if (!std::isfinite(effect.value)) return effect;
  const double reach =
      normal_upper_quantile((1 - level) / 2) * dominance(reference, current, effect.value, effects).error;
  effect.interval.lower = pairs.quantile_below(0.5 - reach);
  effect.interval.upper = pairs.quantile_above(0.5 + reach);
  return effect;
}

Effect cliffs_delta(const CountedPoints& reference, const CountedPoints& current, double level,
                    const DesignEffects& effects) {
  check("cliffs_delta", reference, current, level, effects);
  const Dominance found = dominance(reference, current, 0, effects);
  const double share = found.share, rest = 1 - share;
  const double fewer = std::min(rows_of(reference) / effects.reference, rows_of(current) / effects.current);
  const double z = student_t_upper_quantile((1 - level) / 2, std::max(fewer - 1, 1.0));
  // The variance beside that of so many trials. It is known by the rows that are on the wrong side: of few, little.
  const double misplaced = fewer * std::min(share, rest);
  const double observed = misplaced > 0 ? found.error * found.error * fewer / (share * rest) : 0;
  const double ratio = (misplaced * observed + kTakenOn * kUsualRatio) / (misplaced + kTakenOn);
  const double spread = z * z * ratio / fewer;
  const double middle = (share + spread / 2) / (1 + spread);
  const double reach = std::sqrt(share * rest * spread + spread * spread / 4) / (1 + spread);
  const double delta = std::clamp(2 * share - 1, -1.0, 1.0);
  return {delta,
          {std::clamp(2 * (middle - reach) - 1, -1.0, delta), std::clamp(2 * (middle + reach) - 1, delta, 1.0), level}};
}

std::vector<QuantileShift> quantile_shifts(const CountedPoints& reference, const CountedPoints& current, double level,
                                           const DesignEffects& effects) {
  check("quantile_shifts", reference, current, level, effects);
  constexpr int kDeciles = 9;
  const double z = normal_upper_quantile(-std::expm1(std::log(level) / kDeciles) / 2);
  std::vector<QuantileShift> shifts;
  for (int decile = 1; decile <= kDeciles; ++decile) {
    const double share = decile / 10.0;
    const Quantile before = quantile(reference, share, z, effects.reference);
    const Quantile after = quantile(current, share, z, effects.current);
    const double shift = difference(after.at, before.at);
    // Zou and Donner: each end's error is made of the two quantiles' errors on that side.
    const double down = std::hypot(difference(after.at, after.low), difference(before.high, before.at));
    const double up = std::hypot(difference(after.high, after.at), difference(before.at, before.low));
    // Where a quantile is infinite, so is what it can be off.
    const Interval interval{std::isinf(down) ? -down : shift - down, std::isinf(up) ? up : shift + up, level};
    shifts.push_back({share, before.at, after.at, {shift, interval}});
  }
  return shifts;
}

}  // namespace sanov
