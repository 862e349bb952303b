#include "sanov/families/closed_kl.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "sanov/families/closed_shape.h"
#include "sanov/families/zeta.h"
#include "sanov/numerics/special.h"
#include "sanov/numerics/special_bessel.h"
#include "sanov/numerics/special_beta.h"

namespace sanov {
namespace {

using Kind = Shape::Kind;
using Values = std::vector<double>;
constexpr double kRounding = 0x1p-52;

/// e^d − 1 − d, which is never negative.
double exponential_excess(double d) {
  if (std::fabs(d) > 0.3) return std::expm1(d) - d;
  double sum = 0;
  for (int k = 16; k >= 2; --k) sum = d / k * (sum + 1);
  return d * sum;
}

/// A number made of products and sums of positive numbers, which no rounding but its own steps' can move.
Estimate exactly(double value) { return {value, 16 * kRounding * value}; }

Estimate normal_kl(const Values& p, const Values& q) {
  const double above = (p[1] - q[1]) * (p[1] + q[1]) / (q[1] * q[1]), away = (p[0] - q[0]) / q[1];
  return exactly((above < -0.5 ? deviance(p[1] / q[1] * (p[1] / q[1])) : log1p_gap(above)) / 2 + away * away / 2);
}

Estimate laplace_kl(const Values& p, const Values& q) {
  const double above = (p[1] - q[1]) / q[1], away = std::fabs(p[0] - q[0]) / p[1];
  const double scales = above < -0.5 ? deviance(p[1] / q[1]) : log1p_gap(above);
  return exactly(scales + p[1] / q[1] * exponential_excess(-away));
}

Estimate cauchy_kl(const Values& p, const Values& q) {
  const double away = p[0] - q[0], wider = p[1] - q[1];
  return exactly(std::log1p((away / p[1] * (away / q[1]) + wider / p[1] * (wider / q[1])) / 4));
}

Estimate inverse_gaussian_kl(const Values& p, const Values& q) {
  const double above = (q[1] - p[1]) / p[1], away = (p[0] - q[0]) / q[0];
  return exactly((above < -0.5 ? deviance(q[1] / p[1]) : log1p_gap(above)) / 2 + q[1] / p[0] * away * away / 2);
}

/// With A(k) = I₁(k)/I₀(k): ln(I₀(k₂)/I₀(k₁)) + A(k₁)(k₁ − k₂) + 2 k₂ A(k₁) sin²(half of what is between the locations).
std::optional<Estimate> von_mises_kl(const Values& p, const Values& q) {
  const double slope = log_bessel_i0_slope(p[1]), half = std::sin((p[0] - q[0]) / 2);
  const Sum scaled = Sum(log_bessel_i0(q[1])) - Sum(log_bessel_i0(p[1]));  // without e^k
  const Sum total = scaled + Sum(slope * (p[1] - q[1])) + Sum(2 * q[1] * (1 + slope) * half * half);
  return Estimate{total.value, 32 * kRounding * (total.size + 1)};
}

/// Of one trial, to whatever chances; p and q with their complements.
double trial_kl(double p, double q) {
  const double not_p = 1 - p, not_q = 1 - q, d = q - p;
  const auto part = [](double a, double b, double difference) {
    if (a == 0) return b;
    return a * (difference / a < -0.5 ? deviance(b / a) : log1p_gap(difference / a));
  };
  return part(p, q, d) + part(not_p, not_q, -d);
}

/// E k ln(P/Q) + ln(norms): the logarithm's terms differ by powers of the probabilities only.
Estimate logarithmic_kl(const Values& p, const Values& q, double mean) {
  const Sum total = Sum(mean * std::log(p[0] / q[0])) + Sum(std::log(std::log1p(-q[0]) / std::log1p(-p[0])));
  return {total.value, 32 * kRounding * (total.size + mean)};
}

Estimate zipf_kl(const Values& p, const Values& q) {
  const Jet<1> z = zeta(Jet<1>(p[0], 0));
  const double mean_log = -z.slope[0] / z.value;
  const Sum total = Sum((q[0] - p[0]) * mean_log) + Sum(std::log(zeta(q[0]))) - Sum(std::log(z.value));
  return {total.value, 64 * kRounding * (total.size + 1)};
}

/// Two whole numbers only: the sum is as good as a formula.
Estimate bernoulli_kl(double p, const Distribution& q) {
  Sum total;
  for (const auto& [k, mass] : {std::pair{0.0, 1 - p}, std::pair{1.0, p}})
    if (mass > 0) total += mass * (Sum(std::log(mass)) - Sum(q.log_pdf(k)));
  return {total.value, 32 * kRounding * (total.size + 1)};
}

/// What ln q of a geometric q asks for is the mean.
std::optional<Estimate> geometric_cross(const Distribution& p, double chance) {
  const Values v = p.parameters();
  Sum negative;
  if (p.family() == "discrete_uniform") {
    negative = Sum(-std::log(v[1] - v[0] + 1));
  } else if (p.family() == "zipf") {
    const Jet<1> z = zeta(Jet<1>(v[0], 0));
    negative = Sum(v[0] * z.slope[0] / z.value) - Sum(std::log(z.value));
  } else {
    return {};
  }
  const Moments m = p.moments();
  const Sum total = negative - Sum(std::log(chance)) - Sum(*m.mean * std::log1p(-chance));
  return Estimate{total.value, 64 * kRounding * (total.size + 1)};
}

std::optional<Estimate> whole_kl(const Distribution& p, const Distribution& q) {
  const std::string_view from = p.family(), to = q.family();
  const Values a = p.parameters(), b = q.parameters();
  if (from == "bernoulli") return to == from ? exactly(trial_kl(a[0], b[0])) : bernoulli_kl(a[0], q);
  if (from == "binomial" && to == "binomial" && a[0] == b[0]) return exactly(a[0] * trial_kl(a[1], b[1]));
  if (from == "poisson" && to == "poisson") {
    const double above = (b[0] - a[0]) / a[0];
    return exactly(a[0] * (above < -0.5 ? deviance(b[0] / a[0]) : log1p_gap(above)));
  }
  // Trials before a success, or before size of them, with the chance last.
  const auto size = [](std::string_view name, const Values& v) { return name == "geometric" ? 1 : v[0]; };
  const auto waits = [](std::string_view name) { return name == "geometric" || name == "negative_binomial"; };
  if (waits(from) && waits(to) && size(from, a) == size(to, b))
    return exactly(size(from, a) * trial_kl(a.back(), b.back()) / a.back());
  if (from == "discrete_uniform" && to == "discrete_uniform")
    return exactly(std::log1p(((b[1] - b[0]) - (a[1] - a[0])) / (a[1] - a[0] + 1)));
  if (from == "logarithmic" && to == "logarithmic") return logarithmic_kl(a, b, *p.moments().mean);
  if (from == "zipf" && to == "zipf") return zipf_kl(a, b);
  if (to == "geometric") return geometric_cross(p, b[0]);
  return {};
}

/// −E ln q(t) where t has the shape p.
std::optional<Sum> cross(const Shape& p, const Shape& q) {
  const double log_width = std::log(std::fabs(q.b));
  switch (q.kind) {
    case Kind::normal: {
      const auto square = square_about(p, q.a);
      if (!square) return {};
      return 0.5 / q.b / q.b * *square + Sum(log_width) + Sum(std::log(2 * std::numbers::pi) / 2);
    }
    case Kind::log_gamma: {
      const auto m = mean(p), rise = exponential_mean(p, 1 / q.b);
      if (!m || !rise) return {};
      return exponential(*rise - Sum(q.a / q.b)) - q.c / q.b * (*m - Sum(q.a)) + Sum(log_gamma(q.c)) + Sum(log_width);
    }
    case Kind::log_beta: {
      if (q.d != 1) return {};
      const auto m = mean(p);
      if (!m) return {};
      return Sum(log_width) - Sum(std::log(q.c)) - q.c / q.b * (*m - Sum(q.a));
    }
    case Kind::uniform: return Sum(std::log(q.b - q.a));
    case Kind::laplace: {
      const auto away = distance_from(p, q.a);
      if (!away) return {};
      return 1 / q.b * *away + Sum(std::log(2 * q.b));
    }
    case Kind::inverse_gaussian: {
      const auto m = mean(p), up = exponential_mean(p, 1), down = exponential_mean(p, -1);
      if (!m || !up || !down) return {};
      return 0.5 * (*m + Sum(std::log(2 * std::numbers::pi)) - Sum(std::log(q.b))) +
             q.b / (2 * q.a * q.a) * exponential(*up) - Sum(q.b / q.a) + q.b / 2 * exponential(*down);
    }
    default: return {};
  }
}

/// Both powers of beta numbers, or of their odds, in the same units: the same power.
std::optional<Sum> beta_kl(const Shape& p, const Shape& q) {
  if (p.kind != q.kind || p.a != q.a || std::fabs(p.b) != std::fabs(q.b)) return {};
  if (p.kind != Kind::log_odds && p.kind != Kind::log_beta) return {};
  double c = q.c, d = q.d;
  if (p.b != q.b) {
    if (p.kind == Kind::log_beta) return {};
    std::swap(c, d);
  }
  const Sum norms = Sum(log_beta(c, d)) - Sum(log_beta(p.c, p.d));
  return norms + (p.c - c) * Sum(digamma(p.c)) + (p.d - d) * Sum(digamma(p.d)) +
         (c - p.c + d - p.d) * Sum(digamma(p.c + p.d));
}

/// Two logistic numbers of the same width, d widths apart: d coth(d/2) − 2.
Estimate shifted_logistic_kl(double d) {
  const double square = d * d;
  if (square < 0.01) return exactly(square / 6 * (1 - square / 60 * (1 - square / 42 * (1 - square / 40))));
  const double value = d / std::tanh(d / 2);
  return {value - 2, 16 * kRounding * value};
}

std::optional<Estimate> shape_kl(const Shape& p, const Shape& q) {
  if (p.kind == Kind::normal && q.kind == Kind::normal) return normal_kl({p.a, p.b}, {q.a, q.b});
  // The same power of gamma numbers of the same shape, in other units.
  if (p.kind == Kind::log_gamma && q.kind == Kind::log_gamma && p.b == q.b && p.c == q.c) {
    const double d = (p.a - q.a) / q.b, value = p.c * exponential_excess(d);
    const double moved = kRounding * 4 * (std::fabs(p.a) + std::fabs(q.a)) / std::fabs(q.b);
    return Estimate{value, 16 * kRounding * value + p.c * std::fabs(std::expm1(d)) * moved + p.c * moved * moved};
  }
  const auto logistic = [](const Shape& s) { return s.kind == Kind::log_odds && s.c == 1 && s.d == 1; };
  if (logistic(p) && logistic(q) && p.b == q.b) {
    const double d = (p.a - q.a) / q.b;
    Estimate kl = shifted_logistic_kl(d);
    const double moved = kRounding * 4 * (std::fabs(p.a) + std::fabs(q.a)) / std::fabs(q.b);
    kl.error += moved * (std::min(std::fabs(d), 1.0) + moved);
    return kl;
  }
  auto total = beta_kl(p, q);
  if (!total) {
    const auto entropy = negative_entropy(p), other = cross(p, q);
    if (!entropy || !other) return {};
    total = *entropy + *other;
  }
  return Estimate{total->value, 32 * kRounding * total->size};
}

std::optional<Estimate> surest(const std::optional<Estimate>& a, const std::optional<Estimate>& b) {
  if (!a || !b) return a ? a : b;
  if (std::isfinite(a->value) != std::isfinite(b->value)) return std::isfinite(a->value) ? a : b;
  return b->error < a->error ? b : a;
}

}  // namespace

std::optional<Estimate> closed_kl(const Distribution& p, const Distribution& q) {
  const std::string_view from = p.family(), to = q.family();
  if (from.empty() || to.empty() || p.whole() != q.whole()) return {};
  std::optional<Estimate> best;
  if (p.whole()) {
    best = whole_kl(p, q);
  } else if (from == to && (from == "laplace" || from == "cauchy" || from == "half_cauchy" ||
                            from == "inverse_gaussian" || from == "von_mises")) {
    const Values a = p.parameters(), b = q.parameters();
    best = from == "laplace"       ? laplace_kl(a, b)
           : from == "half_cauchy" ? cauchy_kl({0, a[0]}, {0, b[0]})
           : from == "cauchy"      ? cauchy_kl(a, b)
           : from == "von_mises"   ? von_mises_kl(a, b)
                                   : inverse_gaussian_kl(a, b);
  } else {
    const std::vector<View> seen = views(p), wanted = views(q);
    for (const View& a : seen)
      for (const View& b : wanted)
        if (a.coordinate == b.coordinate && a.origin == b.origin) best = surest(best, shape_kl(a.shape, b.shape));
  }
  if (best && best->value == HUGE_VAL) return Estimate{HUGE_VAL, 0};
  if (!best || !std::isfinite(best->value) || !std::isfinite(best->error)) return {};
  return Estimate{std::max(best->value, 0.0), best->error};
}

namespace {

/// The standard deviation; of one a power of whose scale would overflow too.
std::optional<double> deviation(Shape s) {
  if (s.kind == Kind::uniform) return (s.b / 2 - s.a / 2) / std::sqrt(3.0);
  const double scale = std::fabs(s.b);
  s.a = 0, s.b = 1;
  const auto m = mean(s);
  const auto square = m ? square_about(s, m->value) : std::nullopt;
  if (!square) return {};
  return scale * std::sqrt(square->value);
}

}  // namespace

std::optional<Estimate> closed_wasserstein_of_order_2(const Distribution& p, const Distribution& q) {
  if (p.family().empty() || p.family() != q.family()) return {};
  for (const View& a : views(p))
    for (const View& b : views(q)) {
      const Shape &s = a.shape, &t = b.shape;
      if (a.coordinate != View::Coordinate::line || b.coordinate != a.coordinate || s.kind != t.kind) continue;
      if (s.kind == Kind::moments || s.c != t.c || s.d != t.d || s.b * t.b < 0) continue;
      const auto m = mean(s), n = mean(t);
      if (!m || !n) continue;
      const auto v = deviation(s), w = deviation(t);
      if (!v || !w) continue;
      const double apart = m->value - n->value, wider = *v - *w;
      const double size = m->size + n->size + *v + *w;
      return Estimate{std::hypot(apart, wider), 16 * kRounding * size};
    }
  return {};
}

}  // namespace sanov
