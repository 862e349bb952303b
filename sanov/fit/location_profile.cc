#include "sanov/fit/location_profile.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "sanov/fit/climb.h"
#include "sanov/fit/data.h"
#include "sanov/fit/fit_by_method.h"
#include "sanov/fit/likelihood.h"

namespace sanov {
namespace {

constexpr double kGain = 1e-12;
constexpr double kGolden = 0.3819660112501051;

}  // namespace

LocationProfile::LocationProfile(const FamilyEntry& entry, const Nodes& rows, const ShiftedTask& task)
    : entry_(entry), rows_(rows), task_(task), edge_(HUGE_VAL) {
  for (const double x : rows.x) edge_ = std::min(edge_, x);
  for (const double high : rows.between.high) edge_ = std::min(edge_, high);
  if (const double sd = shape_of(rows).sd; sd > 0 && std::isfinite(sd)) unit_ = sd;
  for (std::size_t i = 0; i < task.free.size(); ++i)
    if (task.free[i]) moving_.push_back(i);
}

Nodes LocationProfile::moved(const Nodes& rows, double log_gap) const {
  const double gap = std::exp(log_gap);
  Nodes out = rows;
  for (auto* places : {&out.x, &out.between.low, &out.between.high})
    for (double& x : *places) x = (x - edge_) + gap;
  return out;
}

std::vector<double> LocationProfile::start(const SampleShape& shape) const {
  std::vector<double> at = entry_.start(shape);
  for (std::size_t i = 0; i < at.size(); ++i) {
    if (!task_.free[i]) at[i] = task_.held[i];
    if (!entry_.parameters[i].rule_broken_by(at[i]).empty()) return {};
  }
  return at;
}

LocationProfile::Point LocationProfile::at(double log_gap, std::span<const double> near) const {
  const Nodes rows = moved(rows_, log_gap);
  return task_.method == FitMethod::spacing ? by_spacing(log_gap, rows, near) : by_likelihood(log_gap, rows, near);
}

LocationProfile::Point LocationProfile::by_likelihood(double log_gap, const Nodes& rows,
                                                      std::span<const double> near) const {
  Point out{.log_gap = log_gap, .parameters = {}, .covariance = {}};
  const bool closed = entry_.start_is_best && moving_.size() == task_.free.size() && rows.between.empty();
  const auto sums = [&](std::span<const double> v) { return log_likelihood(entry_, v, rows, {}); };
  const auto climbed = [&](const std::vector<double>& from) {
    Climb top;
    top.at = from;
    if (closed)
      top.sums = sums(from);
    else
      top = climb(sums, entry_.parameters, from, task_.free, kGain, task_.max_iterations);
    if (top.status != Status::converged || !std::isfinite(top.sums.value)) return false;
    out.value = top.sums.value;
    out.parameters = top.at;
    out.covariance = inverse_curvature(top.sums, moving_, entry_.parameters.size());
    return true;
  };
  const std::vector<double> own = start(shape_of(rows));
  std::vector<double> from(near.begin(), near.end());
  // The other place may be too far off to climb from.
  if (from.empty() || closed || (!own.empty() && sums(own).value > sums(from).value)) from = own;
  if (!from.empty()) climbed(from);
  return out;
}

LocationProfile::Point LocationProfile::by_spacing(double log_gap, const Nodes& rows,
                                                   std::span<const double> near) const {
  Point out{.log_gap = log_gap, .parameters = {}, .covariance = {}};
  try {
    const FitData data(rows.x, rows.weight);
    const std::vector<double> from = near.empty() ? start(data.shape()) : std::vector<double>(near.begin(), near.end());
    if (from.empty()) return out;
    MethodFit fit = fit_by_method(task_.method, entry_, data, from, task_.free, task_.max_iterations);
    if (fit.status != Status::converged) return out;
    out.value = -fit.distance;
    out.parameters = std::move(fit.parameters);
    out.covariance = std::move(fit.covariance);
  } catch (const std::logic_error&) {  // no member gives these rows a probability: the place has no fit
  }
  return out;
}

LocationProfile::Point LocationProfile::top_between(Point low, Point middle, Point high) const {
  for (int tries = 0; tries < 60 && high.log_gap - low.log_gap > 1e-6; ++tries) {
    const double a = low.log_gap - middle.log_gap, b = high.log_gap - middle.log_gap;
    const double fall = middle.value - low.value, rise = high.value - middle.value;
    // The parabola's top through the three, but every third time a golden section of the wider part.
    double step = (fall / -a * b - rise / b * a) / (fall / -a - rise / b) / 2;
    if (tries % 3 == 2 || !(step > 0.999 * a && step < 0.999 * b)) step = kGolden * (-a > b ? a : b);
    const double least = 0.01 * (step > 0 ? b : -a) + 2e-7;
    if (std::fabs(step) < least) step = -a > b ? -least : least;
    Point there = at(middle.log_gap + step, middle.parameters);
    const bool higher = there.value > middle.value;
    Point& end = (step < 0) == higher ? high : low;
    end = higher ? std::move(middle) : std::move(there);
    if (higher) middle = std::move(there);
  }
  return middle;
}

LocationProfile::Point LocationProfile::top_near(const Point& from) const {
  double step = 0.125;
  Point before = at(from.log_gap - step, from.parameters), here = from;
  const bool down = before.value > here.value;
  Point next = down ? before : at(from.log_gap + step, from.parameters);
  if (down) before = from;
  const double towards = down ? -1 : 1;
  while (next.value > here.value) {
    step *= 1.6;
    if (std::fabs(next.log_gap - from.log_gap) > 20) return {};
    before = std::move(here);
    here = std::move(next);
    next = at(here.log_gap + towards * step, here.parameters);
  }
  return down ? top_between(next, here, before) : top_between(before, here, next);
}

LocationProfile::Bend LocationProfile::bend_at(const Point& top) const {
  Bend out;
  // First to learn the size of a standard error, then by a tenth of it.
  for (double h = 0.02, tries = 0; tries < 2; ++tries) {
    const auto beside = [&](double by) { return at(top.log_gap + by, top.parameters); };
    const Point a = beside(-2 * h), b = beside(-h), c = beside(h), d = beside(2 * h);
    out.second = (-a.value + 16 * b.value - 30 * top.value + 16 * c.value - d.value) / (12 * h * h);
    if (!(out.second < 0) || std::isinf(out.second)) return out;
    out.along.resize(top.parameters.size());
    for (std::size_t i = 0; i < out.along.size(); ++i)
      out.along[i] = (a.parameters[i] - 8 * b.parameters[i] + 8 * c.parameters[i] - d.parameters[i]) / (12 * h);
    h = std::clamp(0.1 / std::sqrt(-out.second), 1e-4, 0.1);
  }
  return out;
}

}  // namespace sanov
