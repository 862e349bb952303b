#include "sanov/transport/gaussian.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/base/running_sum.h"
#include "sanov/numerics/parallel.h"
#include "sanov/transport/factor.h"
#include "sanov/transport/shares.h"

namespace sanov {
namespace {

constexpr const char* kBures = "bures";
constexpr const char* kDistance = "wasserstein_gaussian";
constexpr const char* kBarycentre = "gaussian_barycentre";

/// Variances times 4^this are near 1, or 0.
int scaling(double largest_variance) { return largest_variance > 0 ? -(std::ilogb(largest_variance) / 2) : 0; }

/// G turned towards F. Whether rounding spoils the best turn or not, none at all is a turn too: equal factors have
/// distance 0.
Factor nearest(const Factor& f, const Factor& g) {
  Factor turned = turned_towards(f, g);
  return distance(f, g) <= distance(f, turned) ? g : turned;
}

/// Factors of two covariances in one scale.
struct FactorPair {
  Factor f, g;
  int exponent;
};

FactorPair factors_of(Rows a, Rows b, const char* function, const std::string& name_a, const std::string& name_b) {
  const double largest = std::max(largest_variance(a, function, name_a), largest_variance(b, function, name_b));
  if (a.rows() != b.rows())
    fail_argument(function, name_b,
                  "has " + std::to_string(b.rows()) + " rows, but " + name_a + " has " + std::to_string(a.rows()));
  const int exponent = scaling(largest);
  return {factor(a, exponent, function, name_a), factor(b, exponent, function, name_b), exponent};
}

double between(const FactorPair& pair) { return std::ldexp(distance(pair.f, nearest(pair.f, pair.g)), -pair.exponent); }

void check_mean(const Gaussian& g, const char* function, const std::string& name) {
  if (g.mean.size() != g.covariance.rows())
    fail_argument(function, name + ".mean",
                  "has " + std::to_string(g.mean.size()) + " coordinates, but the covariance " +
                      std::to_string(g.covariance.rows()) + " rows");
  for (std::size_t i = 0; i < g.mean.size(); ++i)
    if (!std::isfinite(g.mean[i])) fail_value(function, name + ".mean", i, g.mean[i], "means are finite");
}

/// |x − y| without overflow on the way.
double distance_of_means(Cells x, Cells y) {
  double out = 0;
  for (std::size_t i = 0; i < x.size(); ++i) out = std::hypot(out, x[i] - y[i]);
  return out;
}

void check_slopes(const GaussianGradient& slopes, const Gaussian& g, const char* argument) {
  const std::size_t d = g.mean.size();
  const auto check = [&](std::span<double> span, std::size_t size, const char* part) {
    if (span.empty() || span.size() == size) return;
    fail_argument(kDistance, std::string(argument) + part,
                  "has " + std::to_string(span.size()) + " cells; " + std::to_string(size) + " slopes belong in it");
  };
  check(slopes.mean, d, ".mean");
  check(slopes.covariance, d * d, ".covariance");
}

/// (I − T)/2W in rows, where T takes the normal distribution of FFᵀ to that of GGᵀ: (F − G)F⁻¹/2W, G turned towards F.
void fill_slopes(std::span<double> out, const Factor& f, const Factor& g, double distance, const char* argument) {
  Factor difference = nearest(f, g);
  for (std::size_t i = 0; i < f.values.size(); ++i) difference.values[i] = f.values[i] - difference.values[i];
  const Factor slopes = divided(difference, f, kDistance, argument);
  for (std::size_t i = 0; i < f.d; ++i)
    for (std::size_t j = 0; j < f.d; ++j)
      out[i * f.d + j] = (slopes.column(j)[i] / 2 + slopes.column(i)[j] / 2) / (2 * distance);
}

/// The distributions, all in one scale.
class Family {
 public:
  Family(std::span<const Gaussian> distributions, const GaussianBarycentreOptions& options)
      : distributions_(distributions) {
    if (distributions.empty()) fail_argument(kBarycentre, "distributions", "is empty; at least one is needed");
    shares_ = checked_shares(options.shares, distributions.size(), "distributions", kBarycentre);
    double largest = 0;
    for (std::size_t k = 0; k < distributions.size(); ++k) {
      const Gaussian& one = distributions[k];
      largest = std::max(largest, largest_variance(one.covariance, kBarycentre, name(k) + ".covariance"));
      check_mean(one, kBarycentre, name(k));
      if (one.mean.size() != dimensions())
        fail_argument(kBarycentre, name(k),
                      "has " + std::to_string(one.mean.size()) + " dimensions, but the first has " +
                          std::to_string(dimensions()));
    }
    exponent_ = scaling(largest);
    for (std::size_t k = 0; k < distributions.size(); ++k)
      factors_.push_back(factor(distributions[k].covariance, exponent_, kBarycentre, name(k) + ".covariance"));
  }

  std::size_t dimensions() const { return distributions_[0].mean.size(); }
  int exponent() const { return exponent_; }
  const std::vector<double>& shares() const { return shares_; }
  const Factor& operator[](std::size_t k) const { return factors_[k]; }
  std::size_t size() const { return factors_.size(); }

  std::vector<double> mean() const {
    std::vector<double> out(dimensions());
    for (std::size_t i = 0; i < out.size(); ++i) {
      RunningSum sum;
      for (std::size_t k = 0; k < size(); ++k) sum.add(shares_[k] * distributions_[k].mean[i]);
      out[i] = sum.value();
    }
    return out;
  }

  /// A factor of the mean covariance, whose range holds those of all.
  Factor start() const {
    const std::size_t d = dimensions();
    std::vector<double> sum(d * d);
    for (std::size_t k = 0; k < size(); ++k) {
      const std::vector<double> one = product(factors_[k]);
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += shares_[k] * one[i];
    }
    return factor(Rows(sum.data(), d, d), 0, kBarycentre, "distributions");
  }

  /// Every factor turned towards f.
  std::vector<Factor> turned(const Factor& f) const {
    std::vector<Factor> out(size(), Factor(dimensions()));
    parallel_chunks(size(), 1, [&](std::size_t first, std::size_t last) {
      for (std::size_t k = first; k < last; ++k) out[k] = turned_towards(f, factors_[k]);
    });
    return out;
  }

  /// FFᵀ in rows.
  static std::vector<double> product(const Factor& f) {
    std::vector<double> out(f.values.size());
    for (std::size_t k = 0; k < f.d; ++k)
      for (std::size_t i = 0; i < f.d; ++i)
        for (std::size_t j = 0; j < f.d; ++j) out[i * f.d + j] += f.column(k)[i] * f.column(k)[j];
    return out;
  }

 private:
  static std::string name(std::size_t k) { return "distributions[" + std::to_string(k) + "]"; }

  std::span<const Gaussian> distributions_;
  std::vector<double> shares_;
  std::vector<Factor> factors_;
  int exponent_ = 0;
};

Factor mean_of(const std::vector<Factor>& factors, const std::vector<double>& shares) {
  Factor out(factors[0].d);
  for (std::size_t k = 0; k < factors.size(); ++k)
    for (std::size_t i = 0; i < out.values.size(); ++i) out.values[i] += shares[k] * factors[k].values[i];
  return out;
}

}  // namespace

double bures(Rows a, Rows b) {
  const FloatingPoint guard;
  return between(factors_of(a, b, kBures, "a", "b"));
}

double wasserstein_gaussian(const Gaussian& p, const Gaussian& q) { return wasserstein_gaussian(p, q, {}, {}); }

double wasserstein_gaussian(const Gaussian& p, const Gaussian& q, const GaussianGradient& slopes_p,
                            const GaussianGradient& slopes_q) {
  const FloatingPoint guard;
  check_mean(p, kDistance, "p");
  check_mean(q, kDistance, "q");
  check_slopes(slopes_p, p, "slopes_p");
  check_slopes(slopes_q, q, "slopes_q");
  const FactorPair pair = factors_of(p.covariance, q.covariance, kDistance, "p.covariance", "q.covariance");
  const double value = std::hypot(distance_of_means(p.mean, q.mean), between(pair));
  for (const std::span<double> span : {slopes_p.mean, slopes_p.covariance, slopes_q.mean, slopes_q.covariance})
    std::fill(span.begin(), span.end(), 0.0);
  if (value == 0) return value;
  for (std::size_t i = 0; i < slopes_p.mean.size(); ++i) slopes_p.mean[i] = (p.mean[i] - q.mean[i]) / value;
  for (std::size_t i = 0; i < slopes_q.mean.size(); ++i) slopes_q.mean[i] = (q.mean[i] - p.mean[i]) / value;
  if (!slopes_p.covariance.empty()) fill_slopes(slopes_p.covariance, pair.f, pair.g, value, "p.covariance");
  if (!slopes_q.covariance.empty()) fill_slopes(slopes_q.covariance, pair.g, pair.f, value, "q.covariance");
  return value;
}

GaussianBarycentre gaussian_barycentre(std::span<const Gaussian> distributions,
                                       const GaussianBarycentreOptions& options) {
  const FloatingPoint guard;
  if (!(options.tolerance > 0))
    fail_argument(kBarycentre, "tolerance", "is " + to_text(options.tolerance) + "; it is positive");
  const Family family(distributions, options);
  GaussianBarycentre out;
  Factor here = family.start();
  const Factor zero(family.dimensions());
  out.status = Status::iteration_limit;
  while (out.iterations < options.max_iterations) {
    Factor next = mean_of(family.turned(here), family.shares());
    ++out.iterations;
    const double size = distance(next, zero);
    out.residual = size > 0 ? distance(next, here) / size : 0;
    here = std::move(next);
    if (out.residual > options.tolerance) continue;
    out.status = Status::converged;
    break;
  }
  out.mean = family.mean();
  out.covariance = Family::product(here);
  for (double& value : out.covariance) value = std::ldexp(value, -2 * family.exponent());
  const std::vector<Factor> turned = family.turned(here);
  RunningSum variance;
  for (std::size_t k = 0; k < family.size(); ++k) {
    const double apart = std::hypot(std::ldexp(distance(here, turned[k]), -family.exponent()),
                                    distance_of_means(out.mean, distributions[k].mean));
    variance.add(family.shares()[k] * apart * apart);
  }
  out.variance = variance.value();
  return out;
}

}  // namespace sanov
