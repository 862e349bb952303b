#include "sanov/inference/detectable.h"

#include <cmath>
#include <limits>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/inference/noncentral.h"
#include "sanov/numerics/roots.h"
#include "sanov/numerics/special.h"

namespace sanov {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

void check(const char* function, double cells, double rows) {
  if (!(cells >= 2 && cells < kInfinity))
    fail_domain(function, "cells", "is " + to_text(cells) + "; at least 2 are needed");
  if (!(rows > 0)) fail_domain(function, "reference_rows", "is " + to_text(rows) + "; it must be above 0");
}

}  // namespace

double noncentrality_to_detect(double k, const Power& power) {
  const FloatingPoint environment;
  const char* const function = "noncentrality_to_detect";
  if (!(k > 0 && k < kInfinity)) fail_domain(function, "k", "is " + to_text(k) + "; it must be finite and above 0");
  if (!(power.alpha > 0 && power.alpha < power.power && power.power < 1))
    fail_domain(
        function, "power",
        "is " + to_text(power.power) + " at alpha " + to_text(power.alpha) + "; 0 < alpha < power < 1 is needed");
  const double critical = chi_squared_upper_quantile(power.alpha, k);
  const auto short_by = [&](double noncentrality) {
    return 1 - noncentral_cdf(critical, k, noncentrality) - power.power;
  };
  double high = 10 + 5 * std::sqrt(k);
  while (short_by(high) < 0) high *= 2;
  return find_root(short_by, 0, high, {.relative = 1e-10}).x;
}

double rows_to_notice(double kl, double cells, double reference_rows, const Power& power) {
  check("rows_to_notice", cells, reference_rows);
  if (std::isnan(kl)) fail_domain("rows_to_notice", "kl", "is NaN");
  if (kl <= 0) return kInfinity;
  const double per_row = 2 * kl / noncentrality_to_detect(cells - 1, power) - 1 / reference_rows;
  return per_row > 0 ? 1 / per_row : kInfinity;
}

double smallest_detectable_kl(double cells, double reference_rows, double current_rows, const Power& power) {
  check("smallest_detectable_kl", cells, reference_rows);
  if (!(current_rows > 0))
    fail_domain("smallest_detectable_kl", "current_rows", "is " + to_text(current_rows) + "; it must be above 0");
  return noncentrality_to_detect(cells - 1, power) * (1 / current_rows + 1 / reference_rows) / 2;
}

}  // namespace sanov
