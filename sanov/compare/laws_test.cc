#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>

#include "sanov/compare/compare.h"
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
  RC_ASSERT(std::isinf(finding.kl) == !finding.infinite_cells.empty());
  RC_ASSERT(!finding.changed.empty());
  if (!finding.axis) return;
  RC_ASSERT(finding.axis->wasserstein >= 0 && finding.axis->wasserstein_scaled >= 0);
  RC_ASSERT(finding.axis->wasserstein_error >= 0);
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
