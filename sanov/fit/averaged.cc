#include "sanov/fit/averaged.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sanov/base/error.h"
#include "sanov/families/draws.h"
#include "sanov/fit/climb.h"
#include "sanov/fit/likelihood.h"
#include "sanov/numerics/random.h"

namespace sanov {
namespace {

constexpr int kPairs = 100;
constexpr double kWider = 1.2;  ///< what is drawn from than the likelihood, whose flanks may be less steep,
constexpr double kFreedom = 5;  ///< and whose tails are Student's of so many degrees of freedom
constexpr double kWidest = 3;   ///< standard error of a free coordinate from which on it is drawn from no wider

/// The lower triangle L of A = L Lᵀ; empty where A is not positive definite.
std::vector<double> triangle_of(const std::vector<std::vector<double>>& a) {
  const std::size_t n = a.size();
  std::vector<double> l(n * n);
  for (std::size_t j = 0; j < n; ++j)
    for (std::size_t i = j; i < n; ++i) {
      double sum = a[i][j];
      for (std::size_t k = 0; k < j; ++k) sum -= l[i * n + k] * l[j * n + k];
      if (i == j && !(sum > 0 && std::isfinite(sum))) return {};
      l[i * n + j] = i == j ? std::sqrt(sum) : sum / l[j * n + j];
    }
  return l;
}

/// Where members are drawn about the fit, in free coordinates.
class Cloud {
 public:
  Cloud(const FamilyEntry& entry, std::span<const double> at, const std::vector<bool>& free, const DensitySums& top)
      : centre_(at.begin(), at.end()) {
    for (std::size_t i = 0; i < at.size(); ++i) {
      coordinates_.emplace_back(entry.parameters[i]);
      if (free[i]) moving_.push_back(i);
    }
    std::vector<std::vector<double>> covariance = inverse_curvature(top, moving_, at.size()), inner;
    if (covariance.empty()) return;
    for (const std::size_t i : moving_) {
      inner.emplace_back();
      for (const std::size_t j : moving_) inner.back().push_back(covariance[i][j] / (slope(i) * slope(j)));
    }
    for (std::size_t a = 0; a < inner.size(); ++a) {
      const double shrink = kWidest / std::sqrt(inner[a][a]);
      if (coordinates_[moving_[a]].bounded() && shrink < 1)
        for (std::size_t b = 0; b < inner.size(); ++b) inner[a][b] *= shrink, inner[b][a] *= shrink;
    }
    triangle_ = triangle_of(inner);
  }

  bool empty() const { return triangle_.empty(); }
  std::size_t directions() const { return moving_.size(); }

  /// The member `z` standard errors from the fit.
  std::vector<double> at(const std::vector<double>& z, double sign) const {
    std::vector<double> out = centre_;
    const std::size_t n = moving_.size();
    for (std::size_t a = 0; a < n; ++a) {
      const FreeCoordinate& coordinate = coordinates_[moving_[a]];
      double place = coordinate.from(centre_[moving_[a]]);
      for (std::size_t b = 0; b <= a; ++b) place += sign * kWider * triangle_[a * n + b] * z[b];
      out[moving_[a]] = coordinate.value(place);
    }
    return out;
  }

 private:
  double slope(std::size_t i) const { return coordinates_[i].slope(coordinates_[i].from(centre_[i])); }

  std::vector<FreeCoordinate> coordinates_;
  std::vector<std::size_t> moving_;
  std::vector<double> centre_, triangle_;
};

double mass_of(const Nodes& rows) {
  const std::vector<double> weights = weights_of(rows);
  return std::accumulate(weights.begin(), weights.end(), 0.0);
}

double likelihood_at(const FamilyEntry& entry, std::span<const double> at, const Nodes& rows,
                     const std::vector<double>& weights, const Truncation& truncation) {
  const std::vector<double> terms = log_likelihood_terms(entry, at, rows, truncation);
  return std::inner_product(terms.begin(), terms.end(), weights.begin(), 0.0);
}

/// Means of exponentials, beyond the range of doubles.
struct Averages {
  std::vector<double> top, sum;

  explicit Averages(std::size_t rows) : top(rows, -HUGE_VAL), sum(rows, 0.0) {}
  void add(std::size_t i, double log) {
    if (log == -HUGE_VAL) return;
    if (log > top[i]) sum[i] *= std::exp(top[i] - log), top[i] = log;
    sum[i] += std::exp(log - top[i]);
  }
  double log(std::size_t i) const { return sum[i] > 0 ? top[i] + std::log(sum[i]) : -HUGE_VAL; }
};

}  // namespace

std::vector<double> averaged_log_densities(const FamilyEntry& entry, std::span<const double> at,
                                           const std::vector<bool>& free, const Nodes& others, const Nodes& held,
                                           const Truncation& truncation) {
  if (mass_of(others) > kKnownWell) return {};
  const DensitySums top = log_likelihood(entry, at, others, truncation);
  if (!std::isfinite(top.value)) return {};
  const Cloud cloud(entry, at, free, top);
  if (cloud.empty()) return {};
  const std::vector<double> weights = weights_of(others);
  const std::size_t rows = held.x.size() + held.between.size();
  Averages averages(rows + 1);  // the last: of the members' weights
  Random random(6);
  std::vector<double> z(cloud.directions());
  for (int pair = 0; pair < kPairs; ++pair) {
    const double stretch = std::sqrt(kFreedom / 2 / draw_gamma(random, kFreedom / 2));
    double square = 0;
    for (double& each : z) each = random.normal() * stretch, square += each * each;
    const double rarity = (kFreedom + static_cast<double>(z.size())) / 2 * std::log1p(square / kFreedom);
    for (const double sign : {-1.0, 1.0}) {
      const std::vector<double> member = cloud.at(z, sign);
      try {
        const double weight = likelihood_at(entry, member, others, weights, truncation) - top.value + rarity;
        if (!std::isfinite(weight)) continue;
        averages.add(rows, weight);
        const std::vector<double> terms = log_likelihood_terms(entry, member, held, truncation);
        for (std::size_t i = 0; i < rows; ++i)
          if (!std::isnan(terms[i])) averages.add(i, weight + terms[i]);
      } catch (
          const DomainError&) {  // a coordinate at the end of all doubles is outside its domain, where no weight lies
      } catch (const InvalidArgument&) {
      }
    }
  }
  std::vector<double> out(rows);
  for (std::size_t i = 0; i < rows; ++i) out[i] = averages.log(i) - averages.log(rows);
  if (!std::isfinite(averages.log(rows))) return {};
  return out;
}

}  // namespace sanov
