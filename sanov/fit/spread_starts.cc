#include "sanov/fit/spread_starts.h"

#include <algorithm>
#include <cmath>

#include "sanov/fit/data.h"

namespace sanov {
namespace {

/// The digits of k in base 2, mirrored at the point: 1/2, 1/4, 3/4, 1/8, …: evenly spread, however many there are.
double van_der_corput(int k) {
  double value = 0;
  for (double digit = 0.5; k > 0; k /= 2, digit /= 2)
    if (k % 2 == 1) value += digit;
  return value;
}

/// The target's mass between two of its quantiles, as data of mass 1000.
Nodes window(const DensityOnGrid& target, const std::vector<double>& below, double from, double to) {
  Nodes nodes;
  double mass = 0;
  for (std::size_t i = 0; i < target.x.size(); ++i) {
    const double inside = std::min(below[i + 1], to) - std::max(below[i], from);
    if (!(inside > 0)) continue;
    nodes.x.push_back(target.x[i]);
    nodes.weight.push_back(inside);
    mass += inside;
  }
  for (double& weight : nodes.weight) weight *= 1000 / mass;
  return nodes;
}

bool allowed(const FamilyEntry& family, const std::vector<double>& at) {
  for (std::size_t i = 0; i < at.size(); ++i)
    if (!family.parameters[i].rule_broken_by(at[i]).empty()) return false;
  return at.size() == family.parameters.size();
}

}  // namespace

std::vector<std::vector<double>> spread_starts(const FamilyEntry& family, const DensityOnGrid& target, int count) {
  std::vector<double> below{0};
  for (std::size_t i = 0; i < target.x.size(); ++i) {
    const double right = target.x[std::min(i + 1, target.x.size() - 1)], left = target.x[i == 0 ? 0 : i - 1];
    below.push_back(below.back() + target.value[i] * (right - left) / 2);
  }
  for (double& b : below) b /= below.back();
  std::vector<std::vector<double>> starts;
  for (int k = 0; k < count && family.start != nullptr; ++k) {
    const double width = k == 0 ? 1 : std::ldexp(1, -1 - k % 3);
    const double from = (1 - width) * van_der_corput(k);
    const Nodes nodes = window(target, below, from, from + width);
    std::vector<double> at = family.start(shape_of(nodes));
    if (allowed(family, at)) starts.push_back(std::move(at));
  }
  return starts;
}

}  // namespace sanov
