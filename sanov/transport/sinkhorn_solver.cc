#include "sanov/transport/sinkhorn_solver.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

#include "sanov/base/progress.h"
#include "sanov/transport/coarse_problem.h"
#include "sanov/transport/coarse_spread.h"
#include "sanov/transport/grid_kernel.h"
#include "sanov/transport/sinkhorn_kernel.h"
#include "sanov/transport/sinkhorn_wide.h"
#include "sanov/transport/spatial_problem.h"
#include "sanov/transport/weightless.h"

namespace sanov {
namespace {

/// ε falls by this factor from scale to scale, and the marginals of all but the last need only be this near.
constexpr double kFactor = 4, kNear = 0.05;
/// No step moves potentials by more than this times ε, beyond which Newton's model says little. Its equations are solved
/// until their solution is a few times longer: what is found first are the modes that the model is good for.
constexpr double kLongest = 4, kFurthest = 4 * kLongest;
/// How far the steps of a symmetric problem go from g to f(g). Near the solution a mode of the error is multiplied by
/// 1 − share·(1 + μ), where μ in [0, 1] is the mode's eigenvalue in Q; these four make their product less than 1/577 for
/// all of them: the roots of Chebyshev's polynomial on [1, 2], upside down.
constexpr double kShares[] = {0.5096996437910514, 0.7641414205417508, 0.5912465768638743, 0.9633352357530636};
/// Such steps that it gets.
constexpr int kMostSteps = 200;
/// Steps in a row that may bring nothing, at the limit of what rounding lets potentials say.
constexpr int kMostIdle = 10;

class Solver {
 public:
  Solver(const EntropicProblem& p, EntropicKernel& kernel)
      : p_(p),
        limit_(std::max<std::size_t>(p.passes, 3) - 2),
        kernel_(kernel),
        coarse_(kernel_.groups()),
        m_(p.b.size()),
        g_(m_),
        wanted_(m_),
        log_ratio_(m_),
        step_(m_),
        trial_(m_) {
    for (const double w : p.b) mass_ += w;
  }

  /// From the largest ε on.
  EntropicSolution run() { return run(p_.costs.highest() - p_.costs.lowest()); }

  /// From potentials that are near those of this ε on.
  EntropicSolution run(double epsilon, std::vector<double> g) {
    g_ = std::move(g);
    return run(epsilon);
  }

  std::optional<EntropicSolution> run_symmetric() {
    epsilon_ = p_.epsilon;
    look(g_);
    for (int k = 0; k < kMostSteps && error_ > p_.tolerance; ++k) {
      if (kernel_.passes() >= limit_) return solution(Status::iteration_limit);
      const std::vector<double> f = potentials_of_rows();
      for (std::size_t j = 0; j < m_; ++j)
        if (p_.b[j] > 0) g_[j] += kShares[k % 4] * (f[j] - g_[j]);
      look(g_);
    }
    if (error_ > p_.tolerance) return std::nullopt;
    return solution(Status::converged);
  }

 private:
  EntropicSolution run(double first) {
    epsilon_ = std::max(p_.epsilon, first);
    Status status = Status::converged;
    for (;;) {
      const bool last = epsilon_ == p_.epsilon;
      status = level(last ? p_.tolerance : std::max(kNear, p_.tolerance));
      if (last || kernel_.passes() >= limit_) break;
      epsilon_ = std::max(p_.epsilon, epsilon_ / kFactor);
    }
    if (epsilon_ != p_.epsilon) {
      epsilon_ = p_.epsilon;
      look(g_);
      status = error_ <= p_.tolerance ? Status::converged : Status::iteration_limit;
    }
    return solution(status);
  }

  EntropicSolution solution(Status status) {
    EntropicSolution out;
    out.error = error_;
    out.passes = kernel_.passes();
    out.status = status;
    out.g = g_;
    out.f = potentials_of_rows();
    out.row_masses.assign(kernel_.row_masses().begin(), kernel_.row_masses().end());
    out.column_masses.assign(kernel_.column_masses().begin(), kernel_.column_masses().end());
    return out;
  }

  double leak_a() const { return 1 / (p_.reach_a + epsilon_); }

  std::vector<double> potentials_of_rows() const {
    std::vector<double> f(kernel_.softmin().begin(), kernel_.softmin().end());
    for (double& x : f) x *= kept_share(p_.reach_a, epsilon_);
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
    kernel_.softmin_of_columns(faint, epsilon_, with_masses(epsilon_, p_.a, potentials_of_rows()), softmin);
    for (std::size_t k = 0; k < faint.size(); ++k) {
      const std::size_t j = faint[k];
      log_ratio_[j] = -g[j] / p_.reach_b - (g[j] - softmin[k]) / epsilon_;
    }
  }

  /// What potentials of one side are worth in the dual.
  static double worth(std::span<const double> weights, std::span<const double> potentials, double reach) {
    double sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
      if (weights[i] > 0)
        sum += weights[i] * (std::isinf(reach) ? potentials[i] : -reach * std::expm1(-potentials[i] / reach));
    return sum;
  }

  /// The dual at g, where the last look was; up to a constant.
  double dual(const std::vector<double>& g) const {
    double moved = 0;
    for (const double r : kernel_.row_masses()) moved += r;
    return worth(p_.a, potentials_of_rows(), p_.reach_a) + worth(p_.b, g, p_.reach_b) - epsilon_ * moved;
  }

  /// Brings the error down to the tolerance at this ε.
  Status level(double tolerance) {
    look(g_);
    double least = error_;
    int idle = 0;
    std::size_t sinkhorn_steps = 0, todo = 0;
    while (error_ > tolerance) {
      poll();
      if (kernel_.passes() >= limit_) return Status::iteration_limit;
      compare(g_);
      if (todo == 0 && !newton_step()) todo = sinkhorn_steps = std::min<std::size_t>(64, sinkhorn_steps * 2 + 2);
      if (todo > 0) {
        --todo;
        sinkhorn_step();
      }
      idle = error_ < 0.9 * least ? 0 : idle + 1;
      least = std::min(least, error_);
      if (idle >= kMostIdle && error_ < 64 * rounding()) return Status::no_progress;
    }
    return Status::converged;
  }

  /// By how much the marginals are off when each potential is off by half a unit in the last place.
  double rounding() const {
    double largest = p_.costs.highest() - p_.costs.lowest();
    for (std::size_t j = 0; j < m_; ++j)
      if (p_.b[j] > 0) largest = std::max(largest, std::fabs(g_[j]));
    return 0x1p-53 * largest / epsilon_;
  }

  void sinkhorn_step() {
    const double share = kept_share(p_.reach_b, epsilon_);
    for (std::size_t j = 0; j < m_; ++j) g_[j] += epsilon_ * share * log_ratio_[j];
    look(g_);
  }

  /// Newton's direction is one in which the dual, which is concave, rises; a step along it is taken if the dual rises by
  /// a tenth of what its slope promises, or the marginals come nearer by a third of it. Otherwise nothing but the kernel
  /// is changed, and the answer is no.
  bool newton_step() {
    const double before = error_, worth_before = dual(g_), slope = epsilon_ * newton(std::min(0.1, std::sqrt(error_)));
    const auto [low, high] = std::minmax_element(step_.begin(), step_.end());
    double length = std::min(1.0, 2 * kLongest / (*high - *low));
    for (int k = 0; k < 2; ++k, length /= 4) {
      for (std::size_t j = 0; j < m_; ++j) trial_[j] = g_[j] + epsilon_ * length * step_[j];
      look(trial_);
      if (error_ < before * (1 - 0.3 * length) || dual(trial_) - worth_before > 0.1 * length * slope) {
        g_.swap(trial_);
        return true;
      }
    }
    error_ = before;
    return false;
  }

  /// Solves (spread + ε/reach·diag(c)) step = wanted − c by conjugate gradients, c being the columns' masses, until the
  /// residual has fallen by `forcing` or the step is too long to be of use. Returns the dual's slope along the step.
  double newton(double forcing) {
    const auto columns = kernel_.column_masses();
    const double extra = epsilon_ / p_.reach_b;
    std::vector<double> r(m_), z(m_), d(m_), image(m_);
    for (std::size_t j = 0; j < m_; ++j) r[j] = wanted_[j] - columns[j];
    const bool singular = std::isinf(p_.reach_a) && std::isinf(p_.reach_b);
    if (singular) make_consistent(r);
    std::fill(step_.begin(), step_.end(), 0.0);
    factorise();
    double rz = precondition(r, z);
    const double goal = forcing * forcing * rz;
    d = z;
    while (rz > goal && kernel_.passes() < limit_) {
      kernel_.spread(d, image);
      double curvature = 0;
      for (std::size_t j = 0; j < m_; ++j) curvature += d[j] * (image[j] += extra * columns[j] * d[j]);
      if (!(curvature > 0)) break;
      const double far = rz / curvature, old = rz;
      for (std::size_t j = 0; j < m_; ++j) {
        step_[j] += far * d[j];
        r[j] -= far * image[j];
      }
      const auto [low, high] = std::minmax_element(step_.begin(), step_.end());
      if (*high - *low > 2 * kFurthest) break;
      rz = precondition(r, z);
      for (std::size_t j = 0; j < m_; ++j) d[j] = z[j] + rz / old * d[j];
    }
    if (singular) centre_step();
    double slope = 0;
    for (std::size_t j = 0; j < m_; ++j) slope += (wanted_[j] - columns[j]) * step_[j];
    return slope;
  }

  void factorise() {
    diagonal_ = kernel_.diagonal();
    if (kernel_.groups() == 0) return;
    const auto columns = kernel_.column_masses();
    std::vector<double> masses(kernel_.groups());
    for (std::size_t j = 0; j < m_; ++j) masses[j / kernel_.group_size()] += columns[j];
    coarse_.factorise(kernel_.products(), masses, kept_share(p_.reach_a, epsilon_), epsilon_ / p_.reach_b);
  }

  /// z = r divided by the diagonal, and the solution of the coarse problem; returns r·z.
  double precondition(const std::vector<double>& r, std::vector<double>& z) {
    const auto columns = kernel_.column_masses();
    const double extra = epsilon_ / p_.reach_b;
    for (std::size_t j = 0; j < m_; ++j) {
      const double by = std::max(diagonal_[j], 1e-14 * columns[j]) + extra * columns[j];
      z[j] = by > 0 ? r[j] / by : 0;
    }
    if (kernel_.groups() > 0) coarse_.add_solution(r, kernel_.group_size(), z);
    double product = 0;
    for (std::size_t j = 0; j < m_; ++j) product += r[j] * z[j];
    return product;
  }

  /// What rounding put into the one direction that the equations do not see, all potentials alike, is taken out.
  void make_consistent(std::vector<double>& r) const {
    const auto columns = kernel_.column_masses();
    double sum = 0, total = 0;
    for (std::size_t j = 0; j < m_; ++j) {
      sum += r[j];
      total += columns[j];
    }
    for (std::size_t j = 0; j < m_; ++j) r[j] -= columns[j] * (sum / total);
  }

  void centre_step() {
    double mean = 0;
    for (std::size_t j = 0; j < m_; ++j) mean += p_.b[j] * step_[j];
    mean /= mass_;
    for (std::size_t j = 0; j < m_; ++j) step_[j] = p_.b[j] > 0 ? step_[j] - mean : 0;
  }

  const EntropicProblem& p_;
  std::size_t limit_;  ///< of passes: two are kept for the last trial and the last look
  EntropicKernel& kernel_;
  CoarseSpread coarse_;
  std::size_t m_;
  double mass_ = 0, epsilon_ = 1, error_ = 0;
  std::span<const double> diagonal_;
  std::vector<double> g_, wanted_, log_ratio_, step_, trial_;
};

/// Over all pairs.
class DenseSolver {
 public:
  explicit DenseSolver(const EntropicProblem& p, bool symmetric = false)
      : p_(p), kernel_(p.costs, p.a, p.b, p.memory, !symmetric), solver_(p, kernel_) {}

  EntropicSolution run() { return priced(solver_.run()); }
  EntropicSolution run(double epsilon, std::vector<double> g) { return priced(solver_.run(epsilon, std::move(g))); }
  std::optional<EntropicSolution> run_symmetric() {
    auto out = solver_.run_symmetric();
    if (out) *out = priced(*std::move(out));
    return out;
  }

 private:
  /// Rows and columns without mass get the potentials that the others imply: their costs may be out of all bounds.
  EntropicSolution priced(EntropicSolution s) const {
    price_weightless(p_.costs, p_.epsilon, p_.reach_a, p_.a, p_.b, s.g, s.f);
    price_weightless(p_.costs.transposed(), p_.epsilon, p_.reach_b, p_.b, p_.a, s.f, s.g);
    return s;
  }

  const EntropicProblem& p_;
  SinkhornKernel kernel_;
  Solver solver_;
};

/// Over the axes of two grids, between their cells, of which some may have no point.
class GridSolver {
 public:
  GridSolver(const EntropicProblem& p, const GridPair& grids)
      : grids_(grids),
        a_(GridPair::spread(p.a, grids.from, grids.from_cells, 0)),
        b_(GridPair::spread(p.b, grids.to, grids.to_cells, 0)),
        p_{p.costs, a_, b_, p.epsilon, p.reach_a, p.reach_b, p.tolerance, p.passes, p.memory},
        kernel_(grids, a_, b_, p.memory),
        solver_(p_, kernel_) {}

  EntropicSolution run() { return of_points(solver_.run()); }
  std::optional<EntropicSolution> run_symmetric() {
    auto out = solver_.run_symmetric();
    if (out) *out = of_points(*std::move(out));
    return out;
  }

 private:
  EntropicSolution of_points(EntropicSolution s) const {
    std::vector<std::uint32_t> empty;
    for (std::size_t j = 0; j < b_.size(); ++j)
      if (b_[j] == 0) empty.push_back(static_cast<std::uint32_t>(j));
    std::vector<double> softmin(empty.size());
    if (!empty.empty()) kernel_.softmin_of_columns(empty, p_.epsilon, with_masses(p_.epsilon, a_, s.f), softmin);
    for (std::size_t k = 0; k < empty.size(); ++k) s.g[empty[k]] = kept_share(p_.reach_b, p_.epsilon) * softmin[k];
    for (auto* values : {&s.f, &s.row_masses}) *values = GridPair::gather(*values, grids_.from);
    for (auto* values : {&s.g, &s.column_masses}) *values = GridPair::gather(*values, grids_.to);
    return s;
  }

  const GridPair& grids_;
  std::vector<double> a_, b_;
  EntropicProblem p_;
  GridKernel kernel_;
  Solver solver_;
};

/// Solves a problem of many points from a coarser one's solution at the smallest ε at which that is near.
EntropicSolution solve_scales(const EntropicProblem& problem) {
  if (!CoarseProblem::pays(problem)) return DenseSolver(problem).run();
  const CoarseProblem coarse(problem);
  const double epsilon = std::max(problem.epsilon, coarse.resolution());
  if (epsilon > (problem.costs.highest() - problem.costs.lowest()) / kFactor) return DenseSolver(problem).run();
  const EntropicSolution start = solve_scales(coarse.at(epsilon, std::max(kNear, problem.tolerance)));
  return DenseSolver(problem).run(epsilon, coarse.lift(start, epsilon));
}

}  // namespace

EntropicSolution solve_entropic(const EntropicProblem& problem) {
  if (is_wide(problem)) return solve_wide(problem);
  if (const auto grids = find_grids(problem.costs, problem.epsilon)) return GridSolver(problem, *grids).run();
  const SpatialProblem spatial(problem);
  return spatial.put_back(solve_scales(spatial.ordered()));
}

EntropicSolution solve_symmetric(const EntropicProblem& problem) {
  if (is_wide(problem)) return solve_wide(problem);
  if (const auto grids = find_grids(problem.costs, problem.epsilon)) {
    auto solution = GridSolver(problem, *grids).run_symmetric();
    return solution ? *std::move(solution) : GridSolver(problem, *grids).run();
  }
  const SpatialProblem spatial(problem);
  auto solution = DenseSolver(spatial.ordered(), true).run_symmetric();
  if (!solution) solution = solve_scales(spatial.ordered());
  return spatial.put_back(*std::move(solution));
}

}  // namespace sanov
