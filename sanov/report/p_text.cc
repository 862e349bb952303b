#include "sanov/report/p_text.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

namespace sanov {

std::string p_text(double p, double log_p) {
  if (p > 0 && p < 1e-4) return fmt::format("{:.1e}", p);
  if (p > 0) return fmt::format("{:.2g}", p);
  const double tens = log_p / std::numbers::ln10, exponent = std::floor(tens);
  return fmt::format("{:.1f}e{:.0f}", std::pow(10, tens - exponent), exponent);
}

}  // namespace sanov
