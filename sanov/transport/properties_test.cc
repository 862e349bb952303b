// Laws of the distances on the line and the circle, for whatever numbers come, by RapidCheck.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "sanov/transport/circular.h"
#include "sanov/transport/quantile_barycentre.h"
#include "sanov/transport/transport_1d.h"

namespace sanov {
namespace {

struct Sample {
  std::vector<double> x, weights;
};

/// Up to 12 points on few or many whole numbers, with small weights, some of them 0.
Sample any_sample() {
  const std::size_t n = *rc::gen::inRange<std::size_t>(1, 13);
  const int spread = *rc::gen::element(2, 10, 100000);
  Sample out;
  for (std::size_t i = 0; i < n; ++i) {
    out.x.push_back(*rc::gen::inRange(-spread, spread));
    out.weights.push_back(*rc::gen::inRange(0, 4));
  }
  if (std::all_of(out.weights.begin(), out.weights.end(), [](double w) { return w == 0; })) out.weights[0] = 1;
  return out;
}

double any_power() { return *rc::gen::element(1.0, 1.25, 2.0, 3.0, 10.0); }

double line(const Sample& x, const Sample& y, double p) {
  return wasserstein_1d(x.x, y.x, {.p = p, .a = x.weights, .b = y.weights});
}

double circle(const Sample& x, const Sample& y, double p, double period) {
  return wasserstein_circle(x.x, y.x, {.period = period, .p = p, .a = x.weights, .b = y.weights});
}

void assert_near(double a, double b, double size) { RC_ASSERT(std::fabs(a - b) <= 1e-11 * size); }

RC_GTEST_PROP(LineProperties, IsAMetric, ()) {
  const Sample x = any_sample(), y = any_sample(), z = any_sample();
  const double p = any_power(), xy = line(x, y, p);
  RC_ASSERT(line(x, x, p) == 0);
  assert_near(line(y, x, p), xy, xy);
  RC_ASSERT(xy <= (line(x, z, p) + line(z, y, p)) * (1 + 1e-12));
  RC_ASSERT(xy >= line(x, y, 1) * (1 - 1e-12));  // it grows with p
}

RC_GTEST_PROP(LineProperties, MovesAndScalesWithThePoints, ()) {
  const Sample x = any_sample(), y = any_sample();
  const double p = any_power(), shift = *rc::gen::inRange(-1000, 1000), scale = *rc::gen::inRange(-9, 9);
  Sample moved_x = x, moved_y = y;
  for (auto* values : {&moved_x.x, &moved_y.x})
    for (double& value : *values) value = value * scale + shift;
  assert_near(line(moved_x, moved_y, p), std::fabs(scale) * line(x, y, p), std::fabs(scale) * line(x, y, p));
}

RC_GTEST_PROP(LineProperties, IsProvedByItsPrices, ()) {
  const Sample x = any_sample(), y = any_sample();
  const double p = any_power();
  const Transport t = transport_1d(x.x, y.x, {.p = p, .a = x.weights, .b = y.weights});
  const double cost = std::pow(line(x, y, p), p);
  assert_near(t.cost, cost, cost);
  double largest = 0;
  for (std::size_t i = 0; i < x.x.size(); ++i)
    for (std::size_t j = 0; j < y.x.size(); ++j) {
      const long double c = std::pow(std::fabs(static_cast<long double>(x.x[i]) - y.x[j]), static_cast<long double>(p));
      RC_ASSERT(static_cast<long double>(t.u[i]) + t.v[j] <= c);
      largest = std::max(largest, static_cast<double>(c));
    }
  RC_ASSERT(t.gap >= 0 && t.gap <= 1e-14 * largest + 1e-300);
}

RC_GTEST_PROP(LineProperties, SlopesAreOfAHomogeneousFunction, ()) {
  const Sample x = any_sample(), y = any_sample();
  const double p = any_power();
  std::vector<double> gx(x.x.size()), gy(y.x.size()), ga(x.x.size()), gb(y.x.size());
  const double w =
      wasserstein_1d(x.x, y.x, {.p = p, .a = x.weights, .b = y.weights}, {.x = gx, .y = gy, .a = ga, .b = gb});
  double euler = 0, along = 0, size = 0;
  for (std::size_t i = 0; i < gx.size(); ++i) {
    euler += gx[i] * x.x[i];
    along += ga[i] * x.weights[i];
    size = std::max(size, std::fabs(ga[i]));
  }
  for (std::size_t j = 0; j < gy.size(); ++j) {
    euler += gy[j] * y.x[j];
    size = std::max(size, std::fabs(gb[j]));
  }
  assert_near(euler, w, w + 1e5);
  assert_near(along, 0, size + w);
}

RC_GTEST_PROP(CircleProperties, IsAMetricBelowTheLine, ()) {
  const Sample x = any_sample(), y = any_sample(), z = any_sample();
  const double p = any_power(), period = *rc::gen::element(1.0, 7.0, 24.0, 360.0), xy = circle(x, y, p, period);
  RC_ASSERT(circle(x, x, p, period) == 0);
  assert_near(circle(y, x, p, period), xy, period);
  RC_ASSERT(xy <= circle(x, z, p, period) + circle(z, y, p, period) + 1e-12 * period);
  RC_ASSERT(xy <= line(x, y, p) * (1 + 1e-12));
  RC_ASSERT(xy <= period / 2 * (1 + 1e-12));
}

RC_GTEST_PROP(BarycentreProperties, IsNoWorseThanAnyOfTheSamples, ()) {
  const std::vector<Sample> samples{any_sample(), any_sample(), any_sample()};
  std::vector<LineSample> views;
  for (const Sample& sample : samples) views.push_back({sample.x, sample.weights});
  const LineMeasure mean = quantile_barycentre(views);
  RC_ASSERT(std::is_sorted(mean.positions.begin(), mean.positions.end()));
  const auto variance = [&](const Sample& centre) {
    double sum = 0;
    for (const Sample& sample : samples) sum += std::pow(line(centre, sample, 2), 2);
    return sum;
  };
  const double best = variance({mean.positions, mean.masses});
  double widest = 0;
  for (const Sample& sample : samples)
    for (const double x : sample.x) widest = std::max(widest, std::fabs(x));
  // Masses are whole numbers of 2⁻⁶⁰: some of them may lie a width away.
  const double moved = 100 * 0x1p-60 * widest * widest;
  for (const Sample& sample : samples) RC_ASSERT(best <= variance(sample) * (1 + 1e-12) + moved);
}

}  // namespace
}  // namespace sanov
