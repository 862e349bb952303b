#include "sanov/numerics/sort.h"

#include <gtest/gtest.h>
#include <xmmintrin.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/target.h"

namespace sanov {
namespace {

template <class T>
constexpr T kInf = std::numeric_limits<T>::infinity();

/// n values of which many are ties, zeros of both signs, subnormals, infinities and the largest finite numbers.
template <class T>
std::vector<T> unpleasant(std::size_t n, unsigned seed) {
  using L = std::numeric_limits<T>;
  const T kinds[] = {T{0}, -T{0}, L::denorm_min(), -L::denorm_min(), L::max(), L::lowest(), kInf<T>, -kInf<T>, T{1}};
  std::mt19937 engine(seed);
  std::normal_distribution<double> normal;
  std::vector<T> values(n);
  for (T& value : values) {
    const unsigned kind = engine() % 16;
    value = kind < std::size(kinds) ? kinds[kind]
                                    : static_cast<T>(kind < 12 ? std::round(normal(engine) * 3) : normal(engine));
  }
  return values;
}

template <class T>
std::vector<T> expected_sorted(std::vector<T> values) {
  for (T& value : values) value = value == 0 ? T{0} : value;
  std::sort(values.begin(), values.end());
  return values;
}

template <class Index, class T>
std::vector<Index> expected_order(const std::vector<T>& values) {
  std::vector<Index> order(values.size());
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return values[a] < values[b]; });
  return order;
}

template <class T>
void expect_same_bits(const std::vector<T>& got, const std::vector<T>& wanted, std::size_t n) {
  EXPECT_TRUE(n == 0 || std::memcmp(got.data(), wanted.data(), n * sizeof(T)) == 0) << "for n = " << n;
}

template <class T>
class Sorting : public testing::Test {};
using Types = testing::Types<double, float>;
TYPED_TEST_SUITE(Sorting, Types);

TYPED_TEST(Sorting, EverySmallSizeOnEveryTarget) {
  for (const std::string& name : targets()) {
    set_target(name);
    for (std::size_t n = 0; n <= 300; ++n) {
      const auto values = unpleasant<TypeParam>(n, static_cast<unsigned>(n));
      auto got = values;
      sort(std::span<TypeParam>(got));
      expect_same_bits(got, expected_sorted(values), n);
      std::vector<std::uint32_t> order(n);
      argsort(std::span<const TypeParam>(values), std::span<std::uint32_t>(order));
      EXPECT_EQ(order, expected_order<std::uint32_t>(values)) << "for n = " << n;
    }
  }
  set_target("");
}

TYPED_TEST(Sorting, AMillion) {
  const auto values = unpleasant<TypeParam>(1'000'000, 7);
  auto got = values;
  sort(std::span<TypeParam>(got));
  expect_same_bits(got, expected_sorted(values), got.size());
  std::vector<std::uint64_t> order(values.size());
  argsort(std::span<const TypeParam>(values), std::span<std::uint64_t>(order));
  EXPECT_EQ(order, expected_order<std::uint64_t>(values));
}

TYPED_TEST(Sorting, OnlyInfinities) {
  std::vector<TypeParam> values(200);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = i % 3 == 0 ? kInf<TypeParam> : -kInf<TypeParam>;
  auto got = values;
  sort(std::span<TypeParam>(got));
  expect_same_bits(got, expected_sorted(values), got.size());
}

// VQSort of Highway 1.0.3, given doubles, gets most of these wrong.
TYPED_TEST(Sorting, ZerosAmongExtremes) {
  using L = std::numeric_limits<TypeParam>;
  const TypeParam rest[] = {L::denorm_min(), -L::denorm_min(), L::max(), L::lowest()};
  std::mt19937 engine(11);
  for (int repeat = 0; repeat < 1000; ++repeat) {
    std::vector<TypeParam> values(500);
    for (TypeParam& value : values) value = engine() % 8 == 0 ? rest[engine() % 4] : 0;
    auto got = values;
    sort(std::span<TypeParam>(got));
    ASSERT_EQ(got, expected_sorted(values)) << "in repeat " << repeat;
  }
}

// VQSort of Highway 1.0.3 returns the largest finite number here.
TYPED_TEST(Sorting, InfinityStaysInfinite) {
  std::vector<TypeParam> values(1000, TypeParam{1});
  values[17] = kInf<TypeParam>;
  sort(std::span<TypeParam>(values));
  EXPECT_EQ(values.back(), kInf<TypeParam>);
  EXPECT_EQ(values[998], TypeParam{1});
}

TYPED_TEST(Sorting, EqualValuesKeepTheirOrder) {
  std::vector<TypeParam> values(5000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = i % 2 == 0 ? TypeParam{0} : -TypeParam{0};
  std::vector<std::uint32_t> order(values.size()), identity(values.size());
  std::iota(identity.begin(), identity.end(), 0u);
  argsort(std::span<const TypeParam>(values), std::span<std::uint32_t>(order));
  EXPECT_EQ(order, identity);
}

TYPED_TEST(Sorting, SubnormalsSurviveACallerWhoFlushesThem) {
  const auto values = unpleasant<TypeParam>(1000, 3);
  const auto wanted = expected_sorted(values);
  auto got = values;
  const unsigned before = _mm_getcsr();
  _mm_setcsr(before | 0x8040);
  sort(std::span<TypeParam>(got));
  _mm_setcsr(before);
  expect_same_bits(got, wanted, got.size());
}

TYPED_TEST(Sorting, NaNIsNamedAndNothingIsTouched) {
  std::vector<TypeParam> values(100, -TypeParam{0});
  values[42] = values[77] = std::numeric_limits<TypeParam>::quiet_NaN();
  const auto before = values;
  try {
    sort(std::span<TypeParam>(values));
    FAIL();
  } catch (const DomainError& error) {
    EXPECT_STREQ(error.what(), "sort: values[42] is NaN; NaN has no place in an order");
  }
  expect_same_bits(values, before, values.size());
  std::vector<std::uint32_t> order(values.size());
  EXPECT_THROW(argsort(std::span<const TypeParam>(values), std::span<std::uint32_t>(order)), DomainError);
}

TEST(Argsort, LengthsMustAgree) {
  const std::vector<double> values{3, 1, 2};
  std::vector<std::uint32_t> order(2);
  try {
    argsort(std::span<const double>(values), std::span<std::uint32_t>(order));
    FAIL();
  } catch (const InvalidArgument& error) {
    EXPECT_STREQ(error.what(), "argsort: order has room for 2 positions, but there are 3 values");
  }
}

TEST(Sort, WholeNumbers) {
  std::mt19937_64 engine(5);
  std::vector<std::uint64_t> values(10'000);
  for (auto& value : values) value = engine() >> (engine() % 64);
  auto wanted = values;
  std::sort(wanted.begin(), wanted.end());
  sort(std::span<std::uint64_t>(values));
  EXPECT_EQ(values, wanted);
}

}  // namespace
}  // namespace sanov
