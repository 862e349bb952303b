#include "sanov/inference/count_draws.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

#include "sanov/base/error.h"

namespace sanov {
namespace {

constexpr double kFew = 12;  // expected, up to which counting up from 0 is the cheaper way

/// ln n!
double log_factorial(double n) {
  constexpr int kTabled = 128;
  static const std::array<double, kTabled> table = [] {
    std::array<double, kTabled> logs{};
    double factorial = 0;
    for (int i = 1; i < kTabled; ++i) logs[static_cast<std::size_t>(i)] = factorial += std::log(i);
    return logs;
  }();
  if (n < kTabled) return table[static_cast<std::size_t>(n)];
  // Stirling's series; the next term is below 1e-13.
  const double half_log_two_pi = 0.5 * std::log(2 * std::numbers::pi), r = 1 / n;
  return (n + 0.5) * std::log(n) - n + half_log_two_pi + r * (1. / 12 - r * r / 360);
}

/// A whole number in [0, last] with log-concave masses exp(log_mass), by the ratio of uniforms below Stadlober's hat.
template <class LogMass>
double by_ratio_of_uniforms(Random& random, double mean, double variance, double mode, double last,
                            const LogMass& log_mass) {
  constexpr double kWidth = 1.7155277699214135, kMore = 0.8989161620588988;  // 2√(2/e), 3 − 2√(3/e)
  const double width = kWidth * std::sqrt(variance + 0.5) + kMore, top = log_mass(mode);
  for (;;) {
    const double u = 1 - random.uniform();
    const double x = std::floor(mean + 0.5 + width * (random.uniform() - 0.5) / u);
    if (x >= 0 && x <= last && 2 * std::log(u) <= log_mass(x) - top) return x;
  }
}

/// The same by adding up masses from 0 on; `ratio(x)` is mass(x + 1)/mass(x).
template <class Ratio>
double by_inversion(Random& random, double log_mass_of_0, double last, const Ratio& ratio) {
  double mass = std::exp(log_mass_of_0), left = random.uniform() - mass, x = 0;
  while (left >= 0 && x < last) {
    mass *= ratio(x);
    left -= mass;
    ++x;
  }
  return x;
}

}  // namespace

std::uint64_t draw_hypergeometric(Random& random, std::uint64_t marked, std::uint64_t unmarked, std::uint64_t drawn) {
  const std::uint64_t all = marked + unmarked;
  if (drawn > all) fail_argument("draw_hypergeometric", "drawn", "is more than there are");
  if ((marked | unmarked) >> 62 != 0) fail_argument("draw_hypergeometric", "marked", "and unmarked are over 2^62");
  // Of what is marked and what is not, what is drawn and what is left, the smaller ones are followed.
  const auto few = static_cast<double>(std::min(marked, unmarked)),
             many = static_cast<double>(std::max(marked, unmarked));
  const auto taken = static_cast<double>(std::min(drawn, all - drawn));
  const double last = std::min(few, taken), total = few + many;
  double x = 0;
  if (last > 0) {
    const auto log_mass = [&](double k) {
      return -(log_factorial(k) + log_factorial(few - k) + log_factorial(taken - k) + log_factorial(many - taken + k));
    };
    const double share = few / total, mean = taken * share;
    if (mean <= kFew) {
      const double all_ways = log_factorial(total) - log_factorial(taken) - log_factorial(total - taken) -
                              log_factorial(few) - log_factorial(many);
      x = by_inversion(random, log_mass(0) - all_ways, last,
                       [&](double k) { return (few - k) * (taken - k) / ((k + 1) * (many - taken + k + 1)); });
    } else {
      const double variance = mean * (1 - share) * (total - taken) / (total - 1);
      const double mode = std::floor((taken + 1) * (few + 1) / (total + 2));
      x = by_ratio_of_uniforms(random, mean, variance, mode, last, log_mass);
    }
  }
  auto found = static_cast<std::uint64_t>(x);
  if (drawn > all - drawn) found = std::min(marked, unmarked) - found;
  return marked <= unmarked ? found : drawn - found;
}

std::uint64_t draw_binomial(Random& random, std::uint64_t n, double p) {
  if (!(p >= 0 && p <= 1)) fail_domain("draw_binomial", "p", "is " + to_text(p) + "; probabilities are in [0, 1]");
  const double trials = static_cast<double>(n), q = std::min(p, 1 - p), mean = trials * q;
  double x = 0;
  if (mean > kFew) {
    const double slope = std::log(q) - std::log1p(-q);
    x = by_ratio_of_uniforms(random, mean, mean * (1 - q), std::floor((trials + 1) * q), trials,
                             [&](double k) { return k * slope - log_factorial(k) - log_factorial(trials - k); });
  } else if (mean > 0) {
    const double odds = q / (1 - q);
    x = by_inversion(random, trials * std::log1p(-q), trials, [&](double k) { return odds * (trials - k) / (k + 1); });
  }
  const auto found = static_cast<std::uint64_t>(x);
  return p <= 0.5 ? found : n - found;
}

void draw_without_replacement(Random& random, std::span<const std::uint64_t> pool, std::uint64_t drawn,
                              std::span<std::uint64_t> counts) {
  if (counts.size() != pool.size())
    fail_argument("draw_without_replacement", "counts", "has not one cell for each of pool");
  std::uint64_t left = std::accumulate(pool.begin(), pool.end(), std::uint64_t{0});
  if (drawn > left) fail_argument("draw_without_replacement", "drawn", "is more than there are");
  for (std::size_t i = 0; i < pool.size(); ++i) {
    left -= pool[i];
    counts[i] = drawn == 0 ? 0 : left == 0 ? drawn : draw_hypergeometric(random, pool[i], left, drawn);
    drawn -= counts[i];
  }
}

void draw_multinomial(Random& random, std::span<const double> weights, std::uint64_t n,
                      std::span<std::uint64_t> counts) {
  if (counts.size() != weights.size()) fail_argument("draw_multinomial", "counts", "has not one cell for each weight");
  // Added up from the end, so that the last positive weight's share of what is left is 1 to the bit.
  std::array<double, 64> few;
  std::vector<double> many;
  double* rest = few.data();
  if (weights.size() > few.size()) {
    many.resize(weights.size());
    rest = many.data();
  }
  double total = 0;
  for (std::size_t i = weights.size(); i-- > 0;) rest[i] = total += weights[i];
  if (!(total > 0)) fail_argument("draw_multinomial", "weights", "are all 0; one at least must be positive");
  for (std::size_t i = 0; i < weights.size(); ++i) {
    counts[i] = n == 0 || weights[i] == 0 ? 0 : draw_binomial(random, n, std::min(weights[i] / rest[i], 1.0));
    n -= counts[i];
  }
}

}  // namespace sanov
