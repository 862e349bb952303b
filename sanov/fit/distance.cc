#include "sanov/fit/distance.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sanov/base/running_sum.h"
#include "sanov/fit/side_rule.h"
#include "sanov/numerics/sort.h"

namespace sanov {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

/// ∫ |F − c| over a piece `width` wide, of the parabola through F at its ends and its middle.
double area(double width, double first, double middle, double last, double c) {
  const double slope = (last - first) / 2, bend = (first + last) / 2 - middle, off = middle - c;
  const auto up_to = [&](double t) { return t * (off + t * (slope / 2 + t * bend / 3)); };
  if ((first - c) * (last - c) >= 0) return width / 2 * std::fabs(up_to(1) - up_to(-1));
  // The root of off + slope t + bend t² between −1 and 1, in the form that does not cancel: slope ≥ 0.
  const double root = -2 * off / (slope + std::sqrt(std::max(slope * slope - 4 * off * bend, 0.0)));
  const double t = std::clamp(root, -1.0, 1.0);
  return width / 2 * (std::fabs(up_to(t) - up_to(-1)) + std::fabs(up_to(1) - up_to(t)));
}

}  // namespace

EmpiricalSteps::EmpiricalSteps(const FitData& data) {
  const Nodes& nodes = data.nodes();
  std::vector<std::uint64_t> order(nodes.x.size());
  argsort(std::span<const double>(nodes.x), order);
  RunningSum below;
  for (const std::uint64_t i : order) {
    if (x_.empty() || nodes.x[i] != x_.back()) x_.push_back(nodes.x[i]), weight_.push_back(0), share_.push_back(0);
    weight_.back() += nodes.weight[i];
    below.add(nodes.weight[i]);
    share_.back() = below.value();
  }
  mass_ = below.value();
  for (double& s : share_) s /= mass_;
  share_.back() = 1;
  const double spread = data.shape().upper_quartile - data.shape().lower_quartile;
  for (std::size_t i = 0; i + 1 < x_.size(); ++i) {
    const double gap = x_[i + 1] - x_[i], pieces = std::clamp(std::ceil(16 * gap / spread), 1.0, 64.0);
    for (double k = 0; k < pieces; ++k) {
      fine_.push_back(x_[i] + gap * k / pieces);
      middles_.push_back(x_[i] + gap * (k + 0.5) / pieces);
      level_.push_back(share_[i]);
    }
  }
  fine_.push_back(x_.back());
}

std::vector<double> EmpiricalSteps::many(DistributionFunction what, const Distribution& d,
                                         const std::vector<double>& at) const {
  std::vector<double> out(at.size());
  d.many(what, at, out);
  return out;
}

std::vector<double> EmpiricalSteps::probabilities(const Distribution& d) const {
  std::vector<double> f = many(DistributionFunction::cdf, d, x_);
  if (d.whole()) {
    const std::vector<double> step = many(DistributionFunction::pdf, d, x_);
    for (std::size_t i = 0; i < f.size(); ++i) f[i] -= step[i] / 2;
  }
  return f;
}

double EmpiricalSteps::distance(FitMethod method, const Distribution& d) const {
  switch (method) {
    case FitMethod::spacing: return spacing(d);
    case FitMethod::wasserstein: return wasserstein(d);
    case FitMethod::cramer_von_mises: return cramer_von_mises(d);
    case FitMethod::anderson_darling: return anderson_darling(d);
    default: return kInf;
  }
}

double EmpiricalSteps::spacing(const Distribution& d) const {
  const std::vector<double> below = many(DistributionFunction::cdf, d, x_),
                            above = many(DistributionFunction::sf, d, x_);
  const std::size_t n = x_.size();
  RunningSum sum;
  const auto add = [&](double weight, double log_probability) {
    // A condensed value stands for many; at the ends there is one gap more than values.
    sum.add(-weight * log_probability);
    return std::isfinite(log_probability);
  };
  if (!add((weight_[0] + 1) / 2, std::log(below[0])) || !add((weight_[n - 1] + 1) / 2, std::log(above[n - 1])))
    return kInf;
  for (std::size_t i = 1; i < n; ++i) {
    double probability = below[i] <= 0.5 ? below[i] - below[i - 1] : above[i - 1] - above[i];
    double log_probability = std::log(probability);
    // A difference that has lost its digits is the density times the gap.
    if (probability < 1e-7 * std::min(below[i], above[i - 1]))
      log_probability = d.log_pdf(x_[i - 1] + (x_[i] - x_[i - 1]) / 2) + std::log(x_[i] - x_[i - 1]);
    if (!add((weight_[i - 1] + weight_[i]) / 2, log_probability)) return kInf;
  }
  return sum.value();
}

double EmpiricalSteps::wasserstein(const Distribution& d) const {
  const Moments moments = d.moments();
  if (!moments.mean || std::isinf(*moments.mean)) return kInf;
  const Support support = d.support();
  const std::vector<double> f = many(DistributionFunction::cdf, d, fine_),
                            middle = many(DistributionFunction::cdf, d, middles_);
  RunningSum sum;
  for (std::size_t i = 0; i < middles_.size(); ++i) {
    double low = fine_[i], at_low = f[i];
    // Where F begins or ends inside a piece it has a corner there.
    for (const double corner : {support.low, support.high}) {
      if (!(corner > low && corner < fine_[i + 1])) continue;
      const double at_corner = d.cdf(corner);
      sum.add(area(corner - low, at_low, d.cdf(low + (corner - low) / 2), at_corner, level_[i]));
      low = corner, at_low = at_corner;
    }
    const double at_middle = low == fine_[i] ? middle[i] : d.cdf(low + (fine_[i + 1] - low) / 2);
    sum.add(area(fine_[i + 1] - low, at_low, at_middle, f[i + 1], level_[i]));
  }
  const double spread = d.upper_quantile(0.25) - d.quantile(0.25);
  const auto tail = [&](double from, double end, double side) {
    if (!(side * (end - from) > 0)) return 0.0;
    const SideRule rule(side * (end - from) / spread, 1.0 / 10);
    std::vector<double> x(rule.at);
    for (double& v : x) v = from + side * spread * v;
    const std::vector<double> beyond = many(side > 0 ? DistributionFunction::sf : DistributionFunction::cdf, d, x);
    double area = 0;
    for (std::size_t i = 0; i < x.size(); ++i) area += rule.weight[i] * beyond[i];
    return spread * area;
  };
  sum.add(tail(x_.front(), support.low, -1));
  sum.add(tail(x_.back(), support.high, 1));
  return sum.value();
}

double EmpiricalSteps::cramer_von_mises(const Distribution& d) const {
  const std::vector<double> f = probabilities(d);
  const double n = mass_;
  RunningSum sum;
  for (std::size_t i = 0; i < f.size(); ++i) {
    // The sum over equal values, of which each has a rank of its own, is that over their mean rank and a constant.
    const double w = weight_[i], gap = f[i] - (share_[i] - w / n / 2);
    sum.add(w * gap * gap + w * std::max(w * w - 1, 0.0) / (12 * n * n));
  }
  return sum.value() + 1 / (12 * n);
}

double EmpiricalSteps::anderson_darling(const Distribution& d) const {
  std::vector<double> below = many(DistributionFunction::log_cdf, d, x_),
                      above = many(DistributionFunction::log_sf, d, x_);
  if (d.whole()) {
    const std::vector<double> f = probabilities(d), g = many(DistributionFunction::sf, d, x_),
                              step = many(DistributionFunction::pdf, d, x_);
    for (std::size_t i = 0; i < f.size(); ++i) below[i] = std::log(f[i]), above[i] = std::log(g[i] + step[i] / 2);
  }
  RunningSum sum;
  double before = 0;
  for (std::size_t i = 0; i < below.size(); ++i) {
    const double after = share_[i], w = after - before;
    sum.add(-w * ((after + before) * below[i] + (2 - after - before) * above[i]));
    before = after;
  }
  const double value = mass_ * (sum.value() - 1);
  return std::isnan(value) ? kInf : value;
}

}  // namespace sanov
