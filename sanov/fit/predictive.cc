#include "sanov/fit/predictive.h"

#include <algorithm>
#include <cmath>

namespace sanov {
namespace {

double of_range(double n, double low, double high, double x) {
  const double range = high - low, with = std::max(high, x) - std::min(low, x);
  return std::log((n - 1) / (n + 1)) + (n - 1) * std::log(range) - n * std::log(with);
}

}  // namespace

bool predicted_log_densities(std::string_view family, const SampleShape& others, std::span<const double> fitted,
                             std::span<const double> x, std::vector<double>& out) {
  const double n = others.mass;
  if (n < 2 || !(others.low < others.high)) return false;
  if (family != "uniform" && family != "log_uniform" && family != "pareto") return false;
  for (const double v : x) {
    if (family == "uniform") {
      out.push_back(of_range(n, others.low, others.high, v));
    } else if (family == "log_uniform") {
      out.push_back(of_range(n, std::log(others.low), std::log(others.high), std::log(v)) - std::log(v));
    } else {
      const double shape = fitted[0], minimum = fitted[1], above = std::log(v / minimum);
      out.push_back(std::log(n / (n + 1) * shape) - std::log(v) - (above > 0 ? shape * above : -n * shape * above));
    }
  }
  return true;
}

}  // namespace sanov
