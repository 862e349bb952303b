// Rows whose classes lie apart are the same rows.
#include "sanov/losses/row_tiles.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <vector>

#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

template <class T>
std::vector<T> sample(std::size_t n) {
  std::mt19937 engine(5);
  std::normal_distribution<float> normal;
  std::vector<T> all(n);
  for (T& each : all) {
    const float x = 3 * normal(engine);
    if constexpr (std::is_same_v<T, BFloat16>)
      each = to_bfloat16(x);
    else
      each = x;
  }
  return all;
}

/// (outer, classes, inner) to (outer, inner, classes).
template <class T>
std::vector<T> together(const std::vector<T>& all, const RowLayout& at) {
  std::vector<T> out;
  for (std::size_t row = 0; row < at.rows(); ++row)
    for (std::size_t c = 0; c < at.classes; ++c) out.push_back(all[place_in_row(at, row, c)]);
  return out;
}

template <class T>
std::vector<double> numbers(const std::vector<T>& all) {
  std::vector<double> out;
  for (std::size_t i = 0; i < all.size(); ++i) out.push_back(element(Tensor(all), i));
  return out;
}

template <class T>
void expect_same(const RowLayout& at) {
  const std::vector<T> apart = sample<T>(at.rows() * at.classes), rows = together(apart, at);
  std::vector<std::int64_t> label(at.rows());
  for (std::size_t i = 0; i < label.size(); ++i) label[i] = static_cast<std::int64_t>(i % at.classes);
  std::vector<T> values(at.rows()), expected_values(at.rows()), slope(apart.size()), expected_slope(apart.size());
  cross_entropy(Tensor(apart.data(), {at.outer, at.classes, at.inner}), Tensor(label.data(), {at.outer, at.inner}),
                {.reduction = Reduction::none, .values = values}, slope);
  cross_entropy(Tensor(rows.data(), {at.rows(), at.classes}), label,
                {.reduction = Reduction::none, .values = expected_values}, expected_slope);
  EXPECT_EQ(numbers(values), numbers(expected_values));
  EXPECT_EQ(numbers(together(slope, at)), numbers(expected_slope));
}

TEST(RowTiles, GatherAndScatterRowsOfAnyLayout) {
  for (const RowLayout& at : {RowLayout{3, 21, 203}, RowLayout{2, 1, 64}, RowLayout{1, 700, 130}, RowLayout{5, 9, 1},
                              RowLayout{2, 3000, 17}, RowLayout{4, 6, 2}}) {
    SCOPED_TRACE(std::to_string(at.outer) + " × " + std::to_string(at.classes) + " × " + std::to_string(at.inner));
    expect_same<float>(at);
    expect_same<double>(at);
    expect_same<BFloat16>(at);
  }
}

}  // namespace
}  // namespace sanov::losses
