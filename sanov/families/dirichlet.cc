#include "sanov/families/dirichlet.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/base/running_sum.h"
#include "sanov/families/draws.h"
#include "sanov/numerics/special.h"
#include "sanov/numerics/special_beta.h"

namespace sanov {
namespace {

constexpr const char* kName = "dirichlet";

void check_size(std::size_t has, std::size_t needs, const char* argument) {
  if (has != needs)
    fail_argument(kName, argument,
                  "has " + std::to_string(has) + " cells, but concentration has " + std::to_string(needs));
}

/// ln Γ(b) − ln Γ(a) − (b − a) ψ(a), which is never negative.
double log_gamma_bend(double a, double b) {
  if (a > 10 && b > 10) {
    // ln Γ is (x − ½) ln x − x, whose bend is exact, and the excess, which is small.
    return b * log1p_gap((a - b) / b) + 0.5 * log1p_gap((b - a) / a) +
           (log_gamma_excess(b) - log_gamma_excess(a) - (b - a) * log_gamma_excess_slope(a));
  }
  return log_gamma(b) - log_gamma(a) - (b - a) * digamma(a);
}

}  // namespace

Dirichlet::Dirichlet(std::span<const double> concentration)
    : concentration_(concentration.begin(), concentration.end()) {
  if (cells() < 2)
    fail_argument(kName, "concentration", "has " + std::to_string(cells()) + " cells; at least two are needed");
  RunningSum total;
  for (std::size_t i = 0; i < cells(); ++i) {
    if (!(concentration[i] > 0 && std::isfinite(concentration[i])))
      fail_value(kName, "concentration", i, concentration[i], "it must be positive and finite");
    total.add(concentration[i]);
  }
  total_ = total.value();
  if (!std::isfinite(total_)) fail_domain(kName, "concentration", "sums to more than a double holds");
}

double Dirichlet::log_pdf(std::span<const double> probabilities) const {
  const FloatingPoint environment;
  check_size(probabilities.size(), cells(), "probabilities");
  RunningSum sum, total;
  for (std::size_t i = 0; i < cells(); ++i) {
    if (!(probabilities[i] >= 0 && probabilities[i] <= 1))
      fail_value(kName, "probabilities", i, probabilities[i], "probabilities are in [0, 1]");
    total.add(probabilities[i]);
  }
  if (!(std::fabs(total.value() - 1) <= 1e-9))
    fail_domain(kName, "probabilities", "sum to " + to_text(total.value()) + ", not to 1");
  // About the point p = concentration/total, where nothing cancels.
  sum.add(log_gamma_excess(total_) - 0.5 * std::log(total_));
  bool infinite = false;
  for (std::size_t i = 0; i < cells(); ++i) {
    const double a = concentration_[i], p = probabilities[i], middle = a / total_;
    if (p == 0) {
      if (a > 1) return -HUGE_VAL;
      infinite = infinite || a < 1;
      sum.add(-std::log(middle));  // for a = 1; else nothing finite counts
      continue;
    }
    const double u = (p - middle) / middle;
    sum.add(0.5 * std::log(a) - log_gamma_excess(a) - std::log(p) -
            a * (u < -0.5 ? deviance(p / middle) : log1p_gap(u)));
  }
  return infinite ? HUGE_VAL : sum.value();
}

std::vector<double> Dirichlet::mean() const {
  std::vector<double> out;
  for (const double a : concentration_) out.push_back(a / total_);
  return out;
}

std::vector<double> Dirichlet::covariance() const {
  std::vector<double> out;
  for (std::size_t i = 0; i < cells(); ++i) {
    RunningSum rest;
    for (std::size_t k = 0; k < cells(); ++k)
      if (k != i) rest.add(concentration_[k]);
    const double p = concentration_[i] / total_;
    for (std::size_t j = 0; j < cells(); ++j)
      out.push_back(p * (i == j ? rest.value() / total_ : -concentration_[j] / total_) / (total_ + 1));
  }
  return out;
}

double Dirichlet::entropy() const {
  const FloatingPoint environment;
  RunningSum sum;
  const double at_total = digamma(total_);
  sum.add(-log_gamma(total_));
  for (const double a : concentration_) {
    sum.add(log_gamma(a));
    sum.add(-(a - 1) * (digamma(a) - at_total));
  }
  return sum.value();
}

double Dirichlet::kl(const Dirichlet& q) const {
  const FloatingPoint environment;
  check_size(q.cells(), cells(), "q");
  // The bend of Σ ln Γ(aᵢ) − ln Γ(Σ a), of which the density is the exponential family.
  RunningSum sum;
  for (std::size_t i = 0; i < cells(); ++i) sum.add(log_gamma_bend(concentration_[i], q.concentration_[i]));
  sum.add(-log_gamma_bend(total_, q.total_));
  return std::max(sum.value(), 0.0);
}

void Dirichlet::sample(Random& random, std::span<double> out) const {
  const FloatingPoint environment;
  check_size(out.size(), cells(), "out");
  // In logarithms: gamma numbers of small concentrations underflow, all of them at times.
  for (std::size_t i = 0; i < cells(); ++i) out[i] = draw_log_gamma(random, concentration_[i]);
  const double largest = *std::max_element(out.begin(), out.end());
  double total = 0;
  for (double& x : out) total += x = std::exp(x - largest);
  for (double& x : out) x /= total;
}

}  // namespace sanov
