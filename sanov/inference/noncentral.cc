#include "sanov/inference/noncentral.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "sanov/inference/p_value.h"
#include "sanov/numerics/special.h"
#include "sanov/numerics/special_beta.h"
#include "sanov/numerics/special_normal.h"

namespace sanov {
namespace {

constexpr double kUniform = 24;    // of √(μ² + z²), from which the expansion for large arguments holds
constexpr double kSaddle = 1000;   // of k + λ, likewise
constexpr double kSmall = 1e-250;  // below this a tail is known by its logarithm alone

/// ln ₀F₁(b; y) and its derivative by y.
struct LogSeries {
  double log = 0, slope = 0;
};

/// Σ yʲ / (j! (b)ⱼ), whose terms are all positive.
LogSeries by_series(double b, double y) {
  double term = 1, sum = 1, slope = 0;
  for (int j = 1; j < 500; ++j) {
    const double before = term;
    term *= y / (j * (b + j - 1));
    slope += before / (b + j - 1);
    sum += term;
    if (term < 1e-17 * sum) break;
  }
  return {std::log(sum), slope / sum};
}

/// Polynomials of Debye's uniform expansion of the Bessel function: u_i = P_i(t) / wⁱ, with w² = μ² + z², t = (μ/w)².
/// NIST Digital Library of Mathematical Functions, 10.41(ii).
constexpr double kDebye[4][5] = {
    {3. / 24, -5. / 24},
    {81. / 1152, -462. / 1152, 385. / 1152},
    {30375. / 414720, -369603. / 414720, 765765. / 414720, -425425. / 414720},
    {4465125. / 39813120, -94121676. / 39813120, 349922430. / 39813120, -446185740. / 39813120, 185910725. / 39813120}};

/// From I_μ(z), μ = b − 1 and z = 2√y, for large w = √(μ² + z²).
LogSeries by_expansion(double b, double y) {
  const double mu = b - 1, w = std::sqrt(mu * mu + 4 * y), t = (mu / w) * (mu / w);
  double sum = 1, bend = 0, power = 1;  // bend: w times the derivative of the sum by w
  for (int i = 0; i < 4; ++i) {
    power /= w;
    double value = 0, slope = 0;
    for (int j = i + 1; j >= 0; --j) {
      slope = slope * t + value;
      value = value * t + kDebye[i][j];
    }
    sum += power * value;
    bend -= power * ((i + 1) * value + 2 * t * slope);
  }
  const double log = log_gamma(b) + mu * std::log(2 / (mu + w)) + w - 0.5 * std::log(2 * std::numbers::pi * w);
  return {log + std::log(sum), 2 / (mu + w) - 1 / (w * w) + 2 * bend / (sum * w * w)};
}

LogSeries log_0f1(double b, double y) {
  const double mu = b - 1;
  return mu * mu + 4 * y < kUniform * kUniform ? by_series(b, y) : by_expansion(b, y);
}

/// Φ(−w) + φ(w)(1/u − 1/w) is P(X > x).
struct Saddle {
  double w = 0, u = 0;
  double correction = 0;  ///< 1/u − 1/w
};

Saddle saddle_at(double x, double k, double noncentrality) {
  const double l = noncentrality, apart = x - l - k, linear = 2 * l + k;
  // e + 1 = 1/(1 − 2t) at the saddlepoint t.
  const double e = 2 * apart / (linear + std::sqrt(std::max(linear * linear + 4 * l * apart, 0.)));
  Saddle found;
  found.w = std::copysign(std::sqrt(l * e * e + k * log1p_gap(e)), e);
  found.u = e * std::sqrt(l * (1 + e) + k / 2);
  // At the mean both are 0, and the difference tends to −(skewness)/6.
  found.correction =
      std::fabs(found.w) > 1e-7 ? 1 / found.u - 1 / found.w : -(8 * k + 24 * l) / (6 * std::pow(2 * k + 4 * l, 1.5));
  return found;
}

double log_saddle_sf(double x, double k, double noncentrality) {
  const Saddle s = saddle_at(x, k, noncentrality);
  const double density = -0.5 * s.w * s.w - 0.5 * std::log(2 * std::numbers::pi);
  if (s.w < -30) return 0;
  return std::min(density + std::log(std::max(mills(s.w) + s.correction, 1e-300)), 0.);
}

}  // namespace

NoncentralRatio noncentral_ratio(double x, double k, double noncentrality) {
  const LogSeries f = log_0f1(k / 2, noncentrality * x / 4);
  return {f.log - noncentrality / 2, x / 4 * f.slope - 0.5};
}

double likeliest_noncentrality(double x, double k) {
  if (x <= k) return 0;
  // 1 over the slope of ln ₀F₁ grows ever more slowly with y: Newton's steps come to where it is x/2 from below.
  const double b = k / 2;
  double y = std::min(x - k + 1, (x - k) * (k / x) * (k + 2) / x) * x / 4;
  if (x > 2 * k + 4) y = (x - k + 1) * x / 4;
  for (int i = 0; i < 100; ++i) {
    const double slope = log_0f1(b, y).slope;
    const double bend = y > 1e-3 * b * b ? (1 - b * slope) / y - slope * slope : -1 / (b * b * (b + 1));
    const double next = std::max(y + (1 / slope - x / 2) * slope * slope / bend, 0.);
    if (std::fabs(next - y) <= 1e-9 * y) return 4 * next / x;
    y = next;
  }
  return 4 * y / x;
}

double noncentral_cdf(double x, double k, double noncentrality) {
  if (x <= 0) return 0;
  if (k + noncentrality <= kSaddle) return noncentral_chi_squared_cdf(x, k, noncentrality);
  const Saddle s = saddle_at(x, k, noncentrality);
  return std::clamp(normal_cdf(s.w) - std::exp(-0.5 * s.w * s.w) / std::sqrt(2 * std::numbers::pi) * s.correction, 0.,
                    1.);
}

double log_noncentral_sf(double x, double k, double noncentrality) {
  if (noncentrality == 0) return log_chi_squared_sf(x, k);
  if (x <= 0) return 0;
  if (k + noncentrality <= kSaddle) {
    const double sf = noncentral_chi_squared_sf(x, k, noncentrality);
    if (sf > kSmall) return std::log(sf);
  }
  return log_saddle_sf(x, k, noncentrality);
}

}  // namespace sanov
