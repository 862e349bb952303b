#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "sanov/inference/count_draws.h"
#include "sanov/numerics/random.h"

/// Counts as a frame cut from a reference would have them, drawn without any rows.
namespace sanov::simulated {

using Counts = std::vector<std::uint64_t>;

/// Gamma with shape at least 1 and scale 1. Marsaglia and Tsang, ACM TOMS 26, 2000.
inline double gamma(Random& random, double shape) {
  if (shape == 1) return random.exponential();
  const double d = shape - 1. / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = random.normal(), v = 1 + c * x;
    if (v > 0 && std::log(1 - random.uniform()) < 0.5 * x * x + d * (1 - v * v * v + 3 * std::log(v)))
      return d * v * v * v;
  }
}

/// Counts of a reference of n different values in fine cells that end at its quantiles, and the coarse cell of each.
struct QuantileFrame {
  Counts reference;
  std::vector<std::uint32_t> coarse;

  QuantileFrame(std::uint64_t n, std::uint64_t fine, std::uint32_t bins) {
    fine = std::min(n, fine);
    for (std::uint64_t i = 0; i < fine; ++i) {
      reference.push_back((i + 1) * n / fine - i * n / fine);
      coarse.push_back(static_cast<std::uint32_t>(i * bins / fine));
    }
  }
  /// What `sanov compare` chooses.
  explicit QuantileFrame(std::uint64_t n)
      : QuantileFrame(n, 1024, static_cast<std::uint32_t>(std::clamp<std::uint64_t>(n / 10, 2, 20))) {}

  /// The true distribution function at the ends of the cells but the last, where the reference's values are uniform.
  std::vector<double> ends(Random& random) const {
    std::vector<double> at;
    double sum = 0;
    for (std::size_t i = 0; i < reference.size(); ++i)
      at.push_back(sum += gamma(random, static_cast<double>(reference[i])));
    sum += random.exponential();
    for (double& end : at) end /= sum;
    at.pop_back();
    return at;
  }
};

/// m current rows in cells with these ends, where `cdf` is their distribution function on the reference's uniform scale.
template <class Cdf>
Counts current_counts(Random& random, const std::vector<double>& ends, std::uint64_t m, const Cdf& cdf) {
  std::vector<double> share;
  double before = 0;
  for (const double end : ends) {
    const double at = cdf(end);
    share.push_back(std::max(at - before, 0.0));
    before = at;
  }
  share.push_back(std::max(1 - before, 0.0));
  Counts counts(share.size());
  draw_multinomial(random, share, m, counts);
  return counts;
}

}  // namespace sanov::simulated
