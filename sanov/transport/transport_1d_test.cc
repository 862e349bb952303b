#include "sanov/transport/transport_1d.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/random.h"

namespace sanov {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr double kPowers[] = {1, 1.5, 2, 3};

/// Normal, or on few whole numbers, so that many coincide.
std::vector<double> points(std::size_t n, std::uint64_t seed, bool lattice = false) {
  Random random(seed);
  std::vector<double> out(n);
  for (double& x : out) x = lattice ? static_cast<double>(random.below(9)) : random.normal();
  return out;
}

std::vector<double> weights(std::size_t n, std::uint64_t seed, double empty = 0) {
  Random random(seed, 1);
  std::vector<double> out(n);
  double sum = 0;
  for (double& w : out) sum += w = random.uniform() < empty ? 0 : random.exponential();
  for (double& w : out) w /= sum;
  return out;
}

/// From scratch: the marginals, the prices against every pair, and that the plan costs what they are worth.
void expect_proved(const Transport& t, const std::vector<double>& x, const std::vector<double>& a,
                   const std::vector<double>& y, const std::vector<double>& b, double p) {
  const auto cost = [&](std::size_t i, std::size_t j) {
    return std::pow(std::fabs(static_cast<long double>(x[i]) - y[j]), static_cast<long double>(p));
  };
  std::vector<long double> out(x.size()), in(y.size());
  long double moved = 0, dual = 0, largest = 0;
  for (std::size_t k = 0; k < t.plan.mass.size(); ++k) {
    const std::size_t i = t.plan.from[k], j = t.plan.to[k];
    ASSERT_GT(t.plan.mass[k], 0);
    if (k > 0) {
      ASSERT_TRUE(t.plan.from[k - 1] < i || (t.plan.from[k - 1] == i && t.plan.to[k - 1] < j));
    }
    out[i] += t.plan.mass[k];
    in[j] += t.plan.mass[k];
    moved += t.plan.mass[k] * cost(i, j);
  }
  EXPECT_LE(t.plan.mass.size(), x.size() + y.size() - 1);
  for (std::size_t i = 0; i < x.size(); ++i) {
    EXPECT_NEAR(static_cast<double>(out[i]), a[i], 4e-16);
    dual += static_cast<long double>(a[i]) * t.u[i];
  }
  for (std::size_t j = 0; j < y.size(); ++j) {
    EXPECT_NEAR(static_cast<double>(in[j]), b[j], 4e-16);
    dual += static_cast<long double>(b[j]) * t.v[j];
  }
  std::size_t above = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t j = 0; j < y.size(); ++j) {
      largest = std::max(largest, cost(i, j));
      above += static_cast<long double>(t.u[i]) + t.v[j] > cost(i, j);
    }
  EXPECT_EQ(above, 0u) << "pairs whose prices are above their cost";
  EXPECT_NEAR(t.cost, static_cast<double>(moved), 1e-14 * t.cost);
  EXPECT_NEAR(static_cast<double>(dual), t.cost - t.gap, 1e-14 * static_cast<double>(largest) + 1e-300);
  EXPECT_GE(t.gap, 0);
  EXPECT_LE(t.gap, 1e-15 * static_cast<double>(largest) + 1e-300);
}

TEST(Transport1d, ProvesItsAnswers) {
  for (const double p : kPowers)
    for (const bool lattice : {false, true})
      for (const double empty : {0.0, 0.3}) {
        const std::vector<double> x = points(300, 1, lattice), y = points(211, 2, lattice);
        const std::vector<double> a = weights(300, 3, empty), b = weights(211, 4, empty);
        const Transport t = transport_1d(x, y, {.p = p, .a = a, .b = b});
        SCOPED_TRACE(testing::Message() << p << lattice << empty);
        expect_proved(t, x, a, y, b, p);
        const double distance = wasserstein_1d(x, y, {.p = p, .a = a, .b = b});
        EXPECT_NEAR(std::pow(t.cost, 1 / p), distance, 1e-14 * distance);
        EXPECT_EQ(t.status, Status::converged);
        EXPECT_EQ(t.mass, 1);
      }
}

TEST(Transport1d, ProvesItsAnswersForEqualWeights) {
  for (const double p : kPowers)
    for (const std::size_t m : {1, 150, 300}) {
      const std::vector<double> x = points(300, 1), y = points(m, 2);
      const std::vector<double> a(300, 1.0 / 300), b(m, 1 / static_cast<double>(m));
      expect_proved(transport_1d(x, y, {.p = p}), x, a, y, b, p);
      expect_proved(transport_1d(y, x, {.p = p}), y, b, x, a, p);
    }
}

TEST(Transport1d, IsTransportInOneDimension) {
  for (const double p : kPowers)
    for (const bool lattice : {false, true}) {
      const std::vector<double> x = points(400, 5, lattice), y = points(300, 6, lattice);
      const std::vector<double> a = weights(400, 7), b = weights(300, 8, 0.2);
      const Transport line = transport_1d(x, y, {.p = p, .a = a, .b = b});
      const Transport any =
          transport(Rows(x.data(), 400, 1), Rows(y.data(), 300, 1), {.cost = Cost::power, .power = p, .a = a, .b = b});
      EXPECT_NEAR(line.cost, any.cost, 1e-12 * any.cost) << p;
    }
}

TEST(Transport1d, OfEqualSamplesCostsNothing) {
  const std::vector<double> x = points(100, 1);
  for (const double p : kPowers) {
    const Transport t = transport_1d(x, x, {.p = p});
    EXPECT_EQ(t.cost, 0);
    EXPECT_LE(t.gap, 1e-15);
  }
  const Transport one = transport_1d({5}, {2}, {.p = 2});
  EXPECT_EQ(one.cost, 9);
  EXPECT_NEAR(one.u[0], 4.5, 1e-14);
  EXPECT_NEAR(one.v[0], 4.5, 1e-14);
  EXPECT_EQ(one.plan.mass, std::vector<double>{1});
}

TEST(Transport1d, PricesPointsWithoutMass) {
  const std::vector<double> x{0, 1, 7}, a{1, 1, 0}, y{0.5, 3};
  for (const double p : kPowers) {
    const Transport t = transport_1d(x, y, {.p = p, .a = a});
    const double least = std::min(std::pow(6.5, p) - t.v[0], std::pow(4, p) - t.v[1]);
    EXPECT_NEAR(t.u[2], least, 1e-13 * std::fabs(least)) << p;
  }
}

TEST(Transport1d, HasTheSameBitsForAnyThreads) {
  const std::vector<double> x = points(3000, 1), y = points(2000, 2);
  const Transport expected = transport_1d(x, y, {.p = 1.5});
  for (const int threads : {1, 2, 5}) {
    set_thread_count(threads);
    const Transport t = transport_1d(x, y, {.p = 1.5});
    EXPECT_EQ(t.u, expected.u);
    EXPECT_EQ(t.v, expected.v);
    EXPECT_EQ(t.gap, expected.gap);
    EXPECT_EQ(t.plan.mass, expected.plan.mass);
  }
  set_thread_count(0);
}

TEST(Transport1d, RefusesBadInput) {
  const auto call = [](Cells x, Cells y, LineOptions options) { return [=] { transport_1d(x, y, options); }; };
  const std::vector<double> x{1, 2}, nan{0, NAN}, far{1e200, 0}, none, minus{-1, 2};
  EXPECT_THAT(call(x, nan, {}), ThrowsMessage<DomainError>(HasSubstr("transport_1d: y[1] is NaN")));
  EXPECT_THAT(call(none, x, {}), ThrowsMessage<InvalidArgument>(HasSubstr("transport_1d: x has no points")));
  EXPECT_THAT(call(x, x, {.p = 0}), ThrowsMessage<InvalidArgument>(HasSubstr("p is 0")));
  EXPECT_THAT(call(x, x, {.a = minus}), ThrowsMessage<DomainError>(HasSubstr("a[0] is -1")));
  EXPECT_THAT(call(x, far, {.p = 2}), ThrowsMessage<DomainError>(HasSubstr("|x - y|^p overflows")));
}

}  // namespace
}  // namespace sanov
