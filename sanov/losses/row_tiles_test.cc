// Rows whose classes lie apart are the same rows.
#include "sanov/losses/row_tiles.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "sanov/base/error.h"
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

std::vector<std::int64_t> labels_of(const RowLayout& at) {
  std::vector<std::int64_t> label(at.rows());
  for (std::size_t i = 0; i < label.size(); ++i) label[i] = static_cast<std::int64_t>(i * 7 % at.classes);
  return label;
}

/// A loss of rows that lie apart and of the same rows together, both with values and gradient.
template <class T>
struct Both {
  RowLayout at;
  std::vector<T> apart = sample<T>(at.rows() * at.classes), rows = together(apart, at);
  std::vector<T> values = std::vector<T>(at.rows()), expected_values = values;
  std::vector<T> slope = std::vector<T>(apart.size()), expected_slope = slope;
  Tensor input() const { return {apart.data(), {at.outer, at.classes, at.inner}}; }
  Tensor row_input() const { return {rows.data(), {at.rows(), at.classes}}; }
};

template <class T>
void expect_same(const RowLayout& at) {
  Both<T> both{at};
  std::vector<T> target(both.apart.rbegin(), both.apart.rend());
  const auto target_rows = together(target, at);
  distillation(both.input(), Tensor(target.data(), {at.outer, at.classes, at.inner}),
               {.dim = 1, .reduction = Reduction::none, .values = both.values}, both.slope);
  distillation(both.row_input(), Tensor(target_rows.data(), {at.rows(), at.classes}),
               {.reduction = Reduction::none, .values = both.expected_values}, both.expected_slope);
  EXPECT_EQ(numbers(both.values), numbers(both.expected_values));
  EXPECT_EQ(numbers(together(both.slope, at)), numbers(both.expected_slope));
}

/// Rows of labels have a kernel of their own where they lie apart.
template <class T>
void expect_close_labels(const RowLayout& at, double half_unit) {
  Both<T> both{at};
  std::vector<std::int64_t> label = labels_of(at);
  label[label.size() / 2] = -100;
  const std::vector<float> weight = [&] {
    std::vector<float> all(at.classes);
    for (std::size_t c = 0; c < all.size(); ++c) all[c] = static_cast<float>(c % 3) / 2;
    return all;
  }();
  cross_entropy(both.input(), Tensor(label.data(), {at.outer, at.inner}),
                {.weight = weight, .reduction = Reduction::none, .values = both.values}, both.slope);
  cross_entropy(both.row_input(), label,
                {.weight = weight, .reduction = Reduction::none, .values = both.expected_values}, both.expected_slope);
  const auto close = [&](const std::vector<double>& got, const std::vector<double>& expected) {
    for (std::size_t i = 0; i < got.size(); ++i)
      ASSERT_NEAR(got[i], expected[i], (4e-6 + half_unit) * std::abs(expected[i])) << i;
  };
  close(numbers(both.values), numbers(both.expected_values));
  close(numbers(together(both.slope, at)), numbers(both.expected_slope));
}

TEST(RowTiles, GatherAndScatterRowsOfAnyLayout) {
  for (const RowLayout& at : {RowLayout{3, 21, 203}, RowLayout{2, 1, 64}, RowLayout{1, 700, 130}, RowLayout{5, 9, 1},
                              RowLayout{2, 3000, 17}, RowLayout{4, 6, 2}}) {
    SCOPED_TRACE(std::to_string(at.outer) + " × " + std::to_string(at.classes) + " × " + std::to_string(at.inner));
    expect_same<float>(at);
    expect_same<double>(at);
    expect_same<BFloat16>(at);
    expect_close_labels<float>(at, 0);
    expect_close_labels<double>(at, 0);
    expect_close_labels<BFloat16>(at, 0x1p-7);
  }
}

TEST(RowTiles, ALabelThatIsNoClassHasItsPlace) {
  const std::vector<float> x(2 * 3 * 64, 0);
  std::vector<std::int64_t> label(2 * 64, 1);
  label[64 + 40] = 3;
  try {
    cross_entropy(Tensor(x.data(), {2, 3, 64}), Tensor(label.data(), {2, 64}));
    FAIL() << "no error";
  } catch (const DomainError& error) {
    EXPECT_STREQ(error.what(), "cross_entropy: target[1, 40] is 3; the 3 classes are 0 to 2");
  }
}

TEST(RowTiles, ColumnsWithInfinitiesHaveTheirLimits) {
  const float infinity = std::numeric_limits<float>::infinity();
  std::vector<float> x(2 * 32, 0), values(32);
  x[5] = -infinity;       // row 5's first class, its label
  x[32 + 6] = -infinity;  // row 6's second class, not its label
  x[32 + 7] = infinity;
  x[8] = 200;  // certain
  const std::vector<std::int64_t> label(32, 0);
  cross_entropy(Tensor(x.data(), {1, 2, 32}), Tensor(label.data(), {1, 32}),
                {.reduction = Reduction::none, .values = values});
  EXPECT_FLOAT_EQ(values[4], std::log(2.0F));
  EXPECT_EQ(values[5], infinity);
  EXPECT_EQ(values[6], 0);
  EXPECT_EQ(values[7], infinity);
  EXPECT_EQ(values[8], 0);  // e^−200 is less than any float
}

}  // namespace
}  // namespace sanov::losses
