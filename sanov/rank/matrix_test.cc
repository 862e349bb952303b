#include "sanov/rank/matrix.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/base/progress.h"
#include "sanov/numerics/parallel.h"
#include "sanov/rank/catalogue.h"
#include "sanov/rank/naive_test.h"

namespace sanov {
namespace {

using naive::Column;

std::vector<Column> table(std::size_t n) {
  std::vector<Column> out{naive::column(n, 1), naive::column(n, 2, 0.5)};
  out.push_back(naive::following(out[0], 0.7, 3));
  out.push_back(naive::following(out[1], -0.7, 4, 1));
  out.push_back(out[0]);
  for (double& value : out[4]) value = 3 * value + 1;
  out.push_back(Column(n, 2.5));
  return out;
}

TEST(CorrelationMatrix, IsTheCoefficientOfEveryPair) {
  const auto columns = table(300);
  const std::vector<Cells> cells(columns.begin(), columns.end());
  for_each_coefficient([&](const AnyCoefficient& coefficient) {
    const CorrelationMatrix matrix = correlation_matrix(cells, coefficient);
    for (std::size_t i = 0; i < columns.size(); ++i)
      for (std::size_t j = 0; j < columns.size(); ++j) {
        // The lower half is the upper one's mirror image, rounding included.
        const bool mirrored = coefficient.info().symmetric && j < i;
        const auto expected =
            coefficient(columns[mirrored ? j : i], columns[mirrored ? i : j], {.test = TestKind::none, .level = 0})
                .value;
        ASSERT_EQ(matrix.at(i, j).has_value(), expected.has_value()) << coefficient.info().name << i << j;
        EXPECT_EQ(matrix.n[i * columns.size() + j], 300u);
        if (!expected) continue;
        const double allowed = coefficient.info().name == "pearson" ? 1e-14 : 0;
        EXPECT_NEAR(*matrix.at(i, j), *expected, allowed) << coefficient.info().name << i << j;
      }
  });
}

TEST(CorrelationMatrix, HasThePOfEveryPair) {
  for (const std::size_t n : {9u, 60u}) {
    const auto columns = table(n);
    const std::vector<Cells> cells(columns.begin(), columns.end());
    for (const TestKind test : {TestKind::automatic, TestKind::asymptotic, TestKind::permutation}) {
      for_each_coefficient([&](const AnyCoefficient& coefficient) {
        const AssociationOptions options{.alternative = Alternative::greater, .test = test, .permutations = 19};
        // Those that have but a permutation test.
        if (test == TestKind::asymptotic && (coefficient.info().name == "weighted_tau" || !coefficient.info().of_order))
          if (coefficient.info().name != "pearson") return;
        const CorrelationMatrix matrix = correlation_matrix(cells, coefficient, options);
        for (std::size_t i = 0; i < columns.size(); ++i)
          for (std::size_t j = coefficient.info().symmetric ? i : 0; j < columns.size(); ++j) {
            const std::size_t at = i * columns.size() + j;
            const Association alone = coefficient(columns[i], columns[j], options);
            ASSERT_EQ(matrix.p[at].has_value(), alone.p.has_value() && i != j) << coefficient.info().name << i << j;
            if (!matrix.p[at]) continue;
            EXPECT_NEAR(*matrix.log_p[at], *alone.log_p, 1e-11 * (1 + std::fabs(*alone.log_p)))
                << coefficient.info().name << i << j;
            EXPECT_EQ(matrix.p[coefficient.info().symmetric ? j * columns.size() + i : at], matrix.p[at]);
          }
      });
    }
    EXPECT_FALSE(correlation_matrix(cells, kendall).p[1]);
  }
}

TEST(CorrelationMatrix, DropsMissingPairByPair) {
  auto columns = table(100);
  columns[0][3] = columns[2][50] = columns[2][51] = std::numeric_limits<double>::quiet_NaN();
  const std::vector<Cells> cells(columns.begin(), columns.end());
  EXPECT_THROW(correlation_matrix(cells, kendall), DomainError);
  const CorrelationMatrix matrix = correlation_matrix(cells, kendall, Missing::pairwise);
  EXPECT_EQ(matrix.n[0 * 6 + 2], 97u);
  EXPECT_EQ(matrix.n[2 * 6 + 0], 97u);
  EXPECT_EQ(matrix.n[1 * 6 + 3], 100u);
  EXPECT_EQ(*matrix.at(0, 2), *kendall(columns[0], columns[2], {.missing = Missing::pairwise}).value);
}

TEST(CorrelationMatrix, TheSameForAnyThreads) {
  const auto columns = table(2000);
  const std::vector<Cells> cells(columns.begin(), columns.end());
  for (const AnyCoefficient* coefficient :
       {static_cast<const AnyCoefficient*>(&pearson), static_cast<const AnyCoefficient*>(&kendall)}) {
    set_thread_count(1);
    const auto one = correlation_matrix(cells, *coefficient).values;
    set_thread_count(3);
    EXPECT_EQ(correlation_matrix(cells, *coefficient).values, one);
    set_thread_count(0);
  }
}

TEST(CorrelationMatrix, NamesTheColumnThatIsWrong) {
  const Column a{1, 2, 3}, b{1, HUGE_VAL, 3}, c{1, 2};
  try {
    correlation_matrix(std::vector<Cells>{a, b}, pearson);
    FAIL();
  } catch (const DomainError& error) {
    EXPECT_EQ(error.complaint().argument, "columns[1]");
    EXPECT_EQ(*error.complaint().index, 1u);
  }
  EXPECT_THROW(correlation_matrix(std::vector<Cells>{a, c}, kendall), InvalidArgument);
  EXPECT_EQ(correlation_matrix({}, kendall).columns, 0u);
  EXPECT_FALSE(correlation_matrix(std::vector<Cells>{Column{1}, Column{2}}, kendall).at(0, 1));
}

TEST(CorrelationMatrix, ReportsItsProgressAndStops) {
  struct Hook : Progress {
    bool advance(std::string_view, double fraction) override {
      seen = fraction;
      return fraction < stop_at;
    }
    double seen = 0, stop_at = 2;
  } hook;
  const auto columns = table(50);
  const std::vector<Cells> cells(columns.begin(), columns.end());
  const ProgressScope scope(hook);
  set_thread_count(1);
  for (const AnyCoefficient* coefficient :
       {static_cast<const AnyCoefficient*>(&kendall), static_cast<const AnyCoefficient*>(&chatterjee_xi)}) {
    hook.seen = 0;
    hook.stop_at = 2;
    correlation_matrix(cells, *coefficient);
    EXPECT_EQ(hook.seen, 1);
    hook.stop_at = 0.1;
    EXPECT_THROW(correlation_matrix(cells, *coefficient), Cancelled);
  }
  set_thread_count(0);
}

}  // namespace
}  // namespace sanov
