#include "sanov/transport/critic.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/base/running_sum.h"
#include "sanov/numerics/parallel.h"
#include "sanov/transport/line.h"

namespace sanov {
namespace {

/// Where the distribution functions F and G step, and how far apart they are between.
struct Steps {
  std::vector<double> positions;
  std::vector<double> a, b;    ///< mass at each
  std::vector<double> height;  ///< G − F in each piece; 0 only where they are equal
  std::vector<double> length;  ///< of each piece
};

Steps steps_of(Cells x, Cells y, const LineOptions& options, const char* function) {
  const Line line(x, y, options, function);
  Steps out;
  std::int64_t below_x = 0, below_y = 0;
  std::size_t i = 0, j = 0;
  const auto next_with_mass = [](const Sorted& side, std::size_t k) {
    while (k < side.x.size() && side.mass[k] == 0) ++k;
    return k;
  };
  for (;;) {
    i = next_with_mass(line.x, i);
    j = next_with_mass(line.y, j);
    const bool more_x = i < line.x.x.size(), more_y = j < line.y.x.size();
    if (!more_x && !more_y) break;
    const double at = !more_y || (more_x && line.x.x[i] <= line.y.x[j]) ? line.x.x[i] : line.y.x[j];
    if (!out.positions.empty()) {
      out.height.push_back(static_cast<double>(below_y - below_x) * line.unit);
      out.length.push_back(at - out.positions.back());
    }
    std::int64_t here_x = 0, here_y = 0;
    for (; i < line.x.x.size() && line.x.x[i] == at; ++i) here_x += line.x.mass[i];
    for (; j < line.y.x.size() && line.y.x[j] == at; ++j) here_y += line.y.mass[j];
    below_x += here_x;
    below_y += here_y;
    out.positions.push_back(at);
    out.a.push_back(static_cast<double>(here_x) * line.unit);
    out.b.push_back(static_cast<double>(here_y) * line.unit);
  }
  if (!std::isfinite(out.positions.back() - out.positions.front()))
    fail_domain(function, "x", "and y are so far apart that their distance overflows; divide the positions first");
  return out;
}

/// The function of these slopes, with E f(x) = −E f(y).
Critic with_slopes(const Steps& steps, std::vector<double> slopes, const char* function) {
  Critic out{steps.positions, std::vector<double>(steps.positions.size()), std::move(slopes), 0};
  RunningSum value, middle, difference;
  for (std::size_t k = 0; k < out.slopes.size(); ++k) {
    value.add(out.slopes[k] * steps.length[k]);
    out.values[k + 1] = value.value();
    difference.add(out.slopes[k] * steps.height[k] * steps.length[k]);
  }
  for (std::size_t k = 0; k < out.values.size(); ++k) middle.add(0.5 * (steps.a[k] + steps.b[k]) * out.values[k]);
  for (double& each : out.values) each -= middle.value();
  out.difference = difference.value();
  if (!std::isfinite(out.difference) || !std::isfinite(out.values.front()) || !std::isfinite(out.values.back()))
    fail_domain(function, "x", "and y make a critic that overflows; divide the positions first");
  return out;
}

void check_positive(double value, const char* function, const char* argument) {
  if (!(value > 0 && std::isfinite(value)))
    fail_argument(function, argument, "is " + to_text(value) + "; it is a finite number above 0");
}

/// The density of the interpolates in each piece. Each point of x is paired with all of y beyond a piece by one running
/// sum from the far end; nothing is subtracted.
std::vector<double> interpolate_density(const Steps& steps) {
  const std::size_t n = steps.positions.size(), chunks = std::min<std::size_t>(n, 16);
  const std::vector<double>& z = steps.positions;
  std::vector<std::vector<double>> parts(chunks, std::vector<double>(n - 1));
  parallel_chunks(chunks, 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t c = first; c < last; ++c)
      for (std::size_t i = c; i < n; i += chunks) {
        if (steps.a[i] == 0) continue;
        double sum = 0;
        for (std::size_t j = n - 1; j > i; --j) {
          sum += steps.b[j] / (z[j] - z[i]);
          parts[c][j - 1] += steps.a[i] * sum;
        }
        sum = 0;
        for (std::size_t j = 0; j < i; ++j) {
          sum += steps.b[j] / (z[i] - z[j]);
          parts[c][j] += steps.a[i] * sum;
        }
      }
  });
  for (std::size_t c = 1; c < chunks; ++c)
    for (std::size_t k = 0; k + 1 < n; ++k) parts[0][k] += parts[c][k];
  return std::move(parts[0]);
}

}  // namespace

double Critic::operator()(double z) const {
  if (!std::isfinite(z)) fail_domain("Critic", "z", "is " + to_text(z) + "; positions are finite");
  if (slopes.empty()) return values.front();
  const auto above = std::upper_bound(positions.begin() + 1, positions.end() - 1, z);
  const auto piece = static_cast<std::size_t>(above - positions.begin()) - 1;
  return values[piece] + slopes[piece] * (z - positions[piece]);
}

Critic optimal_critic(Cells x, Cells y, const CriticOptions& options) {
  constexpr const char* kName = "optimal_critic";
  const FloatingPoint guard;
  check_positive(options.clip, kName, "clip");
  const Steps steps = steps_of(x, y, {.a = options.a, .b = options.b}, kName);
  std::vector<double> slopes;
  for (const double h : steps.height) slopes.push_back(h == 0 ? 0 : std::copysign(options.clip, h));
  return with_slopes(steps, std::move(slopes), kName);
}

Critic affine_critic(Cells x, Cells y, const CriticOptions& options) {
  constexpr const char* kName = "affine_critic";
  const FloatingPoint guard;
  check_positive(options.clip, kName, "clip");
  const Steps steps = steps_of(x, y, {.a = options.a, .b = options.b}, kName);
  RunningSum means;  // E x − E y = ∫ (G − F) dz
  for (std::size_t k = 0; k < steps.height.size(); ++k) means.add(steps.height[k] * steps.length[k]);
  const double w = means.value() == 0 ? 0 : std::copysign(options.clip, means.value());
  return with_slopes(steps, std::vector<double>(steps.height.size(), w), kName);
}

PenalisedCritic penalised_critic(Cells x, Cells y, const PenaltyOptions& options) {
  constexpr const char* kName = "penalised_critic";
  const FloatingPoint guard;
  check_positive(options.coefficient, kName, "coefficient");
  const Steps steps = steps_of(x, y, {.a = options.a, .b = options.b}, kName);
  PenalisedCritic out;
  out.density = interpolate_density(steps);
  std::vector<double> slopes;
  RunningSum penalty, objective;
  for (std::size_t k = 0; k < steps.height.size(); ++k) {
    const double h = std::fabs(steps.height[k]);
    const double beyond = h == 0 ? 0 : h / out.density[k] / (2 * options.coefficient);
    slopes.push_back(std::copysign(1 + beyond, steps.height[k]));
    penalty.add(0.5 * h * beyond * steps.length[k]);
    objective.add(h * (1 + 0.5 * beyond) * steps.length[k]);
  }
  out.critic = with_slopes(steps, std::move(slopes), kName);
  out.penalty = penalty.value();
  out.objective = objective.value();
  return out;
}

}  // namespace sanov
