#include "sanov/fit/data.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <tuple>

#include "sanov/base/error.h"
#include "sanov/base/running_sum.h"
#include "sanov/fit/deal.h"
#include "sanov/numerics/sort.h"

namespace sanov {
namespace {

constexpr std::size_t kRaw = 1024, kTail = 128;
constexpr double kCell = 1.0 / 32;

/// The two points that have the moments 0 to 3 of the given ones, which lie close together.
void add_pair(Nodes& out, std::span<const double> x, std::span<const double> w) {
  double mass = 0, mean = 0;
  for (std::size_t i = 0; i < x.size(); ++i) mass += w[i], mean += w[i] * (x[i] - x[0]);
  mean = x[0] + mean / mass;
  double second = 0, third = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double d = x[i] - mean;
    second += w[i] * d * d;
    third += w[i] * d * d * d;
  }
  const double sd = std::sqrt(second / mass);
  if (!(sd > 0)) {
    out.x.push_back(mean);
    out.weight.push_back(mass);
    return;
  }
  const double half = third / mass / (sd * sd * sd) / 2, root = std::hypot(1.0, half);
  // The pair can lie outside the cell by rounding only where the cell has two values.
  out.x.insert(out.x.end(),
               {std::max(mean + sd * (half - root), x.front()), std::min(mean + sd * (half + root), x.back())});
  out.weight.insert(out.weight.end(), {mass * (root + half) / (2 * root), mass * (root - half) / (2 * root)});
}

/// Equal values become one.
Nodes merged(std::span<const double> x, std::span<const double> w) {
  Nodes out;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!out.x.empty() && out.x.back() == x[i]) {
      out.weight.back() += w[i];
    } else {
      out.x.push_back(x[i]);
      out.weight.push_back(w[i]);
    }
  }
  return out;
}

Nodes condense(std::span<const double> x, std::span<const double> w) {
  Nodes all = merged(x, w);
  const std::size_t n = all.x.size();
  if (n <= kRaw) return all;
  Nodes out;
  const auto keep = [&](std::size_t first, std::size_t last) {
    out.x.insert(out.x.end(), all.x.begin() + first, all.x.begin() + last);
    out.weight.insert(out.weight.end(), all.weight.begin() + first, all.weight.begin() + last);
  };
  keep(0, kTail);
  for (std::size_t i = kTail; i < n - kTail;) {
    const std::size_t beyond = std::min(i, n - i);
    const std::size_t length = std::max<std::size_t>(1, static_cast<std::size_t>(static_cast<double>(beyond) * kCell));
    const std::size_t end = std::min(i + length, n - kTail);
    add_pair(out, std::span(all.x).subspan(i, end - i), std::span(all.weight).subspan(i, end - i));
    i = end;
  }
  keep(n - kTail, n);
  return out;
}

SampleShape shape_of(std::span<const double> x, std::span<const double> w) {
  SampleShape s;
  s.low = x.front(), s.high = x.back();
  RunningSum mass, sum, logs, reciprocals;
  s.whole = true;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double weight = w.empty() ? 1 : w[i];
    mass.add(weight);
    sum.add(weight * x[i]);
    if (s.low > 0) logs.add(weight * std::log(x[i])), reciprocals.add(weight / x[i]);
    s.whole = s.whole && x[i] == std::floor(x[i]);
  }
  s.mass = mass.value();
  s.mean = sum.value() / s.mass;
  s.mean_log = logs.value() / s.mass;
  s.mean_reciprocal = reciprocals.value() / s.mass;
  double below = 0;
  s.lower_quartile = s.median = s.upper_quartile = s.high;
  for (std::size_t i = x.size(); i-- > 0;) {  // from above, so that each ends at the smallest that qualifies
    const double share = (s.mass - below) / s.mass;
    if (share >= 0.75) s.upper_quartile = x[i];
    if (share >= 0.5) s.median = x[i];
    if (share >= 0.25) s.lower_quartile = x[i];
    below += w.empty() ? 1 : w[i];
  }
  RunningSum second, third, fourth, distance, log_second;
  const double scale = std::max(s.high - s.mean, s.mean - s.low);
  for (std::size_t i = 0; i < x.size() && scale > 0; ++i) {
    const double weight = w.empty() ? 1 : w[i], d = (x[i] - s.mean) / scale, d2 = d * d;
    second.add(weight * d2);
    third.add(weight * d2 * d);
    fourth.add(weight * d2 * d2);
    distance.add(weight * std::fabs(x[i] - s.median));
    if (s.low > 0) log_second.add(weight * (std::log(x[i]) - s.mean_log) * (std::log(x[i]) - s.mean_log));
  }
  const double variance = second.value() / s.mass;
  s.sd = scale * std::sqrt(variance);
  s.sd_log = std::sqrt(log_second.value() / s.mass);
  s.mean_distance = distance.value() / s.mass;
  if (variance > 0) {
    s.skewness = third.value() / s.mass / std::pow(variance, 1.5);
    s.kurtosis = fourth.value() / s.mass / (variance * variance);
  }
  return s;
}

void check(std::span<const double> x, std::span<const double> weights) {
  if (x.empty()) fail_argument("fit", "x", "has no values");
  if (!weights.empty() && weights.size() != x.size())
    fail_argument("fit", "weights",
                  "has " + std::to_string(weights.size()) + " weights for " + std::to_string(x.size()) + " values");
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!std::isfinite(x[i])) fail_value("fit", "x", i, x[i], "values are finite numbers");
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (!(weights[i] >= 0) || std::isinf(weights[i]))
      fail_value("fit", "weights", i, weights[i], "weights are finite and not negative");
}

/// Rows between ends that can be; each says something, and lies where something is recorded.
void check(const RowsBetween& rows, std::span<const double> weights) {
  const auto& [lower, upper] = rows;
  if (lower.size() != upper.size())
    fail_argument("fit", "upper",
                  "has " + std::to_string(upper.size()) + " entries, but lower has " + std::to_string(lower.size()));
  check(std::vector<double>(lower.size(), 0.0), weights);
  for (std::size_t i = 0; i < lower.size(); ++i) {
    if (std::isnan(lower[i])) fail_value("fit", "lower", i, lower[i], "an end is a number, or infinite");
    if (std::isnan(upper[i])) fail_value("fit", "upper", i, upper[i], "an end is a number, or infinite");
    if (lower[i] > upper[i])
      fail_value("fit", "lower", i, lower[i], "upper is " + to_text(upper[i]) + "; the lower end comes first");
    if (lower[i] == upper[i] && std::isinf(lower[i]))
      fail_value("fit", "lower", i, lower[i], "and so is upper; values are finite numbers");
    if (std::isinf(lower[i]) && std::isinf(upper[i]))
      fail_value("fit", "lower", i, lower[i], "upper is Infinity: such a row says nothing; leave it out");
  }
}

void check(std::span<const double> lower, std::span<const double> upper, const Truncation& t) {
  if (!(t.low < t.high))  // NaN too
    fail_domain("fit", "truncation", "is from " + to_text(t.low) + " to " + to_text(t.high) + "; low comes first");
  if (!t.any()) return;
  for (std::size_t i = 0; i < lower.size(); ++i)
    if (lower[i] < t.low && upper[i] <= t.low)
      fail_value("fit", "x", i, upper[i], "nothing below " + to_text(t.low) + " is recorded, says the truncation");
    else if (lower[i] > t.high || (lower[i] == t.high && upper[i] > t.high))
      fail_value("fit", "x", i, lower[i], "nothing above " + to_text(t.high) + " is recorded, says the truncation");
}

/// Some row must say where mass lies: not all may be open on the same side, for then it runs away.
void check_informative(const std::vector<double>& values, const Intervals& between) {
  if (!values.empty()) return;
  const auto open = [](const std::vector<double>& ends) {
    return std::ranges::all_of(ends, [](double e) { return std::isinf(e); });
  };
  if (open(between.high)) fail_domain("fit", "x", "has right-censored rows alone: nothing was seen to happen");
  if (open(between.low)) fail_domain("fit", "x", "has left-censored rows alone: nothing says how far down they lie");
}

/// Whether whole numbers can be behind all rows: those between halves stand for one each.
bool whole_rows(const std::vector<double>& values, const Intervals& between) {
  const auto whole = [](double x) { return x == std::floor(x); };
  for (const double x : values)
    if (!whole(x)) return false;
  for (std::size_t i = 0; i < between.size(); ++i) {
    const double low = between.low[i], high = between.high[i];
    const bool cell = high - low == 1 && whole(low + 0.5);
    if (!cell && !((std::isinf(low) || whole(low)) && (std::isinf(high) || whole(high)))) return false;
  }
  return true;
}

void sort_with(std::vector<double>& x, std::vector<double>& w) {
  if (w.empty()) return sort(x);
  std::vector<std::uint64_t> order(x.size());
  argsort(std::span<const double>(x), order);
  std::vector<double> sorted_x(x.size()), sorted_w(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) sorted_x[i] = x[order[i]], sorted_w[i] = w[order[i]];
  for (std::size_t first = 0; first < x.size();) {  // of equal values, the order of the rows is nobody's business
    std::size_t last = first + 1;
    while (last < x.size() && sorted_x[last] == sorted_x[first]) ++last;
    std::sort(sorted_w.begin() + static_cast<std::ptrdiff_t>(first),
              sorted_w.begin() + static_cast<std::ptrdiff_t>(last));
    first = last;
  }
  x = std::move(sorted_x);
  w = std::move(sorted_w);
}

/// In ascending order of their ends, then of their weights.
Intervals sorted(const Intervals& rows) {
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return std::tuple(rows.low[i], rows.high[i], rows.weight[i]); });
  Intervals out;
  for (const std::size_t i : order) out.add(rows.low[i], rows.high[i], rows.weight[i]);
  return out;
}

/// Equal intervals become one.
Intervals merged(const Intervals& rows) {
  const Intervals in_order = sorted(rows);
  Intervals out;
  for (std::size_t i = 0; i < in_order.size(); ++i) {
    if (!out.empty() && out.low.back() == in_order.low[i] && out.high.back() == in_order.high[i])
      out.weight.back() += in_order.weight[i];
    else
      out.add(in_order.low[i], in_order.high[i], in_order.weight[i]);
  }
  return out;
}

}  // namespace

SampleShape shape_of(const Nodes& nodes) {
  if (!nodes.between.empty()) return shape_of(spread_of(nodes));
  std::vector<double> x = nodes.x, w = nodes.weight;
  sort_with(x, w);
  return shape_of(x, w);
}

FitData::FitData(std::span<const double> x, std::span<const double> weights, const Truncation& truncation)
    : truncation_(truncation) {
  check(x, weights);
  check(x, x, truncation);
  take({x, x}, weights);
}

FitData::FitData(const RowsBetween& rows, std::span<const double> weights, const Truncation& truncation)
    : truncation_(truncation) {
  check(rows, weights);
  check(rows.lower, rows.upper, truncation);
  take(rows, weights);
}

FitData::FitData(const RowsWithEvents& rows, std::span<const double> weights, const Truncation& truncation)
    : truncation_(truncation) {
  check(rows.x, weights);
  if (rows.event.size() != rows.x.size())
    fail_argument(
        "fit", "event",
        "has " + std::to_string(rows.event.size()) + " entries for " + std::to_string(rows.x.size()) + " values");
  std::vector<double> upper(rows.x.begin(), rows.x.end());
  for (std::size_t i = 0; i < upper.size(); ++i) {
    if (rows.event[i] != 0 && rows.event[i] != 1)
      fail_value("fit", "event", i, rows.event[i], "it is 1 where the value was seen, 0 where it was censored");
    if (rows.event[i] == 0) upper[i] = HUGE_VAL;
  }
  check(rows.x, upper, truncation);
  take({rows.x, upper}, weights);
}

FitData::FitData(const RoundedRows& rows, std::span<const double> weights, const Truncation& truncation)
    : truncation_(truncation), step_(rows.step) {
  check(rows.x, weights);
  if (!(rows.step > 0) || std::isinf(rows.step))
    fail_domain("fit", "rounded", "is " + to_text(rows.step) + "; a step is positive and finite");
  std::vector<double> lower(rows.x.begin(), rows.x.end()), upper = lower;
  for (std::size_t i = 0; i < lower.size(); ++i) {
    // Between multiples of the step, so that neighbours share their ends; a value that is no multiple keeps its own.
    const double whole = std::round(rows.x[i] / rows.step);
    const bool multiple = std::fabs(rows.x[i] - whole * rows.step) <= 1e-9 * rows.step;
    const double middle = multiple ? whole : rows.x[i] / rows.step;
    lower[i] = (middle - 0.5) * rows.step;
    upper[i] = (middle + 0.5) * rows.step;
    if (!(lower[i] < upper[i])) fail_value("fit", "x", i, rows.x[i], "too large for steps of " + to_text(rows.step));
    lower[i] = std::max(lower[i], truncation.low), upper[i] = std::min(upper[i], truncation.high);
  }
  check(lower, upper, truncation);
  take({lower, upper}, weights);
}

FitData FitData::scaled(int exponent) const {
  FitData out = *this;
  const auto scale = [&](std::vector<double>& x) {
    for (double& v : x) v = std::ldexp(v, exponent);
  };
  const auto scale_rows = [&](Nodes& rows) {
    scale(rows.x);
    scale(rows.between.low);
    scale(rows.between.high);
  };
  scale(out.values_);
  scale_rows(out.nodes_);
  for (Nodes& fold : out.folds_) scale_rows(fold);
  out.truncation_ = {std::ldexp(truncation_.low, exponent), std::ldexp(truncation_.high, exponent)};
  out.step_ = std::ldexp(step_, exponent);
  out.shape_ = intervals_ == 0 ? shape_of(out.values_, out.weights_) : shape_of(out.nodes_);
  out.shape_.mass = shape_.mass;
  return out;
}

Nodes FitData::rows() const {
  Nodes all{values_, weights_, nodes_.between};
  if (weights_.empty()) all.weight.assign(values_.size(), 1);
  return all;
}

void FitData::take(const RowsBetween& rows, std::span<const double> weights) {
  // Rows may be left out by a weight of 0 without any other becoming a weighted one.
  const bool weighted = std::ranges::any_of(weights, [](double w) { return w != 0 && w != 1; });
  const bool counts = weighted && std::ranges::all_of(weights, [](double w) { return w == std::floor(w); });
  Intervals between;
  for (std::size_t i = 0; i < rows.lower.size(); ++i) {
    const double w = weights.empty() ? 1 : weights[i];
    if (w == 0) continue;
    if (rows.lower[i] < rows.upper[i]) {
      between.add(rows.lower[i], rows.upper[i], w);
      continue;
    }
    values_.push_back(rows.lower[i]);
    if (weighted) weights_.push_back(w);
  }
  intervals_ = between.size();
  size_ = values_.size() + intervals_;
  if (size_ == 0) fail_domain("fit", "weights", "are all 0");
  sort_with(values_, weights_);
  between = sorted(between);
  double mass = 0;
  for (const double w : between.weight) interval_mass_ += w;
  for (const double w : weights_) mass += w;
  mass += interval_mass_ + (weighted ? 0 : static_cast<double>(values_.size()));
  if (weighted && mass < 2)
    fail_domain(
        "fit", "weights",
        "say how often each value counts, and sum to " + to_text(mass) + "; multiply them by the number of values");
  different_ = values_.empty() ? 0 : 1;
  for (std::size_t i = 1; i < values_.size(); ++i) different_ += values_[i] != values_[i - 1];
  deal_out(between, counts ? mass : static_cast<double>(size_), counts);
  if (intervals_ == 0) {
    shape_ = shape_of(values_, weights_);
    return;
  }
  const Intervals all = merged(nodes_.between);
  different_ += all.size();
  check_informative(values_, all);
  shape_ = shape_of(nodes_);
  shape_.mass = mass;
  shape_.whole = whole_rows(values_, all);
}

void FitData::deal_out(const Intervals& between, double units, bool counts) {
  std::vector<std::vector<double>> fold_x(kFolds), fold_w(kFolds);
  std::vector<Intervals> fold_between(kFolds);
  Deal<kFolds> deal(units, lot_of(between.high, between.weight, lot_of(between.low, {}, lot_of(values_, weights_))));
  const auto put = [&](double w, auto&& into) {
    if (!counts || w <= 1) return into(deal.next(), w);
    const auto parts = deal.next(w);
    for (std::size_t k = 0; k < kFolds; ++k)
      if (parts[k] > 0) into(k, parts[k]);
  };
  for (std::size_t i = 0; i < values_.size(); ++i)
    put(weights_.empty() ? 1 : weights_[i], [&](std::size_t k, double part) {
      fold_x[k].push_back(values_[i]);
      fold_w[k].push_back(part);
    });
  for (std::size_t i = 0; i < between.size(); ++i)
    put(between.weight[i],
        [&](std::size_t k, double part) { fold_between[k].add(between.low[i], between.high[i], part); });
  folds_.resize(kFolds);
  for (std::size_t k = 0; k < kFolds; ++k) {
    if (!fold_x[k].empty()) folds_[k] = condense(fold_x[k], fold_w[k]);
    folds_[k].between = merged(fold_between[k]);
    condensed_ = condensed_ || (folds_[k].x.size() < fold_x[k].size() && fold_x[k].size() > kRaw);
    nodes_.append(folds_[k]);
  }
}

}  // namespace sanov
