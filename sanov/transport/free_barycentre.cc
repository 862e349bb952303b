#include <cmath>
#include <string>
#include <utility>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/base/progress.h"
#include "sanov/base/running_sum.h"
#include "sanov/numerics/random.h"
#include "sanov/transport/barycentre.h"
#include "sanov/transport/shares.h"
#include "sanov/transport/unit_masses.h"

namespace sanov {
namespace {

constexpr const char* kFree = "free_support_barycentre";

/// Where the points set out that were given no start: at points of the measures, drawn by their mass.
std::vector<double> drawn(std::span<const WeightedPoints> measures, const std::vector<double>& shares,
                          const std::vector<std::vector<double>>& weights, std::size_t k, std::uint64_t seed) {
  Random random(seed);
  const auto draw = [&](const std::vector<double>& masses) {
    double left = random.uniform();
    std::size_t last = 0;
    for (std::size_t i = 0; i < masses.size(); ++i) {
      if (masses[i] == 0) continue;
      last = i;
      if (left < masses[i]) break;
      left -= masses[i];
    }
    return last;
  };
  std::vector<double> out;
  for (std::size_t i = 0; i < k; ++i) {
    const std::size_t cloud = draw(shares);
    const Cells point = measures[cloud].points[draw(weights[cloud])];
    for (std::size_t c = 0; c < point.size(); ++c) out.push_back(point[c]);
  }
  return out;
}

void check_points(Rows points, std::size_t dimensions, const std::string& name) {
  if (points.rows() == 0) fail_argument(kFree, name, "has no points");
  if (points.columns() != dimensions || dimensions == 0)
    fail_argument(kFree, name,
                  "has points of " + std::to_string(points.columns()) +
                      (dimensions == 0 ? std::string(" coordinates")
                                       : " coordinates, but measures[0] of " + std::to_string(dimensions)));
  check_finite(points.cells(), kFree, name.c_str());
}

/// What a measure on these points costs, and where its points go next.
struct Step {
  double objective = 0;
  std::vector<double> points;
};

Step step_from(const std::vector<double>& points, const std::vector<double>& masses,
               std::span<const WeightedPoints> measures, const std::vector<double>& shares,
               const std::vector<std::vector<double>>& weights) {
  const std::size_t k = masses.size(), d = points.size() / k;
  Step out{0, std::vector<double>(k * d)};
  RunningSum objective;
  for (std::size_t c = 0; c < measures.size(); ++c) {
    if (shares[c] == 0) continue;
    const Rows cloud = measures[c].points;
    const Transport found = transport(Rows(points.data(), k, d), cloud, {.a = Cells(masses), .b = Cells(weights[c])});
    objective.add(shares[c] * found.cost);
    std::vector<double> sums(k * d), sent(k);
    for (std::size_t e = 0; e < found.plan.mass.size(); ++e) {
      const std::size_t i = found.plan.from[e];
      const Cells target = cloud[found.plan.to[e]];
      sent[i] += found.plan.mass[e];
      for (std::size_t q = 0; q < d; ++q) sums[i * d + q] += found.plan.mass[e] * target[q];
    }
    for (std::size_t i = 0; i < k; ++i)
      for (std::size_t q = 0; q < d; ++q)
        out.points[i * d + q] += shares[c] * (sent[i] > 0 ? sums[i * d + q] / sent[i] : points[i * d + q]);
  }
  out.objective = objective.value();
  return out;
}

}  // namespace

FreeBarycentre free_support_barycentre(std::span<const WeightedPoints> measures, std::size_t k,
                                       const FreeBarycentreOptions& options) {
  const FloatingPoint guard;
  if (measures.empty()) fail_argument(kFree, "measures", "is empty; at least one is needed");
  if (k == 0) fail_argument(kFree, "k", "is 0; a barycentre has at least one point");
  check_above_zero(options.tolerance, kFree, "tolerance");
  const std::size_t d = measures[0].points.columns();
  const std::vector<double> shares = checked_shares(options.shares, measures.size(), "measures", kFree);
  std::vector<std::vector<double>> weights;
  for (std::size_t c = 0; c < measures.size(); ++c) {
    const std::string name = "measures[" + std::to_string(c) + "]";
    check_points(measures[c].points, d, name);
    weights.push_back(unit_masses(measures[c].weights, measures[c].points.rows(), kFree, name + ".weights"));
  }
  FreeBarycentre out;
  out.masses = unit_masses(options.masses, k, kFree, "masses");
  if (options.start) {
    check_points(*options.start, d, "start");
    if (options.start->rows() != k)
      fail_argument(kFree, "start",
                    "has " + std::to_string(options.start->rows()) + " points, but k is " + std::to_string(k));
    for (std::size_t i = 0; i < k * d; ++i) out.points.push_back(options.start->cells()[i]);
  } else {
    out.points = drawn(measures, shares, weights, k, options.seed);
  }

  std::vector<double> points = out.points;
  for (;; ++out.iterations) {
    poll();
    const double before = out.objective;
    Step step = step_from(points, out.masses, measures, shares, weights);
    const bool first = out.objectives.empty();
    if (first || step.objective < before) {
      out.points = std::move(points);
      out.objective = step.objective;
    }
    out.objectives.push_back(out.objective);
    if (!first && before - out.objective <= options.tolerance * before) break;
    if (out.iterations >= options.iterations) {
      out.status = Status::iteration_limit;
      break;
    }
    points = std::move(step.points);
  }
  return out;
}

}  // namespace sanov
