#include "sanov/families/closed_power.h"

#include <cmath>
#include <string_view>
#include <vector>

#include "sanov/families/closed_shape.h"
#include "sanov/numerics/special.h"
#include "sanov/numerics/special_beta.h"

namespace sanov {
namespace {

using Kind = Shape::Kind;
using Values = std::vector<double>;
constexpr double kRounding = 0x1p-52;

/// The norm of pᵃ q¹⁻ᵃ: the exponents' convex, or for a above 1 other, combination of x and y.
double between(double x, double y, double a) { return a * x + (1 - a) * y; }

std::optional<Sum> normal_power(const Shape& p, const Shape& q, double a) {
  const double square = between(q.b * q.b, p.b * p.b, a);  // (1 − a) of p's variance, a of q's
  if (!(square > 0)) return {};
  const double away = p.a - q.a;
  return (1 - a) * Sum(std::log(p.b)) + a * Sum(std::log(q.b)) - Sum(std::log(square) / 2) -
         Sum(a * (1 - a) / 2 * away / square * away);
}

/// Of gamma numbers of the same power, with scales e^(a/b).
std::optional<Sum> gamma_power(const Shape& p, const Shape& q, double a) {
  if (p.b != q.b) return {};
  const double shape = between(p.c, q.c, a), ratio = (p.a - q.a) / p.b;  // ln of p's scale over q's
  const double rate = a + (1 - a) * std::exp(ratio);                     // in units of p's
  if (!(shape > 0 && rate > 0)) return {};
  return Sum(log_gamma(shape)) - a * Sum(log_gamma(p.c)) - (1 - a) * Sum(log_gamma(q.c)) - Sum(shape * std::log(rate)) +
         (1 - a) * q.c * Sum(ratio);
}

/// Of beta numbers of the same power, or of their odds.
std::optional<Sum> beta_power(const Shape& p, const Shape& q, double a) {
  if (p.a != q.a || p.b != q.b) return {};
  const double c = between(p.c, q.c, a), d = between(p.d, q.d, a);
  if (!(c > 0 && d > 0)) return {};
  return Sum(log_beta(c, d)) - a * Sum(log_beta(p.c, p.d)) - (1 - a) * Sum(log_beta(q.c, q.d));
}

std::optional<Sum> laplace_power(const Shape& p, const Shape& q, double a) {
  const double rate = a + (1 - a) * (p.b / q.b);
  if (p.a != q.a || !(rate > 0)) return {};
  return (1 - a) * Sum(std::log(p.b / q.b)) - Sum(std::log(rate));
}

std::optional<Sum> shape_power(const Shape& p, const Shape& q, double a) {
  if (p.kind != q.kind) return {};
  switch (p.kind) {
    case Kind::normal: return normal_power(p, q, a);
    case Kind::log_gamma: return gamma_power(p, q, a);
    case Kind::log_odds:
    case Kind::log_beta: return beta_power(p, q, a);
    case Kind::laplace: return laplace_power(p, q, a);
    default: return {};
  }
}

/// Of one trial.
Sum trial_power(double p, double q, double a) {
  const auto part = [a](double x, double y) {
    return x > 0 && y > 0 ? std::exp(a * std::log(x) + (1 - a) * std::log(y)) : 0;
  };
  const double success = part(p, q), failure = part(1 - p, 1 - q);
  return {std::log(success + failure), 2 + std::fabs(a) * std::fabs(std::log(p / q))};
}

std::optional<Sum> whole_power(const Distribution& p, const Distribution& q, double a) {
  const std::string_view from = p.family(), to = q.family();
  const Values x = p.parameters(), y = q.parameters();
  if (from == "poisson" && to == from) {
    const double middle = std::exp(a * std::log(x[0]) + (1 - a) * std::log(y[0]));
    return Sum(middle) - Sum(a * x[0]) - Sum((1 - a) * y[0]);
  }
  if (from == "bernoulli" && to == from) return trial_power(x[0], y[0], a);
  if (from == "binomial" && to == from && x[0] == y[0]) return x[0] * trial_power(x[1], y[1], a);
  const auto size = [](std::string_view name, const Values& v) { return name == "geometric" ? 1 : v[0]; };
  const auto waits = [](std::string_view name) { return name == "geometric" || name == "negative_binomial"; };
  if (waits(from) && waits(to) && size(from, x) == size(to, y)) {
    // Σ of (1 − chance)^k, each to its power: a geometric series.
    const double ratio = std::exp(a * std::log1p(-x.back()) + (1 - a) * std::log1p(-y.back()));
    if (!(ratio < 1)) return {};
    return size(from, x) * (a * Sum(std::log(x.back())) + (1 - a) * Sum(std::log(y.back())) -
                            Sum(std::log1p(-ratio), 1 + 1 / (1 - ratio)));
  }
  return {};
}

}  // namespace

std::optional<Estimate> closed_log_power(const Distribution& p, const Distribution& q, double a) {
  if (p.family().empty() || q.family().empty() || p.whole() != q.whole()) return {};
  std::optional<Sum> best;
  const auto take = [&](const std::optional<Sum>& found) {
    if (found && std::isfinite(found->value) && std::isfinite(found->size) && (!best || found->size < best->size))
      best = found;
  };
  if (p.whole()) {
    take(whole_power(p, q, a));
  } else {
    const std::vector<View> wanted = views(q);
    for (const View& x : views(p))
      for (const View& y : wanted)
        if (x.coordinate == y.coordinate && x.origin == y.origin) take(shape_power(x.shape, y.shape, a));
  }
  if (!best) return {};
  return Estimate{best->value, 32 * kRounding * best->size};
}

}  // namespace sanov
