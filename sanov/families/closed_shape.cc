#include "sanov/families/closed_shape.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "sanov/numerics/special.h"
#include "sanov/numerics/special_beta.h"

namespace sanov {
namespace {

using Kind = Shape::Kind;
using Coordinate = View::Coordinate;
using std::numbers::pi;

/// The parameters by name do not matter here: families are told apart by name, parameters by place, as in the catalogue.
void add_logarithmic(std::string_view name, const std::vector<double>& v, std::vector<View>& out) {
  const auto add = [&](Kind kind, double a, double b, double c = 1, double d = 1, double origin = 0) {
    out.push_back({Coordinate::logarithm, origin, {kind, a, b, c, d}});
  };
  const auto gamma = [&](double log_scale, double h, double shape) { add(Kind::log_gamma, log_scale, h, shape); };
  const double half_log2 = std::numbers::ln2 / 2;
  if (name == "gamma") gamma(std::log(v[1]), 1, v[0]);
  if (name == "exponential") gamma(std::log(v[0]), 1, 1);
  if (name == "chi_squared") gamma(std::numbers::ln2, 1, v[0] / 2);
  if (name == "weibull") gamma(std::log(v[1]), 1 / v[0], 1);
  if (name == "chi") gamma(half_log2, 0.5, v[0] / 2);
  if (name == "rayleigh") gamma(std::log(v[0]) + half_log2, 0.5, 1);
  if (name == "maxwell") gamma(std::log(v[0]) + half_log2, 0.5, 1.5);
  if (name == "half_normal") gamma(std::log(v[0]) + half_log2, 0.5, 0.5);
  if (name == "nakagami") gamma(std::log(v[1]) - std::log(v[0]) / 2, 0.5, v[0]);
  if (name == "inverse_gamma") gamma(std::log(v[1]), -1, v[0]);
  if (name == "frechet") gamma(std::log(v[1]), -1 / v[0], 1);
  if (name == "levy") add(Kind::log_gamma, std::log(v[1] / 2), -1, 0.5, 1, v[0]);
  if (name == "lognormal") add(Kind::normal, v[0], v[1]);
  if (name == "inverse_gaussian") add(Kind::inverse_gaussian, v[0], v[1]);
  if (name == "log_uniform") add(Kind::uniform, std::log(v[0]), std::log(v[1]));
  if (name == "pareto") add(Kind::log_beta, std::log(v[1]), -1 / v[0]);
  if (name == "uniform") add(Kind::log_beta, std::log(v[1] - v[0]), 1, 1, 1, v[0]);
  if (name == "beta") add(Kind::log_beta, 0, 1, v[0], v[1]);
  if (name == "kumaraswamy") add(Kind::log_beta, 0, 1 / v[0], 1, v[1]);
  if (name == "beta_prime") add(Kind::log_odds, 0, 1, v[0], v[1]);
  if (name == "f") add(Kind::log_odds, std::log(v[1] / v[0]), 1, v[0] / 2, v[1] / 2);
  if (name == "lomax") add(Kind::log_odds, std::log(v[1]), 1, 1, v[0]);
  if (name == "burr_xii") add(Kind::log_odds, std::log(v[2]), 1 / v[0], 1, v[1]);
  if (name == "log_logistic") add(Kind::log_odds, std::log(v[1]), 1 / v[0]);
  if (name == "half_cauchy") add(Kind::log_odds, std::log(v[0]), 0.5, 0.5, 0.5);
}

void add_line(std::string_view name, const std::vector<double>& v, std::vector<View>& out) {
  const auto add = [&](Kind kind, double a, double b, double c = 1, double d = 1) {
    out.push_back({Coordinate::line, 0, {kind, a, b, c, d}});
  };
  if (name == "normal") add(Kind::normal, v[0], v[1]);
  if (name == "laplace") add(Kind::laplace, v[0], v[1]);
  if (name == "logistic") add(Kind::log_odds, v[0], v[1]);
  if (name == "gumbel") add(Kind::log_gamma, v[0], -v[1]);
  if (name == "moyal") add(Kind::log_gamma, v[0] - v[1] * std::numbers::ln2, -v[1], 0.5);
  if (name == "exponential") add(Kind::log_beta, 0, -v[0]);
  if (name == "uniform") add(Kind::uniform, v[0], v[1]);
  if (name == "gamma") add(Kind::gamma, 0, v[1], v[0]);
  if (name == "chi_squared") add(Kind::gamma, 0, 2, v[0] / 2);
}

void add_folded(std::string_view name, const std::vector<double>& v, std::vector<View>& out) {
  const auto add = [&](Kind kind, double a, double b, double c, double d = 1) {
    out.push_back({Coordinate::folded, v[0], {kind, a, b, c, d}});
  };
  if (name == "normal") add(Kind::log_gamma, std::log(v[1]) + std::numbers::ln2 / 2, 0.5, 0.5);
  if (name == "laplace") add(Kind::log_gamma, std::log(v[1]), 1, 1);
  if (name == "generalized_normal") add(Kind::log_gamma, std::log(v[1]), 1 / v[2], 1 / v[2]);
  if (name == "cauchy") add(Kind::log_odds, std::log(v[1]), 0.5, 0.5, 0.5);
  if (name == "student_t") add(Kind::log_odds, std::log(v[1]) + std::log(v[2]) / 2, 0.5, 0.5, v[2] / 2);
}

void add_odds(std::string_view name, const std::vector<double>& v, std::vector<View>& out) {
  const auto add = [&](Kind kind, double a, double b, double c = 1, double d = 1) {
    out.push_back({Coordinate::log_odds, 0, {kind, a, b, c, d}});
  };
  if (name == "beta") add(Kind::log_odds, 0, 1, v[0], v[1]);
  if (name == "uniform" && v[0] == 0 && v[1] == 1) add(Kind::log_odds, 0, 1);
  if (name == "logit_normal") add(Kind::normal, v[0], v[1]);
}

/// Mean, variance and entropy, where the family itself has closed forms of them.
void add_moments(const Distribution& d, std::string_view name, std::vector<View>& out) {
  if (name != "student_t" && name != "generalized_normal" && name != "generalized_extreme_value" &&
      name != "generalized_pareto")
    return;
  const Moments m = d.moments();
  if (m.mean && m.variance && std::isfinite(*m.mean) && std::isfinite(*m.variance))
    out.push_back({Coordinate::line, 0, {Kind::moments, *m.mean, *m.variance, d.entropy()}});
}

/// ln Γ(c + more) − ln Γ(c)
std::optional<Sum> log_rise(double c, double more) {
  if (!(c + more > 0)) return {};
  return Sum(log_gamma(c + more)) - Sum(log_gamma(c));
}

Sum minus_log_beta(const Shape& p) { return Sum(log_gamma(p.c + p.d)) - Sum(log_gamma(p.c)) - Sum(log_gamma(p.d)); }

std::optional<Sum> variance(const Shape& p) {
  switch (p.kind) {
    case Kind::normal: return Sum(p.b * p.b);
    case Kind::log_gamma: return p.b * p.b * Sum(trigamma(p.c));
    case Kind::log_odds: return p.b * p.b * (Sum(trigamma(p.c)) + Sum(trigamma(p.d)));
    case Kind::log_beta: return p.b * p.b * (Sum(trigamma(p.c)) - Sum(trigamma(p.c + p.d)));
    case Kind::uniform: return Sum((p.b - p.a) * (p.b - p.a) / 12);
    case Kind::laplace: return Sum(2 * p.b * p.b);
    case Kind::moments: return Sum(p.b);
    case Kind::gamma: return Sum(p.b * p.b * p.c);
    default: return {};
  }
}

}  // namespace

Sum exponential(const Sum& s) {
  const double value = std::exp(s.value);
  return {value, value * (1 + s.size)};
}

std::vector<View> views(const Distribution& d) {
  std::vector<View> out;
  const std::string_view name = d.family();
  if (name.empty()) return out;
  const std::vector<double> v = d.parameters();
  add_line(name, v, out);
  add_logarithmic(name, v, out);
  add_folded(name, v, out);
  add_odds(name, v, out);
  add_moments(d, name, out);
  // What is known in ln(x − origin) tells the entropy of x, whose moments these families know.
  for (std::size_t i = 0, count = out.size(); i < count && name != "nakagami"; ++i) {
    if (out[i].coordinate != Coordinate::logarithm) continue;
    const auto negative = negative_entropy(out[i].shape), log = mean(out[i].shape);
    const Moments m = d.moments();
    if (negative && log && m.mean && m.variance && std::isfinite(*m.mean) && std::isfinite(*m.variance))
      out.push_back({Coordinate::line, 0, {Kind::moments, *m.mean, *m.variance, log->value - negative->value}});
  }
  return out;
}

std::optional<Sum> mean(const Shape& p) {
  switch (p.kind) {
    case Kind::normal:
    case Kind::laplace:
    case Kind::moments: return Sum(p.a);
    case Kind::log_gamma: return Sum(p.a) + p.b * Sum(digamma(p.c));
    case Kind::log_odds: return Sum(p.a) + p.b * (Sum(digamma(p.c)) - Sum(digamma(p.d)));
    case Kind::log_beta: return Sum(p.a) + p.b * (Sum(digamma(p.c)) - Sum(digamma(p.c + p.d)));
    case Kind::uniform: return Sum(p.a / 2) + Sum(p.b / 2);
    case Kind::gamma: return Sum(p.b * p.c);
    default: return {};
  }
}

std::optional<Sum> square_about(const Shape& p, double centre) {
  const auto v = variance(p), m = mean(p);
  if (!v || !m) return {};
  const Sum away = *m - Sum(centre);
  return *v + Sum(away.value * away.value, std::fabs(away.value) * (std::fabs(away.value) + 2 * away.size));
}

std::optional<Sum> distance_from(const Shape& p, double centre) {
  const double z = (p.a - centre) / p.b;
  switch (p.kind) {
    case Kind::normal:
      return p.b * (Sum(2 * std::exp(-z * z / 2) / std::sqrt(2 * pi)) + Sum(z * std::erf(z / std::numbers::sqrt2)));
    case Kind::laplace: return p.b * (Sum(std::fabs(z)) + Sum(std::exp(-std::fabs(z))));
    case Kind::uniform:
      if (centre <= p.a || centre >= p.b)
        return Sum(std::fabs((p.a + p.b) / 2 - centre), std::fabs(p.a) + std::fabs(p.b) + std::fabs(centre));
      return Sum(((centre - p.a) * (centre - p.a) + (p.b - centre) * (p.b - centre)) / (2 * (p.b - p.a)));
    case Kind::log_odds:
      if (p.c != 1 || p.d != 1) return {};
      return p.b * (Sum(std::fabs(z)) + Sum(2 * std::log1p(std::exp(-std::fabs(z)))));
    case Kind::log_beta: {
      if (p.c != 1 || p.d != 1) return {};
      // z is how far the centre lies on the side of the tail, in units of the tail's mean.
      if (z <= 0) return std::fabs(p.b) * (Sum(1) + Sum(-z));
      return std::fabs(p.b) * (Sum(2 * std::exp(-z)) + Sum(z) - Sum(1));
    }
    default: return {};
  }
}

std::optional<Sum> exponential_mean(const Shape& p, double rate) {
  const double h = p.b * rate;
  switch (p.kind) {
    case Kind::normal: return Sum(rate * p.a) + Sum(h * h / 2);
    case Kind::log_gamma: {
      const auto rise = log_rise(p.c, h);
      return rise ? std::optional(Sum(rate * p.a) + *rise) : std::nullopt;
    }
    case Kind::log_odds: {
      const auto rise = log_rise(p.c, h), other = log_rise(p.d, -h);
      return rise && other ? std::optional(Sum(rate * p.a) + *rise + *other) : std::nullopt;
    }
    case Kind::log_beta: {
      const auto rise = log_rise(p.c, h), other = log_rise(p.c + p.d, h);
      return rise && other ? std::optional(Sum(rate * p.a) + *rise - *other) : std::nullopt;
    }
    case Kind::uniform: {
      const double top = std::max(rate * p.a, rate * p.b), span = std::fabs(rate * (p.b - p.a));
      return Sum(top) + Sum(std::log(-std::expm1(-span) / span));
    }
    case Kind::laplace:
      if (!(std::fabs(h) < 1)) return {};
      return Sum(rate * p.a) - Sum(std::log1p(-h * h), std::fabs(std::log1p(-h * h)) + h * h / (1 - h * h));
    case Kind::gamma:
      if (!(h < 1)) return {};
      return -p.c * Sum(std::log1p(-h), std::fabs(std::log1p(-h)) + std::fabs(h) / (1 - h));
    default: return {};
  }
}

std::optional<Sum> negative_entropy(const Shape& p) {
  switch (p.kind) {
    case Kind::normal: return Sum(-std::log(p.b)) - Sum(std::log(2 * pi * std::numbers::e) / 2);
    case Kind::log_gamma:
      return p.c * Sum(digamma(p.c)) - Sum(p.c) - Sum(log_gamma(p.c)) - Sum(std::log(std::fabs(p.b)));
    case Kind::log_odds:
      return p.c * Sum(digamma(p.c)) + p.d * Sum(digamma(p.d)) - (p.c + p.d) * Sum(digamma(p.c + p.d)) +
             minus_log_beta(p) - Sum(std::log(std::fabs(p.b)));
    case Kind::log_beta:
      return p.c * Sum(digamma(p.c)) + (p.d - 1) * Sum(digamma(p.d)) - (p.c + p.d - 1) * Sum(digamma(p.c + p.d)) +
             minus_log_beta(p) - Sum(std::log(std::fabs(p.b)));
    case Kind::uniform: return Sum(-std::log(p.b - p.a));
    case Kind::laplace: return Sum(-std::log(2 * p.b)) - Sum(1);
    case Kind::moments: return Sum(-p.c);
    case Kind::gamma: return (p.c - 1) * Sum(digamma(p.c)) - Sum(p.c) - Sum(log_gamma(p.c)) - Sum(std::log(p.b));
    default: return {};
  }
}

}  // namespace sanov
