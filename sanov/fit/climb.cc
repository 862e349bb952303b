#include "sanov/fit/climb.h"

#include <algorithm>
#include <cmath>

namespace sanov {
namespace {

/// Value, slope and bend by the free coordinates of the moving parameters.
struct Local {
  double value = 0;
  std::vector<double> slope, bend;  ///< bend as a full matrix
};

Local in_free_coordinates(const DensitySums& sums, const std::vector<FreeCoordinate>& coordinates,
                          std::span<const double> free, const std::vector<std::size_t>& moving) {
  const std::size_t n = coordinates.size(), k = moving.size();
  Local out{sums.value, std::vector<double>(k), std::vector<double>(k * k)};
  const auto bend_at = [&](std::size_t i, std::size_t j) {
    if (i > j) std::swap(i, j);
    return sums.bend[i * n - i * (i + 1) / 2 + j];
  };
  for (std::size_t a = 0; a < k; ++a) {
    const std::size_t i = moving[a];
    const double d = coordinates[i].slope(free[i]);
    out.slope[a] = sums.slope[i] * d;
    for (std::size_t b = 0; b < k; ++b)
      out.bend[a * k + b] = bend_at(i, moving[b]) * d * coordinates[moving[b]].slope(free[moving[b]]);
    out.bend[a * k + a] += sums.slope[i] * coordinates[i].bend(free[i]);
  }
  return out;
}

/// The damped Newton step upwards: (−bend + damping·|diagonal|)⁻¹ slope; false if that is not positive definite.
bool damped_step(const Local& local, double damping, std::vector<double>& step) {
  const std::size_t k = local.slope.size();
  std::vector<double> a(k * k);
  for (std::size_t i = 0; i < k * k; ++i) a[i] = -local.bend[i];
  for (std::size_t i = 0; i < k; ++i) a[i * k + i] += damping * std::max(std::fabs(local.bend[i * k + i]), 1e-300);
  step = local.slope;
  return solve_positive(std::move(a), step);
}

/// The longest coordinate of a step. A location moves in the unit of the data, for which a quarter of the largest of the positive
/// parameters stands, a scale; logarithms and logits have none.
double longest(const std::vector<double>& step, const std::vector<FreeCoordinate>& coordinates,
               const std::vector<std::size_t>& moving, const std::vector<double>& values) {
  double unit = 1, most = 0;
  for (std::size_t i = 0; i < coordinates.size(); ++i)
    if (coordinates[i].is_logarithm()) unit = std::max(unit, values[i] / 4);
  for (std::size_t a = 0; a < step.size(); ++a)
    most = std::max(most, std::fabs(step[a]) / (coordinates[moving[a]].is_location() ? unit : 1));
  return most;
}

}  // namespace

bool solve_positive(std::vector<double> a, std::vector<double>& b) {
  const std::size_t n = b.size();
  // Scaled to a diagonal of ones first, since parameters differ in size.
  std::vector<double> scale(n);
  for (std::size_t i = 0; i < n; ++i) {
    if (!(a[i * n + i] > 0) || std::isinf(a[i * n + i])) return false;
    scale[i] = 1 / std::sqrt(a[i * n + i]);
  }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) a[i * n + j] *= scale[i] * scale[j];
  for (std::size_t i = 0; i < n; ++i) b[i] *= scale[i];
  for (std::size_t j = 0; j < n; ++j) {
    double pivot = a[j * n + j];
    for (std::size_t k = 0; k < j; ++k) pivot -= a[j * n + k] * a[j * n + k];
    if (!(pivot > 1e-14)) return false;
    a[j * n + j] = std::sqrt(pivot);
    for (std::size_t i = j + 1; i < n; ++i) {
      double sum = a[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= a[i * n + k] * a[j * n + k];
      a[i * n + j] = sum / a[j * n + j];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) b[i] -= a[i * n + k] * b[k];
    b[i] /= a[i * n + i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) b[i] -= a[k * n + i] * b[k];
    b[i] /= a[i * n + i];
  }
  for (std::size_t i = 0; i < n; ++i) b[i] *= scale[i];
  return true;
}

std::vector<std::vector<double>> inverse_curvature(const DensitySums& sums, const std::vector<std::size_t>& moving,
                                                   std::size_t parameters) {
  const std::size_t n = parameters, k = moving.size();
  std::vector<std::vector<double>> out(n, std::vector<double>(n));
  std::vector<double> information(k * k);
  for (std::size_t a = 0; a < k; ++a)
    for (std::size_t b = 0; b < k; ++b) {
      const std::size_t i = std::min(moving[a], moving[b]), j = std::max(moving[a], moving[b]);
      information[a * k + b] = -sums.bend[i * n - i * (i + 1) / 2 + j];
    }
  for (std::size_t a = 0; a < k; ++a) {
    std::vector<double> column(k);
    column[a] = 1;
    if (!solve_positive(information, column)) return {};
    for (std::size_t b = 0; b < k; ++b) out[moving[b]][moving[a]] = column[b];
  }
  return out;
}

FreeCoordinate::FreeCoordinate(const FamilyParameter& p) : low_(p.low), high_(p.high) {
  kind_ = std::isfinite(p.low) && std::isfinite(p.high) ? Kind::logit
          : std::isfinite(p.low)                        ? Kind::logarithm
                                                        : Kind::itself;
  location_ = kind_ == Kind::itself && (p.name == "location" || p.name == "mean");
}
double FreeCoordinate::from(double value) const {
  if (kind_ == Kind::itself) return value;
  if (kind_ == Kind::logarithm) return std::log(std::max(value - low_, 1e-300));
  const double share = std::clamp((value - low_) / (high_ - low_), 1e-12, 1 - 1e-12);
  return std::log(share) - std::log1p(-share);
}
double FreeCoordinate::value(double free) const {
  if (kind_ == Kind::itself) return free;
  if (kind_ == Kind::logarithm) return low_ + std::exp(std::clamp(free, -690.0, 690.0));
  return low_ + (high_ - low_) / (1 + std::exp(-free));
}
double FreeCoordinate::slope(double free) const {
  if (kind_ == Kind::itself) return 1;
  if (kind_ == Kind::logarithm) return std::exp(free);
  const double s = 1 / (1 + std::exp(-free));
  return (high_ - low_) * s * (1 - s);
}
double FreeCoordinate::bend(double free) const {
  if (kind_ == Kind::itself) return 0;
  if (kind_ == Kind::logarithm) return std::exp(free);
  const double s = 1 / (1 + std::exp(-free));
  return (high_ - low_) * s * (1 - s) * (1 - 2 * s);
}

Climb climb(const std::function<DensitySums(std::span<const double>)>& sums,
            std::span<const FamilyParameter> parameters, std::span<const double> start, const std::vector<bool>& free,
            double gain, int max_iterations) {
  std::vector<FreeCoordinate> coordinates;
  std::vector<std::size_t> moving;
  std::vector<double> at;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    coordinates.emplace_back(parameters[i]);
    at.push_back(coordinates[i].from(start[i]));
    if (free[i]) moving.push_back(i);
  }
  const auto parameters_at = [&](const std::vector<double>& f) {
    std::vector<double> values(start.begin(), start.end());
    for (const std::size_t i : moving) values[i] = coordinates[i].value(f[i]);
    return values;
  };
  Climb out;
  out.at.assign(start.begin(), start.end());
  out.sums = sums(out.at);
  double damping = 0;
  std::vector<double> step;
  for (; !moving.empty(); ++out.iterations) {
    if (out.iterations == max_iterations) return out.status = Status::iteration_limit, out;
    const Local local = in_free_coordinates(out.sums, coordinates, at, moving);
    bool moved = false;
    for (int tries = 0; tries < 60 && !moved; ++tries) {
      if (!damped_step(local, damping, step)) {
        damping = std::max(4 * damping, 1e-3);
        continue;
      }
      double promise = 0;
      for (std::size_t a = 0; a < step.size(); ++a) promise += step[a] * local.slope[a] / 2;
      out.decrement = promise;
      if (promise <= gain && damping < 1) return out;
      // A coordinate that would leap is a curvature that does not hold that far.
      const double cut = std::min(1.0, 3 / longest(step, coordinates, moving, out.at));
      std::vector<double> next = at;
      for (std::size_t a = 0; a < moving.size(); ++a) next[moving[a]] += cut * step[a];
      const std::vector<double> values = parameters_at(next);
      DensitySums there = sums(values);
      if (there.value > out.sums.value) {
        damping = damping < 1e-6 ? 0 : damping / 8;
        at = std::move(next);
        out.at = values;
        out.sums = std::move(there);
        moved = true;
      } else {
        damping = std::max(6 * damping, 1e-3);
      }
    }
    if (!moved) return out.status = out.decrement <= 1e6 * gain ? Status::converged : Status::no_progress, out;
  }
  return out;
}

}  // namespace sanov
