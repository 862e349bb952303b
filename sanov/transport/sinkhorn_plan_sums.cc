#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/transport/sinkhorn_plan_sums.cc"
#include "hwy/foreach_target.h"
//
#include "sanov/transport/metrics-inl.h"
#include "sanov/transport/sinkhorn_plan_sums.h"
#include "sanov/transport/sinkhorn_rows.h"

#ifndef SANOV_SINKHORN_PLAN_SUMS_ONCE
#define SANOV_SINKHORN_PLAN_SUMS_ONCE
#include <algorithm>
#include <cmath>
#include <limits>

#include "sanov/base/running_sum.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"
#include "sanov/transport/grid_chain.h"

namespace sanov {
namespace {

constexpr double kNone = std::numeric_limits<double>::infinity();

/// One row of a plan, and the point it belongs to.
struct SlopeRow {
  const Cloud* x;
  const Cloud* y;
  double power;
  std::size_t i, stride;
  const double* costs;
  double* plan;  ///< is changed
  double* out;
};

}  // namespace
}  // namespace sanov
#endif

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// Σ plan·cost, without the pairs that carry nothing.
double weighted_cost(const double* plan, const double* costs, std::size_t stride) {
  V sum[kVectors];
  for (std::size_t v = 0; v < kVectors; ++v) sum[v] = zero();
  for (std::size_t j = 0; j < stride; j += kWidth)
    for (std::size_t v = 0; v < kVectors; ++v) {
      const V p = load(plan + j + v * kLanes);
      sum[v] = sum[v] + hn::IfThenElseZero(p > zero(), p * load(costs + j + v * kLanes));
    }
  return fold(sum);
}

namespace {

HWY_INLINE V sign(V d) { return hn::IfThenElseZero(d != zero(), hn::CopySign(set(1.0), d)); }
HWY_INLINE V ratio(V p, V by) { return hn::IfThenElseZero(by > zero(), p / by); }

/// How the slopes come about: each pair's weight, from what it carries, its cost and what its coordinates add up to;
/// then the sum of weight·of(difference, cost) for each coordinate.
template <class Metric>
struct Slope {
  static HWY_INLINE V add(V sum, V) { return sum; }
  static HWY_INLINE V weight(V p, V, V, double) { return p; }
  static HWY_INLINE V of(V d, V) { return d; }
};
struct SquaredSlope : Slope<SquaredEuclidean> {
  static HWY_INLINE V weight(V p, V, V, double) { return p + p; }
};
struct EuclideanSlope : Slope<Euclidean> {
  static HWY_INLINE V weight(V p, V cost, V, double) { return ratio(p, cost); }
};
struct CityblockSlope : Slope<Cityblock> {
  static HWY_INLINE V of(V d, V) { return sign(d); }
};
struct ChebyshevSlope : Slope<Chebyshev> {
  static HWY_INLINE V weight(V p, V, V ties, double) { return ratio(p, ties); }
  static HWY_INLINE V add_tie(V ties, V d, V cost) { return ties + hn::IfThenElseZero(hn::Abs(d) == cost, set(1.0)); }
  static HWY_INLINE V of(V d, V cost) { return hn::IfThenElseZero(hn::Abs(d) == cost, sign(d)); }
};
struct PowerSlope : Slope<Power> {
  static HWY_INLINE V add(V sum, V d) { return hn::MulAdd(d, d, sum); }
  static HWY_INLINE V weight(V p, V cost, V squares, double power) { return ratio(p * cost * set(power), squares); }
};

template <class S>
void slope_row(const SlopeRow& s) {
  const std::size_t d = s.x->dimensions();
  for (std::size_t j = 0; j < s.stride; j += kLanes) {
    V sum = zero();
    const V cost = load(s.costs + j);
    for (std::size_t k = 0; k < d; ++k) {
      const V difference = set(s.x->coordinate(k)[s.i]) - load(s.y->coordinate(k) + j);
      if constexpr (std::is_same_v<S, ChebyshevSlope>)
        sum = S::add_tie(sum, difference, cost);
      else
        sum = S::add(sum, difference);
    }
    const V p = load(s.plan + j);
    store(hn::IfThenElseZero(p > zero(), S::weight(p, cost, sum, s.power)), s.plan + j);
  }
  for (std::size_t k = 0; k < d; ++k) {
    V sum[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) sum[v] = zero();
    for (std::size_t j = 0; j < s.stride; j += kWidth)
      for (std::size_t v = 0; v < kVectors; ++v) {
        const std::size_t at = j + v * kLanes;
        const V difference = set(s.x->coordinate(k)[s.i]) - load(s.y->coordinate(k) + at);
        sum[v] = hn::MulAdd(load(s.plan + at), S::of(difference, load(s.costs + at)), sum[v]);
      }
    s.out[k] = fold(sum);
  }
}

}  // namespace

void slopes(Cost cost, const SlopeRow& s) {
  switch (cost) {
    case Cost::squared_euclidean: return slope_row<SquaredSlope>(s);
    case Cost::euclidean: return slope_row<EuclideanSlope>(s);
    case Cost::cityblock: return slope_row<CityblockSlope>(s);
    case Cost::chebyshev: return slope_row<ChebyshevSlope>(s);
    case Cost::power: return slope_row<PowerSlope>(s);
    case Cost::cosine: return slope_row<Slope<Cosine>>(s);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sanov {
namespace {

HWY_EXPORT(weighted_cost);
HWY_EXPORT(slopes);

void turn_into_plan(const EntropicPlan& plan, std::size_t i, double* costs) {
  turn_into_shares(plan.h, plan.epsilon, costs);
  multiply_row(costs, plan.masses[i], plan.h.size());
}

/// A plan between points on grids, axis by axis.
class GridPlan {
 public:
  GridPlan(const EntropicPlan& plan, const GridPair& grids) : plan_(plan), grids_(grids), chain_(grids.axes, 0) {
    chain_.look(plan.epsilon, GridPair::spread(plan.h, grids.to, grids.to_cells, -kNone));
  }

  double cost() const { return chain_.cost(GridPair::spread(plan_.masses, grids_.from, grids_.from_cells, 0)); }

  std::vector<double> slopes() const {
    const std::size_t d = grids_.axes.size();
    std::vector<double> out(plan_.masses.size() * d);
    for (std::size_t k = 0; k < d; ++k) {
      const std::vector<double> means =
          GridPair::gather(chain_.average_along(k, slopes_along(grids_.axes[k])), grids_.from);
      for (std::size_t i = 0; i < means.size(); ++i) out[i * d + k] = plan_.masses[i] * means[i];
    }
    return out;
  }

 private:
  std::vector<double> slopes_along(const GridAxis& axis) const {
    std::vector<double> out(axis.costs.size());
    for (std::size_t i = 0; i < axis.from.size(); ++i)
      for (std::size_t j = 0; j < axis.to.size(); ++j) {
        const double d = axis.from[i] - axis.to[j];
        out[i * axis.stride() + j] = grids_.cost != Cost::cityblock ? 2 * d : d == 0 ? 0 : std::copysign(1.0, d);
      }
    return out;
  }

  const EntropicPlan& plan_;
  const GridPair& grids_;
  GridChain chain_;
};

/// Calls use(i, costs, plan) for every row, in parallel.
template <class Use>
void for_each_row(const EntropicPlan& plan, const Use& use) {
  parallel_chunks(plan.costs.rows(), 16, [&](std::size_t first, std::size_t last) {
    const std::size_t stride = plan.costs.stride();
    std::vector<double> costs(stride), row(stride);
    for (std::size_t i = first; i < last; ++i) {
      plan.costs.fill(i, 1, costs.data());
      row = costs;
      turn_into_plan(plan, i, row.data());
      use(i, costs.data(), row.data());
    }
  });
}

}  // namespace

EntropicPlan::EntropicPlan(const PairCosts& all, double strength, std::span<const double> row_masses,
                           std::span<const double> b, std::span<const double> g)
    : costs(all), epsilon(strength), masses(row_masses.begin(), row_masses.end()), h(all.stride(), -kNone) {
  for (std::size_t j = 0; j < g.size(); ++j)
    if (b[j] > 0 && g[j] < kNone) h[j] = g[j] + epsilon * std::log(b[j]);
}

void EntropicPlan::row(std::size_t i, double* out) const {
  costs.fill(i, 1, out);
  turn_into_plan(*this, i, out);
}

double cost_of_plan(const EntropicPlan& plan) {
  if (const auto grids = find_grids(plan.costs, plan.epsilon)) return GridPlan(plan, *grids).cost();
  std::vector<double> parts(plan.costs.rows());
  for_each_row(plan, [&](std::size_t i, const double* costs, const double* row) {
    parts[i] = SANOV_DISPATCH(weighted_cost)(row, costs, plan.costs.stride());
  });
  RunningSum sum;
  for (const double part : parts) sum.add(part);
  return sum.value();
}

std::vector<double> slopes_of_plan(const EntropicPlan& plan, const Cloud& x, const Cloud& y, Cost cost, double power) {
  if (const auto grids = find_grids(plan.costs, plan.epsilon)) return GridPlan(plan, *grids).slopes();
  const std::size_t d = x.dimensions();
  std::vector<double> out(x.size() * d);
  for_each_row(plan, [&](std::size_t i, const double* costs, double* row) {
    SANOV_DISPATCH(slopes)(cost, {&x, &y, power, i, plan.costs.stride(), costs, row, out.data() + i * d});
  });
  return out;
}

}  // namespace sanov
#endif
