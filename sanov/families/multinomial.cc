#include "sanov/families/multinomial.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/base/running_sum.h"
#include "sanov/families/binomial.h"
#include "sanov/families/count_masses.h"
#include "sanov/numerics/special_beta.h"

namespace sanov {
namespace {

constexpr const char* kName = "multinomial";

void check_size(std::size_t has, std::size_t needs, const char* argument) {
  if (has != needs)
    fail_argument(kName, argument,
                  "has " + std::to_string(has) + " cells, but probabilities has " + std::to_string(needs));
}

}  // namespace

Multinomial::Multinomial(double trials, std::span<const double> probabilities)
    : trials_(trials), probabilities_(probabilities.begin(), probabilities.end()) {
  if (!(trials >= 1 && trials <= 0x1p53 && trials == std::floor(trials)))
    fail_domain(kName, "trials", "is " + to_text(trials) + "; it must be a whole number, 1 or more and at most 2^53");
  if (probabilities.empty()) fail_argument(kName, "probabilities", "is empty; at least one cell is needed");
  RunningSum total;
  for (std::size_t i = 0; i < cells(); ++i) {
    if (!(probabilities[i] >= 0 && probabilities[i] <= 1))
      fail_value(kName, "probabilities", i, probabilities[i], "probabilities are in [0, 1]");
    total.add(probabilities[i]);
  }
  if (!(std::fabs(total.value() - 1) <= 1e-9))
    fail_domain(kName, "probabilities", "sum to " + to_text(total.value()) + ", not to 1");
}

double Multinomial::log_pdf(std::span<const double> counts) const {
  const FloatingPoint environment;
  check_size(counts.size(), cells(), "counts");
  RunningSum sum, total;
  bool possible = true;
  for (std::size_t i = 0; i < cells(); ++i) {
    const double n = counts[i], expected = trials_ * probabilities_[i];
    if (std::isnan(n)) fail_value(kName, "counts", i, n, "a number is needed");
    possible = possible && n >= 0 && n <= trials_ && n == std::floor(n) && (n == 0 || expected > 0);
    if (!possible) continue;
    total.add(n);
    if (expected > 0) sum.add(log_poisson_mass(n, expected));
  }
  if (!possible || total.value() != trials_) return -HUGE_VAL;
  // Independent Poisson counts, given their sum.
  sum.add(-log_poisson_mass(trials_, trials_));
  return sum.value();
}

std::vector<double> Multinomial::mean() const {
  std::vector<double> out;
  for (const double p : probabilities_) out.push_back(trials_ * p);
  return out;
}

std::vector<double> Multinomial::covariance() const {
  std::vector<double> out;
  for (std::size_t i = 0; i < cells(); ++i)
    for (std::size_t j = 0; j < cells(); ++j)
      out.push_back(trials_ * probabilities_[i] * (i == j ? 1 - probabilities_[i] : -probabilities_[j]));
  return out;
}

double Multinomial::entropy() const {
  const FloatingPoint environment;
  RunningSum sum;
  sum.add(log_poisson_mass(trials_, trials_));
  for (const double p : probabilities_) {
    if (p == 0) continue;
    const Binomial count{.trials = trials_, .probability = p};
    const auto mass = [d = FamilyFunctions<Binomial>::density(count)](double k) { return d(k); };
    const double expected = trials_ * p, spread = std::sqrt(expected * (1 - p));
    sum.add(expectation([&](double k) { return -log_poisson_mass(k, expected); }, mass, count.support(), true,
                        {std::round(expected), spread}));
  }
  return sum.value();
}

double Multinomial::kl(const Multinomial& q) const {
  const FloatingPoint environment;
  check_size(q.cells(), cells(), "q");
  if (q.trials_ != trials_)
    fail_argument(kName, "q",
                  "has " + to_text(q.trials_) + " trials, but p has " + to_text(trials_) + ": no outcome is common");
  RunningSum sum;
  for (std::size_t i = 0; i < cells(); ++i) {
    const double a = probabilities_[i], b = q.probabilities_[i];
    if (a > 0 && b == 0) return HUGE_VAL;
    sum.add(a == 0 ? b : (b - a) / a < -0.5 ? a * deviance(b / a) : a * log1p_gap((b - a) / a));
  }
  return trials_ * sum.value();
}

void Multinomial::sample(Random& random, std::span<double> out) const {
  const FloatingPoint environment;
  check_size(out.size(), cells(), "out");
  std::vector<double> rest(cells() + 1);  // the probability from a cell on
  for (std::size_t i = cells(); i-- > 0;) rest[i] = rest[i + 1] + probabilities_[i];
  double left = trials_;
  for (std::size_t i = 0; i < cells(); ++i) {
    // Exactly 1 for the last possible cell, which takes what is left.
    const double share = rest[i] > 0 ? probabilities_[i] / rest[i] : 0;
    out[i] = left == 0 ? 0 : Binomial{.trials = left, .probability = share}.sample(random);
    left -= out[i];
  }
}

}  // namespace sanov
