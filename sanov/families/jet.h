#pragma once

#include <array>
#include <cmath>
#include <cstddef>

#include "sanov/numerics/elementary.h"
#include "sanov/numerics/special.h"

/// A number with its first and second derivatives by N variables, so that a density written once for any number type
/// has an exact score and an exact observed information.
namespace sanov {

template <std::size_t N>
struct Jet {
  static constexpr std::size_t kPairs = N * (N + 1) / 2;

  double value = 0;
  std::array<double, N> slope{};
  std::array<double, kPairs> bend{};  ///< second derivatives: row 0, then row 1 from its diagonal on, …

  Jet() = default;
  Jet(double constant) : value(constant) {}  // NOLINT: constants mix freely with jets
  /// The variable number `index`.
  Jet(double at, std::size_t index) : value(at) { slope[index] = 1; }

  /// g(this), for g with these first and second derivatives.
  Jet chain(double g, double g1, double g2) const {
    Jet out;
    out.value = g;
    for (std::size_t i = 0, k = 0; i < N; ++i) {
      out.slope[i] = g1 * slope[i];
      for (std::size_t j = i; j < N; ++j, ++k) out.bend[k] = g1 * bend[k] + g2 * slope[i] * slope[j];
    }
    return out;
  }

  Jet& operator+=(const Jet& b) {
    value += b.value;
    for (std::size_t i = 0; i < N; ++i) slope[i] += b.slope[i];
    for (std::size_t k = 0; k < kPairs; ++k) bend[k] += b.bend[k];
    return *this;
  }
  Jet& operator-=(const Jet& b) {
    value -= b.value;
    for (std::size_t i = 0; i < N; ++i) slope[i] -= b.slope[i];
    for (std::size_t k = 0; k < kPairs; ++k) bend[k] -= b.bend[k];
    return *this;
  }
  Jet& operator*=(double c) {
    value *= c;
    for (double& s : slope) s *= c;
    for (double& b : bend) b *= c;
    return *this;
  }

  friend Jet operator+(Jet a, const Jet& b) { return a += b; }
  friend Jet operator-(Jet a, const Jet& b) { return a -= b; }
  friend Jet operator+(Jet a, double b) { return a.value += b, a; }
  friend Jet operator+(double a, Jet b) { return b.value += a, b; }
  friend Jet operator-(Jet a, double b) { return a.value -= b, a; }
  friend Jet operator-(double a, Jet b) { return b *= -1, b.value += a, b; }
  friend Jet operator-(Jet a) { return a *= -1; }
  friend Jet operator*(Jet a, double b) { return a *= b; }
  friend Jet operator*(double a, Jet b) { return b *= a; }
  friend Jet operator/(Jet a, double b) { return a *= 1 / b; }
  friend Jet operator*(const Jet& a, const Jet& b) {
    Jet out;
    out.value = a.value * b.value;
    for (std::size_t i = 0, k = 0; i < N; ++i) {
      out.slope[i] = a.slope[i] * b.value + a.value * b.slope[i];
      for (std::size_t j = i; j < N; ++j, ++k)
        out.bend[k] = a.bend[k] * b.value + a.value * b.bend[k] + a.slope[i] * b.slope[j] + a.slope[j] * b.slope[i];
    }
    return out;
  }
  friend Jet reciprocal(const Jet& a) {
    const double r = 1 / a.value;
    return a.chain(r, -r * r, 2 * r * r * r);
  }
  friend Jet operator/(const Jet& a, const Jet& b) { return a * reciprocal(b); }
  friend Jet operator/(double a, const Jet& b) { return a * reciprocal(b); }

  friend Jet log(const Jet& a) {
    const double r = 1 / a.value;
    return a.chain(std::log(a.value), r, -r * r);
  }
  friend Jet log1p(const Jet& a) {
    const double r = 1 / (1 + a.value);
    return a.chain(std::log1p(a.value), r, -r * r);
  }
  friend Jet exp(const Jet& a) {
    const double e = std::exp(a.value);
    return a.chain(e, e, e);
  }
  friend Jet expm1(const Jet& a) {
    const double e = std::exp(a.value);
    return a.chain(std::expm1(a.value), e, e);
  }
  friend Jet sqrt(const Jet& a) {
    const double s = std::sqrt(a.value);
    return a.chain(s, 0.5 / s, -0.25 / (s * a.value));
  }
  /// |a|, whose slope at 0 is taken as 0.
  friend Jet fabs(const Jet& a) {
    return a.chain(std::fabs(a.value), a.value == 0 ? 0 : std::copysign(1.0, a.value), 0);
  }
  friend Jet sin(const Jet& a) {
    const double s = std::sin(a.value), c = std::cos(a.value);
    return a.chain(s, c, -s);
  }
  friend Jet cos(const Jet& a) {
    const double s = std::sin(a.value), c = std::cos(a.value);
    return a.chain(c, -s, -c);
  }
  friend Jet asinh(const Jet& a) {
    const double r = 1 / std::hypot(1.0, a.value);
    return a.chain(std::asinh(a.value), r, -a.value * r * r * r);
  }
  friend Jet sinh(const Jet& a) {
    const double s = std::sinh(a.value);
    return a.chain(s, std::cosh(a.value), s);
  }
  friend Jet log_cosh(const Jet& a) {
    const double t = std::tanh(a.value), c = std::cosh(a.value);
    return a.chain(sanov::log_cosh(a.value), t, 1 / c / c);
  }
  friend Jet softplus(const Jet& a) {
    const double e = std::exp(-std::fabs(a.value)), p = (a.value > 0 ? 1 : e) / (1 + e);
    return a.chain(sanov::softplus(a.value), p, e / ((1 + e) * (1 + e)));
  }
  friend Jet log_one_less_exp(const Jet& a) {
    const double d = std::expm1(a.value), g = std::exp(a.value) / d;
    return a.chain(sanov::log_one_less_exp(a.value), g, -g / d);
  }
  friend Jet log1p_square(const Jet& a) {
    const double h = std::hypot(1.0, a.value), u = a.value / h, r = 1 / h;
    return a.chain(sanov::log1p_square(a.value), 2 * u * r, 2 * (r - u) * (r + u) * r * r);
  }
  friend Jet log1p_ratio(const Jet& a) {
    return a.chain(sanov::log1p_ratio(a.value), log1p_ratio_slope(a.value), log1p_ratio_bend(a.value));
  }
  friend Jet log_ratio(double x, const Jet& y) {
    const double r = 1 / y.value;
    return y.chain(sanov::log_ratio(x, y.value), -r, r * r);
  }
  friend Jet log_ratio(const Jet& x, const Jet& y) {
    Jet out = log(x) - log(y);
    out.value = sanov::log_ratio(x.value, y.value);
    return out;
  }
  friend Jet log_less(double x, const Jet& c) {
    Jet out = -c;
    out.value = sanov::log_less(x, c.value);
    return out;
  }
  friend Jet log_gamma(const Jet& a) { return a.chain(sanov::log_gamma(a.value), digamma(a.value), trigamma(a.value)); }
  friend Jet log_gamma_excess(const Jet& a) {
    return a.chain(sanov::log_gamma_excess(a.value), log_gamma_excess_slope(a.value), log_gamma_excess_bend(a.value));
  }
  friend Jet deviance(const Jet& r) {
    const double i = 1 / r.value;
    return r.chain(sanov::deviance(r.value), 1 - i, i * i);
  }
};

/// The same words for plain numbers, so that one text serves both.
using std::asinh;
using std::cos;
using std::exp;
using std::expm1;
using std::fabs;
using std::log;
using std::log1p;
using std::sin;
using std::sinh;
using std::sqrt;

inline double value_of(double x) { return x; }
template <std::size_t N>
double value_of(const Jet<N>& x) {
  return x.value;
}

/// x with its value known better than its derivatives: `value` in place of its own.
inline double with_value(double, double value) { return value; }
template <std::size_t N>
Jet<N> with_value(Jet<N> x, double value) {
  x.value = value;
  return x;
}

/// c ln x, and 0 where c is 0: x^0 is 1, also at x = 0.
template <class T>
T times_log(const T& c, double x) {
  return value_of(c) == 0 && x == 0 ? T(0.0) : c * std::log(x);
}

}  // namespace sanov
