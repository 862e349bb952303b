#pragma once

#include "sanov/families/jet.h"
#include "sanov/numerics/special_bessel.h"
#include "sanov/numerics/special_beta.h"
#include "sanov/numerics/special_normal.h"

/// Jets through the special functions that few families need.
namespace sanov {

template <std::size_t N>
Jet<N> log1p_gap(const Jet<N>& u) {
  const double r = 1 / (1 + u.value);
  return u.chain(log1p_gap(u.value), u.value * r, r * r);
}
template <std::size_t N>
Jet<N> log_normal_cdf(const Jet<N>& z) {
  return z.chain(log_normal_cdf(z.value), log_normal_cdf_slope(z.value), log_normal_cdf_bend(z.value));
}
template <std::size_t N>
Jet<N> log_mills(const Jet<N>& t) {
  return t.chain(log_mills(t.value), log_mills_slope(t.value), log_mills_bend(t.value));
}

template <std::size_t N>
Jet<N> log_bessel_i0(const Jet<N>& x) {
  return x.chain(log_bessel_i0(x.value), log_bessel_i0_slope(x.value), log_bessel_i0_bend(x.value));
}
template <std::size_t N>
Jet<N> log_bessel_k1(const Jet<N>& x) {
  return x.chain(log_bessel_k1(x.value), log_bessel_k1_slope(x.value), log_bessel_k1_bend(x.value));
}

/// g(u₀, u₁, …) from g as a jet in its own arguments, at the values of the u.
template <std::size_t M, std::size_t N>
Jet<N> chain(const Jet<M>& g, const std::array<Jet<N>, M>& u) {
  Jet<N> out(g.value);
  for (std::size_t i = 0, row = 0; i < M; row += M - i, ++i) {
    Jet<N> part = u[i];
    part.value = 0;
    out += part * g.slope[i];
    for (std::size_t j = i; j < M; ++j) {
      // Half the square of a small step has the step's slopes' products for second derivatives.
      Jet<N> other = u[j];
      other.value = 0;
      Jet<N> product = part * other;
      out += product * (i == j ? 0.5 * g.bend[row] : g.bend[row + j - i]);
    }
  }
  return out;
}

}  // namespace sanov
