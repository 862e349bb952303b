#include "sanov/data/cell_finder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "sanov/data/memory_table.h"
#include "sanov/data/profile_table.h"

namespace sanov {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Numbers of one kind: normal, heavy-tailed, crowded about one point, far from 0, in few places.
std::vector<double> numbers_of(int kind, std::size_t count) {
  std::mt19937_64 engine(17);
  std::normal_distribution<double> normal;
  std::vector<double> values(count);
  for (double& x : values) {
    const double z = normal(engine);
    switch (kind) {
      case 0: x = z; break;
      case 1: x = z / normal(engine); break;
      case 2: x = std::exp(10 * z); break;
      case 3: x = 1e15 + std::floor(1000 * z); break;
      case 4: x = z < 0 ? 1e-300 * z : 1e300 * z; break;
      default: x = std::pow(z, 9) + (z > 3 ? kInfinity : 0); break;
    }
  }
  return values;
}

class CellFinderOf : public ::testing::TestWithParam<int> {};

TEST_P(CellFinderOf, FindsWhatASearchFinds) {
  MemoryTable table("t");
  const std::vector<double> values = numbers_of(GetParam(), 100'000);
  table.add("x", values);
  const Profile counted = profile(table);
  const FrameColumn& column = counted.frame->columns[0];
  std::vector<double> asked = values;
  for (const double edge : column.edges)  // each edge, and what is just beside it
    asked.insert(asked.end(), {edge, std::nextafter(edge, -kInfinity), std::nextafter(edge, kInfinity)});
  asked.insert(asked.end(), {kInfinity, -kInfinity, std::nan(""), 0., 1e308, -1e308, 5e-324});
  std::vector<std::uint32_t> cells(asked.size());
  CellFinder(column).find_numbers(asked.data(), asked.size(), cells.data());
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const auto expected = std::isnan(asked[i]) ? static_cast<std::ptrdiff_t>(column.missing_cell())
                                               : std::lower_bound(column.edges.begin(), column.edges.end(), asked[i]) -
                                                     column.edges.begin();
    ASSERT_EQ(cells[i], expected) << asked[i];
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, CellFinderOf, ::testing::Range(0, 6));

}  // namespace
}  // namespace sanov
