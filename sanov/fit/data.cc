#include "sanov/fit/data.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "sanov/base/error.h"
#include "sanov/base/running_sum.h"
#include "sanov/numerics/random.h"
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

/// The fold of a row: random by its number, so that no order of the rows matters.
std::size_t fold_of(std::size_t row) {
  const auto words = philox({static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(row >> 32), 0, 0}, {5, 0});
  return words[0] % FitData::kFolds;
}

void sort_with(std::vector<double>& x, std::vector<double>& w) {
  if (w.empty()) return sort(x);
  std::vector<std::uint64_t> order(x.size());
  argsort(std::span<const double>(x), order);
  std::vector<double> sorted_x(x.size()), sorted_w(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) sorted_x[i] = x[order[i]], sorted_w[i] = w[order[i]];
  x = std::move(sorted_x);
  w = std::move(sorted_w);
}

}  // namespace

void Nodes::append(const Nodes& others) {
  x.insert(x.end(), others.x.begin(), others.x.end());
  weight.insert(weight.end(), others.weight.begin(), others.weight.end());
}

SampleShape shape_of(const Nodes& nodes) {
  std::vector<double> x = nodes.x, w = nodes.weight;
  sort_with(x, w);
  return shape_of(x, w);
}

FitData::FitData(std::span<const double> x, std::span<const double> weights) {
  check(x, weights);
  std::vector<std::vector<double>> fold_x(kFolds), fold_w(kFolds);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double w = weights.empty() ? 1 : weights[i];
    if (w == 0) continue;
    const std::size_t k = fold_of(i);
    values_.push_back(x[i]);
    fold_x[k].push_back(x[i]);
    if (!weights.empty()) weights_.push_back(w), fold_w[k].push_back(w);
  }
  size_ = values_.size();
  if (size_ == 0) fail_domain("fit", "weights", "are all 0");
  sort_with(values_, weights_);
  shape_ = shape_of(values_, weights_);
  const auto ones = [](const std::vector<double>& v, std::vector<double>& w) {
    if (w.empty()) w.assign(v.size(), 1);
  };
  different_ = 1;
  for (std::size_t i = 1; i < size_; ++i) different_ += values_[i] != values_[i - 1];
  folds_.resize(kFolds);
  for (std::size_t k = 0; k < kFolds; ++k) {
    sort_with(fold_x[k], fold_w[k]);
    ones(fold_x[k], fold_w[k]);
    folds_[k] = condense(fold_x[k], fold_w[k]);
    condensed_ = condensed_ || folds_[k].x.size() < fold_x[k].size();
    nodes_.append(folds_[k]);
  }
}

}  // namespace sanov
