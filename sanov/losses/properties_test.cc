// What holds for every row of logits, on rows that RapidCheck makes up.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

using Row = std::vector<double>;

/// Logits within a few hundred of 0, of which differences are exact where they are shifted by whole numbers.
Row logits(std::size_t n) {
  const auto sixteenths = *rc::gen::container<std::vector<int>>(n, rc::gen::inRange(-4000, 4000));
  Row out;
  for (const int each : sixteenths) out.push_back(each / 16.0);
  return out;
}

std::size_t some_classes() { return *rc::gen::inRange<std::size_t>(1, 40); }

Row shifted(Row x, double by) {
  for (double& each : x) each += by;
  return x;
}

Row softmax(const Row& x) {
  const double top = *std::max_element(x.begin(), x.end());
  Row out;
  for (const double each : x) out.push_back(std::exp(each - top));
  const double sum = std::accumulate(out.begin(), out.end(), 0.0);
  for (double& each : out) each /= sum;
  return out;
}

double sum_of(const Row& x) { return std::accumulate(x.begin(), x.end(), 0.0); }
double size_of(const Row& x) {
  return std::accumulate(x.begin(), x.end(), 0.0, [](double sum, double each) { return sum + std::abs(each); });
}

RC_GTEST_PROP(LossProperties, AShiftOfTheLogitsChangesNothing, ()) {
  const std::size_t n = some_classes();
  const Row s = logits(n), t = logits(n);
  const double by = *rc::gen::inRange(-100000, 100000);
  Row slope(n), moved(n);
  RC_ASSERT(distillation(s, t, {}, slope) == distillation(shifted(s, by), shifted(t, -by), {}, moved));
  RC_ASSERT(slope == moved);
  RC_ASSERT(jsd_distillation(s, t) == jsd_distillation(shifted(s, by), t));
  const std::vector<std::int64_t> label{static_cast<std::int64_t>(n / 2)};
  RC_ASSERT(cross_entropy(s, label, {}, slope) == cross_entropy(shifted(s, by), label, {}, moved));
  RC_ASSERT(slope == moved);
}

RC_GTEST_PROP(LossProperties, DivergencesAreNotNegativeAndZeroAtEquality, ()) {
  const std::size_t n = some_classes();
  const Row s = logits(n), t = logits(n);
  const std::vector<float> single(s.begin(), s.end()), other(t.begin(), t.end());
  RC_ASSERT(distillation(s, t) >= 0);
  RC_ASSERT(distillation(single, other) >= 0);
  RC_ASSERT(jsd_distillation(s, t) >= 0 && jsd_distillation(s, t) <= std::log(2.0) * (1 + 1e-15));
  RC_ASSERT(tv_distillation(s, t) >= 0 && tv_distillation(s, t) <= 1 + 1e-15);
  RC_ASSERT(distillation(s, s) == 0);
  RC_ASSERT(distillation(single, single) == 0);
}

RC_GTEST_PROP(LossProperties, CrossEntropyIsEntropyAndDivergence, ()) {
  const std::size_t n = some_classes();
  const Row s = logits(n), t = logits(n), p = softmax(t);
  double entropy = 0;
  for (const double each : p) entropy -= each > 0 ? each * std::log(each) : 0;
  const double divergence = distillation(s, t), both = cross_entropy(s, p);
  RC_ASSERT(std::abs(both - (entropy + divergence)) <= 1e-12 * (1 + both));
}

RC_GTEST_PROP(LossProperties, GradientsOfARowSumToZero, ()) {
  const std::size_t n = some_classes();
  const Row s = logits(n), t = logits(n), p = softmax(t);
  Row by_s(n), by_t(n);
  const auto balanced = [](const Row& slope) { return std::abs(sum_of(slope)) <= 1e-13 * (1 + size_of(slope)); };
  distillation(s, t, {}, by_s, by_t);
  RC_ASSERT(balanced(by_s) && balanced(by_t));
  jsd_distillation(s, t, {.beta = 0.3}, by_s, by_t);
  RC_ASSERT(balanced(by_s) && balanced(by_t));
  squared_hellinger_distillation(s, t, {}, by_s, by_t);
  RC_ASSERT(balanced(by_s) && balanced(by_t));
  cross_entropy(s, p, {.label_smoothing = 0.2}, by_s);
  RC_ASSERT(balanced(by_s));
}

RC_GTEST_PROP(LossProperties, TheOrderOfRowsDoesNotMatter, ()) {
  const std::size_t n = some_classes(), rows = *rc::gen::inRange<std::size_t>(1, 9);
  const Row s = logits(n * rows), t = logits(n * rows);
  Row back_s, back_t, values(rows), back_values(rows), slope(n * rows), back_slope(n * rows);
  for (std::size_t row = rows; row-- > 0;)
    for (std::size_t c = 0; c < n; ++c) {
      back_s.push_back(s[row * n + c]);
      back_t.push_back(t[row * n + c]);
    }
  const Shape shape{rows, n};
  distillation(Tensor(s.data(), shape), Tensor(t.data(), shape), {.reduction = Reduction::none, .values = values},
               slope);
  distillation(Tensor(back_s.data(), shape), Tensor(back_t.data(), shape),
               {.reduction = Reduction::none, .values = back_values}, back_slope);
  std::reverse(back_values.begin(), back_values.end());
  RC_ASSERT(values == back_values);
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t c = 0; c < n; ++c) RC_ASSERT(slope[row * n + c] == back_slope[(rows - 1 - row) * n + c]);
}

}  // namespace
}  // namespace sanov::losses
