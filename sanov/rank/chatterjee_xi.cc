#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/rank/rank.h"
#include "sanov/rank/ranked_pairs.h"
#include "sanov/rank/verdict.h"

namespace sanov {
namespace {

/// What ξ and its variance are made of: r, the number of values of y up to the i-th, l, of those from it on, in x's order.
struct Steps {
  std::vector<double> r, l;
};

Steps steps(const Pairs& pairs) {
  const std::size_t n = pairs.x.size();
  std::optional<Order> x, y;
  order_both(pairs, x, y, [] {});
  std::vector<double> r(n), l(n);
  for (std::size_t k = 0; k < n;) {
    const std::size_t past = y->next(k + 1, false);
    for (std::size_t j = k; j < past; ++j) {
      r[(*y)[j]] = static_cast<double>(past);
      l[(*y)[j]] = static_cast<double>(n - k);
    }
    k = past;
  }
  Steps out{std::vector<double>(n), std::vector<double>(n)};
  for (std::size_t k = 0; k < n; ++k) {
    out.r[k] = r[(*x)[k]];
    out.l[k] = l[(*x)[k]];
  }
  return out;
}

double xi(const Steps& s) {
  const double n = static_cast<double>(s.r.size());
  double jumps = 0, whole = 0;
  for (std::size_t k = 0; k + 1 < s.r.size(); ++k) jumps += std::fabs(s.r[k + 1] - s.r[k]);
  for (const double l : s.l) whole += l * (n - l);
  return 1 - n * jumps / (2 * whole);
}

double statistic(Pairs pairs) { return xi(steps(pairs)); }

/// n times ξ's variance where y does not depend on x: 2/5 without ties; by Chatterjee's Theorem 2.2 with them.
double null_variance(const Steps& s) {
  const double n = static_cast<double>(s.r.size());
  std::vector<double> u = s.r;
  std::sort(u.begin(), u.end());
  double a = 0, b = 0, c = 0, d = 0, before = 0;
  for (std::size_t i = 0; i < u.size(); ++i) {
    const double place = static_cast<double>(i + 1), weight = 2 * n - 2 * place + 1;
    before += u[i];
    const double v = (before + (n - place) * u[i]) / n;
    a += weight * (u[i] / n) * (u[i] / n);
    b += v * v / (n * n);
    c += weight * (u[i] / n);
  }
  for (const double l : s.l) d += l * (n - l);
  a /= n * n;
  b /= n;
  c /= n * n;
  d /= n * n * n;
  return (a - 2 * b + c * c) / (d * d);
}

void set_xi_p(Pairs pairs, const Steps& s, const AssociationOptions& options, Association& result) {
  switch (options.test) {
    case TestKind::none: return;
    case TestKind::permutation: return set_permutation_p(pairs, options, statistic, result);
    case TestKind::exact: fail_argument("chatterjee_xi", "test", "exact is not to be had; take permutation");
    case TestKind::automatic:
      // Below that the normal law is poor.
      if (result.n <= 20) return set_permutation_p(pairs, options, statistic, result);
      [[fallthrough]];
    case TestKind::asymptotic: break;
  }
  const double z = *result.value * std::sqrt(static_cast<double>(result.n) / null_variance(s));
  set_p(normal_p(z, options.alternative), result);
}

void compute(Pairs pairs, const AssociationOptions& given, Association& result) {
  const Steps s = steps(pairs);
  result.value = xi(s);
  AssociationOptions options = given;
  if (options.alternative == Alternative::two_sided) options.alternative = Alternative::greater;
  set_xi_p(pairs, s, options, result);
  if (options.level > 0) result.reason = "no interval yet";
}

constexpr CoefficientInfo chatterjee_xi_info{.name = "chatterjee_xi", .lower = -0.5, .symmetric = false, .odd = false};

}  // namespace

/// Chatterjee's ξ: sees whether y is a function of x, of any shape; misses the direction, and weak linear trends longer
/// than the others do.
///   ξ = 1 − n Σ |rᵢ₊₁ − rᵢ|/(2 Σ lᵢ(n − lᵢ)), in x's order, r the number of y up to the i-th, l of those from it on
/// Range about [−1/2, 1]; it tends to 0 iff y does not depend on x, and to 1 iff y is a function of x. Without ties it is
/// at most (n − 2)/(n + 1). Directed: of y on x. ±∞ are values like others. Equal x are taken in the order they come in,
/// where Chatterjee draws lots.
/// p: of values so large or larger (two_sided is taken as greater: only large values speak of dependence); for n ≤ 20 by
/// permutation, else normal with the variance given the ties in y.
/// Error about 10⁻¹⁵. O(n log n): 1e6 pairs in about 30 ms.
/// Throws as every coefficient does; InvalidArgument for an exact test.
/// Chatterjee, A New Coefficient of Correlation, JASA 116, 2021.
constinit const Coefficient<Directed> chatterjee_xi{chatterjee_xi_info, compute};

}  // namespace sanov
