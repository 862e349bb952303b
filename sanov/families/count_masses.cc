#include "sanov/families/count_masses.h"

#include <numbers>

#include "sanov/numerics/special_beta.h"

namespace sanov {
namespace {

/// x·deviance(expected/x), from how far expected is above x.
double fall(double x, double expected, double above) {
  const double u = above / x;
  return u < -0.5 ? x * deviance(expected / x) : x * log1p_gap(u);
}

}  // namespace

double log_poisson_mass(double k, double mean) {
  if (k == 0) return -mean;
  return -fall(k, mean, mean - k) - log_gamma_excess(k) - 0.5 * std::log(k);
}

double log_binomial_mass(double k, double n, double p, double q) {
  if (p == 0) return k == 0 ? 0 : -HUGE_VAL;
  if (q == 0) return k == n ? 0 : -HUGE_VAL;
  if (k == 0) return n * (p < 0.5 ? std::log1p(-p) : std::log(q));
  if (k == n) return n * (q < 0.5 ? std::log1p(-q) : std::log(p));
  const double rest = n - k;
  // n p − k = k q⋅… : the two distances from the top are the same, with opposite signs.
  const double above = p <= q ? std::fma(n, p, -k) : -std::fma(n, q, -rest);
  return log_gamma_excess(n) - log_gamma_excess(k) - log_gamma_excess(rest) + 0.5 * std::log(n / k / rest) -
         fall(k, n * p, above) - fall(rest, n * q, -above);
}

double log_negative_binomial_mass(double k, double size, double p, double q) {
  if (k == 0) return size * (q < 0.5 ? std::log1p(-q) : std::log(p));
  const double n = size + k;
  if (n == k) {  // size is nothing beside k: Γ(k + size)/k! is k^(size − 1)
    return std::log(size) - std::log(k) + k * std::log1p(-p);
  }
  return std::log(size / n) + log_binomial_mass(size, n, p, q);
}

}  // namespace sanov
