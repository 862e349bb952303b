#include "sanov/inference/out_of_range.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "sanov/base/error.h"
#include "sanov/numerics/special.h"

namespace sanov {
namespace {

constexpr std::uint64_t kFewFactors = 4096;

double log_p_beyond(double n, double m, std::uint64_t beyond) {
  if (beyond <= kFewFactors) {
    double log = 0;
    for (std::uint64_t i = 0; i < beyond; ++i) log += std::log1p(-n / (n + m - static_cast<double>(i)));
    return log;
  }
  const double j = static_cast<double>(beyond);
  return log_gamma(n + m - j + 1) - log_gamma(m - j + 1) - log_gamma(n + m + 1) + log_gamma(m + 1);
}

}  // namespace

PValue out_of_range_p(std::uint64_t n, std::uint64_t m, std::uint64_t below, std::uint64_t above) {
  if (n == 0) fail_argument("out_of_range_p", "n", "is 0; there is no range without rows");
  if (below > m || above > m - below)
    fail_argument(
        "out_of_range_p", "below and above",
        "are " + std::to_string(below) + " and " + std::to_string(above) + " of " + std::to_string(m) + " rows");
  const double log = log_p_beyond(static_cast<double>(n), static_cast<double>(m), std::max(below, above));
  const double log_p = std::min(std::numbers::ln2 + log, 0.);
  return {std::exp(log_p), log_p, Method::exact};
}

}  // namespace sanov
