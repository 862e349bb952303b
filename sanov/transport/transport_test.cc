#include "sanov/transport/transport.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"
#include "sanov/transport/naive_test.h"

namespace sanov {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// Where all costs are 0, the prices are what cancelling left over, and, for cosine, what bringing points to length 1 may
// have rounded.
constexpr double kNothing = 1e-28;
constexpr Cost kCosts[] = {Cost::squared_euclidean, Cost::euclidean, Cost::cityblock,
                           Cost::chebyshev,         Cost::power,     Cost::cosine};

enum class Kind { uniform, normal, clustered, lattice, equal };

Points points(Kind kind, std::size_t n, std::size_t d, std::uint64_t seed) {
  Random random(seed);
  Points out{n, d, std::vector<double>(n * d)};
  for (double& x : out.x) {
    switch (kind) {
      case Kind::uniform: x = random.uniform() + 0.01; break;
      case Kind::normal: x = random.normal(); break;
      case Kind::clustered: x = 10.0 * static_cast<double>(random.below(3)) + 0.1 * random.normal(); break;
      case Kind::lattice: x = static_cast<double>(random.below(7)) + 1; break;
      case Kind::equal: x = 1.5; break;
    }
  }
  return out;
}

std::vector<double> weights(std::size_t n, std::uint64_t seed, double zero_share = 0) {
  Random random(seed, 1);
  std::vector<double> out(n);
  double sum = 0;
  for (double& w : out) sum += w = random.uniform() < zero_share ? 0 : random.exponential();
  for (double& w : out) w /= sum;
  return out;
}

std::vector<double> naive_matrix(const Points& x, const Points& y, Cost cost, double power = 2) {
  std::vector<double> out;
  for (std::size_t i = 0; i < x.n; ++i)
    for (std::size_t j = 0; j < y.n; ++j) out.push_back(naive_cost(x, i, y, j, cost, power));
  return out;
}

/// What makes an answer optimal, checked from scratch: the plan's marginals, the prices against every cost, and that
/// the plan costs what the prices are worth.
void expect_proved(const Transport& t, const std::vector<double>& costs, const std::vector<double>& a,
                   const std::vector<double>& b, double accuracy) {
  const std::size_t n = a.size(), m = b.size();
  std::vector<double> out(n), in(m);
  double cost = 0, largest = 0;
  for (std::size_t k = 0; k < t.plan.mass.size(); ++k) {
    const std::size_t i = t.plan.from[k], j = t.plan.to[k];
    ASSERT_GT(t.plan.mass[k], 0);
    out[i] += t.plan.mass[k];
    in[j] += t.plan.mass[k];
    cost += t.plan.mass[k] * costs[i * m + j];
  }
  EXPECT_LE(t.plan.mass.size(), n + m - 1);
  double total = 0, dual = 0;
  for (std::size_t i = 0; i < n; ++i) {
    EXPECT_NEAR(out[i], a[i], 4e-16 * t.mass) << i;
    total += a[i];
    dual += a[i] * t.u[i];
  }
  for (std::size_t j = 0; j < m; ++j) {
    EXPECT_NEAR(in[j], b[j], 4e-16 * t.mass) << j;
    dual += b[j] * t.v[j];
  }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < m; ++j) {
      const double c = costs[i * m + j];
      if (std::isinf(c)) continue;
      largest = std::max(largest, std::fabs(c));
      if (t.u[i] + t.v[j] > c + accuracy * (std::fabs(c) + std::fabs(t.u[i])) + 1e-18)
        ADD_FAILURE() << "prices " << t.u[i] << " and " << t.v[j] << " above the cost " << c << " at " << i << ", "
                      << j;
    }
  EXPECT_NEAR(t.cost, cost, accuracy * std::fabs(cost) + 1e-18);
  EXPECT_NEAR(dual, t.cost - t.gap, 1e-13 * (largest + std::fabs(t.cost)) + kNothing);
  EXPECT_GE(t.gap, 0);
  EXPECT_LE(t.gap, 1e-13 * largest * total + kNothing);
  EXPECT_EQ(t.status, Status::converged);
}

std::vector<double> uniform(std::size_t n) { return std::vector<double>(n, 1 / static_cast<double>(n)); }

TEST(Transport, FindsTheCheapestOfAllAssignments) {
  for (const Cost cost : kCosts)
    for (const Kind kind : {Kind::uniform, Kind::lattice, Kind::equal})
      for (std::size_t n = 1; n <= 7; ++n) {
        const Points x = points(kind, n, 2, n), y = points(kind, n, 2, 100 + n);
        const Transport t = transport(x.rows(), y.rows(), {.cost = cost, .power = 3});
        const auto naive = [&](std::size_t i, std::size_t j) { return naive_cost(x, i, y, j, cost, 3); };
        const double expected = cheapest_assignment(n, naive);
        EXPECT_NEAR(t.cost, expected, 1e-13 * expected + 1e-18) << n;
      }
}

TEST(Transport, ProvesItsAnswers) {
  for (const Cost cost : kCosts)
    for (const Kind kind : {Kind::uniform, Kind::normal, Kind::clustered, Kind::lattice, Kind::equal})
      for (const std::size_t d : {1, 2, 3, 8}) {
        const std::size_t n = 420, m = kind == Kind::normal ? 420 : 403;
        const Points x = points(kind, n, d, 7), y = points(kind, m, d, 8);
        const std::vector<double> a = weights(n, 9), b = weights(m, 10, 0.2);
        const Transport t = transport(x.rows(), y.rows(), {.cost = cost, .power = 1.5, .a = a, .b = b});
        SCOPED_TRACE(testing::Message() << static_cast<int>(cost) << " kind " << static_cast<int>(kind) << " d " << d);
        expect_proved(t, naive_matrix(x, y, cost, 1.5), a, b, 1e-12);
      }
}

TEST(Transport, AgreesWithItsMatrix) {
  for (const std::size_t n : {40, 900}) {
    const Points x = points(Kind::normal, n, 3, 1), y = points(Kind::uniform, n + 17, 3, 2);
    const std::vector<double> costs = naive_matrix(x, y, Cost::euclidean);
    const Transport by_points = transport(x.rows(), y.rows(), {.cost = Cost::euclidean});
    const Transport by_matrix = transport(CostMatrix{Rows(costs.data(), n, n + 17)});
    EXPECT_NEAR(by_points.cost, by_matrix.cost, 1e-13 * by_matrix.cost);
    expect_proved(by_matrix, costs, uniform(n), uniform(n + 17), 1e-14);
  }
}

TEST(Transport, ToItselfCostsNothing) {
  const Points x = points(Kind::normal, 1000, 2, 3);
  const Transport t = transport(x.rows(), x.rows());
  EXPECT_EQ(t.cost, 0);
  EXPECT_LE(t.gap, 1e-15);
}

TEST(Transport, OfAShiftIsTheShift) {
  const Points x = points(Kind::normal, 1000, 2, 3);
  Points y = x;
  for (std::size_t i = 0; i < y.n; ++i) {
    y.x[2 * i] += 3;
    y.x[2 * i + 1] -= 4;
  }
  EXPECT_NEAR(transport(x.rows(), y.rows()).cost, 25, 1e-12);
  EXPECT_NEAR(transport(x.rows(), y.rows(), {.cost = Cost::euclidean}).cost, 5, 1e-13);
}

TEST(Transport, KeepsItsDigitsWhenCostsSpanManyOrders) {
  Random random(4);
  const std::size_t n = 400;
  std::vector<double> costs(n * n);
  for (double& c : costs) c = std::pow(10, -6 + 18 * random.uniform());
  const Transport t = transport(CostMatrix{Rows(costs.data(), n, n)});
  EXPECT_LE(t.gap, 1e-9 * t.cost);
  EXPECT_LT(t.cost, 1e-5);
}

TEST(Transport, EndsWhereCostsSpanMoreThanADouble) {
  // Found by fuzzing: prices of 1e93 beside costs of 1e-320.
  std::vector<double> costs(56, 0);
  const double first[] = {
      1.9754935247200514e+93,  -3.4502345379088947e-190, 8.34779762297275e-309,  0, 0, -2.9230032746618058e+48,
      2.5197266567115623e-305, -2.5037221420190786e-69,  1.7540053297750035e-117};
  std::copy(std::begin(first), std::end(first), costs.begin());
  const Transport t = transport(CostMatrix{Rows(costs.data(), 8, 7)});
  EXPECT_LE(t.gap, 1e-12 * 2e93);
  EXPECT_NEAR(t.cost, -2.9230032746618058e+48 / 8, 1e-12 * 2e93);
}

TEST(Transport, TakesCostsOfAnySignAndForbiddenPairs) {
  const std::vector<double> costs{-3, 1, kInfinity, 2, -5, 4, kInfinity, 0, 7};
  const Transport t = transport(CostMatrix{Rows(costs.data(), 3, 3)});
  EXPECT_NEAR(t.cost, (-3.0 - 5 + 7) / 3, 1e-15);
  expect_proved(t, costs, uniform(3), uniform(3), 1e-14);
}

TEST(Transport, OfAListIsThatOfTheMatrixWithTheRestForbidden) {
  Random random(5);
  const std::size_t n = 60, m = 80;
  std::vector<double> costs(n * m, kInfinity), listed;
  std::vector<std::uint32_t> from, to;
  for (std::uint32_t i = 0; i < n; ++i)
    for (std::uint32_t j = 0; j < m; ++j)
      if (j % n == i || random.uniform() < 0.1) {
        from.push_back(i);
        to.push_back(j);
        listed.push_back(costs[i * m + j] = random.uniform());
      }
  std::vector<double> a = uniform(n);
  for (std::size_t i = 0; i < n; ++i) a[i] = i < m - n ? 2.0 / 80 : 1.0 / 80;
  const TransportOptions options{.a = a};
  const Transport dense = transport(CostMatrix{Rows(costs.data(), n, m)}, options);
  const Transport sparse = transport(SparseCosts{n, m, from, to, listed}, options);
  EXPECT_NEAR(sparse.cost, dense.cost, 1e-14);
  expect_proved(sparse, costs, a, uniform(m), 1e-14);
}

TEST(Transport, SaysWhatCannotBeCarried) {
  const std::vector<double> costs{1, kInfinity, 2, kInfinity};
  EXPECT_THAT([&] { transport(CostMatrix{Rows(costs.data(), 2, 2)}); },
              ThrowsMessage<DomainError>(HasSubstr("at least 0.5 of the mass 1 has no way")));
}

TEST(Transport, TakesRoundedMassesAndSaysSo) {
  const std::vector<float> a(3, 1.0F / 3), b{0.1F, 0.2F, 0.3F, 0.4F};
  const Points x = points(Kind::normal, 3, 2, 1), y = points(Kind::normal, 4, 2, 2);
  const Transport t = transport(x.rows(), y.rows(), {.a = a, .b = b});
  EXPECT_NE(t.mass_difference, 0);
  EXPECT_LT(std::fabs(t.mass_difference), 1e-7);
  EXPECT_LT(t.gap, 1e-14 * t.cost);
}

TEST(Transport, StopsWithAPlanAndAnHonestGap) {
  const Points x = points(Kind::normal, 300, 2, 1), y = points(Kind::normal, 300, 2, 2);
  const Transport best = transport(x.rows(), y.rows());
  const Transport stopped = transport(x.rows(), y.rows(), {.pivots = 500});
  EXPECT_EQ(stopped.status, Status::iteration_limit);
  EXPECT_GT(stopped.cost, best.cost);
  EXPECT_GE(best.cost, stopped.cost - stopped.gap);
  double moved = 0;
  for (const double mass : stopped.plan.mass) moved += mass;
  EXPECT_NEAR(moved, 1, 1e-14);
}

TEST(Transport, SaysInfinityOfAStoppedPlanThatIsForbidden) {
  // Mass can only go along the diagonal, which costs most where it is allowed.
  constexpr std::size_t kSize = 20;
  std::vector<double> costs(kSize * kSize, std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < kSize; ++i) {
    costs[i * kSize + i] = 2;
    if (i > 0) costs[i * kSize + i - 1] = 1;
  }
  const CostMatrix matrix{Rows(costs.data(), kSize, kSize)};
  bool some = false;
  for (const std::size_t pivots : {1, 3, 10, 30}) {
    const Transport t = transport(matrix, {.pivots = pivots});
    bool forbidden = false;
    for (std::size_t k = 0; k < t.plan.mass.size(); ++k)
      forbidden = forbidden || (t.plan.mass[k] > 0 && std::isinf(costs[t.plan.from[k] * kSize + t.plan.to[k]]));
    EXPECT_EQ(std::isinf(t.cost), forbidden);
    EXPECT_EQ(std::isinf(t.gap), forbidden);
    EXPECT_FALSE(forbidden && t.status == Status::converged);
    some = some || forbidden;
  }
  EXPECT_TRUE(some);
  EXPECT_EQ(transport(matrix).cost, 2);
}

TEST(Transport, PricesPointsWithoutMass) {
  const Points x = points(Kind::normal, 50, 2, 1), y = points(Kind::normal, 60, 2, 2);
  const std::vector<double> a = weights(50, 3, 0.5), b = weights(60, 4, 0.5);
  const Transport t = transport(x.rows(), y.rows(), {.a = a, .b = b});
  for (std::size_t j = 0; j < 60; ++j) {
    if (b[j] > 0) continue;
    double least = kInfinity;
    for (std::size_t i = 0; i < 50; ++i)
      least = std::min(least, naive_cost(x, i, y, j, Cost::squared_euclidean) - t.u[i]);
    EXPECT_NEAR(t.v[j], least, 1e-13);
  }
}

TEST(Transport, HasTheSameBitsForAnyThreadsAndTarget) {
  const Points x = points(Kind::normal, 900, 3, 1), y = points(Kind::uniform, 800, 3, 2);
  const Transport expected = transport(x.rows(), y.rows(), {.cost = Cost::euclidean});
  for (const std::string& name : targets()) {
    if (name == "scalar") continue;
    set_target(name);
    for (const int threads : {1, 2, 5}) {
      set_thread_count(threads);
      const Transport t = transport(x.rows(), y.rows(), {.cost = Cost::euclidean});
      EXPECT_EQ(t.cost, expected.cost);
      EXPECT_EQ(t.gap, expected.gap);
      EXPECT_EQ(t.u, expected.u);
      EXPECT_EQ(t.v, expected.v);
      EXPECT_EQ(t.plan.mass, expected.plan.mass);
    }
  }
  set_target("");
  set_thread_count(0);
}

TEST(Transport, RefusesBadInput) {
  const std::vector<double> x{0, 0, 1, 1}, nan{0, NAN, 1, 1}, minus{0.5, -0.5}, three{1, 1, 1}, heavy{1, 1};
  const std::vector<double> costs{1, 2, NAN, 3};
  const Rows two(x.data(), 2, 2), bad(nan.data(), 2, 2), none(x.data(), 0, 2), flat(x.data(), 4, 1);
  const auto error = [](Rows p, Rows q, const TransportOptions& options) {
    try {
      transport(p, q, options);
    } catch (const std::logic_error& e) {
      return std::string(e.what());
    }
    return std::string("no error");
  };
  EXPECT_THAT(error(two, bad, {}), HasSubstr("y[1] is NaN; coordinates are finite"));
  EXPECT_THAT(error(two, flat, {}), HasSubstr("y has points of dimension 1, but x of dimension 2"));
  EXPECT_THAT(error(none, two, {}), HasSubstr("a has no points"));
  EXPECT_THAT(error(two, two, {.a = minus}), HasSubstr("a[1] is -0.5; weights are finite and not negative"));
  EXPECT_THAT(error(two, two, {.a = three}), HasSubstr("a has 3 weights for 2 points"));
  EXPECT_THAT(error(two, two, {.a = heavy}), HasSubstr("b has the mass 1, and the first measure 2"));
  const std::vector<double> nearly{0.5, 0.5 + 1e-9}, none_is{0.5, NAN};
  EXPECT_THAT(error(two, two, {.a = nearly}), HasSubstr("they must be equal"));
  EXPECT_THAT(error(two, two, {.b = none_is}), HasSubstr("b[1] is NaN; weights are finite and not negative"));
  const std::vector<double> open{1, 2, 3, 4};
  EXPECT_THAT([&] { transport(CostMatrix{Rows(open.data(), 2, 2)}, {.b = three}); },
              ThrowsMessage<InvalidArgument>(HasSubstr("b has 3 weights for 2 points")));
  EXPECT_THAT(error(two, two, {.cost = Cost::power, .power = 0.5}), HasSubstr("power is 0.5"));
  EXPECT_THAT(error(two, two, {.cost = Cost::cosine}), HasSubstr("x has its point 0 at the origin"));
  EXPECT_THAT([&] { transport(CostMatrix{Rows(costs.data(), 2, 2)}); },
              ThrowsMessage<DomainError>(HasSubstr("costs[2] is NaN")));
  const std::vector<double> vast{0, 1e300}, far{-1e200, 0, 0, 0};
  EXPECT_THAT([&] { transport(CostMatrix{Rows(vast.data(), 1, 2)}); },
              ThrowsMessage<DomainError>(HasSubstr("costs of more than 1e280 in size")));
  EXPECT_THAT(error(Rows(far.data(), 2, 2), two, {}), HasSubstr("scale the points of both first"));
  const std::vector<std::uint32_t> from{0, 2}, to{0, 1};
  EXPECT_THAT([&] { transport(SparseCosts{2, 2, from, to, heavy}); },
              ThrowsMessage<DomainError>(HasSubstr("from[1] is 2; points are counted from 0, and there are 2")));
}

}  // namespace
}  // namespace sanov
