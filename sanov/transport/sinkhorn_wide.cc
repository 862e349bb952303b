#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/transport/sinkhorn_wide.cc"
#include "hwy/foreach_target.h"
//
#include "sanov/numerics/math-inl.h"
#include "sanov/numerics/simd-inl.h"
#include "sanov/transport/sinkhorn_wide.h"

#ifndef SANOV_SINKHORN_WIDE_ONCE
#define SANOV_SINKHORN_WIDE_ONCE
#include <algorithm>
#include <cmath>
#include <vector>

#include "sanov/base/progress.h"
#include "sanov/base/running_sum.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"
#include "sanov/transport/sinkhorn_rows.h"
#endif

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// Σ weight·(exp((h − cost)/ε) − 1).
double excess(const double* weights, const double* h, const double* costs, double inverse, std::size_t width) {
  V sum[kVectors];
  for (std::size_t v = 0; v < kVectors; ++v) sum[v] = zero();
  for (std::size_t j = 0; j < width; j += kWidth)
    for (std::size_t v = 0; v < kVectors; ++v) {
      const std::size_t at = j + v * kLanes;
      const V grown = expm1(D(), (load(h + at) - load(costs + at)) * set(inverse));
      sum[v] = hn::MulAdd(load(weights + at), grown, sum[v]);
    }
  return fold(sum);
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sanov {
namespace {

HWY_EXPORT(excess);

constexpr double kWide = 8;
/// Rounds in a row that may bring nothing.
constexpr int kMostIdle = 3;

double total(std::span<const double> weights) {
  RunningSum sum;
  for (const double w : weights) sum.add(w);
  return sum.value();
}

/// −ε log Σⱼ shareⱼ exp((gⱼ − cᵢⱼ)/ε) for each row, the shares being b divided by its sum.
class Softmin {
 public:
  Softmin(const PairCosts& costs, std::span<const double> b, double epsilon)
      : costs_(costs), epsilon_(epsilon), shares_(costs.stride()), h_(costs.stride()) {
    const double all = total(b);
    for (std::size_t j = 0; j < b.size(); ++j) shares_[j] = b[j] / all;
  }

  void operator()(std::span<const double> g, std::span<double> out) {
    const double middle = middle_of(g), offset = costs_.lowest() - middle;
    for (std::size_t j = 0; j < g.size(); ++j) h_[j] = shares_[j] > 0 ? g[j] + offset : 0;
    parallel_chunks(costs_.rows(), 16, [&](std::size_t first, std::size_t last) {
      std::vector<double> row(costs_.stride());
      for (std::size_t i = first; i < last; ++i) {
        costs_.fill(i, 1, row.data());
        const double sum = SANOV_DISPATCH(excess)(shares_.data(), h_.data(), row.data(), 1 / epsilon_, row.size());
        out[i] = sum > -0.5 ? offset - epsilon_ * std::log1p(sum) : of_far_row(g, row);
      }
    });
  }

 private:
  double middle_of(std::span<const double> g) const {
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (std::size_t j = 0; j < g.size(); ++j) {
      if (shares_[j] == 0) continue;
      low = std::min(low, g[j]);
      high = std::max(high, g[j]);
    }
    return low + (high - low) / 2;
  }
  /// A point without weight may be so far off that all but nothing of the sum is left.
  double of_far_row(std::span<const double> g, std::vector<double>& row) const {
    std::vector<double> h(row.size(), -HUGE_VAL);
    for (std::size_t j = 0; j < g.size(); ++j)
      if (shares_[j] > 0) h[j] = g[j] + epsilon_ * std::log(shares_[j]);
    return turn_into_shares(h, epsilon_, row.data());
  }

  const PairCosts& costs_;
  double epsilon_;
  std::vector<double> shares_, h_;
};

/// log Σ weight·exp(−potential/reach), a held side's potentials counting as 0.
double log_wanted(std::span<const double> weights, std::span<const double> potentials, double reach) {
  if (std::isinf(reach)) return std::log(total(weights));
  double top = -HUGE_VAL;
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (weights[i] > 0) top = std::max(top, -potentials[i] / reach);
  RunningSum sum;
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (weights[i] > 0) sum.add(weights[i] * std::exp(-potentials[i] / reach - top));
  return top + std::log(sum.value());
}

class WideSolver {
 public:
  explicit WideSolver(const EntropicProblem& p)
      : p_(p),
        back_(p.costs.transposed()),
        of_rows_(p.costs, p.b, p.epsilon),
        of_columns_(back_, p.a, p.epsilon),
        mass_a_(total(p.a)),
        mass_b_(total(p.b)),
        // Balanced, both are 1, whatever a sum's last digit says.
        log_a_(held() ? 0 : std::log(mass_a_)),
        log_b_(held() ? 0 : std::log(mass_b_)),
        share_a_(kept_share(p.reach_a, p.epsilon)),
        share_b_(kept_share(p.reach_b, p.epsilon)),
        rows_(p.a.size()),
        columns_(p.b.size()),
        next_(p.b.size()) {
    out_.f.resize(p.a.size());
    out_.g.resize(p.b.size());
  }

  EntropicSolution run() {
    const double near = p_.tolerance * (p_.costs.highest() - p_.costs.lowest());
    double least = HUGE_VAL;
    for (int idle = 0;;) {
      poll();
      look();
      if (step_ <= near && out_.error <= p_.tolerance) break;
      idle = step_ < 0.9 * least ? 0 : idle + 1;
      least = std::min(least, step_);
      if (idle == kMostIdle) break;
      if (out_.passes + 2 > p_.passes) return finish(Status::iteration_limit);
      advance();
    }
    return finish(Status::no_progress);
  }

 private:
  bool held() const { return std::isinf(p_.reach_a) && std::isinf(p_.reach_b); }

  /// f from g, and what would be the next g from that f: the rows' masses are right then, and the columns' known.
  void look() {
    of_rows_(out_.g, rows_);
    for (std::size_t i = 0; i < rows_.size(); ++i) out_.f[i] = share_a_ * (rows_[i] - p_.epsilon * log_b_);
    of_columns_(out_.f, columns_);
    out_.passes += 2;
    step_ = 0;
    RunningSum off;
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      next_[j] = share_b_ * (columns_[j] - p_.epsilon * log_a_);
      if (p_.b[j] == 0) continue;
      step_ = std::max(step_, std::fabs(next_[j] - out_.g[j]));
      off.add(p_.b[j] * std::fabs(std::expm1(-out_.g[j] / p_.reach_b) - growth(j)));
    }
    out_.error = off.value() / mass_b_;
  }

  /// The mass of column j as a multiple of its weight, less 1.
  double growth(std::size_t j) const { return std::expm1((out_.g[j] - columns_[j]) / p_.epsilon + log_a_); }

  void advance() {
    out_.g = next_;
    if (held()) return;
    const double shift = (log_wanted(p_.a, out_.f, p_.reach_a) - log_wanted(p_.b, out_.g, p_.reach_b)) /
                         (1 / p_.reach_a + 1 / p_.reach_b);
    for (double& g : out_.g) g -= shift;
  }

  EntropicSolution finish(Status otherwise) {
    out_.status = out_.error <= p_.tolerance ? Status::converged : otherwise;
    EntropicSolution::Wide wide{{}, {}, step_};
    const double leak = 1 / (p_.reach_a + p_.epsilon);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      out_.row_masses.push_back(p_.a[i] > 0 ? p_.a[i] * std::exp(-out_.f[i] / p_.reach_a) : 0);
      wide.row_excess.push_back(p_.epsilon * mass_b_ * std::expm1(-leak * rows_[i] - share_a_ * log_b_));
    }
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      if (p_.b[j] == 0) out_.g[j] = next_[j];
      out_.column_masses.push_back(p_.b[j] * (1 + growth(j)));
      wide.column_excess.push_back(p_.epsilon * mass_a_ * std::expm1((out_.g[j] - columns_[j]) / p_.epsilon));
    }
    out_.wide = std::move(wide);
    return std::move(out_);
  }

  const EntropicProblem& p_;
  PairCosts back_;
  Softmin of_rows_, of_columns_;
  double mass_a_, mass_b_, log_a_, log_b_, share_a_, share_b_, step_ = 0;
  std::vector<double> rows_, columns_, next_;
  EntropicSolution out_;
};

}  // namespace

bool is_wide(const EntropicProblem& problem) {
  return problem.costs.complete() && problem.epsilon >= kWide * (problem.costs.highest() - problem.costs.lowest());
}

EntropicSolution solve_wide(const EntropicProblem& problem) { return WideSolver(problem).run(); }

}  // namespace sanov
#endif
