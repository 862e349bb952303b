#include "sanov/compare/sensitivity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sanov/compare/compare.h"
#include "sanov/data/memory_table.h"
#include "sanov/numerics/special.h"

namespace sanov {
namespace {

using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

Finding only(MemoryTable a, MemoryTable b, std::size_t bins = 0) {
  return compare(a, b, {.columns = {}, .bins = bins}).findings.at(0);
}

Numbers spread(std::size_t n, double power) {
  Numbers x;
  for (std::size_t i = 0; i < n; ++i)
    x.push_back(std::pow((static_cast<double>(i) + 0.5) / static_cast<double>(n), power));
  return x;
}

TEST(Sensitivity, OtherCellsAreWhatBinsGives) {
  const auto table = [](double power) { return std::move(MemoryTable("t").add("x", spread(2000, power))); };
  const Finding found = only(table(1), table(1.3));
  ASSERT_EQ(found.sensitivity.cells.size(), 4u);
  for (const OtherCells& other : found.sensitivity.cells) {
    const Finding same = only(table(1), table(1.3), other.cells);
    EXPECT_NEAR(other.js_distance, same.js_distance, 1e-12) << other.cells;
    EXPECT_NEAR(other.kl, same.kl, 1e-12) << other.cells;
    EXPECT_NEAR(other.psi, same.psi, 1e-12) << other.cells;
    double statistic = 0;
    for (const CellChange& cell : same.cells)
      statistic += std::pow(cell.reference_share - cell.current_share, 2) / (cell.reference_share + cell.current_share);
    EXPECT_NEAR(other.p, chi_squared_sf(2000 * statistic, static_cast<double>(other.cells - 1)), 1e-12);
  }
  EXPECT_EQ(found.sensitivity.cells[0].cells, 5u);
  EXPECT_EQ(found.sensitivity.cells[3].cells, 50u);
}

TEST(Sensitivity, HalfARowMakesEverythingFinite) {
  const Finding found = only(std::move(MemoryTable("t").add("x", Texts{"a", "a", "b", "b"})),
                             std::move(MemoryTable("t").add("x", Texts{"a", "c", "c", "b"})));
  EXPECT_TRUE(std::isinf(found.kl));
  EXPECT_TRUE(found.sensitivity.cells.empty());
  // a, b, c: q = (2.5, 2.5, 0.5)/5.5, p = (1.5, 1.5, 2.5)/5.5.
  const double kl = (2 * 1.5 * std::log(1.5 / 2.5) + 2.5 * std::log(5)) / 5.5;
  const double back = (2 * 2.5 * std::log(2.5 / 1.5) - 0.5 * std::log(5)) / 5.5;
  EXPECT_NEAR(found.sensitivity.kl_smoothed, kl, 1e-14);
  EXPECT_NEAR(found.sensitivity.psi_smoothed, kl + back, 1e-14);
}

TEST(Sensitivity, FewValuesAreNotCutAgain) {
  const Finding found = only(std::move(MemoryTable("t").add("x", Numbers{1, 2, 3, 1, 2, 3})),
                             std::move(MemoryTable("t").add("x", Numbers{1, 1, 1, 2, 3, 3})));
  EXPECT_TRUE(found.sensitivity.cells.empty());
  EXPECT_TRUE(std::isfinite(found.sensitivity.kl_smoothed));
}

}  // namespace
}  // namespace sanov
