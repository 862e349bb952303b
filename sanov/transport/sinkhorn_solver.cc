#include "sanov/transport/sinkhorn_solver.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

#include "sanov/transport/sinkhorn_kernel.h"

namespace sanov {
namespace {

/// ε falls by this factor from scale to scale, and the marginals of all but the last need only be this near.
constexpr double kFactor = 4, kNear = 0.05;
/// No step moves potentials by more than this times ε, beyond which Newton's model says little.
constexpr double kLongest = 4;

/// Half steps that a symmetric problem gets.
constexpr int kMostHalvings = 200;

class Solver {
 public:
  explicit Solver(const EntropicProblem& p)
      : p_(p),
        limit_(std::max<std::size_t>(p.passes, 3) - 2),
        kernel_(p.costs, p.a, p.b, p.memory),
        m_(p.b.size()),
        g_(m_),
        wanted_(m_),
        log_ratio_(m_) {
    for (const double w : p.b) mass_ += w;
  }

  EntropicSolution run() {
    const double range = p_.costs.highest() - p_.costs.lowest();
    epsilon_ = std::max(p_.epsilon, range);
    bool good = true;
    for (;;) {
      const bool last = epsilon_ == p_.epsilon;
      good = level(last ? p_.tolerance : std::max(kNear, p_.tolerance));
      if (last || kernel_.passes() >= limit_) break;
      epsilon_ = std::max(p_.epsilon, epsilon_ / kFactor);
    }
    if (epsilon_ != p_.epsilon) {
      epsilon_ = p_.epsilon;
      look(g_);
      good = error_ <= p_.tolerance;
    }
    return solution(good);
  }

  std::optional<EntropicSolution> run_symmetric() {
    epsilon_ = p_.epsilon;
    look(g_);
    for (int k = 0; k < kMostHalvings && error_ > p_.tolerance; ++k) {
      if (kernel_.passes() >= limit_) return solution(false);
      const std::vector<double> f = potentials_of_rows();
      for (std::size_t j = 0; j < m_; ++j)
        if (p_.b[j] > 0) g_[j] = (g_[j] + f[j]) / 2;
      look(g_);
    }
    if (error_ > p_.tolerance) return std::nullopt;
    return solution(true);
  }

 private:
  EntropicSolution solution(bool good) {
    EntropicSolution out;
    out.error = error_;
    out.passes = kernel_.passes();
    out.status = good ? Status::converged : Status::iteration_limit;
    out.g = g_;
    out.f = potentials_of_rows();
    price_empty(out);
    out.row_masses.assign(kernel_.row_masses().begin(), kernel_.row_masses().end());
    out.column_masses.assign(kernel_.column_masses().begin(), kernel_.column_masses().end());
    return out;
  }

  double leak_a() const { return 1 / (p_.reach_a + epsilon_); }
  double leak_b() const { return 1 / (p_.reach_b + epsilon_); }

  std::vector<double> potentials_of_rows() const {
    std::vector<double> f(kernel_.softmin().begin(), kernel_.softmin().end());
    for (double& x : f) x *= 1 - epsilon_ * leak_a();
    return f;
  }

  void look(const std::vector<double>& g) {
    kernel_.look(epsilon_, leak_a(), g);
    error_ = 0;
    const auto columns = kernel_.column_masses();
    for (std::size_t j = 0; j < m_; ++j) {
      wanted_[j] = p_.b[j] * std::exp(-g[j] / p_.reach_b);
      error_ += std::fabs(wanted_[j] - columns[j]);
    }
    if (mass_ > 0) error_ /= mass_;
  }

  /// log(wanted/column masses), the exact ones where few of a column's terms count.
  void compare(const std::vector<double>& g) {
    const auto columns = kernel_.column_masses();
    std::vector<std::uint32_t> faint;
    for (std::size_t j = 0; j < m_; ++j) {
      log_ratio_[j] = 0;
      if (p_.b[j] == 0) continue;
      if (columns[j] < 1e-9 * wanted_[j])
        faint.push_back(static_cast<std::uint32_t>(j));
      else
        log_ratio_[j] = std::log(wanted_[j] / columns[j]);
    }
    if (faint.empty()) return;
    std::vector<double> softmin(faint.size());
    softmin_of_rows(p_.costs.transposed(), faint, epsilon_, with_masses(potentials_of_rows()), softmin);
    for (std::size_t k = 0; k < faint.size(); ++k) {
      const std::size_t j = faint[k];
      log_ratio_[j] = -g[j] / p_.reach_b - (g[j] - softmin[k]) / epsilon_;
    }
  }

  /// Columns without mass get the potential that the rows imply.
  void price_empty(EntropicSolution& out) const {
    std::vector<std::uint32_t> empty;
    for (std::size_t j = 0; j < m_; ++j)
      if (p_.b[j] == 0) empty.push_back(static_cast<std::uint32_t>(j));
    if (empty.empty()) return;
    std::vector<double> softmin(empty.size());
    softmin_of_rows(p_.costs.transposed(), empty, epsilon_, with_masses(out.f), softmin);
    for (std::size_t k = 0; k < empty.size(); ++k) out.g[empty[k]] = (1 - epsilon_ * leak_b()) * softmin[k];
  }

  /// f + ε log a.
  std::vector<double> with_masses(std::vector<double> f) const {
    for (std::size_t i = 0; i < f.size(); ++i) f[i] = p_.a[i] > 0 ? f[i] + epsilon_ * std::log(p_.a[i]) : -HUGE_VAL;
    return f;
  }

  bool level(double tolerance) {
    look(g_);
    std::vector<double> step(m_), trial(m_);
    std::size_t sinkhorn_steps = 0, todo = 0;
    while (error_ > tolerance) {
      if (kernel_.passes() >= limit_) return false;
      compare(g_);
      const double before = error_;
      if (todo == 0) {
        newton(step, std::min(0.1, std::sqrt(error_)));
        const auto [lo, hi] = std::minmax_element(step.begin(), step.end());
        const double largest = (*hi - *lo) / 2;
        const double t = std::min(1.0, kLongest / largest);
        for (std::size_t j = 0; j < m_; ++j) trial[j] = g_[j] + epsilon_ * t * step[j];
        look(trial);
        if (error_ < before * (1 - 0.3 * t)) {
          g_.swap(trial);
          continue;
        }
        todo = sinkhorn_steps = std::min<std::size_t>(64, sinkhorn_steps * 2 + 2);
      }
      --todo;
      const double share = 1 - epsilon_ * leak_b();
      for (std::size_t j = 0; j < m_; ++j) g_[j] += epsilon_ * share * log_ratio_[j];
      look(g_);
    }
    return true;
  }

  /// Solves (spread + (ε/reach) diag(c)) x = c·log ratio up to `forcing`.
  void newton(std::vector<double>& x, double forcing) {
    const auto columns = kernel_.column_masses(), diagonal = kernel_.diagonal();
    const double extra = epsilon_ / p_.reach_b;
    std::vector<double> r(m_), z(m_), d(m_), ad(m_);
    double sum = 0, total = 0;
    for (std::size_t j = 0; j < m_; ++j) {
      r[j] = wanted_[j] - columns[j];
      sum += r[j];
      total += columns[j];
    }
    const bool singular = p_.reach_a == HUGE_VAL && p_.reach_b == HUGE_VAL;
    if (singular)
      for (std::size_t j = 0; j < m_; ++j) r[j] -= columns[j] * (sum / total);
    std::fill(x.begin(), x.end(), 0.0);
    const auto precondition = [&] {
      double rz = 0;
      for (std::size_t j = 0; j < m_; ++j) {
        const double diag = std::max(diagonal[j], 1e-14 * columns[j]) + extra * columns[j];
        z[j] = diag > 0 ? r[j] / diag : 0;
        rz += r[j] * z[j];
      }
      return rz;
    };
    double rz = precondition();
    const double goal = forcing * forcing * rz;
    d = z;
    std::size_t k = 0;
    for (; k < 500 && rz > goal && kernel_.passes() < limit_; ++k) {
      kernel_.spread(d, ad);
      double dad = 0;
      for (std::size_t j = 0; j < m_; ++j) dad += d[j] * (ad[j] += extra * columns[j] * d[j]);
      if (!(dad > 0)) break;
      const double alpha = rz / dad;
      for (std::size_t j = 0; j < m_; ++j) {
        x[j] += alpha * d[j];
        r[j] -= alpha * ad[j];
      }
      const double old = rz;
      rz = precondition();
      for (std::size_t j = 0; j < m_; ++j) d[j] = z[j] + rz / old * d[j];
    }
    if (singular) {
      double mean = 0;
      for (std::size_t j = 0; j < m_; ++j) mean += p_.b[j] * x[j];
      mean /= mass_;
      for (std::size_t j = 0; j < m_; ++j) x[j] = p_.b[j] > 0 ? x[j] - mean : 0;
    }
  }

  const EntropicProblem& p_;
  std::size_t limit_;  ///< of passes: two are kept for the last trial and the last look
  SinkhornKernel kernel_;
  std::size_t m_;
  double mass_ = 0, epsilon_ = 1, error_ = 0;
  std::vector<double> g_, wanted_, log_ratio_;
};

}  // namespace

EntropicSolution solve_symmetric(const EntropicProblem& problem) {
  Solver solver(problem);
  if (auto solution = solver.run_symmetric()) return *std::move(solution);
  return solve_entropic(problem);
}

EntropicSolution solve_entropic(const EntropicProblem& problem) { return Solver(problem).run(); }

}  // namespace sanov
