#include "sanov/transport/sinkhorn_values.h"

#include <algorithm>
#include <cmath>

#include "sanov/base/running_sum.h"

namespace sanov {
namespace {

double sum_of(std::span<const double> weights) {
  RunningSum sum;
  for (const double w : weights) sum.add(w);
  return sum.value();
}

/// Σ weights·values, without those of no weight.
double worth(std::span<const double> weights, std::span<const double> values) {
  RunningSum sum;
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (weights[i] > 0) sum.add(weights[i] * values[i]);
  return sum.value();
}

/// What potentials of a relaxed side are worth: Σ w·reach·(1 − exp(−potential/reach)), and Σ w·potential of a held one.
double relaxed_worth(std::span<const double> weights, std::span<const double> values, double reach) {
  if (std::isinf(reach)) return worth(weights, values);
  RunningSum sum;
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (weights[i] > 0) sum.add(-reach * weights[i] * std::expm1(-values[i] / reach));
  return sum.value();
}

/// reach·KL(masses‖weights).
double penalty(std::span<const double> masses, std::span<const double> weights, double reach) {
  if (std::isinf(reach)) return 0;
  RunningSum sum;
  for (std::size_t i = 0; i < masses.size(); ++i) {
    if (masses[i] > 0) sum.add(masses[i] * std::log(masses[i] / weights[i]));
    sum.add_difference(weights[i], masses[i]);
  }
  return reach * sum.value();
}

/// ε (mass that a point sends, for each unit of its weight, less what the reference a⊗b has it send): of one side.
std::vector<double> excess_of(std::span<const double> potentials, double reach, double epsilon, double other) {
  std::vector<double> out;
  for (const double p : potentials)
    out.push_back(epsilon * ((std::isinf(reach) ? 0 : std::expm1(-p / reach)) + (1 - other)));
  return out;
}

/// The slope of the dual in each weight of a relaxed side.
std::vector<double> relaxed_slopes(std::span<const double> potentials, double reach, std::span<const double> excess) {
  std::vector<double> out(potentials.begin(), potentials.end());
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (std::isfinite(reach)) out[i] = -reach * std::expm1(-out[i] / reach);
    out[i] -= excess[i];
  }
  return out;
}

void centre(std::span<const double> a, std::span<const double> b, EntropicSolution& s) {
  const double shift = (worth(a, s.f) - worth(b, s.g)) / 2;
  for (double& f : s.f) f -= shift;
  for (double& g : s.g) g += shift;
}

double span_of(std::span<const double> weights, std::span<const double> values) {
  double low = HUGE_VAL, high = -HUGE_VAL;
  for (std::size_t j = 0; j < weights.size(); ++j) {
    if (weights[j] == 0) continue;
    low = std::min(low, values[j]);
    high = std::max(high, values[j]);
  }
  return low <= high ? high - low : 0;
}

/// The dual is concave with the slope wanted − column masses in g, so no g' is worth more than that times g' − g. Where
/// both sides are held, the best g varies by no more than the costs do. Else Sinkhorn's map brings potentials nearer to
/// each other by a factor, so its first step bounds the way to its fixed point.
double shortfall(const EntropicProblem& p, const EntropicSolution& s) {
  const bool held = std::isinf(p.reach_a) && std::isinf(p.reach_b);
  RunningSum off;
  double step = 0;
  const double share_a = kept_share(p.reach_a, p.epsilon), share_b = kept_share(p.reach_b, p.epsilon);
  for (std::size_t j = 0; j < p.b.size(); ++j) {
    if (p.b[j] == 0) continue;
    const double wanted = p.b[j] * std::exp(-s.g[j] / p.reach_b);
    off.add(std::fabs(wanted - s.column_masses[j]));
    step = std::max(step, share_b * p.epsilon * std::fabs(std::log(wanted / s.column_masses[j])));
  }
  if (s.wide) step = s.wide->step;
  const double way =
      held ? (p.costs.highest() - p.costs.lowest() + span_of(p.b, s.g)) / 2 : step / (1 - share_a * share_b);
  return off.value() * way;
}

/// Potentials of what has nowhere to go are infinite, and nothing rounds there.
double largest_of(std::span<const double> weights, std::span<const double> values) {
  double largest = 0;
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (weights[i] > 0 && std::isfinite(values[i])) largest = std::max(largest, std::fabs(values[i]));
  return largest;
}

/// How far the costs as computed may be from the true ones, in units of 2⁻⁵³.
double rounding_of_costs(const PairCosts& costs) {
  const double largest = std::max(std::fabs(costs.lowest()), std::fabs(costs.highest()));
  if (costs.lowest() > costs.highest()) return 0;
  if (costs.x() == nullptr || !(largest > 0)) return largest;
  const double steps = static_cast<double>(costs.x()->dimensions()) + 8;
  if (costs.cost() == Cost::cosine) return steps * largest + 8 * std::sqrt(2 * largest);
  if (costs.cost() == Cost::power) return costs.power() * (steps + std::fabs(std::log(largest)) + 1) * largest;
  return steps * largest;
}

/// How far from the dual at some potentials near s its value as computed may be: each row's potential, once computed, is
/// another's than its softmin by what rounds there, and moving a potential by δ moves the dual by δ times the mass at most.
double rounding_of_dual(const EntropicProblem& p, const EntropicSolution& s) {
  double mass = 0, logarithm = 0;
  for (std::size_t j = 0; j < p.b.size(); ++j) {
    if (p.b[j] == 0) continue;
    mass += p.b[j] * std::exp(-s.g[j] / p.reach_b);
    logarithm = std::max(logarithm, std::fabs(std::log(p.b[j])));
  }
  // Of a sum of m terms, added up in eight lanes.
  const double terms = static_cast<double>(p.b.size()) / 8 + 16,
               range = std::max(0.0, p.costs.highest() - p.costs.lowest());
  const double blur = s.wide ? 4 * terms * (range + span_of(p.b, s.g)) : (terms + 4 * logarithm) * p.epsilon;
  const double potentials = largest_of(p.a, s.f) + largest_of(p.b, s.g) + range;
  const double excess = s.wide ? largest_of(p.a, s.wide->row_excess) : 0;
  const double units = rounding_of_costs(p.costs) + 8 * (potentials + excess) + blur;
  return 0x1p-53 * units * (mass + sum_of(p.a) + sum_of(s.row_masses) + sum_of(p.b));
}

}  // namespace

EntropicValues values_of(const EntropicProblem& p, std::span<const double> b, EntropicSolution& s) {
  EntropicValues out;
  if (std::isinf(p.reach_a) && std::isinf(p.reach_b)) {
    centre(p.a, p.b, s);
    const double of_rows = worth(p.a, s.f);
    out.objective = of_rows + worth(s.column_masses, s.g);
    out.dual = of_rows + worth(p.b, s.g);
    out.a_slopes = s.f;
    out.b_slopes = s.g;
  } else {
    const double mass_a = sum_of(p.a), mass_b = sum_of(b);
    const double reference =
        s.wide ? -worth(p.a, s.wide->row_excess) : p.epsilon * (mass_a * mass_b - sum_of(s.row_masses));
    out.dual = relaxed_worth(p.a, s.f, p.reach_a) + relaxed_worth(b, s.g, p.reach_b) + reference;
    out.objective = worth(s.row_masses, s.f) + worth(s.column_masses, s.g) + reference +
                    penalty(s.row_masses, p.a, p.reach_a) + penalty(s.column_masses, b, p.reach_b);
    out.a_slopes =
        relaxed_slopes(s.f, p.reach_a, s.wide ? s.wide->row_excess : excess_of(s.f, p.reach_a, p.epsilon, mass_b));
    out.b_slopes =
        relaxed_slopes(s.g, p.reach_b, s.wide ? s.wide->column_excess : excess_of(s.g, p.reach_b, p.epsilon, mass_a));
  }
  out.rounding = rounding_of_dual(p, s);
  out.shortfall = shortfall(p, s) + out.rounding;
  return out;
}

}  // namespace sanov
