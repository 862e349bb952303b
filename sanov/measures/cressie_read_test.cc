#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/measures/measures.h"

namespace sanov {
namespace {

TEST(CressieRead, RunsThroughTheOthers) {
  const std::vector<double> p{0.1, 0.2, 0.7}, q{0.3, 0.25, 0.45};
  EXPECT_DOUBLE_EQ(cressie_read(1.0)(p, q), 0.5 * pearson_chi2(p, q));
  EXPECT_DOUBLE_EQ(cressie_read(0.0)(p, q), kl(p, q));
  EXPECT_DOUBLE_EQ(cressie_read(-0.5)(p, q), 2 * squared_chord(p, q));
  EXPECT_DOUBLE_EQ(cressie_read(-1.0)(p, q), kl(q, p));
  EXPECT_DOUBLE_EQ(cressie_read(-2.0)(p, q), 0.5 * neyman_chi2(p, q));
}

TEST(CressieRead, ZerosMatterOnOneSideOrTheOther) {
  EXPECT_EQ(cressie_read(0.5)({0.5, 0.5}, {1, 0}), HUGE_VAL);
  EXPECT_EQ(cressie_read(-1.5)({1, 0}, {0.5, 0.5}), HUGE_VAL);
  // Σ p^½ q^½ = √½, so (√½ − 1)/(−¼)
  EXPECT_DOUBLE_EQ(cressie_read(-0.5)({0.5, 0.5}, {1, 0}), 4 - std::sqrt(8.0));
  EXPECT_DOUBLE_EQ(cressie_read(-0.5)({1, 0}, {0.5, 0.5}), 4 - std::sqrt(8.0));
}

}  // namespace
}  // namespace sanov
