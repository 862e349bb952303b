#include "sanov/transport/gaussian.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/random.h"
#include "sanov/numerics/target.h"

namespace sanov {
namespace {

using testing::HasSubstr;

/// A square matrix in rows.
struct Square {
  std::size_t d;
  std::vector<double> at;
  Rows rows() const { return {at.data(), d, d}; }
};

Square diagonal(const std::vector<double>& values) {
  Square out{values.size(), std::vector<double>(values.size() * values.size())};
  for (std::size_t i = 0; i < values.size(); ++i) out.at[i * out.d + i] = values[i];
  return out;
}

Square normals(std::size_t d, std::uint64_t seed) {
  Random random(seed);
  Square out{d, std::vector<double>(d * d)};
  for (double& x : out.at) x = random.normal();
  return out;
}

/// xy, or xyᵀ.
Square product(const Square& x, const Square& y, bool transposed = false) {
  Square out{x.d, std::vector<double>(x.d * x.d)};
  for (std::size_t i = 0; i < x.d; ++i)
    for (std::size_t j = 0; j < x.d; ++j) {
      long double sum = 0;
      for (std::size_t k = 0; k < x.d; ++k)
        sum += static_cast<long double>(x.at[i * x.d + k]) * (transposed ? y.at[j * x.d + k] : y.at[k * x.d + j]);
      out.at[i * x.d + j] = static_cast<double>(sum);
    }
  return out;
}

Square covariance(std::size_t d, std::uint64_t seed) {
  const Square root = normals(d, seed);
  return product(root, root, true);
}

double trace(const Square& x) {
  long double sum = 0;
  for (std::size_t i = 0; i < x.d; ++i) sum += x.at[i * x.d + i];
  return static_cast<double>(sum);
}

/// x + factor·y.
Square sum(const Square& x, double factor, const Square& y) {
  Square out = x;
  for (std::size_t i = 0; i < out.at.size(); ++i) out.at[i] += factor * y.at[i];
  return out;
}

/// The image of A under the symmetric map T, symmetric to the bit.
Square image(const Square& t, const Square& a) {
  Square out = product(product(t, a), t);
  for (std::size_t i = 0; i < a.d; ++i)
    for (std::size_t j = 0; j < i; ++j) out.at[j * a.d + i] = out.at[i * a.d + j];
  return out;
}

TEST(Bures, OfVariancesIsTheDifferenceOfTheDeviations) {
  EXPECT_EQ(bures(diagonal({9}).rows(), diagonal({4}).rows()), 1);
  EXPECT_NEAR(bures(diagonal({9, 1, 0}).rows(), diagonal({4, 16, 4}).rows()), std::sqrt(1.0 + 9 + 4), 1e-15);
  // Small variances beside large ones, and large ones far from 1.
  EXPECT_NEAR(bures(diagonal({1, 4e-30}).rows(), diagonal({1, 1e-30}).rows()) / 1e-15, 1, 1e-14);
  EXPECT_NEAR(bures(diagonal({1e-30, 1}).rows(), diagonal({4e-30, 1}).rows()) / 1e-15, 1, 1e-14);
  EXPECT_NEAR(bures(diagonal({0x1p1022, 0}).rows(), diagonal({0, 0x1p1020}).rows()) / 0x1p510, std::sqrt(5.0), 1e-14);
  EXPECT_NEAR(bures(diagonal({0x1p-1060}).rows(), diagonal({0}).rows()) / 0x1p-530, 1, 1e-14);
}

TEST(Bures, IsTheFormulaInThePlane) {
  // tr (A^½ B A^½)^½ of 2 × 2 matrices is √(tr AB + 2√(det A det B)).
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Square a = covariance(2, seed), b = covariance(2, 100 + seed);
    const auto det = [](const Square& x) {
      return static_cast<long double>(x.at[0]) * x.at[3] - static_cast<long double>(x.at[1]) * x.at[2];
    };
    long double ab = 0;
    for (std::size_t i = 0; i < 4; ++i) ab += static_cast<long double>(a.at[i]) * b.at[i];
    const long double squared =
        static_cast<long double>(trace(a)) + trace(b) - 2 * std::sqrt(ab + 2 * std::sqrt(det(a) * det(b)));
    EXPECT_NEAR(bures(a.rows(), b.rows()), static_cast<double>(std::sqrt(squared)), 1e-13);
  }
}

TEST(Bures, IsWhatTheOptimalMapMoves) {
  // A symmetric positive definite T is the best map from A to TAT: the squared distance is tr (1 − T)A(1 − T).
  for (const std::size_t d : {1, 2, 5, 20, 60})
    for (const double size : {1.0, 1e-3, 1e-9}) {
      const Square one = diagonal(std::vector<double>(d, 1)), a = covariance(d, d), s = covariance(d, 200 + d);
      const Square t = sum(one, size / static_cast<double>(d), s);
      const Square b = image(t, a), moved = sum(one, -1, t);
      const double expected = std::sqrt(trace(product(product(moved, a), moved)));
      EXPECT_NEAR(bures(a.rows(), b.rows()), expected, 1e-14 * std::sqrt(trace(a) + trace(b))) << d << " " << size;
    }
}

TEST(Bures, TakesSingularCovariances) {
  // Of rank 1 along x and along y: tr A + tr B − 2|x·y|.
  const auto along = [](const std::vector<double>& x) {
    Square out{x.size(), {}};
    for (const double a : x)
      for (const double b : x) out.at.push_back(a * b);
    return out;
  };
  EXPECT_NEAR(bures(along({3, 4, 0}).rows(), along({0, 1, 1}).rows()), std::sqrt(25 + 2 - 8.0), 1e-14);
  EXPECT_NEAR(bures(along({1, 2, 3}).rows(), along({-1, -2, -3}).rows()), 0, 1e-15);
  EXPECT_NEAR(bures(along({1, 2, 3}).rows(), diagonal({0, 0, 0}).rows()), std::sqrt(14.0), 1e-14);
  EXPECT_EQ(bures(diagonal({0, 0}).rows(), diagonal({0, 0}).rows()), 0);
  // A sample covariance of 5 points in 12 dimensions.
  Square few = normals(12, 3);
  for (std::size_t i = 0; i < 12; ++i)
    for (std::size_t k = 5; k < 12; ++k) few.at[i * 12 + k] = 0;
  const Square a = product(few, few, true);
  EXPECT_EQ(bures(a.rows(), a.rows()), 0);
  const Square one = diagonal(std::vector<double>(12, 1)), t = sum(one, 0.1, covariance(12, 4)), b = image(t, a),
               moved = sum(one, -1, t);
  const double expected = std::sqrt(trace(product(product(moved, a), moved)));
  EXPECT_NEAR(bures(a.rows(), b.rows()), expected, 1e-7 * expected);
}

TEST(Bures, IsAMetricThatTurnsWithTheSpace) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Square a = covariance(6, seed), b = covariance(6, 50 + seed), c = covariance(6, 99 + seed);
    const double ab = bures(a.rows(), b.rows());
    EXPECT_EQ(bures(a.rows(), a.rows()), 0);
    EXPECT_NEAR(bures(b.rows(), a.rows()), ab, 1e-13);
    EXPECT_LE(ab, bures(a.rows(), c.rows()) + bures(c.rows(), b.rows()));
    // A reflection: 1 − 2vvᵀ/v·v.
    Square mirror = diagonal(std::vector<double>(6, 1));
    double length = 0;
    for (std::size_t i = 0; i < 6; ++i) length += c.at[i] * c.at[i];
    for (std::size_t i = 0; i < 6; ++i)
      for (std::size_t j = 0; j < 6; ++j) mirror.at[i * 6 + j] -= 2 * c.at[i] * c.at[j] / length;
    EXPECT_NEAR(bures(image(mirror, a).rows(), image(mirror, b).rows()), ab, 1e-13);
  }
}

TEST(WassersteinGaussian, AddsTheMeans) {
  const std::vector<double> m{1, 2}, n{4, -2}, same{1, 2};
  const Square a = diagonal({4, 9}), b = diagonal({25, 1});
  EXPECT_NEAR(wasserstein_gaussian({m, a.rows()}, {n, b.rows()}), std::sqrt(25 + 9 + 4.0), 1e-14);
  EXPECT_EQ(wasserstein_gaussian({m, a.rows()}, {n, a.rows()}), 5);
  EXPECT_EQ(wasserstein_gaussian({m, a.rows()}, {same, a.rows()}), 0);
  const std::vector<float> mean{1, 2}, variance{4, 0, 0, 9};
  EXPECT_EQ(wasserstein_gaussian({mean, Rows(variance.data(), 2, 2)}, {n, b.rows()}),
            wasserstein_gaussian({m, a.rows()}, {n, b.rows()}));
}

TEST(GaussianBarycentre, OfCommutingOnesIsTheMeanOfTheDeviations) {
  const std::vector<double> m{1, 0}, n{5, 2}, shares{3, 1};
  const Square a = diagonal({4, 9}), b = diagonal({16, 1});
  const std::vector<Gaussian> both{{m, a.rows()}, {n, b.rows()}};
  const GaussianBarycentre got = gaussian_barycentre(both, {.shares = shares});
  EXPECT_EQ(got.status, Status::converged);
  EXPECT_LE(got.iterations, 3u);
  EXPECT_THAT(got.mean, testing::ElementsAre(2, 0.5));
  EXPECT_NEAR(got.covariance[0], 2.5 * 2.5, 1e-14);
  EXPECT_NEAR(got.covariance[1], 0, 1e-14);
  EXPECT_NEAR(got.covariance[3], 2.5 * 2.5, 1e-14);
  EXPECT_NEAR(got.variance, 3.0 / 16 * (16 + 4 + 4 + 4), 1e-13);  // λ₁λ₂W₂² on the geodesic
}

TEST(GaussianBarycentre, IsWhereTheMapsCancel) {
  // If Σ λ T = 1 for symmetric positive definite T, S is the barycentre of the TST.
  for (const std::size_t d : {2, 5, 15}) {
    const Square one = diagonal(std::vector<double>(d, 1)), s = covariance(d, d);
    Square bend = covariance(d, 70 + d);
    bend = sum(diagonal(std::vector<double>(d, 0)), 0.5 / trace(bend), bend);
    const Square up = sum(one, 1, bend), down = sum(one, -1, bend), far = sum(one, -0.5, bend),
                 near = sum(one, 0.5, bend);
    const Square a = image(up, s), b = image(down, s), c = image(far, s), e = image(near, s);
    const std::vector<double> mean(d);
    const std::vector<Gaussian> all{{mean, a.rows()}, {mean, b.rows()}, {mean, c.rows()}, {mean, e.rows()}};
    const GaussianBarycentre got = gaussian_barycentre(all);
    EXPECT_EQ(got.status, Status::converged);
    for (std::size_t i = 0; i < d * d; ++i) EXPECT_NEAR(got.covariance[i], s.at[i], 1e-10 * trace(s)) << d;
    double variance = 0;
    for (const Gaussian& one_of_all : all) {
      const double w = wasserstein_gaussian({mean, Rows(got.covariance.data(), d, d)}, one_of_all);
      variance += w * w / 4;
    }
    EXPECT_NEAR(got.variance, variance, 1e-10 * variance);
  }
}

TEST(GaussianBarycentre, TakesSingularOnesAndStopsWhenTold) {
  const std::vector<double> mean(2);
  const Square a = diagonal({1, 0}), b = diagonal({0, 1}), zero = diagonal({0, 0});
  const GaussianBarycentre cross = gaussian_barycentre(std::vector<Gaussian>{{mean, a.rows()}, {mean, b.rows()}});
  EXPECT_NEAR(cross.variance, 0.5, 1e-14);  // half of the half of W₂² = 2
  const GaussianBarycentre none = gaussian_barycentre(std::vector<Gaussian>{{mean, zero.rows()}, {mean, zero.rows()}});
  EXPECT_EQ(none.variance, 0);
  EXPECT_EQ(none.status, Status::converged);
  const Square c = covariance(2, 1), e = covariance(2, 2), f = covariance(2, 3);
  const std::vector<Gaussian> three{{mean, c.rows()}, {mean, e.rows()}, {mean, f.rows()}};
  const GaussianBarycentre stopped = gaussian_barycentre(three, {.max_iterations = 1});
  EXPECT_EQ(stopped.status, Status::iteration_limit);
  EXPECT_GT(stopped.residual, 1e-12);
  EXPECT_GE(stopped.variance, gaussian_barycentre(three).variance);
}

TEST(Gaussian, HasTheSameBitsForAnyThreadsAndTarget) {
  const std::vector<double> mean(30, 1);
  std::vector<Square> covariances;
  std::vector<Gaussian> all;
  for (std::uint64_t k = 0; k < 5; ++k) covariances.push_back(covariance(30, k));
  for (const Square& one : covariances) all.push_back({mean, one.rows()});
  const double expected = bures(all[0].covariance, all[1].covariance);
  const GaussianBarycentre barycentre = gaussian_barycentre(all, {.max_iterations = 3});
  for (const std::string& name : targets()) {
    if (name == "scalar") continue;
    set_target(name);
    for (const int threads : {1, 2, 5}) {
      set_thread_count(threads);
      EXPECT_EQ(bures(all[0].covariance, all[1].covariance), expected);
      EXPECT_EQ(gaussian_barycentre(all, {.max_iterations = 3}).covariance, barycentre.covariance);
    }
  }
  set_target("");
  set_thread_count(0);
}

TEST(Gaussian, RefusesBadInput) {
  const Square good = diagonal({1, 2}), nan{2, {1, NAN, NAN, 1}}, skew{2, {1, 0.5, 0.4, 1}},
               indefinite{2, {1, 2, 2, 1}}, minus = diagonal({1, -1}), crossed{2, {0, 1, 1, 0}},
               three = diagonal({1, 1, 1});
  const std::vector<double> mean{0, 0}, long_mean{0, 0, 0}, infinite{0, INFINITY};
  const auto error = [&](Rows a, Rows b) {
    try {
      bures(a, b);
    } catch (const std::logic_error& e) {
      return std::string(e.what());
    }
    return std::string("no error");
  };
  EXPECT_THAT(error(good.rows(), nan.rows()), HasSubstr("bures: b[1] is NaN; covariances are finite"));
  EXPECT_THAT(error(skew.rows(), good.rows()),
              HasSubstr("a[2] is 0.4; a covariance is symmetric, but its mirror image is 0.5"));
  EXPECT_THAT(error(indefinite.rows(), good.rows()), HasSubstr("a[3] is 1; the matrix is indefinite there"));
  EXPECT_THAT(error(crossed.rows(), good.rows()), HasSubstr("positive semidefinite"));
  EXPECT_THAT(error(minus.rows(), good.rows()), HasSubstr("a[3] is -1; variances are not negative"));
  EXPECT_THAT(error(good.rows(), three.rows()), HasSubstr("b has 3 rows, but a has 2"));
  EXPECT_THAT(error(Rows(good.at.data(), 1, 2), good.rows()),
              HasSubstr("a has 1 rows and 2 columns; a covariance is square"));
  EXPECT_THAT(error(Rows(good.at.data(), 0, 0), good.rows()), HasSubstr("a has no rows"));
  const auto call = [&](Cells m) { return [=, &good] { wasserstein_gaussian({m, good.rows()}, {m, good.rows()}); }; };
  EXPECT_THAT(call(long_mean), testing::ThrowsMessage<InvalidArgument>(
                                   HasSubstr("p.mean has 3 coordinates, but the covariance 2 rows")));
  EXPECT_THAT(call(infinite), testing::ThrowsMessage<DomainError>(HasSubstr("p.mean[1] is Infinity")));
  const auto barycentre = [&](const std::vector<Gaussian>& all, const GaussianBarycentreOptions& options = {}) {
    try {
      gaussian_barycentre(all, options);
    } catch (const std::logic_error& e) {
      return std::string(e.what());
    }
    return std::string("no error");
  };
  EXPECT_THAT(barycentre({}), HasSubstr("distributions is empty"));
  EXPECT_THAT(barycentre({{mean, good.rows()}, {mean, indefinite.rows()}}), HasSubstr("distributions[1].covariance"));
  EXPECT_THAT(barycentre({{mean, good.rows()}, {long_mean, three.rows()}}),
              HasSubstr("distributions[1] has 3 dimensions"));
  EXPECT_THAT(barycentre({{mean, good.rows()}}, {.shares = mean}),
              HasSubstr("shares has 2 numbers for 1 distributions"));
  EXPECT_THAT(barycentre({{mean, good.rows()}}, {.tolerance = 0}), HasSubstr("tolerance is 0"));
}

TEST(WassersteinGaussian, SlopesOfDiagonalCovariances) {
  const Square a = diagonal({9, 1}), b = diagonal({4, 16});
  const std::vector<double> m{3, 0}, n{0, 1};
  std::vector<double> gm(2), ga(4), gn(2), gb(4);
  const double w = wasserstein_gaussian({m, a.rows()}, {n, b.rows()}, {gm, ga}, {gn, gb});
  EXPECT_NEAR(w, std::sqrt(20.0), 1e-15 * w);
  // T is diag(2/3, 4), and its inverse diag(3/2, 1/4).
  const double slopes_a[] = {1.0 / 3, 0, 0, -3}, slopes_b[] = {-0.5, 0, 0, 0.75}, slopes_m[] = {3, -1};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(ga[i], slopes_a[i] / (2 * w), 1e-15);
    EXPECT_NEAR(gb[i], slopes_b[i] / (2 * w), 1e-15);
  }
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_NEAR(gm[i], slopes_m[i] / w, 1e-15);
    EXPECT_EQ(gn[i], -gm[i]);
  }
}

TEST(WassersteinGaussian, SlopesAreThoseOfDifferences) {
  constexpr double kStep = 1e-6;
  for (const std::size_t d : {2, 5}) {
    Square a = covariance(d, 1);
    const Square b = covariance(d, 2);
    const std::vector<double> m(d, 0.5), n(d);
    std::vector<double> ga(d * d);
    wasserstein_gaussian({m, a.rows()}, {n, b.rows()}, {{}, ga}, {});
    for (std::size_t i = 0; i < d; ++i)
      for (std::size_t j = 0; j <= i; ++j) {
        const auto moved = [&](double step) {
          Square there = a;
          there.at[i * d + j] += step;
          if (i != j) there.at[j * d + i] += step;
          return wasserstein_gaussian({m, there.rows()}, {n, b.rows()});
        };
        const double difference = (moved(kStep) - moved(-kStep)) / (2 * kStep);
        EXPECT_NEAR(ga[i * d + j] + (i != j ? ga[j * d + i] : 0), difference, 1e-7) << i << ", " << j;
      }
  }
}

TEST(WassersteinGaussian, SlopesKeepTheirDigitsNearEqualCovariances) {
  // From deviation s to s(1 + h) the slope in s² is −1/2s whatever h; (I − T)/2W from T would keep nine digits.
  const Square a = diagonal({4}), b = diagonal({4 * (1 + 0x1p-20) * (1 + 0x1p-20)});
  const std::vector<double> zero(1);
  std::vector<double> slope(1);
  wasserstein_gaussian({zero, a.rows()}, {zero, b.rows()}, {{}, slope}, {});
  EXPECT_NEAR(slope[0], -0.25, 1e-10);
}

TEST(WassersteinGaussian, RefusesSlopesThatAreNot) {
  const Square flat{2, {1, 1, 1, 1}}, full = diagonal({1, 1});
  const std::vector<double> zero(2);
  std::vector<double> slopes(4), three(3);
  EXPECT_THAT([&] { wasserstein_gaussian({zero, full.rows()}, {zero, flat.rows()}, {}, {{}, slopes}); },
              testing::ThrowsMessage<DomainError>(HasSubstr("q.covariance is singular")));
  EXPECT_THAT([&] { wasserstein_gaussian({zero, full.rows()}, {zero, flat.rows()}, {three, {}}, {}); },
              testing::ThrowsMessage<InvalidArgument>(HasSubstr("slopes_p.mean has 3 cells; 2 slopes belong in it")));
  std::fill(slopes.begin(), slopes.end(), 7.0);
  EXPECT_EQ(wasserstein_gaussian({zero, flat.rows()}, {zero, flat.rows()}, {{}, slopes}, {}), 0);
  EXPECT_EQ(slopes, std::vector<double>(4)) << "a kink";
}

}  // namespace
}  // namespace sanov
