// Properties that hold for whatever numbers come, by RapidCheck.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "sanov/numerics/log_sum_exp.h"
#include "sanov/numerics/random.h"
#include "sanov/numerics/roots.h"
#include "sanov/numerics/sort.h"
#include "sanov/numerics/special.h"

namespace sanov {
namespace {

using Values = std::vector<double>;

/// Any doubles but NaN: by their bits, so that all exponents come.
rc::Gen<Values> any_numbers() {
  const auto number = rc::gen::map(rc::gen::arbitrary<std::uint64_t>(), [](std::uint64_t bits) {
    const double x = std::bit_cast<double>(bits * 0x9e3779b97f4a7c15);
    return std::isnan(x) ? std::numeric_limits<double>::infinity() : x;
  });
  return rc::gen::container<Values>(number);
}

/// Numbers between -1000 and 1000, many of them close together.
rc::Gen<Values> moderate_numbers() {
  return rc::gen::nonEmpty(rc::gen::container<Values>(
      rc::gen::map(rc::gen::inRange(-1'000'000, 1'000'000), [](int i) { return i / 1000.0; })));
}

RC_GTEST_PROP(SortProperties, IsAnOrderedPermutation, ()) {
  const Values before = *any_numbers();
  Values after = before;
  sort(std::span<double>(after));
  RC_ASSERT(std::is_sorted(after.begin(), after.end()));
  RC_ASSERT(std::is_permutation(after.begin(), after.end(), before.begin()));
}

RC_GTEST_PROP(SortProperties, ArgsortSorts, ()) {
  const Values values = *any_numbers();
  std::vector<std::uint32_t> order(values.size());
  argsort(std::span<const double>(values), std::span<std::uint32_t>(order));
  for (std::size_t i = 1; i < order.size(); ++i) {
    const double before = values[order[i - 1]], after = values[order[i]];
    RC_ASSERT(before < after || (before == after && order[i - 1] < order[i]));
  }
}

RC_GTEST_PROP(LogSumExpProperties, LiesBetweenTheLargestAndItsMultiple, ()) {
  const Values x = *moderate_numbers();
  const double largest = *std::max_element(x.begin(), x.end()), sum = log_sum_exp(x);
  RC_ASSERT(sum >= largest);
  RC_ASSERT(sum <= largest + std::log(static_cast<double>(x.size())) + 1e-12);
}

RC_GTEST_PROP(LogSumExpProperties, MovesWithItsArguments, ()) {
  const Values x = *moderate_numbers();
  Values moved = x;
  for (double& value : moved) value += 64;
  RC_ASSERT(std::fabs(log_sum_exp(moved) - log_sum_exp(x) - 64) < 1e-12);
}

RC_GTEST_PROP(RandomProperties, BelowIsBelow, (std::uint64_t seed, std::uint64_t n)) {
  RC_PRE(n > 0);
  Random random(seed);
  RC_ASSERT(random.below(n) < n);
}

RC_GTEST_PROP(RandomProperties, SeekIsTheSameAsWalking, (std::uint64_t seed, std::uint64_t stream)) {
  const int steps = *rc::gen::inRange(0, 100);
  Random walked(seed, stream), jumped(seed, stream);
  for (int i = 0; i < steps; ++i) walked();
  jumped.seek(static_cast<std::uint64_t>(steps));
  RC_ASSERT(walked() == jumped());
}

RC_GTEST_PROP(RootProperties, FindsTheRootOfACubic, ()) {
  const double root = *rc::gen::inRange(-1000, 1000) / 7.0, bend = *rc::gen::inRange(0, 100) / 10.0;
  const auto f = [&](double x) { return (x - root) * (1 + bend * (x - root) * (x - root)); };
  const Root found = find_root(f, root - 3, root + 1000);
  RC_ASSERT(found.status == Status::converged);
  RC_ASSERT(std::fabs(found.x - root) <= 1e-15 * std::fabs(root) + 1e-26);
}

RC_GTEST_PROP(SpecialProperties, QuantilesUndoTheDistribution, ()) {
  const double k = *rc::gen::inRange(1, 2000) / 10.0, p = *rc::gen::inRange(1, 1000) / 1000.0;
  RC_ASSERT(std::fabs(chi_squared_cdf(chi_squared_quantile(p, k), k) - p) < 1e-12);
  RC_ASSERT(std::fabs(student_t_cdf(student_t_quantile(p, k), k) - p) < 1e-12);
  RC_ASSERT(std::fabs(normal_cdf(normal_quantile(p)) - p) < 1e-14);
}

}  // namespace
}  // namespace sanov
