#include "sanov/inference/anderson_darling.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "sanov/base/error.h"
#include "sanov/numerics/roots.h"

namespace sanov {
namespace {

using Complex = std::complex<double>;
using Counts = std::span<const std::uint64_t>;

constexpr double kPi = std::numbers::pi;
constexpr double kFewTies = 1. / 512;  // odds that two rows are in one cell
constexpr double kNearEnough = 1e-3;

double total(Counts counts) {
  return static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
}

/// ln of Π (1 + 2s/(j(j+1))) = cos(π/2 √(1−8s)) / (2πs), continued from 0 through the upper half-plane.
Complex log_product_without_ties(Complex s) {
  const Complex y = kPi / 2 * std::sqrt(1.0 - 8.0 * s), i(0, 1);
  const Complex shrinking = std::exp(-2.0 * i * y);
  return i * y - std::numbers::ln2 + std::log(1.0 + shrinking) - std::log(2 * kPi * s);
}

}  // namespace

double anderson_darling(Counts a, Counts b) {
  if (a.size() != b.size()) fail_argument("anderson_darling", "b", "has not as many cells as a");
  const double n = total(a), m = total(b), all = n + m;
  if (n == 0 || m == 0) return 0;
  double below = 0, ours_below = 0, sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double ours = static_cast<double>(a[i]), cell = ours + static_cast<double>(b[i]);
    if (cell == 0) continue;
    if (cell == all) return 0;
    const double middle = below + cell / 2, apart = all * (ours_below + ours / 2) - n * middle;
    sum += cell * apart * apart / (middle * (all - middle) - all * cell / 4);
    below += cell;
    ours_below += ours;
  }
  return sum * (all - 1) / (n * m * all);
}

AndersonDarlingLaw::AndersonDarlingLaw(Counts pooled) {
  const double all = total(pooled);
  std::vector<double> shares;
  for (const std::uint64_t count : pooled)
    if (count > 0) shares.push_back(static_cast<double>(count) / all);
  if (shares.size() < 2) fail_argument("AndersonDarlingLaw", "pooled", "has rows in fewer than two cells");
  if (std::inner_product(shares.begin(), shares.end(), shares.begin(), 0.0) <= kFewTies) return;

  // b₁, …, b_{k−1}, a Brownian bridge at the ends of the cells but the last, have a tridiagonal inverse covariance, and
  // A² = Σ wⱼ ((bⱼ₋₁ + bⱼ)/2)² a tridiagonal matrix.
  const std::size_t size = shares.size() - 1;
  precision_.resize(size);
  weight_.resize(size);
  off_precision_.resize(size);
  off_weight_.resize(size);
  pivot_at_0_.resize(size);
  double below = 0, weight_before = 0;
  for (std::size_t j = 0; j <= size; ++j) {
    const double middle = below + shares[j] / 2;
    const double weight = shares[j] / (middle * (1 - middle) - shares[j] / 4);
    if (j > 0) {
      precision_[j - 1] = 1 / shares[j - 1] + 1 / shares[j];
      pivot_at_0_[j - 1] = 1 / below + 1 / shares[j];
      weight_[j - 1] = (weight_before + weight) / 4;
    }
    if (j > 0 && j < size) {
      off_precision_[j] = -1 / shares[j];
      off_weight_[j] = weight / 4;
    }
    below += shares[j];
    weight_before = weight;
  }
  nearest_ = nearest(0.5, 1, kNearEnough);
}

/// Whether precision + 2s weight is positive definite: whether s > −nearest.
bool AndersonDarlingLaw::positive_at(double s) const {
  double pivot = 1;
  for (std::size_t j = 0; j < precision_.size(); ++j) {
    const double off = off_precision_[j] + 2 * s * off_weight_[j];
    pivot = precision_[j] + 2 * s * weight_[j] - (j > 0 ? off * off / pivot : 0);
    if (!(pivot > 0)) return false;
  }
  return true;
}

/// The largest s, to this tolerance, at which precision − 2s weight is still positive definite: just before the
/// transform's singularity −1/(2 largest weight). The weights add up to 1, so that the largest is at most 1; and about ½
/// or more: it belongs to the smoothest form, which ties only make heavier.
double AndersonDarlingLaw::nearest(double low, double high, double tolerance) const {
  while (high - low > tolerance) {
    const double middle = (low + high) / 2;
    if (middle == low || middle == high) break;
    (positive_at(-middle) ? low : high) = middle;
  }
  return low;
}

/// ln det over the nodes, all at a time, without std::complex, whose division takes care of infinities.
void AndersonDarlingLaw::log_transform(const Nodes& s, Nodes& result) const {
  if (precision_.empty()) {
    for (std::size_t k = 0; k < kNodes; ++k) result[k] = -0.5 * log_product_without_ties(s[k]);
    return;
  }
  // Every pivot lies in the upper half-plane, so the argument of their product only grows.
  using Parts = std::array<double, kNodes>;
  Parts x, y, pivot_x, pivot_y, product_x, product_y, turns{}, logarithm{};
  for (std::size_t k = 0; k < kNodes; ++k) {
    x[k] = 2 * s[k].real();
    y[k] = 2 * s[k].imag();
    pivot_x[k] = product_x[k] = 1;
    pivot_y[k] = product_y[k] = 0;
  }
  for (std::size_t j = 0; j < precision_.size(); ++j) {
    const double precision = precision_[j], weight = weight_[j], off = off_precision_[j], off_weight = off_weight_[j];
    const double at_0 = 1 / pivot_at_0_[j];
    for (std::size_t k = 0; k < kNodes; ++k) {
      const double off_x = off + x[k] * off_weight, off_y = y[k] * off_weight;
      const double square_x = off_x * off_x - off_y * off_y, square_y = 2 * off_x * off_y;
      const double size = 1 / (pivot_x[k] * pivot_x[k] + pivot_y[k] * pivot_y[k]);
      const double next_x = precision + x[k] * weight - (square_x * pivot_x[k] + square_y * pivot_y[k]) * size;
      const double next_y = y[k] * weight - (square_y * pivot_x[k] - square_x * pivot_y[k]) * size;
      const double grown_x = (product_x[k] * next_x - product_y[k] * next_y) * at_0;
      const double grown_y = (product_x[k] * next_y + product_y[k] * next_x) * at_0;
      turns[k] += product_y[k] >= 0 && grown_y < 0 ? 1 : 0;
      pivot_x[k] = next_x;
      pivot_y[k] = next_y;
      product_x[k] = grown_x;
      product_y[k] = grown_y;
    }
    if (j % 16 != 15) continue;
    for (std::size_t k = 0; k < kNodes; ++k) {
      const double size = std::fabs(product_x[k]) + std::fabs(product_y[k]);
      logarithm[k] += std::log(size);
      product_x[k] /= size;
      product_y[k] /= size;
    }
  }
  for (std::size_t k = 0; k < kNodes; ++k)
    result[k] = -0.5 * (std::log(Complex(product_x[k], product_y[k])) + Complex(logarithm[k], 2 * kPi * turns[k]));
}

/// P(A² > x) is minus the inverse Laplace transform of φ(s)/s, φ(s) = E exp(−sA²), along a line left of the pole at 0. Its
/// integral along the parabola s = −nearest + μ(1 + iu)² around the singularities on the negative axis converges like 8⁻ᴺ
/// in the number N of nodes. What the pole does to the sum over the nodes, wherever the parabola crosses the axis, is known
/// in closed form, as Σ 1/(k + ½ − z) = π tan πz.
/// Weideman and Trefethen, Parabolic and hyperbolic contours for computing the Bromwich integral, Math. Comp. 76, 2007.
double AndersonDarlingLaw::log_sf(double x) const {
  if (!(x > 0)) return 0;
  constexpr double kStep = 3. / kNodes;
  // What the parabola leaves between itself and the singularity must not matter over a distance of 1/x.
  const bool near_enough = precision_.empty() || x * kNearEnough < 0.1;
  const double end = near_enough ? nearest_ : nearest(nearest_, nearest_ + kNearEnough, 0.1 / x);
  const double mu = kPi * kNodes / (12 * x);
  Nodes node, s, logs;
  for (std::size_t k = 0; k < kNodes; ++k) {
    node[k] = Complex(1, (static_cast<double>(k) + 0.5) * kStep);
    s[k] = -end + mu * node[k] * node[k];
  }
  log_transform(s, logs);
  Complex sum = 0;
  for (std::size_t k = 0; k < kNodes; ++k) sum += std::exp(logs[k] + mu * node[k] * node[k] * x) / s[k] * mu * node[k];
  double scaled = -2 * kStep / kPi * sum.real();
  if (end * x < 50) {  // from there on the pole is too far off to matter
    const double pole = 2 * kPi / kStep * (std::sqrt(end / mu) - 1);
    scaled += std::exp(end * x - pole) / (1 + std::exp(-pole));
  }
  return std::min(std::log(scaled) - end * x, 0.0);
}

double AndersonDarlingLaw::upper_quantile(double log_p) const {
  if (!(log_p < 0)) return 0;
  double high = 2;
  while (log_sf(high) > log_p) high *= 2;
  double low = high / 2;
  while (log_sf(low) < log_p) low /= 2;
  return find_root([&](double x) { return log_sf(x) - log_p; }, low, high, {.relative = 1e-9}).x;
}

}  // namespace sanov
