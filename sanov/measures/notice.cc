#include "sanov/measures/notice.h"

#include <algorithm>
#include <cmath>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/measures/measures.h"

namespace sanov {
namespace {

/// Draws that evidence of `rate` nats a draw takes to add up to ln(1/α).
double draws(double alpha, double rate) { return std::max(1.0, std::ceil(-std::log(alpha) / rate)); }

}  // namespace

double samples_to_notice(Cells p, Cells q, double alpha) {
  const FloatingPoint environment;
  if (!(alpha > 0 && alpha < 1))
    fail_domain("samples_to_notice", "alpha", "is " + to_text(alpha) + "; it must be between 0 and 1");
  const double rate = kl(p, q);
  if (std::isfinite(rate)) return draws(alpha, rate);

  Probabilities possible(p.size());
  double impossible = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    possible[i] = q[i] > 0 ? p[i] : 0;
    impossible += p[i] - possible[i];
  }
  const double by_surprise = draws(alpha, -std::log1p(-std::min(impossible, 1.0)));
  const bool any_left = std::any_of(possible.begin(), possible.end(), [](double x) { return x > 0; });
  return any_left ? std::min(by_surprise, draws(alpha, kl(normalized(possible), q))) : by_surprise;
}

}  // namespace sanov
