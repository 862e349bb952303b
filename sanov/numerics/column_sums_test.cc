#include "sanov/numerics/column_sums.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "sanov/numerics/parallel.h"
#include "sanov/numerics/random.h"
#include "sanov/numerics/target.h"

namespace sanov {
namespace {

std::vector<double> numbers(std::size_t n, double low, double high) {
  Random random(20260403);
  std::vector<double> x(n);
  for (double& v : x) v = low + (high - low) * random.uniform();
  return x;
}

/// The definition, in long double and two passes.
void expect_moments(Transform transform, const std::function<long double(long double)>& t, const std::vector<double>& x,
                    const std::vector<double>& w) {
  long double mass = 0, sum = 0, squares = 0, low = HUGE_VALL, high = -HUGE_VALL;
  const auto weight = [&](std::size_t i) { return w.empty() ? 1.0L : w[i]; };
  for (std::size_t i = 0; i < x.size(); ++i) {
    mass += weight(i), sum += weight(i) * t(x[i]);
    low = std::min(low, t(x[i])), high = std::max(high, t(x[i]));
  }
  for (std::size_t i = 0; i < x.size(); ++i) squares += weight(i) * (t(x[i]) - sum / mass) * (t(x[i]) - sum / mass);
  const ColumnMoments m = column_moments(transform, x, w);
  EXPECT_NEAR(m.mass, static_cast<double>(mass), 1e-15 * static_cast<double>(mass));
  EXPECT_NEAR(m.mean, static_cast<double>(sum / mass), 2e-15 * std::fabs(static_cast<double>(sum / mass)));
  EXPECT_NEAR(m.variance, static_cast<double>(squares / mass), 1e-13 * static_cast<double>(squares / mass));
  EXPECT_NEAR(m.low, static_cast<double>(low), 1e-15 * std::fabs(static_cast<double>(low)));
  EXPECT_NEAR(m.high, static_cast<double>(high), 1e-15 * std::fabs(static_cast<double>(high)));
}

TEST(ColumnMoments, AreThoseOfTheDefinition) {
  for (const std::size_t n : {1u, 7u, 8u, 1025u, 50003u}) {
    const std::vector<double> x = numbers(n, 0.2, 0.9);
    for (const std::vector<double>& w : {std::vector<double>(), numbers(n, 0, 3)}) {
      expect_moments(Transform::none, [](long double v) { return v; }, x, w);
      expect_moments(Transform::log, [](long double v) { return std::log(v); }, x, w);
      expect_moments(Transform::log_complement, [](long double v) { return std::log1p(-v); }, x, w);
      expect_moments(Transform::reciprocal, [](long double v) { return 1 / v; }, x, w);
    }
  }
  expect_moments(Transform::none, [](long double v) { return v; }, numbers(5000, 1e6, 1e6 + 1), {});
}

TEST(ColumnMoments, TellWholeNumbersAndWhatIsNotFinite) {
  std::vector<double> x(5000, 3);
  EXPECT_TRUE(column_moments(Transform::none, x, {}).whole);
  x[4999] = 0.5;
  EXPECT_FALSE(column_moments(Transform::none, x, {}).whole);
  x[2] = -1;
  EXPECT_TRUE(std::isnan(column_moments(Transform::log, x, {}).mean));
  x[2] = HUGE_VAL;
  EXPECT_FALSE(std::isfinite(column_moments(Transform::none, x, {}).mean));
}

TEST(LogSumTilted, HasItsDerivatives) {
  const std::vector<double> t = numbers(20001, -3, 5), w = numbers(20001, 0, 2);
  const ColumnMoments of = column_moments(Transform::none, t, w);
  for (const double rate : {-200.0, -1.5, 0.3, 2.0, 300.0}) {
    long double sum = 0, first = 0, second = 0;
    const long double top = rate > 0 ? of.high : of.low;
    for (std::size_t i = 0; i < t.size(); ++i) {
      const long double e = w[i] * std::exp(rate * (t[i] - top));
      sum += e, first += e * t[i], second += e * t[i] * t[i];
    }
    const long double mean = first / sum;
    const auto [value, slope, bend] = log_sum_tilted(t, w, rate, of);
    const double truth = static_cast<double>(std::log(sum) + rate * top);
    EXPECT_NEAR(value, truth, 1e-14 * std::fabs(truth)) << rate;
    EXPECT_NEAR(slope, static_cast<double>(mean), 1e-13) << rate;
    // Far out it is a difference, about the mean.
    EXPECT_NEAR(bend, static_cast<double>(second / sum - mean * mean), 1e-13) << rate;
  }
}

TEST(ColumnSums, SameBitsForThreadsAndTargets) {
  const std::vector<double> x = numbers(100003, 0.1, 9);
  const auto all = [&] {
    std::vector<double> out(x.size());
    logarithms(x, out);
    const ColumnMoments m = column_moments(Transform::log, x, {});
    const auto tilted = log_sum_tilted(out, {}, 1.7, m);
    out.insert(out.end(), {m.mean, m.variance, tilted[0], tilted[1], tilted[2]});
    return out;
  };
  const std::vector<double> first = all();
  set_thread_count(1);
  EXPECT_EQ(all(), first);
  set_thread_count(3);
  EXPECT_EQ(all(), first);
  set_thread_count(0);
  for (const std::string& name : targets()) {
    if (name == "scalar") continue;  // has no fused multiply-add
    set_target(name);
    EXPECT_EQ(all(), first) << name;
  }
  set_target("");
}

}  // namespace
}  // namespace sanov
