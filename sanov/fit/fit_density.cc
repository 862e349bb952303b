#include "sanov/fit/fit_density.h"

#include <algorithm>
#include <cmath>

#include "sanov/base/error.h"
#include "sanov/fit/climb.h"
#include "sanov/fit/spread_starts.h"

namespace sanov {
namespace {

/// The loss over free coordinates, for a minimiser that knows no domains.
class FreeObjective {
 public:
  FreeObjective(const DensityObjective& objective, const FamilyEntry& family) : objective_(objective) {
    for (const FamilyParameter& p : family.parameters) coordinates_.emplace_back(p);
  }
  std::vector<double> from(std::span<const double> parameters) const {
    std::vector<double> free(parameters.size());
    for (std::size_t i = 0; i < free.size(); ++i) free[i] = coordinates_[i].from(parameters[i]);
    return free;
  }
  std::vector<double> parameters(const std::vector<double>& free) const {
    std::vector<double> values(free.size());
    for (std::size_t i = 0; i < free.size(); ++i) values[i] = coordinates_[i].value(free[i]);
    return values;
  }
  double value(const std::vector<double>& free, std::vector<double>& slopes) const {
    slopes.resize(free.size());
    const double loss = objective_.value(parameters(free), slopes);
    for (std::size_t i = 0; i < free.size(); ++i) slopes[i] *= coordinates_[i].slope(free[i]);
    return loss;
  }

 private:
  const DensityObjective& objective_;
  std::vector<FreeCoordinate> coordinates_;
};

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

struct Descent {
  std::vector<double> at;
  double value = 0;
  int steps = 0;
  Status status = Status::converged;
};

/// BFGS with a line search that halves (Nocedal and Wright, Numerical Optimization, 2006, chapter 6).
Descent descend(const FreeObjective& f, std::vector<double> x, int max_steps) {
  const std::size_t n = x.size();
  std::vector<double> inverse(n * n), slope, next_slope, direction(n);
  for (std::size_t i = 0; i < n; ++i) inverse[i * n + i] = 1;
  Descent out{x, f.value(x, slope)};
  for (; out.steps < max_steps; ++out.steps) {
    for (std::size_t i = 0; i < n; ++i) {
      direction[i] = 0;
      for (std::size_t j = 0; j < n; ++j) direction[i] -= inverse[i * n + j] * slope[j];
    }
    double descent = dot(direction, slope);
    if (!std::isfinite(descent)) {  // a slope beyond all doubles shows no way
      out.status = Status::no_progress;
      return out;
    }
    if (!(descent < 0)) {
      for (std::size_t i = 0; i < n; ++i) direction[i] = -slope[i];
      descent = -dot(slope, slope);
    }
    if (-descent <= 1e-30 + 1e-24 * out.value * out.value) return out;
    double length = 1;
    for (const double d : direction) length = std::min(length, 2 / std::max(std::fabs(d), 1e-300));
    std::vector<double> next = x;
    double value = out.value;
    bool gained = false;
    for (int halvings = 0; halvings < 50 && !gained; ++halvings, length /= 2) {
      for (std::size_t i = 0; i < n; ++i) next[i] = x[i] + length * direction[i];
      value = f.value(next, next_slope);
      gained = value <= out.value + 1e-4 * length * descent && value < out.value;
      // Where rounding hides the fall of the value, the slopes still show the way.
      const bool level = std::fabs(value - out.value) <= 4e-16 * std::fabs(out.value);
      gained = gained || (level && dot(next_slope, next_slope) < 0.9 * dot(slope, slope));
    }
    if (!gained) return out;  // rounding: no smaller value can be told apart
    std::vector<double> s(n), y(n), hy(n);
    for (std::size_t i = 0; i < n; ++i) s[i] = next[i] - x[i], y[i] = next_slope[i] - slope[i];
    const double sy = dot(s, y);
    if (sy > 1e-12 * std::sqrt(dot(s, s) * dot(y, y))) {
      for (std::size_t i = 0; i < n; ++i) {
        hy[i] = 0;
        for (std::size_t j = 0; j < n; ++j) hy[i] += inverse[i * n + j] * y[j];
      }
      const double scale = (1 + dot(y, hy) / sy) / sy;
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
          inverse[i * n + j] += scale * s[i] * s[j] - (hy[i] * s[j] + s[i] * hy[j]) / sy;
    }
    x = next;
    slope = next_slope;
    out.at = x;
    out.value = value;
  }
  out.status = Status::iteration_limit;
  return out;
}

void check(const FamilyEntry& family, std::span<const double> parameters, const std::string& when) {
  for (std::size_t i = 0; i < parameters.size(); ++i)
    if (const std::string_view rule = family.parameters[i].rule_broken_by(parameters[i]); !rule.empty())
      fail_domain("fit", family.parameters[i].name,
                  "is " + to_text(parameters[i]) + " " + when + "; " + std::string(rule));
}

/// PyTorch's ranges.
void check(const AdamOptions& adam) {
  const auto refuse = [](std::string_view name, double value, std::string_view rule) {
    fail_argument("fit", name, "is " + to_text(value) + "; it must be " + std::string(rule));
  };
  if (!(adam.learning_rate > 0) || std::isinf(adam.learning_rate))
    refuse("lr", adam.learning_rate, "above 0 and finite");
  for (const double beta : {adam.beta1, adam.beta2})
    if (!(beta >= 0 && beta < 1)) refuse("betas", beta, "in [0, 1)");
  if (!(adam.epsilon >= 0) || std::isinf(adam.epsilon)) refuse("eps", adam.epsilon, "finite and not negative");
}

void run_adam(const FamilyEntry& family, const DensityObjective& objective, const DensityFitOptions& options,
              DensityFit& fit) {
  Adam adam(fit.parameters.size(), options.adam);
  std::vector<double> slopes(fit.parameters.size());
  const auto trace = [&](int step) {
    const double here = objective.value(fit.parameters);
    fit.trace.push_back({step, step == 0 ? here : fit.loss, here, fit.parameters});
  };
  if (options.trace_every > 0) trace(0);
  for (int step = 1; step <= options.steps; ++step) {
    fit.loss = objective.value(fit.parameters, slopes);
    adam.step(fit.parameters, slopes);
    check(family, fit.parameters, "after step " + std::to_string(step));
    if (options.trace_every > 0 && (step % options.trace_every == 0 || step == options.steps)) trace(step);
  }
  fit.steps = options.steps;
}

std::vector<double> densities(const FamilyEntry& family, const DensityOnGrid& target, std::span<const double> at) {
  std::vector<double> q(target.x.size());
  family.make(at).many(DistributionFunction::pdf, target.x, q);
  return q;
}

/// Whether two members are the same within what an optimiser leaves open.
bool alike(const std::vector<double>& p, const std::vector<double>& q) {
  double gap = 0, top = 0;
  for (std::size_t i = 0; i < p.size(); ++i) gap = std::max(gap, std::fabs(p[i] - q[i])), top = std::max(top, p[i]);
  return gap <= 1e-3 * top;
}

/// Not the plain beyond all peaks, where a search finds no slope and stays.
bool is_minimum(const FreeObjective& f, const Descent& found) {
  std::vector<double> unused;
  for (std::size_t i = 0; i < found.at.size(); ++i)
    for (const double step : {-0.02, 0.02}) {
      std::vector<double> beside = found.at;
      beside[i] += step;
      if (!(f.value(beside, unused) > found.value + 1e-12 * std::fabs(found.value))) return false;
    }
  return true;
}

/// Searches from places spread over the target, and where each ended.
std::vector<DensityOptimum> optima_of(const FamilyEntry& family, const DensityObjective& objective,
                                      const FreeObjective& f, const Descent& near, int starts) {
  std::vector<DensityOptimum> optima{{f.parameters(near.at), near.value, 1}};
  std::vector<std::vector<double>> shapes{densities(family, objective.target(), optima[0].parameters)};
  for (const std::vector<double>& start : spread_starts(family, objective.target(), starts)) {
    if (!std::isfinite(objective.value(start))) continue;
    const Descent found = descend(f, f.from(start), 1000);
    if (found.status != Status::converged || !is_minimum(f, found)) continue;
    const std::vector<double> at = f.parameters(found.at);
    const std::vector<double> q = densities(family, objective.target(), at);
    const auto same = std::ranges::find_if(shapes, [&](const std::vector<double>& known) { return alike(known, q); });
    if (same != shapes.end()) {
      ++optima[static_cast<std::size_t>(same - shapes.begin())].starts;
    } else {
      optima.push_back({at, found.value, 1});
      shapes.push_back(q);
    }
  }
  std::ranges::stable_sort(optima, {}, &DensityOptimum::loss);
  return optima;
}

}  // namespace

DensityOnGrid density_on_grid(const Distribution& d, double low, double high, std::size_t points) {
  if (!(low < high) || points < 2) fail_argument("fit", "grid", "needs low < high and two points or more");
  DensityOnGrid out;
  for (std::size_t i = 0; i < points; ++i)
    out.x.push_back(low + (high - low) * static_cast<double>(i) / static_cast<double>(points - 1));
  out.value.resize(points);
  d.many(DistributionFunction::log_pdf, out.x, out.value);
  for (double& v : out.value) v = std::exp(v);
  return out;
}

DensityFit fit_density(std::string_view family, const DensityOnGrid& target, const DensityFitOptions& options) {
  const FamilyEntry& entry = find_family(family);
  const DensityObjective objective(options.loss, entry, target);
  DensityFit fit;
  fit.parameters = options.start;
  if (fit.parameters.empty())
    for (const FamilyParameter& p : entry.parameters) fit.parameters.push_back(p.value);
  if (fit.parameters.size() != entry.parameters.size())
    fail_argument("fit", "start",
                  "has " + std::to_string(fit.parameters.size()) + " values for " +
                      std::to_string(entry.parameters.size()) + " parameters");
  check(options.adam);
  check(entry, fit.parameters, "at the start");
  if (std::isinf(objective.value(fit.parameters)))
    fail_domain("fit", "start",
                "makes the loss infinite: " + std::string(family) +
                    " has no density where the target has some; choose another start, family or grid");
  const FreeObjective free(objective, entry);
  if (options.optimizer == Optimizer::adam) run_adam(entry, objective, options, fit);
  fit.loss_at_parameters = objective.value(fit.parameters);
  const Descent optimum = descend(free, free.from(fit.parameters), 1000);
  fit.optimum = free.parameters(optimum.at);
  fit.loss_at_optimum = optimum.value;
  fit.optima = optima_of(entry, objective, free, optimum, options.starts);
  if (options.optimizer == Optimizer::exact) {
    fit.optimum = fit.parameters = fit.optima[0].parameters;
    fit.loss = fit.loss_at_parameters = fit.loss_at_optimum = fit.optima[0].loss;
    fit.status = optimum.status;
    fit.steps = optimum.steps;
  }
  return fit;
}

}  // namespace sanov
