// Rows computed in lanes of float, against long double: how far off the logits are, or how many of them are masked, does
// not matter.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

using Long = std::vector<long double>;

// What the docstrings say of a value: relative to itself, or absolutely. Below kLeastFast it is computed in double.
constexpr double kStated = 1e-6, kStatedAbsolute = 2e-7, kLeastFast = 0x1p-6;
constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// ln softmax(x/T).
Long log_softmax(const std::vector<float>& x, long double temperature) {
  long double top = -kInfinity, sum = 0;
  for (const float each : x) top = std::max(top, static_cast<long double>(each));
  Long out;
  for (const float each : x) {
    out.push_back((each - top) / temperature);
    sum += std::exp(out.back());
  }
  for (long double& each : out) each -= std::log(sum);
  return out;
}

/// A probability and what its logarithm, a float, is off by: more where it is small.
long double sized(long double log_p) { return log_p < -11000 ? 0 : std::exp(log_p) * (1 + std::abs(log_p) / 20); }

struct Expected {
  long double value = 0;
  Long first, second;            ///< gradients
  Long first_size, second_size;  ///< to which their errors are relative
};

/// KL(p‖q) of p = softmax(t/by_t), q = softmax(s/by_s), and its gradients by s and t.
Expected kl(const std::vector<float>& s, const std::vector<float>& t, long double by_s, long double by_t) {
  const Long log_q = log_softmax(s, by_s), log_p = log_softmax(t, by_t);
  Expected out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const long double p = std::exp(log_p[i]), q = std::exp(log_q[i]), u = log_q[i] - log_p[i];
    out.value += p == 0 ? q : p * (std::expm1(u) - u);
  }
  for (std::size_t i = 0; i < s.size(); ++i) {
    const long double p = std::exp(log_p[i]), q = std::exp(log_q[i]), ratio = p == 0 ? 0 : log_p[i] - log_q[i];
    out.first.push_back((q - p) / by_s);
    out.first_size.push_back((sized(log_p[i]) + sized(log_q[i])) / by_s);
    out.second.push_back(p * (ratio - out.value) / by_t);
    out.second_size.push_back(sized(log_p[i]) * (2 + std::abs(ratio) + out.value) / by_t);
  }
  return out;
}

/// Σ w·aim·(−ln softmax(x)) and its gradients by x and by the target, aim = (1 − ε)t + ε/n.
Expected surprise(const std::vector<float>& x, const Long& t, const std::vector<double>& w, long double smoothing) {
  const Long log_q = log_softmax(x, 1);
  const auto n = static_cast<long double>(x.size());
  Expected out;
  long double mass = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const long double aim = w[i] * ((1 - smoothing) * t[i] + smoothing / n);
    out.value += aim == 0 ? 0 : aim * -log_q[i];
    mass += aim;
    out.first.push_back(-aim);
    out.second.push_back((1 - smoothing) * w[i] * -log_q[i]);
    out.second_size.push_back(1 + std::abs(out.second.back()));
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    out.first_size.push_back(std::abs(out.first[i]) + mass * sized(log_q[i]));
    out.first[i] += mass * std::exp(log_q[i]);
  }
  return out;
}

void expect_close(const std::string& where, double value, const Expected& expected, const std::vector<float>& first,
                  const std::vector<float>& second) {
  const auto size = static_cast<double>(expected.value);
  const double least = size < 0.99 * kLeastFast ? 0 : kStatedAbsolute;
  EXPECT_NEAR(value, size, std::max(kStated * size, least)) << where;
  const auto close = [&](const std::vector<float>& got, const Long& slope, const Long& scale, const char* name) {
    for (std::size_t i = 0; i < got.size(); ++i) {
      if (std::isinf(slope[i])) continue;
      const auto allowed = 2 * kStated * static_cast<double>(scale[i]) + 1e-33;
      ASSERT_NEAR(static_cast<double>(got[i]), static_cast<double>(slope[i]), allowed) << where << name << i;
    }
  };
  close(first, expected.first, expected.first_size, ", first gradient, ");
  close(second, expected.second, expected.second_size, ", second gradient, ");
}

/// Two rows of logits, `apart` from each other, far off, and some masked.
struct Pair {
  std::vector<float> a, b;
  std::string name;
};

/// Calls body(pair) for rows of every kind.
template <class Body>
void for_each_pair(Body&& body) {
  std::mt19937 engine(1);
  std::normal_distribution<double> normal;
  for (const std::size_t n : {2, 3, 10, 16, 50, 1000, 5000})
    for (const double apart : {0.0, 1e-3, 0.05, 0.2, 0.5, 1.0, 5.0})
      for (const double offset : {0.0, 1e3, -1e4, 1e6})
        for (const float mask : {0.0F, -1e9F, -kInfinity}) {
          if (mask != 0 && n < 4) continue;
          Pair pair{{},
                    {},
                    std::to_string(n) + " classes, " + std::to_string(apart) + " apart, off by " +
                        std::to_string(offset) + ", mask " + std::to_string(mask)};
          for (std::size_t i = 0; i < n; ++i) {
            const double x = 2 * normal(engine), y = x + apart * normal(engine);
            // Of 5000 the first block, and a half of the second.
            const bool gone = mask != 0 && i < n * 3 / 5;
            pair.a.push_back(gone ? mask : static_cast<float>(x + offset));
            pair.b.push_back(gone ? mask : static_cast<float>(y - offset));
          }
          body(pair);
        }
}

TEST(FloatAccuracy, DistillationBothWays) {
  for_each_pair([](const Pair& pair) {
    const std::size_t n = pair.a.size();
    for (const double temperature : {1.0, 3.0, 0.25})
      for (const bool reverse : {false, true}) {
        std::vector<float> ga(n), gb(n);
        const double got = distillation(pair.a, pair.b, {.temperature = temperature, .reverse = reverse}, ga, gb);
        const auto &s = reverse ? pair.b : pair.a, &t = reverse ? pair.a : pair.b;
        const std::string where = pair.name + ", temperature " + std::to_string(temperature);
        expect_close(where, got, kl(s, t, temperature, temperature), reverse ? gb : ga, reverse ? ga : gb);
      }
  });
}

TEST(FloatAccuracy, Consistency) {
  for_each_pair([](const Pair& pair) {
    std::vector<float> gradient(pair.a.size());
    const double got = consistency(pair.a, pair.b, {.temperature = 0.4}, gradient);
    expect_close(pair.name, got, kl(pair.a, pair.b, 1, 0.4), gradient, {});
  });
}

TEST(FloatAccuracy, CrossEntropyOfLabels) {
  for_each_pair([](const Pair& pair) {
    const std::size_t n = pair.a.size();
    std::vector<double> weight(n, 1);
    for (const bool weighted : {false, true}) {
      if (weighted)
        for (std::size_t c = 0; c < n; ++c) weight[c] = 0.25 * static_cast<double>(1 + c % 4);
      for (const double smoothing : {0.0, 0.1}) {
        if (smoothing > 0 && std::isinf(pair.a[0])) continue;  // ∞, tested elsewhere
        const std::vector<std::int64_t> label{static_cast<std::int64_t>(n - 1)};
        Long t(n, 0);
        t[n - 1] = 1;
        std::vector<float> gradient(n);
        const double got = cross_entropy(
            Tensor(pair.a.data(), {1, n}), label,
            {.weight = weighted ? Tensor(weight) : Tensor(), .label_smoothing = smoothing, .reduction = Reduction::sum},
            gradient);
        expect_close(pair.name, got, surprise(pair.a, t, weight, smoothing), gradient, {});
      }
    }
  });
}

TEST(FloatAccuracy, CrossEntropyOfProbabilities) {
  for_each_pair([](const Pair& pair) {
    const std::size_t n = pair.a.size();
    const Long p = log_softmax(pair.b, 1);
    std::vector<float> t, gx(n), gt(n);
    for (const long double each : p) t.push_back(static_cast<float>(std::exp(each)));
    const std::vector<double> weight(n, 1);
    const double got = cross_entropy(Tensor(pair.a.data(), {1, n}), Tensor(t.data(), {1, n}), {}, gx, gt);
    expect_close(pair.name, got, surprise(pair.a, Long(t.begin(), t.end()), weight, 0), gx, gt);
  });
}

/// Rows that lie apart have a kernel of their own: here 16 times the same one.
TEST(FloatAccuracy, CrossEntropyOfLabelsInColumns) {
  for_each_pair([](const Pair& pair) {
    const std::size_t n = pair.a.size(), rows = 16;
    std::vector<float> x, gradient(n * rows), first(n);
    for (const float each : pair.a) x.insert(x.end(), rows, each);
    const std::vector<std::int64_t> label(rows, static_cast<std::int64_t>(n - 1));
    Long t(n, 0);
    t[n - 1] = 1;
    const double got = cross_entropy(Tensor(x.data(), {1, n, rows}), Tensor(label.data(), {1, rows}),
                                     {.reduction = Reduction::sum}, gradient);
    for (std::size_t c = 0; c < n; ++c) first[c] = gradient[c * rows + rows - 1];
    expect_close(pair.name, got / rows, surprise(pair.a, t, std::vector<double>(n, 1), 0), first, {});
  });
}

/// A label that is sure: what is left to the others keeps its digits.
TEST(FloatAccuracy, CrossEntropyOfCertainLabels) {
  for (const float lead : {0.5F, 2.0F, 5.0F, 12.0F, 20.0F, 40.0F, 70.0F, 90.0F, 300.0F})
    for (const std::size_t n : {2, 7, 100, 3000}) {
      std::mt19937 engine(3);
      std::normal_distribution<float> normal;
      std::vector<float> x(n), gradient(n);
      for (float& each : x) each = 1000 + normal(engine);
      x[n / 2] += lead;
      const std::vector<std::int64_t> label{static_cast<std::int64_t>(n / 2)};
      // ln(1 + Σ e^(x − x_label)), of the others.
      long double rest = 0;
      for (std::size_t c = 0; c < n; ++c)
        if (c != n / 2) rest += std::exp(static_cast<long double>(x[c]) - x[n / 2]);
      const double got = cross_entropy(Tensor(x.data(), {1, n}), label, {}, gradient);
      const auto expected = static_cast<double>(std::log1p(rest)), own = static_cast<double>(-rest / (1 + rest));
      EXPECT_NEAR(got, expected, kStated * expected) << lead << ' ' << n;
      EXPECT_NEAR(static_cast<double>(gradient[n / 2]), own, kStated * -own + 1e-38) << lead << ' ' << n;
    }
}

}  // namespace
}  // namespace sanov::losses
