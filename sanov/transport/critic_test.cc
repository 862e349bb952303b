#include "sanov/transport/critic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/random.h"
#include "sanov/numerics/roots.h"
#include "sanov/transport/wasserstein_1d.h"

namespace sanov {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Weighted examples, some of them in the same places, some of no weight.
struct Samples {
  std::vector<double> x, y, a, b;
};

Samples samples(std::size_t n, std::size_t m, std::uint64_t seed) {
  Random random(seed);
  Samples out;
  const auto fill = [&](std::size_t count, double shift, std::vector<double>& points, std::vector<double>& weights) {
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
      points.push_back(seed % 2 == 0 ? shift + random.normal() : static_cast<double>(random.below(6)));
      weights.push_back(i > 0 && random.uniform() < 0.2 ? 0 : random.exponential() + 0.01);
      sum += weights.back();
    }
    for (double& w : weights) w /= sum;
  };
  fill(n, 0.5, out.x, out.a);
  fill(m, 0, out.y, out.b);
  return out;
}

template <class F>
double mean(const std::vector<double>& points, const std::vector<double>& weights, const F& f) {
  long double sum = 0;
  for (std::size_t i = 0; i < points.size(); ++i) sum += static_cast<long double>(weights[i]) * f(points[i]);
  return static_cast<double>(sum);
}

double difference(const Samples& s, const Critic& critic) { return mean(s.x, s.a, critic) - mean(s.y, s.b, critic); }

/// λ E (|f′(ẑ)| − 1)², each pair's way cut at the positions.
double naive_penalty(const Samples& s, const std::vector<double>& positions, const std::vector<double>& slopes,
                     double lambda) {
  long double sum = 0;
  for (std::size_t i = 0; i < s.x.size(); ++i)
    for (std::size_t j = 0; j < s.y.size(); ++j) {
      const double low = std::min(s.x[i], s.y[j]), high = std::max(s.x[i], s.y[j]);
      for (std::size_t k = 0; k < slopes.size() && low < high; ++k) {
        const long double part = std::min(high, positions[k + 1]) - std::max(low, positions[k]);
        const long double off = std::fabs(slopes[k]) - 1.0L;
        if (part > 0) sum += static_cast<long double>(s.a[i]) * s.b[j] * part / (high - low) * off * off;
      }
    }
  return static_cast<double>(lambda * sum);
}

/// The objective of the gradient penalty for the critic with these values at the positions.
double naive_objective(const Samples& s, const std::vector<double>& positions, const std::vector<double>& values,
                       double lambda) {
  std::vector<double> slopes;
  for (std::size_t k = 0; k + 1 < positions.size(); ++k)
    slopes.push_back((values[k + 1] - values[k]) / (positions[k + 1] - positions[k]));
  const auto f = [&](double z) {
    return values[static_cast<std::size_t>(std::find(positions.begin(), positions.end(), z) - positions.begin())];
  };
  // Examples of no weight may have no place among the positions.
  long double sum = -naive_penalty(s, positions, slopes, lambda);
  for (std::size_t i = 0; i < s.x.size(); ++i)
    if (s.a[i] > 0) sum += static_cast<long double>(s.a[i]) * f(s.x[i]);
  for (std::size_t j = 0; j < s.y.size(); ++j)
    if (s.b[j] > 0) sum -= static_cast<long double>(s.b[j]) * f(s.y[j]);
  return static_cast<double>(sum);
}

TEST(OptimalCritic, OfTwoPoints) {
  const Critic critic = optimal_critic({0.0}, {2.0});
  EXPECT_THAT(critic.positions, ElementsAre(0, 2));
  EXPECT_THAT(critic.values, ElementsAre(1, -1));
  EXPECT_THAT(critic.slopes, ElementsAre(-1));
  EXPECT_EQ(critic.difference, 2);
  EXPECT_EQ(critic(0.5), 0.5);
  EXPECT_EQ(critic(-1), 2);
  EXPECT_EQ(critic(5), -4);
}

TEST(OptimalCritic, OfOnePointIsLevel) {
  const Critic critic = optimal_critic({3.0, 3.0}, {3.0});
  EXPECT_THAT(critic.positions, ElementsAre(3));
  EXPECT_THAT(critic.values, ElementsAre(0));
  EXPECT_TRUE(critic.slopes.empty());
  EXPECT_EQ(critic.difference, 0);
  EXPECT_EQ(critic(-7), 0);
}

TEST(OptimalCritic, IsLevelWhereNothingMoves) {
  // Half of the mass moves right, from 0 to 1, and half left, from 4 to 3; between 1 and 3 F = G.
  const Critic critic = optimal_critic({0, 4}, {1, 3});
  EXPECT_THAT(critic.slopes, ElementsAre(-1, 0, 1));
  EXPECT_THAT(critic.values, ElementsAre(0.5, -0.5, -0.5, 0.5));
  EXPECT_EQ(critic.difference, 1);
}

TEST(OptimalCritic, ReachesTheWassersteinDistance) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Samples s = samples(1 + seed % 9, 1 + seed % 7, seed);
    const Critic critic = optimal_critic(s.x, s.y, {.a = s.a, .b = s.b});
    const double expected = wasserstein_1d(s.x, s.y, {.a = s.a, .b = s.b});
    EXPECT_NEAR(critic.difference, expected, 2e-15 * expected) << seed;
    EXPECT_NEAR(difference(s, critic), expected, 1e-14) << seed;
    EXPECT_NEAR(mean(s.x, s.a, critic), 0.5 * expected, 1e-14) << seed;
    for (const double slope : critic.slopes) EXPECT_TRUE(slope == 1 || slope == 0 || slope == -1);
  }
}

TEST(OptimalCritic, NoOtherOfSlopesUpToOneDoesBetter) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Samples s = samples(5, 4, seed);
    const Critic best = optimal_critic(s.x, s.y, {.a = s.a, .b = s.b});
    Critic other = best;
    // The objective is linear in the slopes, so that the best is among their extremes.
    for (std::size_t signs = 0; signs < (std::size_t{1} << best.slopes.size()); ++signs) {
      for (std::size_t k = 0; k < best.slopes.size(); ++k) {
        other.slopes[k] = (signs >> k & 1) != 0 ? 1 : -1;
        other.values[k + 1] = other.values[k] + other.slopes[k] * (best.positions[k + 1] - best.positions[k]);
      }
      EXPECT_LE(difference(s, other), best.difference + 1e-14);
    }
  }
}

TEST(OptimalCritic, ClippedItIsScaled) {
  const Samples s = samples(30, 20, 8);
  const Critic whole = optimal_critic(s.x, s.y, {.a = s.a, .b = s.b});
  const Critic clipped = optimal_critic(s.x, s.y, {.clip = 0.01, .a = s.a, .b = s.b});
  EXPECT_NEAR(clipped.difference, 0.01 * whole.difference, 1e-17);
  for (std::size_t k = 0; k < whole.slopes.size(); ++k) EXPECT_EQ(clipped.slopes[k], 0.01 * whole.slopes[k]);
}

TEST(AffineCritic, SeesTheMeansAndNothingElse) {
  const Critic blind = affine_critic({-1, 1}, {-3, 3});
  EXPECT_EQ(blind.difference, 0);
  EXPECT_THAT(blind.slopes, ElementsAre(0, 0, 0));
  EXPECT_EQ(optimal_critic({-1, 1}, {-3, 3}).difference, 2);

  const Critic seeing = affine_critic({0, 1, 5}, {8.0}, {.clip = 0.5});
  EXPECT_NEAR(seeing.difference, 3, 1e-15);  // ½ (8 − 2)
  EXPECT_THAT(seeing.slopes, ElementsAre(-0.5, -0.5, -0.5));
  EXPECT_NEAR(seeing(100) - seeing(0), -50, 1e-13);
}

TEST(AffineCritic, IsTheBestOfItsFamily) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Samples s = samples(8, 6, seed);
    const Critic best = affine_critic(s.x, s.y, {.clip = 0.3, .a = s.a, .b = s.b});
    double highest = -kInfinity;
    for (int k = -30; k <= 30; ++k) {
      const auto f = [&](double z) { return 0.01 * k * z; };
      highest = std::max(highest, mean(s.x, s.a, f) - mean(s.y, s.b, f));
    }
    EXPECT_NEAR(best.difference, highest, 1e-15) << seed;
    EXPECT_NEAR(difference(s, best), best.difference, 1e-14);
    EXPECT_LE(best.difference, 0.3 * wasserstein_1d(s.x, s.y, {.a = s.a, .b = s.b}) + 1e-15);
  }
}

TEST(PenalisedCritic, OfTwoPoints) {
  for (const double theta : {0.1, 1.0, 30.0})
    for (const double lambda : {0.1, 10.0}) {
      const double x = 5, y = 5 + theta;
      const PenalisedCritic found = penalised_critic({x}, {y}, {.coefficient = lambda});
      const double length = y - x, beyond = length / (2 * lambda);
      EXPECT_NEAR(found.density[0], 1 / length, 1e-15 / length);
      EXPECT_NEAR(found.critic.slopes[0], -(1 + beyond), 1e-15 * (1 + beyond));
      EXPECT_NEAR(found.critic.difference, length * (1 + beyond), 1e-14 * length * (1 + beyond));
      EXPECT_NEAR(found.penalty, lambda * beyond * beyond, 1e-14 * lambda * beyond * beyond);
      EXPECT_NEAR(found.objective, length + length * length / (4 * lambda), 1e-14 * length * (1 + beyond));
    }
}

TEST(PenalisedCritic, TheObjectiveIsThatOfTheCriticItself) {
  for (std::uint64_t seed = 0; seed < 40; ++seed)
    for (const double lambda : {0.05, 1.0, 100.0}) {
      const Samples s = samples(1 + seed % 9, 1 + seed % 7, seed);
      const PenalisedCritic found = penalised_critic(s.x, s.y, {.coefficient = lambda, .a = s.a, .b = s.b});
      const double said = difference(s, found.critic);
      const double penalty = naive_penalty(s, found.critic.positions, found.critic.slopes, lambda);
      EXPECT_NEAR(found.critic.difference, said, 1e-13 * (1 + said)) << seed;
      EXPECT_NEAR(found.penalty, penalty, 1e-13 * (1 + penalty)) << seed;
      EXPECT_NEAR(found.objective, said - penalty, 1e-13 * (1 + said)) << seed;
    }
}

TEST(PenalisedCritic, SlopesMaximisePieceByPiece) {
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    for (const double lambda : {0.3, 10.0}) {
      const Samples s = samples(6, 5, seed);
      const PenalisedCritic found = penalised_critic(s.x, s.y, {.coefficient = lambda, .a = s.a, .b = s.b});
      const std::vector<double>& z = found.critic.positions;
      for (std::size_t k = 0; k + 1 < z.size(); ++k) {
        // G − F in the piece by counting, and what a slope there is worth, sign by sign.
        double height = 0;
        for (std::size_t j = 0; j < s.y.size(); ++j) height += s.y[j] <= z[k] ? s.b[j] : 0;
        for (std::size_t i = 0; i < s.x.size(); ++i) height -= s.x[i] <= z[k] ? s.a[i] : 0;
        const auto loss = [&](double slope) {
          std::vector<double> slopes(z.size() - 1, 1);
          slopes[k] = slope;
          return naive_penalty(s, z, slopes, lambda) - slope * height * (z[k + 1] - z[k]);
        };
        const Minimum up = minimize(loss, 0, 40), down = minimize(loss, -40, 0);
        const double best = std::min(up.value, down.value), slope = found.critic.slopes[k];
        EXPECT_NEAR(loss(slope), best, 1e-12 * (1 + std::fabs(best)));
        if (std::fabs(height) > 1e-6) {
          EXPECT_NEAR(slope, height > 0 ? up.x : down.x, 1e-5 * (1 + std::fabs(slope)));
        }
      }
    }
}

TEST(PenalisedCritic, NoOtherCriticDoesBetter) {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const Samples s = samples(6, 5, seed);
    const PenalisedCritic found = penalised_critic(s.x, s.y, {.coefficient = 0.7, .a = s.a, .b = s.b});
    const std::vector<double>& z = found.critic.positions;
    EXPECT_NEAR(naive_objective(s, z, found.critic.values, 0.7), found.objective, 1e-13 * (1 + found.objective));
    Random random(seed, 7);
    for (int round = 0; round < 500; ++round) {
      std::vector<double> values = found.critic.values;
      const double size = std::pow(10, -6 * random.uniform());
      for (double& value : values) value += size * random.normal();
      EXPECT_LE(naive_objective(s, z, values, 0.7), found.objective + 1e-13);
    }
  }
}

TEST(PenalisedCritic, LimitsAndBounds) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Samples s = samples(9, 8, seed);
    const Critic best = optimal_critic(s.x, s.y, {.a = s.a, .b = s.b});
    const double w = best.difference, width = best.positions.back() - best.positions.front();
    for (const double lambda : {0.01, 1.0, 10.0, 1e14}) {
      const PenalisedCritic found = penalised_critic(s.x, s.y, {.coefficient = lambda, .a = s.a, .b = s.b});
      const double most = 1 + width / (2 * lambda);
      EXPECT_GE(found.critic.difference, w * (1 - 1e-15));
      EXPECT_LE(found.critic.difference, w * most * (1 + 1e-15));
      EXPECT_GE(found.objective, w * (1 - 1e-15));
      for (std::size_t k = 0; k < best.slopes.size(); ++k) {
        EXPECT_GE(std::fabs(found.critic.slopes[k]), 1);
        EXPECT_LE(std::fabs(found.critic.slopes[k]), most * (1 + 1e-15));
        if (lambda == 1e14) {
          EXPECT_NEAR(found.critic.slopes[k], best.slopes[k] == 0 ? 1 : best.slopes[k], 1e-12);
        }
      }
    }
  }
}

TEST(PenalisedCritic, TheDensityIsOneOfAllPairsApart) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Samples s = samples(9, 8, seed);
    const PenalisedCritic found = penalised_critic(s.x, s.y, {.a = s.a, .b = s.b});
    double apart = 0, sum = 0;
    for (std::size_t i = 0; i < s.x.size(); ++i)
      for (std::size_t j = 0; j < s.y.size(); ++j) apart += s.x[i] != s.y[j] ? s.a[i] * s.b[j] : 0;
    const std::vector<double>& z = found.critic.positions;
    for (std::size_t k = 0; k + 1 < z.size(); ++k) sum += found.density[k] * (z[k + 1] - z[k]);
    EXPECT_NEAR(sum, apart, 1e-14);
  }
}

TEST(PenalisedCritic, SameBitsForAnyThreads) {
  const Samples s = samples(300, 200, 2);
  const auto find = [&](int threads) {
    set_thread_count(threads);
    return penalised_critic(s.x, s.y, {.a = s.a, .b = s.b});
  };
  const PenalisedCritic one = find(1), three = find(3);
  set_thread_count(0);
  EXPECT_EQ(one.critic.values, three.critic.values);
  EXPECT_EQ(one.density, three.density);
}

TEST(Critics, TakeFloatsAndWeightsOfAnySum) {
  const std::vector<float> x{0.5f, 2.0f}, a{3.0f, 1.0f};
  const Critic critic = optimal_critic(x, {1.0}, {.a = a});
  EXPECT_THAT(critic.positions, ElementsAre(0.5, 1, 2));
  EXPECT_EQ(critic.difference, 0.625);  // ¾ · ½ + ¼ · 1
}

TEST(Critics, EndsOfTheRange) {
  EXPECT_EQ(optimal_critic({-1e-320}, {1e-320}).difference, 2e-320);
  const PenalisedCritic near = penalised_critic({0.0}, {1e-320});
  EXPECT_EQ(near.critic.slopes[0], -1);
  EXPECT_EQ(optimal_critic({-8e307}, {8e307}).difference, 1.6e308);
  EXPECT_THAT([] { optimal_critic({-1e308}, {1e308}); }, ThrowsMessage<DomainError>(HasSubstr("overflows")));
  EXPECT_THAT([] { optimal_critic({0.0}, {1e308}, {.clip = 10}); },
              ThrowsMessage<DomainError>(HasSubstr("optimal_critic: x and y make a critic that overflows")));
  EXPECT_THAT([] { penalised_critic({0.0}, {1e300}, {.coefficient = 1e-300}); },
              ThrowsMessage<DomainError>(HasSubstr("penalised_critic: x and y make a critic that overflows")));
}

TEST(Critics, RefuseWrongUse) {
  EXPECT_THAT([] { optimal_critic(std::vector<double>{}, {1.0}); },
              ThrowsMessage<InvalidArgument>(HasSubstr("optimal_critic: x has no points")));
  EXPECT_THAT([] { affine_critic({1.0}, {1.0, kInfinity}); },
              ThrowsMessage<DomainError>(HasSubstr("affine_critic: y[1] is Infinity; positions are finite")));
  EXPECT_THAT([] { optimal_critic({1.0}, {1.0}, {.clip = 0}); },
              ThrowsMessage<InvalidArgument>(HasSubstr("clip is 0; it is a finite number above 0")));
  EXPECT_THAT([] { affine_critic({1.0}, {1.0}, {.clip = kInfinity}); },
              ThrowsMessage<InvalidArgument>(HasSubstr("clip is Infinity")));
  EXPECT_THAT([] { penalised_critic({1.0}, {1.0}, {.coefficient = -1}); },
              ThrowsMessage<InvalidArgument>(HasSubstr("penalised_critic: coefficient is -1")));
  EXPECT_THAT([] { penalised_critic({1.0}, {1.0}, {.coefficient = std::nan("")}); },
              ThrowsMessage<InvalidArgument>(HasSubstr("coefficient is NaN")));
  EXPECT_THAT([] { penalised_critic({1.0, 2.0}, {1.0}, {.a = Cells{1.0}}); },
              ThrowsMessage<InvalidArgument>(HasSubstr("a has 1 weights for 2 points")));
  EXPECT_THAT([] { penalised_critic({1.0, 2.0}, {1.0}, {.a = Cells{0.0, 0.0}}); },
              ThrowsMessage<DomainError>(HasSubstr("a holds no mass")));
  EXPECT_THAT([] { optimal_critic({1.0}, {2.0})(kInfinity); },
              ThrowsMessage<DomainError>(HasSubstr("Critic: z is Infinity; positions are finite")));
}

}  // namespace
}  // namespace sanov
