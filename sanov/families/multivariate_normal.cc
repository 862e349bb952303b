#include "sanov/families/multivariate_normal.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/base/running_sum.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/special_beta.h"

namespace sanov {
namespace {

constexpr const char* kName = "multivariate_normal";
constexpr std::size_t kChunk = 256;

std::string place(std::size_t i, std::size_t j) { return "[" + std::to_string(i) + "][" + std::to_string(j) + "]"; }

void check_covariance(std::span<const double> c, std::size_t d) {
  if (c.size() != d * d)
    fail_argument(kName, "covariance",
                  "has " + std::to_string(c.size()) + " entries; " + std::to_string(d) + " coordinates need " +
                      std::to_string(d * d));
  for (std::size_t i = 0; i < d; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      const double low = c[i * d + j], high = c[j * d + i];
      if (!std::isfinite(low) || !std::isfinite(high))
        fail_domain(kName, "covariance" + (std::isfinite(low) ? place(j, i) : place(i, j)),
                    "is " + to_text(std::isfinite(low) ? high : low) + "; covariances are finite");
      const double size = std::sqrt(std::fabs(c[i * d + i])) * std::sqrt(std::fabs(c[j * d + j]));
      if (std::fabs(low - high) > 1e-10 * size)
        fail_domain(
            kName, "covariance" + place(i, j),
            "is " + to_text(low) + ", but " + place(j, i) + " is " + to_text(high) + "; a covariance is symmetric");
    }
}

/// L, in rows, with zeros above the diagonal.
std::vector<double> cholesky(std::span<const double> c, std::size_t d) {
  std::vector<double> l(d * d);
  const double rounding = 4 * static_cast<double>(d) * std::numeric_limits<double>::epsilon();
  for (std::size_t i = 0; i < d; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      RunningSum rest;
      rest.add(i == j ? c[i * d + i] : c[i * d + j] / 2 + c[j * d + i] / 2);
      for (std::size_t k = 0; k < j; ++k) rest.add(-l[i * d + k] * l[j * d + k]);
      if (i != j) {
        l[i * d + j] = rest.value() / l[j * d + j];
        continue;
      }
      if (!(rest.value() > rounding * c[i * d + i]))
        fail_domain(kName, "covariance",
                    "is not positive definite: coordinate " + std::to_string(i) + " has variance " +
                        to_text(c[i * d + i]) + ", of which those before it leave nothing");
      l[i * d + i] = std::sqrt(rest.value());
    }
  return l;
}

/// x becomes L⁻¹x.
void solve(const std::vector<double>& l, std::size_t d, double* x) {
  for (std::size_t i = 0; i < d; ++i) {
    double rest = x[i];
    for (std::size_t k = 0; k < i; ++k) rest -= l[i * d + k] * x[k];
    x[i] = rest / l[i * d + i];
  }
}

}  // namespace

MultivariateNormal::MultivariateNormal(std::span<const double> mean, std::span<const double> covariance)
    : mean_(mean.begin(), mean.end()), covariance_(covariance.begin(), covariance.end()) {
  const FloatingPoint environment;
  if (mean.empty()) fail_argument(kName, "mean", "is empty; at least one coordinate is needed");
  for (std::size_t i = 0; i < mean.size(); ++i)
    if (!std::isfinite(mean[i])) fail_value(kName, "mean", i, mean[i], "means are finite");
  check_covariance(covariance, mean.size());
  factor_ = cholesky(covariance, mean.size());
  RunningSum logs;
  for (std::size_t i = 0; i < dimensions(); ++i) logs.add(std::log(factor_[i * dimensions() + i]));
  log_constant_ = -logs.value() - static_cast<double>(dimensions()) / 2 * std::log(2 * std::numbers::pi);
}

double MultivariateNormal::log_pdf_unchecked(const double* x, double* work) const {
  const std::size_t d = dimensions();
  for (std::size_t i = 0; i < d; ++i) work[i] = x[i] - mean_[i];
  solve(factor_, d, work);
  double squares = 0;
  for (std::size_t i = 0; i < d; ++i) squares += work[i] * work[i];
  return log_constant_ - squares / 2;
}

double MultivariateNormal::log_pdf(std::span<const double> x) const {
  double out;
  log_pdf(x, std::span<double>(&out, 1));
  return out;
}

void MultivariateNormal::log_pdf(std::span<const double> points, std::span<double> out) const {
  const FloatingPoint environment;
  const std::size_t d = dimensions();
  if (points.size() != out.size() * d)
    fail_argument(kName, "x",
                  "has " + std::to_string(points.size()) + " coordinates for " + std::to_string(out.size()) +
                      " points of " + std::to_string(d));
  for (std::size_t i = 0; i < points.size(); ++i)
    if (std::isnan(points[i])) fail_value(kName, "x", i, points[i], "a number is needed");
  parallel_chunks((out.size() + kChunk - 1) / kChunk, 1, [&](std::size_t first, std::size_t last) {
    std::vector<double> work(d);
    for (std::size_t i = first * kChunk; i < std::min(last * kChunk, out.size()); ++i) {
      const double value = log_pdf_unchecked(points.data() + i * d, work.data());
      out[i] = std::isnan(value) ? -HUGE_VAL : value;  // ∞ − ∞ of a point infinitely far off
    }
  });
}

double MultivariateNormal::entropy() const { return static_cast<double>(dimensions()) / 2 - log_constant_; }

double MultivariateNormal::kl(const MultivariateNormal& q) const {
  const FloatingPoint environment;
  const std::size_t d = dimensions();
  if (q.dimensions() != d)
    fail_argument(kName, "q", "has " + std::to_string(q.dimensions()) + " coordinates, but p has " + std::to_string(d));
  // With E = L_q⁻¹(L_p − L_q): tr − d − ln det is the sum of the squares off E's diagonal and of the deviances of
  // (1 + e)² on it.
  RunningSum sum;
  std::vector<double> column(d);
  for (std::size_t j = 0; j < d; ++j) {
    for (std::size_t i = 0; i < d; ++i) column[i] = factor_[i * d + j] - q.factor_[i * d + j];
    solve(q.factor_, d, column.data());
    sum.add(log1p_gap(column[j] * (2 + column[j])));
    for (std::size_t i = j + 1; i < d; ++i) sum.add(column[i] * column[i]);
  }
  for (std::size_t i = 0; i < d; ++i) column[i] = mean_[i] - q.mean_[i];
  solve(q.factor_, d, column.data());
  for (std::size_t i = 0; i < d; ++i) sum.add(column[i] * column[i]);
  return sum.value() / 2;
}

MultivariateNormal MultivariateNormal::marginal(std::span<const std::size_t> coordinates) const {
  std::vector<double> mean, covariance;
  std::vector<bool> taken(dimensions());
  for (std::size_t k = 0; k < coordinates.size(); ++k) {
    const std::size_t i = coordinates[k];
    if (i >= dimensions() || taken[i])
      fail_argument(kName, "coordinates[" + std::to_string(k) + "]",
                    "is " + std::to_string(i) +
                        (i >= dimensions() ? "; there are " + std::to_string(dimensions()) + ", counted from 0"
                                           : ", which was named before"));
    taken[i] = true;
    mean.push_back(mean_[i]);
    for (const std::size_t j : coordinates)
      covariance.push_back(j < dimensions() ? covariance_[i * dimensions() + j] : 0);
  }
  if (mean.empty()) fail_argument(kName, "coordinates", "is empty; at least one is needed");
  return {mean, covariance};
}

void MultivariateNormal::draw(Random& random, double* out, double* work) const {
  const std::size_t d = dimensions();
  for (std::size_t i = 0; i < d; ++i) work[i] = random.normal();
  for (std::size_t i = 0; i < d; ++i) {
    double sum = mean_[i];
    for (std::size_t k = 0; k <= i; ++k) sum += factor_[i * d + k] * work[k];
    out[i] = sum;
  }
}

void MultivariateNormal::sample(Random& random, std::span<double> out) const {
  const FloatingPoint environment;
  if (out.size() != dimensions())
    fail_argument(kName, "out",
                  "has " + std::to_string(out.size()) + " places for " + std::to_string(dimensions()) + " coordinates");
  std::vector<double> work(dimensions());
  draw(random, out.data(), work.data());
}

void MultivariateNormal::sample(std::uint64_t seed, std::span<double> out) const {
  const std::size_t d = dimensions(), points = out.size() / d;
  if (points * d != out.size())
    fail_argument(kName, "out",
                  "has " + std::to_string(out.size()) + " places, which are no whole points of " + std::to_string(d) +
                      " coordinates");
  parallel_chunks((points + kChunk - 1) / kChunk, 1, [&](std::size_t first, std::size_t last) {
    std::vector<double> work(d);
    for (std::size_t c = first; c < last; ++c) {
      Random random(seed, c);
      for (std::size_t i = c * kChunk; i < std::min((c + 1) * kChunk, points); ++i)
        draw(random, out.data() + i * d, work.data());
    }
  });
}

}  // namespace sanov
