// Properties that hold for whatever samples come, by RapidCheck.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "sanov/samples/classifier.h"
#include "sanov/samples/draws_test.h"
#include "sanov/samples/energy_distance.h"
#include "sanov/samples/knn_kl.h"
#include "sanov/samples/mmd.h"

namespace sanov {
namespace {

/// At least `fewest` points, on a grid: ties within and across samples are likely.
Points any_points(std::size_t fewest, std::size_t columns) {
  const auto rows = *rc::gen::inRange<std::size_t>(fewest, fewest + 25);
  const auto values = *rc::gen::container<std::vector<int>>(rows * columns, rc::gen::inRange(-20, 20));
  return {std::vector<double>(values.begin(), values.end()), columns};
}

Points reversed(const Points& points) {
  Points out{{}, points.columns};
  for (std::size_t i = points.values.size() / points.columns; i-- > 0;)
    for (std::size_t k = 0; k < points.columns; ++k) out.values.push_back(points.values[i * points.columns + k]);
  return out;
}

RC_GTEST_PROP(EnergyProperties, IsADistanceOfSamples, ()) {
  const auto columns = *rc::gen::inRange<std::size_t>(1, 4);
  const Points x = any_points(2, columns), y = any_points(2, columns);
  const EnergyOptions options{.permutations = 0};
  const EnergyDistance found = energy_distance(x, y, options);
  RC_ASSERT(found.squared >= 0);
  RC_ASSERT(found.unbiased <= found.squared + 1e-12);
  RC_ASSERT(found.standard_error >= 0 && std::isfinite(found.standard_error));
  RC_ASSERT(std::fabs(energy_distance(y, x, options).squared - found.squared) < 1e-11);
  RC_ASSERT(std::fabs(energy_distance(reversed(x), y, options).squared - found.squared) < 1e-11);
  RC_ASSERT(energy_distance(x, x, options).distance < 1e-6);
}

RC_GTEST_PROP(MmdProperties, LiesInItsRange, ()) {
  const auto columns = *rc::gen::inRange<std::size_t>(1, 4);
  const Points x = any_points(2, columns), y = any_points(2, columns);
  const MmdOptions options{.bandwidth = *rc::gen::inRange(1, 50), .permutations = 0};
  const Mmd found = mmd(x, y, options);
  RC_ASSERT(found.squared >= -2 && found.squared <= 2);
  RC_ASSERT(found.standard_error >= 0 && std::isfinite(found.standard_error));
  RC_ASSERT(std::fabs(mmd(y, x, options).squared - found.squared) < 1e-12);
}

RC_GTEST_PROP(KnnProperties, AnswersWhateverComes, ()) {
  const auto columns = *rc::gen::inRange<std::size_t>(1, 4);
  const auto k = *rc::gen::inRange<std::size_t>(1, 5);
  const Points x = any_points(k + 1, columns), y = any_points(k + 1, columns);
  const KnnDivergence found = knn_kl(x, y, {.k = k, .permutations = 9});
  RC_ASSERT(std::isfinite(found.kl));
  RC_ASSERT(found.p->p >= 0.1 && found.p->p <= 1);
  RC_ASSERT(knn_kl(x, y, {.k = k, .permutations = 9}).kl == found.kl);
}

RC_GTEST_PROP(ClassifierProperties, OrderOfValuesIsAllThatCounts, ()) {
  const auto columns = *rc::gen::inRange<std::size_t>(1, 4);
  const Points x = any_points(4, columns), y = any_points(4, columns);
  const ClassifierTestOptions options{.folds = 2, .permutations = 9};
  const ClassifierTest found = classifier_test(x, y, options);
  RC_ASSERT(found.auc >= 0 && found.auc <= 1);
  RC_ASSERT(found.interval.lower <= found.auc && found.auc <= found.interval.upper);
  RC_ASSERT(found.p->p >= 0.1 && found.p->p <= 1);
  Points cubed_x = x, cubed_y = y;
  for (auto* points : {&cubed_x, &cubed_y})
    for (double& value : points->values) value = value * value * value;
  RC_ASSERT(classifier_test(cubed_x, cubed_y, options).auc == found.auc);
}

}  // namespace
}  // namespace sanov
