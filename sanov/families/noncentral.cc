#include "sanov/families/noncentral.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "sanov/base/floating_point.h"
#include "sanov/families/draws.h"
#include "sanov/families/poisson.h"
#include "sanov/numerics/special_beta.h"

namespace sanov {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

/// Below this fraction of the largest, terms are left out.
constexpr double kSmall = 1e-19;

double log_poisson(double j, double mean) {
  if (mean == 0) return j == 0 ? 0 : -kInf;
  return j == 0 ? -mean : -j * deviance(mean / j) - log_gamma_excess(j) - 0.5 * std::log(j);
}

/// The parts of noncentral χ²: χ² with 2 (h + j) degrees of freedom, at 2 y. Variable: h.
struct GammaPart {
  static constexpr std::size_t kCount = 1;
  double h, y;

  /// ln of its density times 2 y.
  double log_density(double j) const {
    const double a = h + j;
    return 0.5 * std::log(a) - log_gamma_excess(a) - a * deviance(y / a);
  }
  double ratio(double j) const { return y / (h + j); }    ///< of the densities of parts j + 1 and j
  double fall(double j) const { return 1 / (h + j); }     ///< −∂ ln ratio/∂j
  bool below(double mean) const { return y < h + mean; }  ///< whether the mixture's mean is above y
  /// Where the product with Poisson weights of this mean is largest: (j + 1)(h + j) = mean y.
  double top(double mean) const { return root(h + 1, h - mean * y); }
  static double root(double b, double c) {
    if (c >= 0) return 0;
    const double r = std::sqrt(b * b / 4 - c);
    return std::floor(b > 0 ? -c / (b / 2 + r) : r - b / 2);
  }
  std::array<double, 1> slope(double j) const { return {std::log(y) - digamma(h + j)}; }
  std::array<double, 1> bend(double j) const { return {-trigamma(h + j)}; }
  double lower(double j) const { return lower_gamma(h + j, y); }
  double upper(double j) const { return upper_gamma(h + j, y); }
  /// lower(j) − lower(j + 1) as a fraction of the density times 2 y.
  double step(double j) const { return 1 / (h + j); }
};

/// Those of noncentral beta: beta distributions of a + j and b, at x. Variables: a, b and ln(x/y).
struct BetaPart {
  static constexpr std::size_t kCount = 3;
  double a, b, x, y;

  double log_density(double j) const {  ///< times x y
    const double at = a + j, d = x * b - y * at;
    const LogBetaKernel<double> kernel(at, b);
    return kernel.at(d / at, (at + b) * x / at, -d / b, (at + b) * y / b);
  }
  double ratio(double j) const { return x * ((a + b + j) / (a + j)); }
  double fall(double j) const { return b / (a + j) / (a + b + j); }
  bool below(double mean) const { return x * b < y * (a + mean); }
  double top(double mean) const { return GammaPart::root(a + 1 - mean * x, a - mean * x * (a + b)); }
  std::array<double, 3> slope(double j) const {
    const double all = digamma(a + b + j);
    return {std::log(x) - digamma(a + j) + all, std::log(y) - digamma(b) + all, (a + j) * y - b * x};
  }
  std::array<double, 6> bend(double j) const {
    const double all = trigamma(a + b + j);
    return {all - trigamma(a + j), all, y, all - trigamma(b), -x, -(a + b + j) * x * y};
  }
  double lower(double j) const { return lower_beta(a + j, b, x, y); }
  double upper(double j) const { return upper_beta(a + j, b, x, y); }
  double step(double j) const { return 1 / (a + j); }
};

/// With more terms than this about the largest one they are a normal density, to a fraction 1/j, and few of them do.
constexpr double kMany = 1e9;

/// Calls use(j, weight) for the terms from `first` outwards, with their weights relative to the first one's.
template <class Part, class Use>
void for_each_term(const Part& part, double mean, double first, Use&& use) {
  const auto ratio = [&](double j) { return mean / (j + 1) * part.ratio(j); };
  if (first > kMany) {
    const double sd = 1 / std::sqrt(1 / first + part.fall(first));
    for (int i = -40; i <= 40; ++i) use(first + i * (sd / 4), std::exp(-i * i / 32.0) * (sd / 4));
    return;
  }
  double weight = 1;
  for (double j = first; weight > kSmall; ++j) {
    use(j, weight);
    weight *= ratio(j);
  }
  weight = 1;
  for (double j = first; j > 0;) {
    weight /= ratio(--j);
    if (!(weight > kSmall)) break;
    use(j, weight);
  }
}

template <class Part>
double log_mixture(const Part& part, double mean) {
  const FloatingPoint environment;
  const double first = mean == 0 ? 0 : part.top(mean);
  double sum = 0;
  for_each_term(part, mean, first, [&](double, double weight) { sum += weight; });
  return log_poisson(first, mean) + part.log_density(first) + std::log(sum);
}

/// With the derivatives by the part's variables and, last, by twice the mean. For that last one j/mean stands in the
/// slopes, whose weighted sums are written over the next term's weight: no division by a mean that may be 0.
template <class Part>
Jet<Part::kCount + 1> jet_mixture(const Part& part, double mean) {
  const FloatingPoint environment;
  constexpr std::size_t n = Part::kCount;
  const double first = mean == 0 ? 0 : part.top(mean);
  const auto centre = part.slope(first);
  double sum = 0, by_mean = 0, by_mean_twice = 0;
  std::array<double, n> one{}, with_mean{};
  std::array<double, n*(n + 1) / 2> two{};
  for_each_term(part, mean, first, [&](double j, double weight) {
    auto s = part.slope(j);
    const auto next = part.slope(j + 1);
    const auto b = part.bend(j);
    const double r = weight * 0.5 * part.ratio(j);
    sum += weight;
    by_mean += r;
    by_mean_twice += r * 0.5 * part.ratio(j + 1);
    for (std::size_t i = 0; i < n; ++i) {
      s[i] -= centre[i];
      one[i] += weight * s[i];
      with_mean[i] += r * (next[i] - centre[i]);
    }
    for (std::size_t i = 0, k = 0; i < n; ++i)
      for (std::size_t m = i; m < n; ++m, ++k) two[k] += weight * (b[k] + s[i] * s[m]);
  });
  Jet<n + 1> out(log_poisson(first, mean) + part.log_density(first) + std::log(sum));
  const double g = by_mean / sum;
  for (std::size_t i = 0, k = 0, row = 0; i < n; ++i) {
    out.slope[i] = centre[i] + one[i] / sum;
    for (std::size_t m = i; m < n; ++m, ++k) out.bend[row++] = two[k] / sum - one[i] / sum * (one[m] / sum);
    out.bend[row++] = with_mean[i] / sum - g * (one[i] / sum);
  }
  out.slope[n] = g - 0.5;
  out.bend.back() = by_mean_twice / sum - g * g;
  return out;
}

/// Σ weight · lower, or · upper, over the terms that count. The parts' tails come from one end of these by adding their
/// steps, which are positive.
template <class Part>
double tail_sum(const Part& part, double mean, bool lower) {
  const double peak = part.top(mean), least = std::floor(mean);
  const double centre = lower ? std::min(peak, least) : std::max(peak, least), reach = 9 * std::sqrt(centre) + 40;
  const double first = std::max(0.0, std::floor(centre - reach));
  const auto place = static_cast<std::size_t>(centre - first);
  std::vector<double> weight(place + static_cast<std::size_t>(reach) + 1), density(weight.size());
  weight[place] = std::exp(log_poisson(centre, mean));
  density[place] = std::exp(part.log_density(centre));
  for (std::size_t i = place; i > 0; --i) {
    const double j = first + static_cast<double>(i);
    weight[i - 1] = weight[i] * (j / mean);
    density[i - 1] = density[i] / part.ratio(j - 1);
  }
  for (std::size_t i = place; i + 1 < weight.size(); ++i) {
    const double j = first + static_cast<double>(i);
    weight[i + 1] = weight[i] * (mean / (j + 1));
    density[i + 1] = density[i] * part.ratio(j);
  }
  double sum = 0;
  if (lower) {
    double tail = part.lower(first + static_cast<double>(weight.size() - 1));
    for (std::size_t i = weight.size(); i-- > 0;) {
      sum += weight[i] * tail;
      if (i > 0) tail += density[i - 1] * part.step(first + static_cast<double>(i - 1));
    }
  } else {
    double tail = part.upper(first);
    for (std::size_t i = 0; i < weight.size(); ++i) {
      sum += weight[i] * tail;
      tail += density[i] * part.step(first + static_cast<double>(i));
    }
  }
  return sum;
}

/// Both tails; where the one that is summed nears underflow, its logarithm from `log_far`.
template <class Part, class LogFar>
Tails mixture_tails(const Part& part, double mean, LogFar&& log_far) {
  const FloatingPoint environment;
  if (std::max(part.top(mean), mean) > kMany) {
    const double tail = log_far(part.below(mean)), rest = std::log1p(-std::exp(tail));
    return part.below(mean) ? Tails{tail, rest} : Tails{rest, tail};
  }
  const auto value = [&](bool lower) {
    return mean > 0 ? tail_sum(part, mean, lower) : lower ? part.lower(0) : part.upper(0);
  };
  const auto logarithm = [&](double p, bool lower) { return p > 1e-280 ? std::log(p) : log_far(lower); };
  const double below = value(true);
  if (below < 0.5) return {logarithm(below, true), std::log1p(-below)};
  const double above = value(false);
  return {std::log1p(-above), logarithm(above, false)};
}

}  // namespace

double log_noncentral_chi_squared(double x, double degrees_of_freedom, double noncentrality) {
  return log_mixture(GammaPart{degrees_of_freedom / 2, x / 2}, noncentrality / 2) - std::log(x);
}
Jet<2> jet_noncentral_chi_squared(double x, double degrees_of_freedom, double noncentrality) {
  Jet<2> out = jet_mixture(GammaPart{degrees_of_freedom / 2, x / 2}, noncentrality / 2);
  out.value -= std::log(x);
  out.slope[0] /= 2;
  out.bend[0] /= 4;
  out.bend[1] /= 2;
  return out;
}
Tails noncentral_chi_squared_tails(double x, double degrees_of_freedom, double noncentrality) {
  return mixture_tails(GammaPart{degrees_of_freedom / 2, x / 2}, noncentrality / 2, [&](bool lower) {
    const auto density = [&](double t) { return log_noncentral_chi_squared(t, degrees_of_freedom, noncentrality); };
    return log_tail(density, x, lower ? 0 : kInf, x);
  });
}

double log_noncentral_beta_kernel(double a, double b, double noncentrality, double x, double y) {
  return log_mixture(BetaPart{a, b, x, y}, noncentrality / 2);
}
Jet<4> jet_noncentral_beta_kernel(double a, double b, double noncentrality, double x, double y) {
  const Jet<4> sum = jet_mixture(BetaPart{a, b, x, y}, noncentrality / 2);
  // The noncentrality, last there, stands before ln(x/y).
  constexpr std::size_t order[] = {0, 1, 3, 2}, row[] = {0, 3, 5, 6};
  Jet<4> out(sum.value);
  for (std::size_t i = 0, k = 0; i < 4; ++i) {
    out.slope[i] = sum.slope[order[i]];
    for (std::size_t m = i; m < 4; ++m, ++k) {
      const auto [low, high] = std::minmax(order[i], order[m]);
      out.bend[k] = sum.bend[row[low] + high];
    }
  }
  return out;
}
Tails noncentral_beta_tails(double a, double b, double noncentrality, double x, double y) {
  return mixture_tails(BetaPart{a, b, x, y}, noncentrality / 2, [&](bool lower) {
    // In u = ln(x/y), by which the kernel is the density.
    const double at = std::log(x) - std::log(y);
    const auto density = [&](double u) {
      const double e = std::exp(-std::fabs(u)), small = e / (1 + e), large = 1 / (1 + e);
      return log_noncentral_beta_kernel(a, b, noncentrality, u < 0 ? small : large, u < 0 ? large : small);
    };
    return log_tail(density, at, lower ? -kInf : kInf, 1);
  });
}

double draw_noncentral_chi_squared(Random& random, double degrees_of_freedom, double noncentrality) {
  if (degrees_of_freedom >= 1) {
    // One of the squares has all of the noncentrality.
    const double first = random.normal() + std::sqrt(noncentrality), rest = (degrees_of_freedom - 1) / 2;
    return first * first + (rest > 0 ? 2 * draw_gamma(random, rest) : 0);
  }
  const double more = noncentrality > 0 ? Poisson{noncentrality / 2}.sample(random) : 0;
  return 2 * draw_gamma(random, degrees_of_freedom / 2 + more);
}

}  // namespace sanov
