#include "sanov/transport/barycentre.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/base/progress.h"
#include "sanov/base/running_sum.h"
#include "sanov/transport/extrapolation.h"
#include "sanov/transport/pair_costs.h"
#include "sanov/transport/shares.h"
#include "sanov/transport/sinkhorn_rows.h"
#include "sanov/transport/unit_masses.h"

namespace sanov {
namespace {

constexpr const char* kFixed = "fixed_support_barycentre";
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// −ε log Σⱼ exp((hⱼ − cᵢⱼ)/ε) of every row.
void softmin_of(const PairCosts& costs, double epsilon, const std::vector<double>& h, std::vector<double>& out) {
  std::vector<std::uint32_t> rows(costs.rows());
  std::iota(rows.begin(), rows.end(), std::uint32_t{0});
  softmin_of_rows(costs, rows, epsilon, h, out);
}

/// One of the measures, with the potentials of its plan Pᵢⱼ = exp((fᵢ + gⱼ − cᵢⱼ)/ε).
struct Averaged {
  double share;
  std::size_t row;
  std::vector<double> logarithms;  // of its masses
  std::vector<double> f, g;
  std::vector<double> reach;  // −ε log Σᵢ exp((fᵢ − cᵢⱼ)/ε)
};

/// Iterative Bregman projections. ε times the logarithm of the barycentre is −Σ λₖ reachₖ, and d where it is debiased.
class Projections {
 public:
  Projections(Rows measures, const PairCosts& costs, const FixedBarycentreOptions& options)
      : costs_(costs), transposed_(costs.transposed()), options_(options) {
    if (measures.rows() == 0) fail_argument(kFixed, "measures", "is empty; at least one is needed");
    if (measures.columns() != costs.rows())
      fail_argument(kFixed, "measures",
                    "has " + std::to_string(measures.columns()) + " cells in a row, but there are " +
                        std::to_string(costs.rows()) + " points");
    const std::vector<double> shares = checked_shares(options.shares, measures.rows(), "measures", kFixed);
    for (std::size_t k = 0; k < measures.rows(); ++k) {
      std::vector<double> masses =
          unit_masses(measures[k], costs.rows(), kFixed, "measures[" + std::to_string(k) + "]");
      for (double& mass : masses) mass = std::log(mass);
      if (shares[k] == 0) continue;
      all_.push_back({shares[k], k, std::move(masses), std::vector<double>(costs.rows()),
                      std::vector<double>(costs.columns()), std::vector<double>(costs.columns())});
    }
    logarithm_.resize(costs.columns());
    correction_.resize(costs.columns());
    out_.masses.resize(costs.columns());
  }

  FixedBarycentre run() {
    // Halving ε beyond what doubles can tell apart from 0 beside the costs brings nothing nearer.
    const double range = costs_.highest() - costs_.lowest(), least = std::max(options_.epsilon, range * 0x1p-50);
    for (double epsilon = 0.5 * range; epsilon > least; epsilon *= 0.5)
      for (int pass = 0; pass < kPassesEach; ++pass) {
        if (out_.iterations + 1 >= options_.iterations) break;
        if (step(epsilon) < kNearEnough) break;
      }
    double best = kInfinity;
    std::size_t last_better = out_.iterations;
    Extrapolation extrapolation;
    std::vector<double> before, after, weights;
    for (;;) {
      gather(before);
      out_.marginal_error = step(options_.epsilon);
      const double most = range * std::max(options_.tolerance, kGapTolerance);
      const double left = std::max(out_.marginal_error / options_.tolerance, most > 0 ? out_.gap / most : 0);
      if (left <= 1) break;
      if (left < 0.99 * best) last_better = out_.iterations;
      if (out_.iterations - last_better >= kPatience) out_.status = Status::no_progress;
      if (out_.iterations >= options_.iterations) out_.status = Status::iteration_limit;
      if (out_.status != Status::converged) break;
      if (left > 2 * best) {
        extrapolation.restart();
        best = left;
      }
      best = std::min(best, left);
      gather(after);
      weigh(weights);
      extrapolation.advance(before, after, weights);
      scatter(after);
    }
    return std::move(out_);
  }

 private:
  static constexpr int kPassesEach = 20;
  static constexpr double kNearEnough = 0.01;
  static constexpr std::size_t kPatience = 1000;
  static constexpr double kGapTolerance = 1e-6;  // of the range: rounding in the tails keeps the gap from less

  /// All that an iteration goes on from, in one row.
  void gather(std::vector<double>& out) const {
    out.clear();
    for (const Averaged& each : all_) out.insert(out.end(), each.g.begin(), each.g.end());
    if (options_.debiased) out.insert(out.end(), correction_.begin(), correction_.end());
  }
  void scatter(const std::vector<double>& from) {
    auto at = from.begin();
    for (Averaged& each : all_) {
      std::copy(at, at + static_cast<std::ptrdiff_t>(each.g.size()), each.g.begin());
      at += static_cast<std::ptrdiff_t>(each.g.size());
    }
    if (options_.debiased) std::copy(at, from.end(), correction_.begin());
  }
  void weigh(std::vector<double>& out) const {
    out.clear();
    for (const Averaged& each : all_)
      for (const double mass : out_.masses) out.push_back(each.share * mass);
    if (options_.debiased) out.insert(out.end(), out_.masses.begin(), out_.masses.end());
  }

  /// One round of projections. Returns the marginal error of the plans as they stood before the last of them.
  double step(double epsilon) {
    poll();
    ++out_.iterations;
    const std::size_t n = costs_.rows(), m = costs_.columns();
    for (Averaged& each : all_) {
      softmin_of(costs_, epsilon, each.g, each.f);
      for (std::size_t i = 0; i < n; ++i) {
        if (each.logarithms[i] == -kInfinity) {
          each.f[i] = -kInfinity;
          continue;
        }
        if (each.f[i] == kInfinity) refuse_stranded(each.row, i);
        each.f[i] += epsilon * each.logarithms[i];
      }
      softmin_of(transposed_, epsilon, each.f, each.reach);
    }
    average(epsilon);
    double error = 0;
    for (Averaged& each : all_) {
      error += each.share * error_of(each.g, each.reach, epsilon);
      for (std::size_t j = 0; j < m; ++j)
        each.g[j] = logarithm_[j] == -kInfinity ? -kInfinity : logarithm_[j] + each.reach[j];
    }
    if (options_.debiased) error += correct(epsilon);
    return error;
  }

  /// ε times the logarithms of the barycentre, and its masses.
  void average(double epsilon) {
    double top = -kInfinity;
    for (std::size_t j = 0; j < logarithm_.size(); ++j) {
      RunningSum sum;
      sum.add(correction_[j]);
      for (const Averaged& each : all_) sum.add(-each.share * each.reach[j]);
      logarithm_[j] = sum.value();
      top = std::max(top, logarithm_[j]);
    }
    RunningSum total;
    for (std::size_t j = 0; j < logarithm_.size(); ++j)
      total.add(out_.masses[j] = std::exp((logarithm_[j] - top) / epsilon));
    for (double& mass : out_.masses) mass /= total.value();
  }

  /// How far what a plan brings to each column is from the barycentre's share: exp((potential − reach)/ε), of a sum that is 1
  /// but for rounding, which a small ε magnifies.
  double error_of(const std::vector<double>& potential, const std::vector<double>& reach, double epsilon) const {
    std::vector<double> brought(potential.size());
    double top = -kInfinity;
    for (std::size_t j = 0; j < brought.size(); ++j) {
      brought[j] = reach[j] == kInfinity ? -kInfinity : potential[j] - reach[j];
      top = std::max(top, brought[j]);
    }
    RunningSum total, error;
    for (double& mass : brought) total.add(mass = std::exp((mass - top) / epsilon));
    for (std::size_t j = 0; j < brought.size(); ++j) error.add(std::fabs(brought[j] / total.value() - out_.masses[j]));
    return error.value();
  }

  /// Toward the d for which dᵢ Kᵢⱼ dⱼ is a plan from the barycentre to itself. Returns how far it was from being one.
  double correct(double epsilon) {
    std::vector<double> reach(correction_.size());
    softmin_of(costs_, epsilon, correction_, reach);
    const double error = error_of(correction_, reach, epsilon);
    find_gap(reach);
    for (std::size_t j = 0; j < reach.size(); ++j)
      correction_[j] = logarithm_[j] == -kInfinity ? -kInfinity : 0.5 * (correction_[j] + logarithm_[j] + reach[j]);
    return error;
  }

  /// The slope of the divergence in the mass of j is Σ λₖ reachₖ less the correction's own. The divergence is convex, so no
  /// masses have less than Σ bⱼ slopeⱼ − min slope below it.
  void find_gap(const std::vector<double>& own) {
    double least = kInfinity;
    RunningSum mean;
    for (std::size_t j = 0; j < own.size(); ++j) {
      double slope = -own[j];
      for (const Averaged& each : all_) slope += each.share * each.reach[j];
      if (!std::isfinite(slope)) continue;
      least = std::min(least, slope);
      mean.add(out_.masses[j] * slope);
    }
    out_.gap = std::max(0.0, mean.value() - least);
  }

  [[noreturn]] static void refuse_stranded(std::size_t measure, std::size_t cell) {
    fail_domain(kFixed, "costs",
                "forbid too much: cell " + std::to_string(cell) + " of measure " + std::to_string(measure) +
                    " has mass, but no place to go that all measures can reach");
  }

  const PairCosts& costs_;
  const PairCosts transposed_;
  const FixedBarycentreOptions& options_;
  std::vector<Averaged> all_;
  std::vector<double> logarithm_, correction_;
  FixedBarycentre out_;
};

void check_fixed(const FixedBarycentreOptions& options, std::size_t n, std::size_t m, const char* places) {
  if (!(options.epsilon > 0 && std::isfinite(options.epsilon)))
    fail_argument(kFixed, "epsilon",
                  "is " + to_text(options.epsilon) +
                      "; it is a finite number above 0, in the unit of the cost: say how much plans may be blurred");
  check_above_zero(options.tolerance, kFixed, "tolerance");
  if (n == 0 || m == 0) fail_argument(kFixed, places, "is empty");
  constexpr std::size_t kMost = std::size_t{1} << 27;
  if (std::max(n, m) > kMost) fail_argument(kFixed, places, "has more than 2^27 points");
}

void check_symmetric(Rows costs) {
  if (costs.rows() != costs.columns())
    fail_argument(kFixed, "costs",
                  "has " + std::to_string(costs.rows()) + " rows and " + std::to_string(costs.columns()) +
                      " columns; a debiased barycentre lies on the cells of the measures");
  for (std::size_t i = 0; i < costs.rows(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (costs[i][j] != costs[j][i])
        fail_domain(kFixed, "costs",
                    "is not symmetric: from cell " + std::to_string(i) + " to " + std::to_string(j) + " it is " +
                        to_text(costs[i][j]) + ", and back " + to_text(costs[j][i]) +
                        "; a debiased barycentre needs it to be");
}

}  // namespace

FixedBarycentre fixed_support_barycentre(Rows measures, Rows support, const FixedBarycentreOptions& options) {
  const FloatingPoint guard;
  check_fixed(options, support.rows(), support.columns(), "support");
  if (options.cost == Cost::power && !(options.power >= 1 && std::isfinite(options.power)))
    fail_argument(kFixed, "power", "is " + to_text(options.power) + "; it is a finite number of at least 1");
  const Cloud cloud(support, options.cost, kFixed, "support");
  const PairCosts costs(cloud, cloud, options.cost, options.power);
  if (!std::isfinite(costs.highest()))
    fail_domain(kFixed, "support", "has points so far apart that costs overflow; divide the coordinates first");
  return Projections(measures, costs, options).run();
}

FixedBarycentre fixed_support_barycentre(Rows measures, CostMatrix matrix, const FixedBarycentreOptions& options) {
  const FloatingPoint guard;
  check_fixed(options, matrix.costs.rows(), matrix.costs.columns(), "costs");
  const PairCosts costs(matrix.costs, kFixed);
  if (!std::isfinite(costs.highest() - costs.lowest()))
    fail_domain(kFixed, "costs", "have no finite range; divide them first");
  if (options.debiased) check_symmetric(matrix.costs);
  return Projections(measures, costs, options).run();
}

}  // namespace sanov
