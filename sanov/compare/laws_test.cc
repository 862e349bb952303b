#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sanov/compare/compare.h"
#include "sanov/compare/naive_axis_test.h"
#include "sanov/data/memory_table.h"

/// What holds for every pair of columns.
namespace sanov {
namespace {

rc::Gen<double> any_number() {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  return rc::gen::weightedOneOf<double>(
      {{8, rc::gen::map(rc::gen::inRange(-40, 40), [](int i) { return i / 8.0; })},
       {4, rc::gen::arbitrary<double>()},
       {1, rc::gen::element(kInfinity, -kInfinity, std::numeric_limits<double>::quiet_NaN())}});
}

template <class T>
std::vector<T> any_column(const rc::Gen<T>& gen) {
  return *rc::gen::resize(200, rc::gen::nonEmpty(rc::gen::container<std::vector<T>>(gen)));
}

void check_finding(const Finding& finding) {
  RC_ASSERT(finding.js >= 0 && finding.js <= std::log(2.) + 1e-15);
  RC_ASSERT(finding.js_missing >= 0 && finding.js_missing <= finding.js + 1e-15);
  RC_ASSERT(finding.kl >= 0 && finding.psi >= finding.kl);
  RC_ASSERT(finding.total_variation >= 0 && finding.total_variation <= 1 + 1e-15);
  RC_ASSERT(std::isinf(finding.psi) == !finding.infinite_cells.empty());
  const auto lacked = [](const OneSided& cell) { return cell.lacked_by == "reference"; };
  RC_ASSERT(std::isinf(finding.kl) ==
            std::any_of(finding.infinite_cells.begin(), finding.infinite_cells.end(), lacked));
  RC_ASSERT(!finding.changed.empty());
  if (!finding.axis) return;
  RC_ASSERT(finding.axis->wasserstein >= 0 && finding.axis->wasserstein_scaled >= 0);
  RC_ASSERT(finding.axis->wasserstein_error == 0 && finding.axis->kolmogorov_smirnov_error == 0);
  RC_ASSERT(finding.axis->kolmogorov_smirnov >= 0 && finding.axis->kolmogorov_smirnov <= 1 + 1e-15);
  RC_ASSERT(!std::isnan(finding.axis->reference_median) && !std::isnan(finding.axis->current_median));
}

RC_GTEST_PROP(Laws, OfNumbers, ()) {
  MemoryTable a("a"), b("b");
  a.add("x", any_column(any_number()));
  b.add("x", any_column(any_number()));
  const Comparison result = compare(a, b, {.columns = {}, .bins = *rc::gen::element<std::size_t>(0, 2, 10, 100)});
  for (const Finding& finding : result.findings) check_finding(finding);
}

rc::Gen<double> finite_number() {
  return rc::gen::oneOf(rc::gen::map(rc::gen::inRange(-40, 40), [](int i) { return i / 8.0; }),
                        rc::gen::map(rc::gen::arbitrary<double>(),
                                     [](double x) { return std::isfinite(x) && std::fabs(x) < 1e300 ? x : 0.; }));
}

RC_GTEST_PROP(Laws, DistancesAreTheNaiveOnes, ()) {
  const std::vector<double> before = any_column(finite_number()), after = any_column(finite_number());
  MemoryTable a("a"), b("b");
  a.add("x", before);
  b.add("x", after);
  const AxisChange axis = *compare(a, b).findings.at(0).axis;
  const Naive naive(before, after);
  RC_ASSERT(std::fabs(axis.wasserstein - naive.wasserstein) <= 1e-14L * naive.wasserstein);
  RC_ASSERT(std::fabs(axis.kolmogorov_smirnov - naive.kolmogorov_smirnov) <= 1e-15L);
  RC_ASSERT(axis.wasserstein_error == 0 && axis.kolmogorov_smirnov_error == 0);
  RC_ASSERT(axis.reference_median == median(before) && axis.current_median == median(after));
}

RC_GTEST_PROP(Laws, DistancesFromCellsAreWithinTheirErrors, ()) {
  // Values that the cells do not know one by one: those of the current table lie between the reference's.
  const auto few = rc::gen::map(rc::gen::inRange(-40, 40), [](int i) { return i / 8.0; });
  const std::vector<double> before = any_column(few), after = any_column(finite_number());
  MemoryTable a("a"), b("b");
  a.add("x", before);
  b.add("x", after);
  TableReader ours(a), theirs(b);
  const auto frame = make_frame(ours, {.exact_values = 0});
  const Profile p = count_rows(ours, frame), q = count_rows(theirs, frame);
  for (const bool swapped : {false, true}) {
    const AxisChange axis = *(swapped ? compare(q, p) : compare(p, q)).findings.at(0).axis;
    const Naive naive(before, after);
    RC_ASSERT(std::fabs(axis.wasserstein - naive.wasserstein) <= axis.wasserstein_error + 1e-12L * naive.wasserstein);
    RC_ASSERT(axis.kolmogorov_smirnov <= naive.kolmogorov_smirnov + 1e-12);
    RC_ASSERT(axis.kolmogorov_smirnov + axis.kolmogorov_smirnov_error >= naive.kolmogorov_smirnov - 1e-12);
    const double middle = swapped ? axis.reference_median : axis.current_median;
    const double error = swapped ? axis.reference_median_error : axis.current_median_error;
    RC_ASSERT(std::fabs(middle - median(after)) <= error * (1 + 1e-12));
  }
}

RC_GTEST_PROP(Laws, OfTexts, ()) {
  const auto texts = rc::gen::element<std::string>("", "a", "b", "c", "dd", "a much longer text", "\xff");
  MemoryTable a("a"), b("b");
  a.add("x", any_column(texts));
  b.add("x", any_column(texts));
  const CompareOptions options{.columns = {}, .bins = 0, .max_categories = *rc::gen::element<std::size_t>(1, 3, 1024)};
  for (const Finding& finding : compare(a, b, options).findings) check_finding(finding);
}

RC_GTEST_PROP(Laws, NothingMovesBetweenATableAndItself, ()) {
  MemoryTable a("a");
  a.add("x", any_column(any_number()));
  const Finding finding = compare(a, a).findings.at(0);
  RC_ASSERT(finding.js == 0 && finding.kl == 0);
  if (finding.axis) RC_ASSERT(finding.axis->wasserstein == 0 && finding.axis->kolmogorov_smirnov == 0);
}

}  // namespace
}  // namespace sanov
