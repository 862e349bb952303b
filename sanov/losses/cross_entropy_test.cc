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

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// −Σ w_c t_c ln softmax(x)_c of one row and its gradients, in long double from the definition.
struct Naive {
  long double value = 0;
  std::vector<long double> by_x, by_t, q;
};

template <class T>
Naive naive(const T* x, const std::vector<long double>& t, const std::vector<double>& w, long double smoothing) {
  const std::size_t n = t.size();
  long double top = -kInfinity, sum = 0, mass = 0;
  for (std::size_t c = 0; c < n; ++c) top = std::max(top, static_cast<long double>(x[c]));
  for (std::size_t c = 0; c < n; ++c) sum += std::exp(static_cast<long double>(x[c]) - top);
  const long double log_sum = top + std::log(sum);
  Naive out;
  for (std::size_t c = 0; c < n; ++c) {
    const long double aim = w[c] * ((1 - smoothing) * t[c] + smoothing / static_cast<long double>(n));
    out.q.push_back(std::exp(x[c] - log_sum));
    out.value += aim * (log_sum - x[c]);
    mass += aim;
    out.by_x.push_back(-aim);
    out.by_t.push_back(w[c] * (1 - smoothing) * (log_sum - x[c]));
  }
  for (std::size_t c = 0; c < n; ++c) out.by_x[c] += mass * out.q[c];
  return out;
}

template <class T>
struct Row {
  std::vector<T> x, t;
  std::vector<double> weight;
  std::vector<std::int64_t> label;
  explicit Row(std::size_t n) : x(n), t(n), weight(n), label{static_cast<std::int64_t>(n / 2)} {
    std::mt19937 engine(static_cast<unsigned>(n));
    std::normal_distribution<double> normal;
    double sum = 0;
    for (std::size_t c = 0; c < n; ++c) {
      x[c] = static_cast<T>(2 * normal(engine));
      weight[c] = 0.25 * static_cast<double>(1 + c % 4);
      t[c] = static_cast<T>(std::exp(normal(engine)));
      sum += static_cast<double>(t[c]);
    }
    for (auto& each : t) each = static_cast<T>(static_cast<double>(each) / sum);
  }
};

template <class T>
void expect_definition(std::size_t n, double smoothing, bool weighted, double tolerance) {
  const Row<T> row(n);
  const std::vector<double> ones(n, 1), &w = weighted ? row.weight : ones;
  const Tensor weight = weighted ? Tensor(row.weight) : Tensor();
  std::vector<T> gx(n), gt(n);
  const Tensor x(row.x.data(), {1, n}), t(row.t.data(), {1, n});
  const auto near = [&](double got, long double expected, long double size) {
    EXPECT_NEAR(got, static_cast<double>(expected), tolerance * static_cast<double>(std::abs(expected) + size))
        << n << ' ' << smoothing << ' ' << weighted;
  };
  const Naive soft = naive(row.x.data(), {row.t.begin(), row.t.end()}, w, smoothing);
  near(cross_entropy(x, t, {.weight = weight, .label_smoothing = smoothing}, gx, gt), soft.value, 0);
  for (std::size_t c = 0; c < n; ++c) near(static_cast<double>(gx[c]), soft.by_x[c], soft.q[c]);
  for (std::size_t c = 0; c < n; ++c) near(static_cast<double>(gt[c]), soft.by_t[c], 0.1);

  std::vector<long double> hot(n, 0);
  hot[n / 2] = 1;
  const Naive hard = naive(row.x.data(), hot, w, smoothing);
  const double got =
      cross_entropy(x, row.label, {.weight = weight, .label_smoothing = smoothing, .reduction = Reduction::sum}, gx);
  near(got, hard.value, 0);
  for (std::size_t c = 0; c < n; ++c) near(static_cast<double>(gx[c]), hard.by_x[c], hard.q[c]);
}

TEST(CrossEntropy, IsItsDefinition) {
  for (const std::size_t n : {2, 3, 10, 16, 17, 100, 2047, 2049, 5000})
    for (const double smoothing : {0.0, 0.1})
      for (const bool weighted : {false, true}) {
        expect_definition<double>(n, smoothing, weighted, 1e-12);
        expect_definition<float>(n, smoothing, weighted, 2e-6);
      }
}

TEST(CrossEntropy, KeepsItsDigitsWhereTheLabelIsCertain) {
  const std::vector<double> x{0, 40};
  const std::vector<float> single{0, 40};
  const std::vector<std::int64_t> label{1};
  std::vector<double> gx(2);
  // ln(1 + e^-40) and −q of the other class.
  EXPECT_DOUBLE_EQ(cross_entropy(Tensor(x.data(), {1, 2}), label, {}, gx), std::log1p(std::exp(-40.0)));
  EXPECT_DOUBLE_EQ(gx[1], -1 / (1 + std::exp(40.0)));
  EXPECT_NEAR(cross_entropy(Tensor(single.data(), {1, 2}), label) / std::log1p(std::exp(-40.0)), 1, 1e-6);
}

TEST(CrossEntropy, AMeanDividesByTheWeightsOfTheLabelsThatCount) {
  const std::vector<double> x{0, 0, 1, 0, 2, 2}, weight{1, 3};
  const std::vector<std::int64_t> label{0, 1, -100}, none{-100, -100, -100};
  const Tensor input(x.data(), {3, 2});
  const double first = std::log(2.0), second = std::log1p(std::exp(1.0));
  EXPECT_DOUBLE_EQ(cross_entropy(input, label, {.weight = weight}), (first + 3 * second) / 4);
  EXPECT_DOUBLE_EQ(cross_entropy(input, label), (first + second) / 2);
  std::vector<double> gx(6, 9);
  EXPECT_EQ(cross_entropy(input, none, {}, gx), 0);
  EXPECT_EQ(gx, std::vector<double>(6, 0.0));
}

TEST(CrossEntropy, InfiniteLogitsHaveTheirLimits) {
  const std::vector<double> x{0, -kInfinity, 0};
  const std::vector<std::int64_t> gone{1}, there{0};
  std::vector<double> gx(3);
  EXPECT_EQ(cross_entropy(x, gone), kInfinity);
  EXPECT_DOUBLE_EQ(cross_entropy(x, there, {}, gx), std::log(2.0));
  EXPECT_EQ(gx, (std::vector<double>{-0.5, 0, 0.5}));
  const std::vector<double> t{0.5, 0, 0.5};
  EXPECT_DOUBLE_EQ(cross_entropy(x, t), std::log(2.0));
}

void expect_sentence(const Tensor& input, const Tensor& target, const char* sentence) {
  try {
    cross_entropy(input, target);
    FAIL() << "no error";
  } catch (const DomainError& error) {
    EXPECT_STREQ(error.what(), sentence);
  }
}

TEST(CrossEntropy, TrapsAreErrorsThatHelp) {
  const std::vector<double> x{0, 1, 2, 3, 1, 0}, off{0.5, 0.25, 0.5, 1, 0, 0}, negative{1, 0, 0, 1.5, -0.5, 0};
  const std::vector<std::int64_t> label{0, 3};
  const Tensor input(x.data(), {2, 3});
  expect_sentence(input, label, "cross_entropy: target[1] is 3; the 3 classes are 0 to 2");
  expect_sentence(input, Tensor(off.data(), {2, 3}),
                  "cross_entropy: target, row 0 sums to 1.25, not to 1; give probabilities along the classes, or "
                  "check=false for masses and densities");
  expect_sentence(input, Tensor(negative.data(), {2, 3}),
                  "cross_entropy: target[1, 1] is -0.5; it must be class indices or probabilities");
  const std::vector<std::int64_t> too_few{0};
  EXPECT_THROW(cross_entropy(input, too_few), InvalidArgument);
}

TEST(CrossEntropy, LabelsHaveTheShapeOfTheRows) {
  const std::vector<double> x(2 * 5 * 3, 0);
  const std::vector<std::int64_t> label(6, 1);
  const Tensor input(x.data(), {2, 5, 3});
  EXPECT_DOUBLE_EQ(cross_entropy(input, Tensor(label.data(), {2, 3})), std::log(5.0));
  try {
    cross_entropy(input, Tensor(label.data(), {3, 2}));
    FAIL() << "no error";
  } catch (const InvalidArgument& error) {
    EXPECT_STREQ(error.what(), "cross_entropy: target has shape (3, 2), but the rows of input are (2, 3)");
  }
  EXPECT_THROW(cross_entropy(input, label), InvalidArgument);
}

TEST(CrossEntropy, LabelsAreWholeNumbersExactly) {
  const std::vector<double> x{0, 1};
  // The next number, of which a double would make it.
  const std::int64_t most = (std::int64_t{1} << 53) - 1;
  const std::vector<std::int64_t> label{most + 2}, ignored{most};
  EXPECT_EQ(cross_entropy(x, ignored, {.ignore_index = most}), 0);
  try {
    cross_entropy(x, label, {.ignore_index = most});
    FAIL() << "no error";
  } catch (const DomainError& error) {
    EXPECT_STREQ(error.what(), "cross_entropy: target[0] is 9007199254740993; the 2 classes are 0 to 1");
  }
  EXPECT_THROW(cross_entropy(x, ignored, {.ignore_index = most + 1}), InvalidArgument);
}

TEST(CrossEntropy, WeightsMayBeOfAnyFloatingDtype) {
  const std::vector<float> x{0, 1, 2, 3, 1, 0};
  const std::vector<double> weight{0.25, 1, 3};
  const std::vector<float> single(weight.begin(), weight.end());
  const std::vector<std::int64_t> label{0, 2};
  const Tensor input(x.data(), {2, 3});
  EXPECT_EQ(cross_entropy(input, label, {.weight = weight}), cross_entropy(input, label, {.weight = single}));
}

TEST(CrossEntropy, AWeightOfZeroSilencesAnInfiniteSurprise) {
  const double gone = -kInfinity;
  const std::vector<double> x{0, gone, 0}, t{0.5, 0.25, 0.25}, weight{1, 0, 1};
  const std::vector<float> xs(x.begin(), x.end()), ts(t.begin(), t.end());
  std::vector<double> gx(3), gt(3);
  std::vector<float> gxs(3), gts(3);
  const double expected = 0.75 * std::log(2.0);
  const Tensor given(weight);
  EXPECT_DOUBLE_EQ(cross_entropy(x, t, {.weight = given, .reduction = Reduction::sum}, gx, gt), expected);
  EXPECT_NEAR(cross_entropy(xs, ts, {.weight = given, .reduction = Reduction::sum}, gxs, gts), expected, 1e-6);
  EXPECT_EQ(gt[1], 0);
  EXPECT_EQ(gts[1], 0);
  EXPECT_EQ(gx[1], 0);
}

TEST(MixupCrossEntropy, IsTheMixtureOfTwo) {
  const std::vector<double> x{0, 1, 2, 3, 1, 0};
  const std::vector<float> single(x.begin(), x.end());
  const std::vector<std::int64_t> a{0, 2}, b{1, 2};
  const Tensor input(x.data(), {2, 3});
  std::vector<double> gx(6), ga(6), gb(6);
  std::vector<float> gs(6);
  for (const double share : {0.0, 0.3, 1.0}) {
    const double first = cross_entropy(input, a, {.label_smoothing = 0.1}, ga);
    const double second = cross_entropy(input, b, {.label_smoothing = 0.1}, gb);
    const double expected = share * first + (1 - share) * second;
    EXPECT_NEAR(mixup_cross_entropy(input, a, b, {.share = share, .label_smoothing = 0.1}, gx), expected, 1e-15);
    EXPECT_NEAR(mixup_cross_entropy(Tensor(single.data(), {2, 3}), a, b, {.share = share, .label_smoothing = 0.1}, gs),
                expected, 1e-6);
    for (std::size_t i = 0; i < 6; ++i) {
      EXPECT_NEAR(gx[i], share * ga[i] + (1 - share) * gb[i], 1e-15);
      EXPECT_NEAR(static_cast<double>(gs[i]), gx[i], 1e-6);
    }
  }
  const std::vector<std::int64_t> off{0, 3};
  EXPECT_THROW(mixup_cross_entropy(input, a, off), DomainError);
  EXPECT_THROW(mixup_cross_entropy(input, a, b, {.share = 1.5}), InvalidArgument);
}

}  // namespace
}  // namespace sanov::losses
