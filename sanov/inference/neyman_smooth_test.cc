#include "sanov/inference/neyman_smooth.h"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/inference/homogeneity.h"

namespace sanov {
namespace {

using Counts = std::vector<std::uint64_t>;

TEST(NeymanSmooth, PolynomialsAreOrthonormal) {
  std::vector<double> weights{0.1, 0.3, 0.02, 0.08, 0.25, 0.15, 0.1};
  auto polynomials = rank_polynomials(weights);
  ASSERT_EQ(polynomials.size(), kSmoothOrder);
  polynomials.insert(polynomials.begin(), std::vector<double>(weights.size(), 1));
  for (std::size_t i = 0; i < polynomials.size(); ++i)
    for (std::size_t j = 0; j < polynomials.size(); ++j) {
      double product = 0;
      for (std::size_t cell = 0; cell < weights.size(); ++cell)
        product += weights[cell] * polynomials[i][cell] * polynomials[j][cell];
      EXPECT_NEAR(product, i == j ? 1 : 0, 1e-13);
    }
}

TEST(NeymanSmooth, AgreesWithNumpy) {
  // numpy 2.4: the QR decomposition of powers of the mid-ranks. Its first part, 0.1396082368346728, is scipy's mannwhitneyu, squared.
  const Counts a{5, 0, 12, 7, 30, 1, 9, 4}, b{3, 2, 20, 1, 28, 0, 15, 6};
  const SmoothTest test = neyman_smooth(a, b);
  EXPECT_NEAR(test.statistic, 3.1088057888157583, 1e-12);
  EXPECT_EQ(test.degrees, 4);
  EXPECT_NEAR(neyman_smooth(b, a).statistic, 3.1088057888157583, 1e-12);
}

TEST(NeymanSmooth, OfFewCellsIsPearsons) {
  // Of up to five cells the polynomials leave nothing out.
  for (const auto& [a, b] :
       {std::pair<Counts, Counts>{{4, 0, 7}, {9, 3, 1}}, {{4, 5, 7, 1, 9}, {9, 3, 1, 0, 2}}, {{3, 8}, {5, 1}}}) {
    const double n = static_cast<double>(std::accumulate(a.begin(), a.end(), std::uint64_t{0}));
    const double m = static_cast<double>(std::accumulate(b.begin(), b.end(), std::uint64_t{0}));
    const Homogeneity pearson = pearson_homogeneity(a, b);
    const SmoothTest test = neyman_smooth(a, b);
    EXPECT_NEAR(test.statistic, pearson.statistic * (n + m - 1) / (n + m), 1e-12);
    EXPECT_EQ(test.degrees, pearson.degrees);
  }
}

TEST(NeymanSmooth, WithoutAnythingToCompare) {
  EXPECT_EQ(neyman_smooth(Counts{0, 4}, Counts{0, 9}).degrees, 0);
  EXPECT_EQ(neyman_smooth(Counts{}, Counts{}).statistic, 0);
  EXPECT_EQ(neyman_smooth(Counts{1, 4}, Counts{0, 0}).statistic, 0);
  EXPECT_THROW(neyman_smooth(Counts{1}, Counts{1, 2}), InvalidArgument);
}

}  // namespace
}  // namespace sanov
