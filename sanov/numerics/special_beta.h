#pragma once

#include <cmath>

#include "sanov/numerics/special.h"

/// The beta distribution's functions in forms that keep their digits for large parameters and in both tails.
namespace sanov {

/// u − ln(1 + u) for u ≥ −1, which is never negative, to full accuracy where u is near 0: deviance(1 + u).
double log1p_gap(double u);

/// ln( x^a y^b / B(a, b) ), y = 1 − x, written about its top x = a/(a + b), where nothing cancels. For plain numbers and
/// for jets; made once for many x.
template <class T>
struct LogBetaKernel {
  T a, b, constant;

  LogBetaKernel(const T& a, const T& b) : a(a), b(b), constant(top(a, b)) {}

  static T top(const T& a, const T& b) {
    using std::log;
    const T n = a + b;
    return T(0.5 * log(a / n * b) - log_gamma_excess(a) - log_gamma_excess(b) + log_gamma_excess(n));
  }
  /// From how far x and y lie above their tops, as fractions of these, r − 1, and from r itself: near 0 only that has the
  /// digits.
  T at(const T& above_x, const T& ratio_x, const T& above_y, const T& ratio_y) const {
    return T(constant - a * gap(above_x, ratio_x) - b * gap(above_y, ratio_y));
  }
  T at(double x, double y) const {
    const T n = a + b, d = b * x - a * y;
    return at(d / a, n * x / a, -d / b, n * y / b);
  }

 private:
  static T gap(const T& above, const T& ratio) { return far_below(above) ? deviance(ratio) : log1p_gap(above); }
  static bool far_below(double u) { return u < -0.5; }
  template <class J>
  static bool far_below(const J& u) {
    return u.value < -0.5;
  }
};

/// ln B(a, b) = ln( Γ(a) Γ(b) / Γ(a + b) )
template <class T>
T log_beta(const T& a, const T& b) {
  using std::log1p;
  return T(-LogBetaKernel<T>::top(a, b) - a * log1p(b / a) - b * log1p(a / b));
}

/// The incomplete beta function I_x(a, b) as a fraction of B(a, b), from x and y = 1 − x, both with all their digits; and
/// 1 − I, which is I_y(b, a). For a, b > 0. Within about 1e-14 relative up to a + b = 1000, beyond within 1e-15 times what
/// the rounding of x itself does, √(a + b) and more in the tails. Where a and b are both above 100 or so by Temme's uniform
/// expansion, at the same cost however large they are.
double lower_beta(double a, double b, double x, double y);
double upper_beta(double a, double b, double x, double y);

/// Their logarithms, which do not underflow.
double log_lower_beta(double a, double b, double x, double y);
double log_upper_beta(double a, double b, double x, double y);

/// ln B(a, b) − (a − c) ψ(a) − (b − d) ψ(b) + (a + b − c − d) ψ(a + b), without the logarithms of a, b and a + b in ψ, which
/// add up to c ln a + d ln b − (c + d) ln(a + b): what entropies are made of, for large a and b too.
double beta_entropy_rest(double a, double b, double c, double d);

/// A point of [0, 1] with its distance from 1, each with all its digits.
struct BetaPoint {
  double x = 0, y = 1;
};

/// Where I, or 1 − I, is p. Relative accuracy about 1e-10, of the smaller of x and y.
BetaPoint lower_beta_inverse(double a, double b, double p);
BetaPoint upper_beta_inverse(double a, double b, double p);

/// The log density of Student's t with k degrees of freedom at z: for large k the normal's.
double log_student_t(double z, double k);

/// ln sf of Student's t, which does not underflow; and the x with sf(x) = p.
double log_student_t_sf(double x, double k);
double student_t_upper_quantile(double p, double k);

}  // namespace sanov
