#include "sanov/fit/numeric_sums.h"

#include <algorithm>
#include <cmath>

namespace sanov {
namespace {

constexpr double kStep = 2e-4;

bool in_domain(const FamilyEntry& entry, std::span<const double> at) {
  for (std::size_t i = 0; i < at.size(); ++i)
    if (!entry.parameters[i].rule_broken_by(at[i]).empty()) return false;
  return true;
}

/// Where row i, column j ≥ i of a triangle is.
std::size_t triangle(std::size_t n, std::size_t i, std::size_t j) {
  if (i > j) std::swap(i, j);
  return i * n - i * (i + 1) / 2 + j;
}

}  // namespace

std::vector<double> natural_units(const FamilyEntry& entry, const FitData& data, std::span<const double> at) {
  const DensitySums sums = entry.sums(at, data.nodes().x, data.nodes().weight);
  std::vector<double> units(at.size());
  for (std::size_t i = 0; i < at.size(); ++i) {
    const double information = std::fabs(sums.bend[triangle(at.size(), i, i)]) / data.shape().mass;
    const bool anywhere = std::isinf(entry.parameters[i].low) && std::isinf(entry.parameters[i].high);
    units[i] = 1 / std::sqrt(information);
    const double own = anywhere ? std::max(data.shape().sd, 1e-12 * std::fabs(at[i])) : std::fabs(at[i]);
    if (!(units[i] > 0) || std::isinf(units[i])) units[i] = own > 0 ? own : 1;
  }
  return units;
}

std::vector<double> steps_within(const FamilyEntry& entry, std::span<const double> at, std::span<const double> units,
                                 double size) {
  std::vector<double> steps(at.size());
  for (std::size_t i = 0; i < at.size(); ++i) {
    steps[i] = size * units[i];
    for (const double end : {entry.parameters[i].low, entry.parameters[i].high})
      if (std::isfinite(end)) steps[i] = std::min(steps[i], std::max(std::fabs(at[i] - end), 1e-300) / 4);
  }
  return steps;
}

DensitySums numeric_sums(const ParameterFunction& f, const FamilyEntry& entry, std::span<const double> at,
                         std::span<const double> units, std::span<const std::size_t> moving) {
  const std::size_t n = at.size();
  DensitySums out{f(at), std::vector<double>(n), std::vector<double>(n * (n + 1) / 2)};
  if (!std::isfinite(out.value)) return out;
  std::vector<double> steps = steps_within(entry, at, units, kStep), x(at.begin(), at.end());
  std::vector<double> above(n), below(n);
  const auto along = [&](std::size_t i, double by) {
    x[i] = at[i] + by;
    const double value = f(x);
    x[i] = at[i];
    return value;
  };
  for (const std::size_t i : moving) {
    double disagreement = HUGE_VAL;
    for (double h = steps[i], tries = 0; tries < 12; ++tries, h /= 8) {
      const double up = along(i, h), down = along(i, -h), up2 = along(i, 2 * h), down2 = along(i, -2 * h);
      if (!std::isfinite(up + down + up2 + down2)) continue;
      const double second = (up + down - 2 * out.value) / (h * h),
                   fourth = (16 * (up + down) - (up2 + down2) - 30 * out.value) / (12 * h * h);
      const double off = std::fabs(fourth - second) / std::max(std::fabs(fourth), 1e-300);
      if (!(off < 0.5 * disagreement)) break;  // a shorter step would show rounding only
      disagreement = off;
      steps[i] = h, above[i] = up, below[i] = down;
      out.slope[i] = (8 * (up - down) - (up2 - down2)) / (12 * h);
      out.bend[triangle(n, i, i)] = fourth;
      if (off < 1e-5) break;
    }
  }
  for (std::size_t a = 0; a < moving.size(); ++a)
    for (std::size_t b = a + 1; b < moving.size(); ++b) {
      const std::size_t i = moving[a], j = moving[b];
      double both = 0;
      for (const double side : {1.0, -1.0}) {
        x[j] = at[j] + side * steps[j];
        both += along(i, side * steps[i]);
        x[j] = at[j];
      }
      const double bend =
          (both - above[i] - below[i] - above[j] - below[j] + 2 * out.value) / (2 * steps[i] * steps[j]);
      if (std::isfinite(bend)) out.bend[triangle(n, i, j)] = bend;
    }
  return out;
}

std::vector<double> near_by(const std::function<bool(std::span<const double>)>& allowed, const FamilyEntry& entry,
                            std::span<const double> at, std::span<const double> units,
                            std::span<const std::size_t> moving) {
  std::vector<double> x(at.begin(), at.end());
  if (allowed(x)) return x;
  std::size_t ways = 1;
  for (std::size_t a = 0; a < moving.size(); ++a) ways *= 3;
  for (const double far : {0.01, 0.1, 0.5, 2.0, 8.0})
    for (std::size_t way = 1; way < ways; ++way) {
      std::size_t rest = way;
      for (const std::size_t i : moving) {
        x[i] = at[i] + static_cast<double>(rest % 3 == 2 ? -1 : static_cast<int>(rest % 3)) * far * units[i];
        rest /= 3;
      }
      if (in_domain(entry, x) && allowed(x)) return x;
    }
  return {};
}

}  // namespace sanov
