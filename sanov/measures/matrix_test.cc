#include "sanov/measures/matrix.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/base/progress.h"
#include "sanov/measures/measures.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"

namespace sanov {
namespace {

using testing::HasSubstr;

/// Rows that are `spread` apart on the scale of logarithms, from one distribution whose cells are gamma(shape).
std::vector<double> random_rows(std::size_t rows, std::size_t columns, double shape, double spread, unsigned seed) {
  std::mt19937_64 random(seed);
  std::gamma_distribution<double> gamma(shape);
  std::normal_distribution<double> normal;
  std::vector<double> centre(columns), all;
  for (double& x : centre) x = gamma(random) + 1e-300;
  for (std::size_t i = 0; i < rows; ++i) {
    std::vector<double> row(columns);
    for (std::size_t k = 0; k < columns; ++k) row[k] = centre[k] * std::exp(spread * normal(random));
    row = normalized(row);
    all.insert(all.end(), row.begin(), row.end());
  }
  return all;
}

long double naive_js(Cells p, Cells q) {
  long double sum = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const long double a = p[i], b = q[i], m = (a + b) / 2, d = (a - b) / 2;
    // ln(a/m) by the difference where it is small
    if (a > 0) sum += a / 2 * (std::fabs(d) < m / 2 ? std::log1p(d / m) : std::log(a / m));
    if (b > 0) sum += b / 2 * (std::fabs(d) < m / 2 ? std::log1p(-d / m) : std::log(b / m));
  }
  return sum;
}

TEST(Matrix, WorkedByHand) {
  const std::vector<double> rows{0.4, 0.6, 0.3, 0.7, 1, 0};
  const std::vector<double> d = matrix(manhattan, Rows(rows.data(), 3, 2));
  const std::vector<double> expected{0, 0.2, 1.2, 0.2, 0, 1.4, 1.2, 1.4, 0};
  ASSERT_EQ(d.size(), 9u);
  for (std::size_t i = 0; i < 9; ++i) EXPECT_NEAR(d[i], expected[i], 1e-15) << i;
}

TEST(Matrix, IsTheMeasureOfEveryPair) {
  const std::size_t n = 70, columns = 37;
  const std::vector<double> all = random_rows(n, columns, 1, 0.5, 1);
  const Rows rows(all.data(), n, columns);
  for (const Measure<Two>* measure : {&kl, &euclidean}) {
    const std::vector<double> d = matrix(*measure, rows);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j)
        ASSERT_NEAR(d[i * n + j], (*measure)(rows[i], rows[j]), 1e-15) << measure->info().name << i << ' ' << j;
  }
  const std::vector<double> d = matrix(minkowski(1.5), rows);
  EXPECT_EQ(d[5], minkowski(1.5)(rows[0], rows[5]));
}

TEST(Matrix, OfTwoSetsOfRowsIsABlockOfTheWhole) {
  const std::size_t n = 90, columns = 60, split = 41;
  const std::vector<double> all = random_rows(n, columns, 1, 0.5, 2);
  const Rows rows(all.data(), n, columns);
  const Rows a(all.data(), split, columns), b(all.data() + split * columns, n - split, columns);
  for (const Measure<Two>* measure : {&kl, &js, &js_distance, &hellinger}) {
    const std::vector<double> whole = matrix(*measure, rows), block = matrix(*measure, a, b);
    ASSERT_EQ(block.size(), split * (n - split));
    for (std::size_t i = 0; i < split; ++i)
      for (std::size_t j = 0; j < n - split; ++j)
        ASSERT_EQ(block[i * (n - split) + j], whole[i * n + split + j]) << measure->info().name;
  }
}

TEST(Matrix, JensenShannonKeepsElevenDigits) {
  unsigned seed = 3;
  for (const std::size_t columns : {2u, 9u, 500u, 3000u})
    for (const double shape : {0.02, 0.2, 1.0, 50.0})
      for (const double spread : {1e-6, 1e-3, 0.02, 0.05, 0.3, 2.0}) {
        const std::size_t n = 12;
        const std::vector<double> all = random_rows(n, columns, shape, spread, ++seed);
        const Rows rows(all.data(), n, columns);
        const std::vector<double> d = matrix(js, rows);
        for (std::size_t i = 0; i < n; ++i)
          for (std::size_t j = 0; j < i; ++j) {
            const double expected = static_cast<double>(naive_js(rows[i], rows[j]));
            // what the rows' own rounding does to the naive sum, beside the eleven digits
            ASSERT_NEAR(d[i * n + j], expected, 1e-11 * expected + 1e-18) << columns << ' ' << shape << ' ' << spread;
          }
      }
}

TEST(Matrix, JensenShannonKeepsElevenDigitsWhereAllCellsErrAlike) {
  // Two levels only: the logarithm's error is the same in half of the cells, and does not average out.
  std::mt19937_64 random(9);
  std::uniform_real_distribution<double> any(0.01, 0.5);
  for (int round = 0; round < 300; ++round) {
    const std::size_t n = 8, columns = 64;
    std::vector<double> all;
    const double high = any(random);
    for (std::size_t i = 0; i < n; ++i) {
      std::vector<double> row(columns);
      const double step = 1 + 0.02 * static_cast<double>(i + 2) * any(random);
      for (std::size_t k = 0; k < columns; ++k) row[k] = k % 2 == 0 ? high * step : 1;
      row = normalized(row);
      all.insert(all.end(), row.begin(), row.end());
    }
    const Rows rows(all.data(), n, columns);
    const std::vector<double> d = matrix(js, rows);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < i; ++j) {
        const double expected = static_cast<double>(naive_js(rows[i], rows[j]));
        ASSERT_NEAR(d[i * n + j], expected, 1e-11 * expected + 1e-18);
      }
  }
}

TEST(Matrix, TheJensenShannonFamilyFollowsFromOne) {
  const std::size_t n = 40, columns = 100;
  const std::vector<double> all = random_rows(n, columns, 1, 0.6, 4);
  const Rows rows(all.data(), n, columns);
  const std::vector<double> d = matrix(js, rows), root = matrix(js_distance, rows), twice = matrix(topsoe, rows);
  for (std::size_t i = 0; i < n * n; ++i) {
    ASSERT_DOUBLE_EQ(root[i] * root[i], d[i]);
    ASSERT_EQ(twice[i], 2 * d[i]);
  }
  EXPECT_EQ(matrix(js(0.5), rows), d);
  EXPECT_EQ(matrix(jensen_difference, rows), d);
  EXPECT_EQ(matrix(js(0.25), rows)[7], js(0.25)(rows[0], rows[7]));
}

TEST(Matrix, ZerosAndDisjointRows) {
  const std::vector<double> all{1, 0, 0, 0, 0, 1, 0.5, 0.5, 0};
  const std::vector<double> d = matrix(js, Rows(all.data(), 3, 3));
  EXPECT_DOUBLE_EQ(d[1], std::log(2.0));
  EXPECT_LE(d[1], std::log(2.0));
  EXPECT_DOUBLE_EQ(d[2], js({1, 0, 0}, {0.5, 0.5, 0}));
  EXPECT_EQ(d[0], 0);
  EXPECT_EQ(matrix(kl, Rows(all.data(), 3, 3))[1], std::numeric_limits<double>::infinity());
}

TEST(Matrix, EqualRowsAreAtDistanceZero) {
  std::vector<double> all = random_rows(1, 333, 1, 0, 5);
  all.insert(all.end(), all.begin(), all.begin() + 333);
  for (const double value : matrix(js, Rows(all.data(), 2, 333))) EXPECT_EQ(value, 0);
}

TEST(Matrix, TakesFloats) {
  const std::vector<float> all{0.25f, 0.75f, 0.5f, 0.5f};
  EXPECT_NEAR(matrix(js, Rows(all.data(), 2, 2))[1], js({0.25, 0.75}, {0.5, 0.5}), 1e-15);
}

TEST(Matrix, SameBitsForAnyThreadsAndTargets) {
  const std::size_t n = 150, columns = 203;
  const std::vector<double> all = random_rows(n, columns, 1, 0.4, 6);
  const Rows rows(all.data(), n, columns);
  const std::vector<double> expected = matrix(js, rows), other = matrix(kl, rows);
  for (const int threads : {1, 2, 5}) {
    set_thread_count(threads);
    EXPECT_EQ(matrix(js, rows), expected) << threads;
    EXPECT_EQ(matrix(kl, rows), other) << threads;
  }
  set_thread_count(0);
  for (const std::string& name : targets()) {
    if (name == "scalar") continue;
    set_target(name);
    EXPECT_EQ(matrix(js, rows), expected) << name;
  }
  set_target("");
}

std::string complaint_of(const Measure<Two>& measure, Rows rows) {
  try {
    matrix(measure, rows);
  } catch (const std::domain_error& error) {
    return error.what();
  }
  return "";
}

TEST(Matrix, AWrongRowIsNamed) {
  const std::vector<double> all{0.5, 0.5, 0.5, 0.5, 0.5, 0.6, 1.5, -0.5};
  EXPECT_THAT(complaint_of(js, Rows(all.data(), 4, 2)), HasSubstr("rows[2] sums to 1.1"));
  EXPECT_THAT(complaint_of(js, Rows(all.data() + 6, 1, 2)), HasSubstr("rows[0][1] is -0.5"));
  EXPECT_THROW(matrix(js, Rows(all.data(), 1, 2), Rows(all.data(), 1, 4)), std::invalid_argument);
}

TEST(Matrix, NoRowsGiveAnEmptyMatrix) {
  const std::vector<double> none;
  EXPECT_TRUE(matrix(kl, Rows(none.data(), 0, 5)).empty());
  EXPECT_TRUE(matrix(js, Rows(none.data(), 0, 0)).empty());
}

class StopAfter : public Progress {
 public:
  explicit StopAfter(int calls) : left_(calls) {}
  bool advance(std::string_view stage, double fraction) override {
    EXPECT_EQ(stage, "matrix");
    EXPECT_GT(fraction, last_);
    last_ = fraction;
    return left_-- > 0;
  }
  double last() const { return last_; }

 private:
  int left_;
  double last_ = 0;
};

TEST(Matrix, ReportsProgressAndStops) {
  const std::size_t n = 600, columns = 1000;
  const std::vector<double> all(n * columns, 1.0 / columns);
  StopAfter never(1000), soon(0);
  {
    const ProgressScope scope(never);
    matrix(manhattan, Rows(all.data(), n, columns));
  }
  EXPECT_EQ(never.last(), 1);
  const ProgressScope scope(soon);
  EXPECT_THROW(matrix(manhattan, Rows(all.data(), n, columns)), Cancelled);
}

}  // namespace
}  // namespace sanov
