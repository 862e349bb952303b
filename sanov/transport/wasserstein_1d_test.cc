#include "sanov/transport/wasserstein_1d.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/random.h"
#include "sanov/numerics/target.h"
#include "sanov/transport/naive_test.h"

namespace sanov {
namespace {

using testing::HasSubstr;

constexpr double kPowers[] = {1, 1.5, 2, 3, 7};

std::vector<double> normals(std::size_t n, std::uint64_t seed) {
  Random random(seed);
  std::vector<double> out(n);
  for (double& x : out) x = random.normal();
  return out;
}

std::vector<double> exponentials(std::size_t n, std::uint64_t seed) {
  Random random(seed, 1);
  std::vector<double> out(n);
  for (double& x : out) x = random.exponential();
  return out;
}

/// ∫ |F⁻¹ − G⁻¹|^p with long doubles and sums of weights as they come.
double naive(const std::vector<double>& x, const std::vector<double>& a, const std::vector<double>& y,
             const std::vector<double>& b, double p) {
  const auto order = [](const std::vector<double>& values) {
    std::vector<std::size_t> out(values.size());
    std::iota(out.begin(), out.end(), std::size_t{0});
    std::stable_sort(out.begin(), out.end(), [&](auto i, auto j) { return values[i] < values[j]; });
    return out;
  };
  const auto i_order = order(x), j_order = order(y);
  const long double total_a = std::accumulate(a.begin(), a.end(), 0.0L),
                    total_b = std::accumulate(b.begin(), b.end(), 0.0L);
  long double sum = 0, at = 0, end_a = a[i_order[0]] / total_a, end_b = b[j_order[0]] / total_b;
  for (std::size_t i = 0, j = 0; i < x.size() && j < y.size();) {
    const long double next = std::min(end_a, end_b);
    sum += (next - at) *
           std::pow(std::fabs(static_cast<long double>(x[i_order[i]]) - y[j_order[j]]), static_cast<long double>(p));
    at = next;
    if (end_a <= end_b) {
      if (++i < x.size()) end_a += a[i_order[i]] / total_a;
    } else if (++j < y.size()) {
      end_b += b[j_order[j]] / total_b;
    }
  }
  return static_cast<double>(std::pow(sum, 1 / static_cast<long double>(p)));
}

TEST(Wasserstein1d, OfTwoPointsIsTheirDistance) {
  for (const double p : kPowers) {
    EXPECT_DOUBLE_EQ(wasserstein_1d({3}, {-1}, {.p = p}), 4) << p;
    // Half of the mass moves by 1: W = (1/2)^(1/p), not 1/2.
    EXPECT_DOUBLE_EQ(wasserstein_1d({0, 1}, {1, 1}, {.p = p}), std::pow(0.5, 1 / p)) << p;
  }
}

TEST(Wasserstein1d, OfAShiftIsTheShiftAndOfAScaleTheMoment) {
  const std::vector<double> x = normals(1000, 1);
  std::vector<double> shifted = x, doubled = x;
  for (double& value : shifted) value += 2.5;
  for (double& value : doubled) value *= 2;
  for (const double p : kPowers) {
    EXPECT_NEAR(wasserstein_1d(x, shifted, {.p = p}), 2.5, 1e-14) << p;
    long double moment = 0;
    for (const double value : x)
      moment += std::pow(std::fabs(static_cast<long double>(value)), static_cast<long double>(p));
    const double expected = static_cast<double>(std::pow(moment / 1000, 1 / static_cast<long double>(p)));
    EXPECT_NEAR(wasserstein_1d(x, doubled, {.p = p}), expected, 1e-13 * expected) << p;
  }
}

TEST(Wasserstein1d, IsTheCheapestOfAllAssignments) {
  for (std::size_t n = 1; n <= 7; ++n)
    for (const double p : kPowers) {
      const std::vector<double> x = normals(n, n), y = normals(n, 50 + n);
      const double expected = std::pow(
          cheapest_assignment(n, [&](std::size_t i, std::size_t j) { return std::pow(std::fabs(x[i] - y[j]), p); }),
          1 / p);
      EXPECT_NEAR(wasserstein_1d(x, y, {.p = p}), expected, 1e-14 * expected) << n << " " << p;
    }
}

TEST(Wasserstein1d, IsWhatTheQuantilesSay) {
  for (const double p : kPowers)
    for (const auto& [n, m] : {std::pair<std::size_t, std::size_t>{1, 5}, {300, 200}, {9000, 9000}, {9001, 6000}}) {
      const std::vector<double> x = normals(n, n), y = exponentials(m, m), ones(n, 1), twos(m, 1);
      const double equal = naive(x, ones, y, twos, p);
      EXPECT_NEAR(wasserstein_1d(x, y, {.p = p}), equal, 1e-13 * equal) << n << " " << m << " " << p;
      const std::vector<double> a = exponentials(n, 7), b = exponentials(m, 8);
      const double weighted = naive(x, a, y, b, p);
      EXPECT_NEAR(wasserstein_1d(x, y, {.p = p, .a = a, .b = b}), weighted, 1e-13 * weighted) << n << " " << p;
    }
}

TEST(Wasserstein1d, IsWithinThreeUlp) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    std::vector<double> x = normals(30000, seed), y = exponentials(30000, seed);
    std::sort(x.begin(), x.end());
    std::sort(y.begin(), y.end());
    long double sum = 0, squares = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const long double d = static_cast<long double>(x[i]) - y[i];
      sum += std::fabs(d);
      squares += d * d;
    }
    EXPECT_NEAR(wasserstein_1d(x, y), static_cast<double>(sum / 30000), 3 * 0x1p-53 * wasserstein_1d(x, y));
    const double second = wasserstein_1d(x, y, {.p = 2});
    EXPECT_NEAR(second, static_cast<double>(std::sqrt(squares / 30000)), 3 * 0x1p-53 * second);
  }
}

TEST(Wasserstein1d, TakesWeightsForRepeatedPoints) {
  const std::vector<double> x{3, 1, 2}, a{1, 2, 3}, repeated{3, 1, 1, 2, 2, 2}, y = normals(11, 1);
  for (const double p : kPowers) {
    const double expected = wasserstein_1d(repeated, y, {.p = p});
    EXPECT_NEAR(wasserstein_1d(x, y, {.p = p, .a = a}), expected, 1e-15 * expected);
    EXPECT_NEAR(wasserstein_1d(y, x, {.p = p, .b = a}), expected, 1e-15 * expected);
  }
  const std::vector<double> heavy{7e200, 7e200, 7e200}, light(11, 3e-300);
  EXPECT_EQ(wasserstein_1d(x, y, {.a = heavy, .b = light}), wasserstein_1d(x, y));
}

TEST(Wasserstein1d, LeavesPointsWithoutWeightAlone) {
  const std::vector<double> x{0, 1e300, 1}, a{1, 0, 1}, y{2, -1e300, 3, 1e9}, b{5, 0, 5, 0};
  EXPECT_EQ(wasserstein_1d(x, y, {.a = a, .b = b}), 2);
}

TEST(Wasserstein1d, NeitherOverflowsNorUnderflows) {
  for (const double p : kPowers)
    for (const double scale : {0x1p-1074, 0x1p-1000, 0x1p-300, 0x1p300, 0x1p1000, 0x1p1021}) {
      const std::vector<double> x{0, scale}, y{2 * scale, 3 * scale};
      EXPECT_NEAR(wasserstein_1d(x, y, {.p = p}) / scale, 2, 1e-14) << p << " " << scale;
    }
  const double most = std::numeric_limits<double>::max();
  EXPECT_EQ(wasserstein_1d({most, 0}, {-most, 0}), most);
  EXPECT_EQ(wasserstein_1d({most}, {-most}), std::numeric_limits<double>::infinity());
  // A thousandth power of distances between 1 and 5: the largest rules.
  EXPECT_NEAR(wasserstein_1d({0, 10}, {1, 15}, {.p = 1000}), 5 * std::pow(0.5, 1e-3), 1e-12);
}

TEST(Wasserstein1d, OfFloatsIsThatOfTheirDoubles) {
  const std::vector<double> x = normals(5000, 3), y = normals(4000, 4), a = exponentials(5000, 1);
  const std::vector<float> fx(x.begin(), x.end()), fy(y.begin(), y.end());
  const std::vector<double> wx(fx.begin(), fx.end()), wy(fy.begin(), fy.end());
  for (const double p : kPowers) {
    EXPECT_EQ(wasserstein_1d(fx, fy, {.p = p}), wasserstein_1d(wx, wy, {.p = p}));
    EXPECT_EQ(wasserstein_1d(fx, wy, {.p = p, .a = a}), wasserstein_1d(wx, wy, {.p = p, .a = a}));
  }
}

TEST(Wasserstein1d, HasTheSameBitsForAnyThreadsAndTarget) {
  const std::vector<double> x = normals(70000, 3), y = exponentials(70000, 4), z = exponentials(30000, 5);
  for (const double p : kPowers) {
    const LineOptions weighted{.p = p, .a = y};
    const double equal = wasserstein_1d(x, y, {.p = p}), unequal = wasserstein_1d(x, z, weighted);
    for (const std::string& name : targets()) {
      if (name == "scalar") continue;
      set_target(name);
      for (const int threads : {1, 2, 5}) {
        set_thread_count(threads);
        EXPECT_EQ(wasserstein_1d(x, y, {.p = p}), equal) << name << threads << p;
        EXPECT_EQ(wasserstein_1d(x, z, weighted), unequal) << name << threads << p;
      }
    }
    set_target("scalar");
    EXPECT_NEAR(wasserstein_1d(x, y, {.p = p}), equal, 1e-14 * equal);
    set_target("");
    set_thread_count(0);
  }
}

std::string error(Cells x, Cells y, const LineOptions& options = {}) {
  try {
    wasserstein_1d(x, y, options);
  } catch (const std::logic_error& e) {
    return e.what();
  }
  return "no error";
}

TEST(Wasserstein1d, RefusesBadInput) {
  const std::vector<double> x{1, 2, 3}, none, infinite{0, 1, -INFINITY}, nan{0, NAN};
  const std::vector<float> large{0, INFINITY};
  const std::vector<double> two{1, 1}, minus{1, -1, 1}, zeros(3), not_a_number{1, NAN, 1};
  EXPECT_THAT(error(none, x), HasSubstr("wasserstein_1d: x has no points"));
  EXPECT_THAT(error(x, none), HasSubstr("wasserstein_1d: y has no points"));
  EXPECT_THAT(error(x, none, {.a = x}), HasSubstr("wasserstein_1d: y has no points"));
  EXPECT_THAT(error(infinite, x), HasSubstr("x[2] is -Infinity; positions are finite"));
  EXPECT_THAT(error(x, nan), HasSubstr("y[1] is NaN; positions are finite"));
  EXPECT_THAT(error(x, large, {.a = x}), HasSubstr("y[1] is Infinity; positions are finite"));
  EXPECT_THAT(error(x, x, {.p = 0.5}), HasSubstr("p is 0.5; it is a finite number of at least 1"));
  EXPECT_THAT(error(x, x, {.p = NAN}), HasSubstr("p is NaN"));
  EXPECT_THAT(error(x, x, {.p = INFINITY}), HasSubstr("p is Infinity"));
  EXPECT_THAT(error(x, x, {.a = two}), HasSubstr("a has 2 weights for 3 points"));
  EXPECT_THAT(error(x, x, {.b = minus}), HasSubstr("b[1] is -1; weights are finite and not negative"));
  EXPECT_THAT(error(x, x, {.b = not_a_number}), HasSubstr("b[1] is NaN"));
  EXPECT_THAT(error(x, x, {.a = zeros}), HasSubstr("a holds no mass"));
}

}  // namespace
}  // namespace sanov
