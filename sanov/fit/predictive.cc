#include "sanov/fit/predictive.h"

#include <algorithm>
#include <cmath>

#include "sanov/families/zeta.h"

namespace sanov {
namespace {

double of_range(double n, double low, double high, double x) {
  const double range = high - low, with = std::max(high, x) - std::min(low, x);
  return std::log((n - 1) / (n + 1)) + (n - 1) * std::log(range) - n * std::log(with);
}

/// ln Σ (count) L^(−power), times R^power, over the lengths L ≥ R that ends of whole numbers may have around a range of R of
/// them, each in L − R + 1 places.
double log_lengths(double range, double power) {
  // Σ (L − R + 1) L^(−power) = Σ L^(1−power) − (R − 1) Σ L^(−power); each zeta here is times R^its power.
  return std::log(range * scaled_hurwitz_zeta(power - 1, range) - (range - 1) * scaled_hurwitz_zeta(power, range));
}

double of_whole_range(double n, double low, double high, double x) {
  const double range = high - low + 1, with = std::max(high, x) - std::min(low, x) + 1;
  return log_lengths(with, n + 2) - (n + 2) * std::log(with) - log_lengths(range, n + 1) + (n + 1) * std::log(range);
}

}  // namespace

bool predicted_log_densities(std::string_view family, const SampleShape& others, std::span<const double> fitted,
                             std::span<const double> x, std::vector<double>& out) {
  const double n = others.mass;
  if (n < 2) return false;
  if (family == "discrete_uniform") {
    for (const double v : x) out.push_back(of_whole_range(n, others.low, others.high, v));
    return true;
  }
  if (!(others.low < others.high) || (family != "uniform" && family != "log_uniform" && family != "pareto"))
    return false;
  for (const double v : x) {
    if (family == "uniform") {
      out.push_back(of_range(n, others.low, others.high, v));
    } else if (family == "log_uniform") {
      out.push_back(of_range(n, std::log(others.low), std::log(others.high), std::log(v)) - std::log(v));
    } else {
      const double minimum = fitted[1], spread = n / fitted[0];  // Σ ln(x/minimum)
      const double above = std::log(v / minimum), along = above > 0 ? above : -n * above;
      out.push_back(std::log(n * (n - 1) / (n + 1)) - std::log(v) + (n - 1) * std::log(spread) -
                    n * std::log(spread + along));
    }
  }
  return true;
}

}  // namespace sanov
