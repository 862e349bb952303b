#include "sanov/fit/density_loss.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "sanov/base/error.h"

namespace sanov {
namespace {

constexpr std::string_view kNames[] = {"kl", "reverse_kl", "js", "mse", "cosine", "hellinger", "w2"};

/// A loss as a function of q at the grid, with its slopes by ln q.
struct AtGrid {
  double value = 0;
  std::vector<double> by_log_q;
};

double log_ratio(double a, double b) { return a > 0 ? a * std::log(a / b) : 0; }

/// What the sum of kl is divided by.
double kl_divisor(const DensityOnGrid& target) { return target.masses ? 1 : static_cast<double>(target.x.size()); }

AtGrid kl(const std::vector<double>& p, const std::vector<double>& log_q, double n) {
  AtGrid out{0, std::vector<double>(p.size())};
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (p[i] > 0) out.value += p[i] * (std::log(p[i]) - log_q[i]) / n;
    out.by_log_q[i] = -p[i] / n;
  }
  return out;
}

AtGrid mse(const std::vector<double>& p, const std::vector<double>& q) {
  AtGrid out{0, std::vector<double>(p.size())};
  const double n = static_cast<double>(p.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double gap = q[i] - p[i];
    out.value += gap * gap / n;
    out.by_log_q[i] = 2 * gap * q[i] / n;
  }
  return out;
}

AtGrid cosine(const std::vector<double>& p, const std::vector<double>& q) {
  const double pp = std::inner_product(p.begin(), p.end(), p.begin(), 0.0);
  const double pq = std::inner_product(p.begin(), p.end(), q.begin(), 0.0);
  const double qq = std::inner_product(q.begin(), q.end(), q.begin(), 0.0);
  const double length = std::sqrt(pp * qq);
  AtGrid out{1 - pq / length, std::vector<double>(p.size())};
  for (std::size_t i = 0; i < p.size(); ++i) out.by_log_q[i] = -(p[i] - pq / qq * q[i]) * q[i] / length;
  return out;
}

/// Slopes by q̃ become slopes by ln q: q̃ is a softmax of ln q.
void through_shares(AtGrid& out, const std::vector<double>& share) {
  double mean = 0;
  for (std::size_t i = 0; i < share.size(); ++i)
    if (share[i] > 0) mean += share[i] * out.by_log_q[i];
  for (std::size_t i = 0; i < share.size(); ++i)
    out.by_log_q[i] = share[i] > 0 ? share[i] * (out.by_log_q[i] - mean) : 0;
}

AtGrid reverse_kl(const std::vector<double>& p, const std::vector<double>& q) {
  AtGrid out{0, std::vector<double>(p.size())};
  for (std::size_t i = 0; i < p.size(); ++i) {
    out.value += log_ratio(q[i], p[i]);
    out.by_log_q[i] = q[i] > 0 ? std::log(q[i] / p[i]) : 0;
  }
  return out;
}

AtGrid js(const std::vector<double>& p, const std::vector<double>& q) {
  AtGrid out{0, std::vector<double>(p.size())};
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double m = (p[i] + q[i]) / 2;
    out.value += (log_ratio(p[i], m) + log_ratio(q[i], m)) / 2;
    out.by_log_q[i] = q[i] > 0 ? std::log(q[i] / m) / 2 : 0;
  }
  return out;
}

AtGrid hellinger(const std::vector<double>& p, const std::vector<double>& q) {
  AtGrid out{0, std::vector<double>(p.size())};
  double square = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double gap = std::sqrt(p[i]) - std::sqrt(q[i]);
    square += gap * gap / 2;
  }
  out.value = std::sqrt(square);
  for (std::size_t i = 0; i < p.size(); ++i)
    // Two roots: p/q may be beyond all doubles.
    out.by_log_q[i] = q[i] > 0 && square > 0 ? -std::sqrt(p[i]) / std::sqrt(q[i]) / (4 * out.value) : 0;
  return out;
}

/// On the line the quantiles are coupled; the slope by a share is the dual potential at its point.
AtGrid w2(const std::vector<double>& x, const std::vector<double>& p, const std::vector<double>& q) {
  AtGrid out{0, std::vector<double>(x.size())};
  std::size_t i = 0, j = 0;
  double left_p = p[0], left_q = q[0], square = 0;
  // Potentials f of p, g of q with f + g = (x − y)² on coupled pairs, from pair to pair of the staircase.
  double f = 0, g = (x[0] - x[0]) * (x[0] - x[0]);
  out.by_log_q[0] = g;
  while (true) {
    const double moved = std::min(left_p, left_q), gap = x[i] - x[j];
    square += moved * gap * gap;
    left_p -= moved, left_q -= moved;
    if (i + 1 == x.size() && j + 1 == x.size()) break;
    if (j + 1 == x.size() || (i + 1 < x.size() && left_p <= left_q)) {
      ++i;
      left_p += p[i];
      f = (x[i] - x[j]) * (x[i] - x[j]) - g;
    } else {
      ++j;
      left_q += q[j];
      g = (x[i] - x[j]) * (x[i] - x[j]) - f;
      out.by_log_q[j] = g;
    }
  }
  out.value = std::sqrt(square);
  for (double& slope : out.by_log_q) slope = out.value > 0 ? slope / (2 * out.value) : 0;
  return out;
}

std::vector<double> shares_of(std::vector<double> v) {
  const double sum = std::accumulate(v.begin(), v.end(), 0.0);
  for (double& value : v) value /= sum;
  return v;
}

AtGrid at_grid(DensityLoss loss, const DensityOnGrid& target, const std::vector<double>& share,
               const std::vector<double>& log_q) {
  if (loss == DensityLoss::kl) return kl(target.value, log_q, kl_divisor(target));
  std::vector<double> q(log_q.size());
  if (loss == DensityLoss::mse || loss == DensityLoss::cosine) {
    std::transform(log_q.begin(), log_q.end(), q.begin(), [](double l) { return std::exp(l); });
    return loss == DensityLoss::mse ? mse(target.value, q) : cosine(target.value, q);
  }
  const double top = *std::max_element(log_q.begin(), log_q.end());
  std::transform(log_q.begin(), log_q.end(), q.begin(), [&](double l) { return std::exp(l - top); });
  q = shares_of(std::move(q));
  AtGrid out = loss == DensityLoss::reverse_kl  ? reverse_kl(share, q)
               : loss == DensityLoss::js        ? js(share, q)
               : loss == DensityLoss::hellinger ? hellinger(share, q)
                                                : w2(target.x, share, q);
  through_shares(out, q);
  return out;
}

}  // namespace

std::string_view to_text(DensityLoss loss) { return kNames[static_cast<std::size_t>(loss)]; }

DensityLoss density_loss(std::string_view name) {
  const auto found = std::find(std::begin(kNames), std::end(kNames), name);
  if (found != std::end(kNames)) return static_cast<DensityLoss>(found - std::begin(kNames));
  const std::string near = nearest(name, kNames, std::size(kNames));
  fail_argument("fit", "loss",
                "'" + std::string(name) + "' is unknown" +
                    (near.empty() ? "; there are kl, reverse_kl, js, mse, cosine, hellinger and w2"
                                  : "; did you mean " + near + "?"));
}

DensityObjective::DensityObjective(DensityLoss loss, const FamilyEntry& family, DensityOnGrid target)
    : loss_(loss), family_(&family), target_(std::move(target)) {
  const std::vector<double>&x = target_.x, &p = target_.value;
  if (x.size() < 2 || x.size() != p.size())
    fail_argument("fit", "grid", "needs two points or more, and a value at each");
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!std::isfinite(x[i]) || (i > 0 && !(x[i] > x[i - 1])))
      fail_value("fit", "grid", i, x[i], "points are finite and rise");
    if (family.whole && x[i] != std::floor(x[i]))
      fail_value("fit", "grid", i, x[i], std::string(family.name) + " is of whole numbers, and so must the points be");
    if (!(p[i] >= 0) || std::isinf(p[i])) fail_value("fit", "target", i, p[i], "densities are finite and not negative");
    mass_ += p[i] * (x[std::min(i + 1, x.size() - 1)] - x[i == 0 ? 0 : i - 1]) / 2;
  }
  if (!(mass_ > 0)) fail_domain("fit", "target", "is 0 at every point of the grid");
  share_ = shares_of(p);
  if (loss_ != DensityLoss::kl || family.statistics.empty()) return;
  const double n = kl_divisor(target_);
  statistics_.resize(family.statistics.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (p[i] == 0) continue;
    own_ += p[i] * std::log(p[i]) / n;
    for (std::size_t j = 0; j < statistics_.size(); ++j) statistics_[j] += p[i] / n * family.statistics[j](x[i]);
  }
  if (!std::all_of(statistics_.begin(), statistics_.end(), [](double s) { return std::isfinite(s); }))
    statistics_.clear();
}

double DensityObjective::from_statistics(std::span<const double> parameters, std::span<double> slopes) const {
  const DensitySums sums = family_->sums_of_statistics(parameters, statistics_);
  for (std::size_t i = 0; i < slopes.size(); ++i) slopes[i] = -sums.slope[i];
  return own_ - sums.value;
}

double DensityObjective::value(std::span<const double> parameters) const { return value(parameters, {}); }

double DensityObjective::value(std::span<const double> parameters, std::span<double> slopes) const {
  if (!statistics_.empty()) return from_statistics(parameters, slopes);
  std::vector<double> log_q(target_.x.size());
  family_->make(parameters).many(DistributionFunction::log_pdf, target_.x, log_q);
  const AtGrid at = at_grid(loss_, target_, share_, log_q);
  if (!slopes.empty()) {
    const DensitySums sums = family_->sums(parameters, target_.x, at.by_log_q);
    std::copy(sums.slope.begin(), sums.slope.end(), slopes.begin());
  }
  return at.value;
}

}  // namespace sanov
