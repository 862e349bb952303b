#include "sanov/fit/fit_by_method.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "sanov/base/error.h"
#include "sanov/fit/climb.h"
#include "sanov/fit/distance.h"
#include "sanov/fit/matched.h"
#include "sanov/fit/numeric_sums.h"

namespace sanov {
namespace {

using Row = std::vector<double>;

[[noreturn]] void refuse(FitMethod method, const FamilyEntry& entry, const std::string& why) {
  fail_domain("fit", entry.name, "cannot be fitted " + std::string(about(method).title) + ": " + why);
}

/// None where the parameters break a rule between them.
std::optional<Distribution> member(const FamilyEntry& entry, std::span<const double> at) {
  try {
    return entry.make(at);
  } catch (const std::logic_error&) {
    return std::nullopt;
  }
}

/// What fits of one method to one family share.
struct Task {
  FitMethod method;
  const FamilyEntry& entry;
  const FitData& data;
  std::vector<bool> free;
  std::vector<std::size_t> moving;
  std::vector<double> units;
  int max_iterations;
};

/// Σ w g gᵀ/n² of what each value adds to the free parameters.
std::vector<std::vector<double>> covariance_of(const Task& task, const std::vector<Row>& influences,
                                               const Row& weights) {
  const std::size_t n = task.entry.parameters.size();
  std::vector<std::vector<double>> out(n, std::vector<double>(n));
  double mass = 0;
  for (const double w : weights) mass += w;
  for (std::size_t i = 0; i < weights.size(); ++i)
    for (std::size_t a = 0; a < task.moving.size(); ++a)
      for (std::size_t b = 0; b < task.moving.size(); ++b)
        out[task.moving[a]][task.moving[b]] += weights[i] / mass / mass * influences[i][a] * influences[i][b];
  return out;
}

/// The x that makes A x nearest to b, for A in rows; false where A has not full rank.
bool solve_nearest(const std::vector<Row>& a, const Row& b, Row& x) {
  const std::size_t k = a.front().size();
  Row square(k * k);
  x.assign(k, 0);
  for (std::size_t r = 0; r < a.size(); ++r)
    for (std::size_t i = 0; i < k; ++i) {
      x[i] += a[r][i] * b[r];
      for (std::size_t j = 0; j < k; ++j) square[i * k + j] += a[r][i] * a[r][j];
    }
  return solve_positive(std::move(square), x);
}

/// The slopes of the four gaps by the free parameters.
std::vector<Row> slopes_of_gaps(const Task& task, const Matched& matched, std::span<const double> at) {
  std::vector<Row> out(4, Row(task.moving.size()));
  const std::vector<double> steps = steps_within(task.entry, at, task.units, 1e-4);
  std::vector<double> x(at.begin(), at.end());
  for (std::size_t a = 0; a < task.moving.size(); ++a) {
    const std::size_t i = task.moving[a];
    const auto beside = [&](double by) {
      x[i] = at[i] + by;
      const auto d = member(task.entry, x);
      x[i] = at[i];
      return d ? matched.gaps(*d) : Matched::Numbers{NAN, NAN, NAN, NAN};
    };
    const auto above = beside(steps[i]), below = beside(-steps[i]);
    for (std::size_t k = 0; k < 4; ++k) out[k][a] = (above[k] - below[k]) / (2 * steps[i]);
  }
  return out;
}

/// The first of the four that tell the free parameters apart: a row that adds nothing to those before it is passed over,
/// as the skewness of a symmetric family.
std::vector<std::size_t> telling(const Task& task, std::vector<Row> slopes) {
  std::vector<std::size_t> out;
  std::vector<Row> basis;
  for (std::size_t k = 0; k < 4 && out.size() < task.moving.size(); ++k) {
    Row& row = slopes[k];
    double size = 0, rest = 0;
    for (std::size_t a = 0; a < row.size(); ++a) row[a] *= task.units[task.moving[a]], size += row[a] * row[a];
    for (const Row& b : basis) {
      double along = 0;
      for (std::size_t a = 0; a < row.size(); ++a) along += row[a] * b[a];
      for (std::size_t a = 0; a < row.size(); ++a) row[a] -= along * b[a];
    }
    for (const double v : row) rest += v * v;
    if (!(rest > 1e-8 * size) || !(size > 1e-12)) continue;  // NaN too
    for (double& v : row) v /= std::sqrt(rest);
    basis.push_back(row);
    out.push_back(k);
  }
  return out;
}

std::string names(const Matched& matched, const std::vector<std::size_t>& which) {
  std::string text;
  for (std::size_t i = 0; i < which.size(); ++i)
    text += (i == 0 ? "" : i + 1 == which.size() ? " and " : ", ") + matched.name(which[i]);
  return text;
}

/// A place where the first of the four numbers are finite, one more than there are parameters if possible.
std::vector<double> with_moments(const Task& task, const Matched& matched, std::span<const double> start) {
  const std::size_t needed = task.moving.size();
  for (std::size_t count = std::min<std::size_t>(4, needed + 1); count >= needed; --count) {
    const auto finite = [&](std::span<const double> at) {
      const auto d = member(task.entry, at);
      if (!d) return false;
      const auto gaps = matched.gaps(*d);
      return std::all_of(gaps.begin(), gaps.begin() + static_cast<std::ptrdiff_t>(count),
                         [](double g) { return std::isfinite(g); });
    };
    std::vector<double> at = near_by(finite, task.entry, start, task.units, task.moving);
    if (!at.empty()) return at;
  }
  const auto d = member(task.entry, start);
  const auto gaps = d ? matched.gaps(*d) : Matched::Numbers{};
  for (std::size_t k = 0; k < 4; ++k)
    if (!std::isfinite(gaps[k])) refuse(task.method, task.entry, "its " + matched.name(k) + " does not exist");
  refuse(task.method, task.entry, "it has fewer moments than parameters");
}

MethodFit fit_by_matching(const Task& task, std::span<const double> start) {
  const std::size_t k = task.moving.size(), n = task.entry.parameters.size();
  if (k > 4) refuse(task.method, task.entry, "it has more than four free parameters");
  const Matched matched(task.method, task.data);
  const std::vector<double> begin = with_moments(task, matched, start);
  const std::vector<std::size_t> which = telling(task, slopes_of_gaps(task, matched, begin));
  if (which.size() < k)
    refuse(task.method, task.entry, "no " + std::to_string(k) + " of its moments tell its free parameters apart");
  double highest = -HUGE_VAL;
  const auto sums = [&](std::span<const double> at) {
    DensitySums out{-HUGE_VAL, Row(n), Row(n * (n + 1) / 2)};
    const auto d = member(task.entry, at);
    if (!d) return out;
    const auto gaps = matched.gaps(*d);
    double value = 0;
    for (const std::size_t r : which) value -= gaps[r] * gaps[r] / 2;
    if (!std::isfinite(value)) return out;
    out.value = value;
    if (value <= highest) return out;  // a step that the climb does not take
    highest = value;
    const std::vector<Row> slopes = slopes_of_gaps(task, matched, at);
    for (const std::size_t r : which)
      for (std::size_t a = 0; a < k; ++a) {
        out.slope[task.moving[a]] -= gaps[r] * slopes[r][a];
        for (std::size_t b = a; b < k; ++b) {
          const std::size_t i = task.moving[a], j = task.moving[b];
          out.bend[i * n - i * (i + 1) / 2 + j] -= slopes[r][a] * slopes[r][b];
        }
      }
    return out;
  };
  const Climb top = climb(sums, task.entry.parameters, begin, task.free, 1e-26, std::min(task.max_iterations, 30));
  if (!(top.sums.value > -1e-14))
    refuse(task.method, task.entry, "none of its members has the " + names(matched, which) + " of these data");
  MethodFit out{.parameters = top.at,
                .covariance = {},
                .distance = std::sqrt(-2 * top.sums.value),
                .iterations = top.iterations,
                .remark = {}};
  const EmpiricalSteps steps(task.data);
  const std::vector<Row> all = slopes_of_gaps(task, matched, top.at);
  std::vector<Row> square;
  for (const std::size_t r : which) square.push_back(all[r]);
  std::vector<Row> influences;
  for (const auto& moved : matched.influences(steps.x(), steps.weight())) {
    Row b, x;
    for (const std::size_t r : which) b.push_back(moved[r]);
    if (!solve_nearest(square, b, x)) return out;
    influences.push_back(std::move(x));
  }
  out.covariance = covariance_of(task, influences, steps.weight());
  return out;
}

/// Of a distance Σ v (F − Fₙ)²: what a value x adds to the parameters is A⁻¹ Σ v (1{x ≤ xₖ} − F) ∂F, A = Σ v ∂F ∂Fᵀ.
std::vector<std::vector<double>> covariance_by_influence(const Task& task, const EmpiricalSteps& steps,
                                                         std::span<const double> at) {
  const std::size_t k = task.moving.size(), m = steps.x().size();
  const auto probabilities = [&](std::span<const double> values) {
    const auto d = member(task.entry, values);
    return d ? steps.probabilities(*d) : Row(m, NAN);
  };
  const Row f = probabilities(at);
  const std::vector<double> h = steps_within(task.entry, at, task.units, 1e-4);
  std::vector<Row> slopes(m, Row(k));
  std::vector<double> beside(at.begin(), at.end());
  for (std::size_t a = 0; a < k; ++a) {
    const std::size_t i = task.moving[a];
    beside[i] = at[i] + h[i];
    const Row above = probabilities(beside);
    beside[i] = at[i] - h[i];
    const Row below = probabilities(beside);
    beside[i] = at[i];
    for (std::size_t j = 0; j < m; ++j) slopes[j][a] = (above[j] - below[j]) / (2 * h[i]);
  }
  Row square(k * k), mean(k), above(k);
  std::vector<Row> terms(m, Row(k));
  for (std::size_t j = 0; j < m; ++j) {
    const double share = steps.weight()[j] / steps.mass();
    const double v = task.method == FitMethod::anderson_darling ? share / std::max(f[j] * (1 - f[j]), 1e-12) : share;
    for (std::size_t a = 0; a < k; ++a) {
      terms[j][a] = v * slopes[j][a];
      mean[a] += (steps.share()[j] - share / 2) * terms[j][a];
      for (std::size_t b = 0; b < k; ++b) square[a * k + b] += v * slopes[j][a] * slopes[j][b];
    }
  }
  std::vector<Row> influences(m);
  for (std::size_t j = m; j-- > 0;) {
    Row x(k);
    for (std::size_t a = 0; a < k; ++a) {
      x[a] = above[a] + terms[j][a] / 2 - mean[a];
      above[a] += terms[j][a];
    }
    if (!solve_positive(square, x)) return {};
    influences[j] = std::move(x);
  }
  return covariance_of(task, influences, steps.weight());
}

MethodFit fit_by_distance(const Task& task, std::span<const double> start) {
  if (task.entry.whole && (task.method == FitMethod::spacing || task.method == FitMethod::wasserstein))
    fail_argument("fit", "method",
                  "is " + std::string(about(task.method).name) + ", which is for densities; " +
                      std::string(task.entry.name) + " is of whole numbers, which cramer_von_mises takes");
  const EmpiricalSteps steps(task.data);
  const auto distance = [&](std::span<const double> at) {
    const auto d = member(task.entry, at);
    const double value = d ? steps.distance(task.method, *d) : HUGE_VAL;
    return std::isnan(value) ? HUGE_VAL : value;
  };
  const auto finite = [&](std::span<const double> at) { return std::isfinite(distance(at)); };
  const std::vector<double> begin = near_by(finite, task.entry, start, task.units, task.moving);
  if (begin.empty())
    refuse(task.method, task.entry,
           task.method == FitMethod::wasserstein ? "W1 is infinite where the mean is not finite"
                                                 : "no member was found that gives these data a probability");
  // W1 is brought to the size of a squared distance in units of its sampling error.
  const double unit = task.method == FitMethod::wasserstein ? task.data.shape().sd / std::sqrt(steps.mass()) : 1;
  const ParameterFunction f = [&](std::span<const double> at) { return -distance(at) / unit; };
  double highest = -HUGE_VAL;
  const auto sums = [&](std::span<const double> at) {
    const double value = f(at);
    if (value <= highest) return DensitySums{value, {}, {}};  // a step that the climb does not take
    highest = value;
    return numeric_sums(f, task.entry, at, task.units, task.moving);
  };
  const Climb top = climb(sums, task.entry.parameters, begin, task.free, 1e-10, task.max_iterations);
  MethodFit out{.parameters = top.at,
                .covariance = {},
                .distance = -top.sums.value * unit,
                .status = top.status,
                .iterations = top.iterations,
                .remark = {}};
  if (task.method == FitMethod::spacing) {
    out.covariance = inverse_curvature(top.sums, task.moving, task.entry.parameters.size());
  } else if (task.method == FitMethod::wasserstein) {
    out.remark = "minimum W1 has no standard errors";
  } else {
    out.covariance = covariance_by_influence(task, steps, top.at);
  }
  return out;
}

}  // namespace

MethodFit fit_by_method(FitMethod method, const FamilyEntry& entry, const FitData& data, std::span<const double> start,
                        const std::vector<bool>& free, int max_iterations) {
  Task task{method, entry, data, free, {}, natural_units(entry, data, start), max_iterations};
  for (std::size_t i = 0; i < free.size(); ++i)
    if (free[i]) task.moving.push_back(i);
  if (task.moving.empty()) fail_argument("fit", "fixed", "leaves no parameter free");
  if (data.different() < std::max<std::size_t>(2, task.moving.size()))
    fail_argument("fit", "x",
                  "has " + std::to_string(data.different()) + " different values for " +
                      std::to_string(task.moving.size()) + " parameters");
  const bool matching = method == FitMethod::moments || method == FitMethod::l_moments;
  return matching ? fit_by_matching(task, start) : fit_by_distance(task, start);
}

}  // namespace sanov
