#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/measures/jensen_shannon.cc"
#include "hwy/foreach_target.h"
#include "sanov/measures/cells-inl.h"
#include "sanov/measures/ratio-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// ln(x/(wx + (1 − w)y)) for the mean of two cells; from the difference where they are near, 0 where both are empty.
HWY_INLINE V log_to_mean(V x, V y, V mean, double other) {
  const V step = (y - x) * set(other);
  const V near = hn::Neg(log1p(D(), step / hn::IfThenElse(x == zero(), set(1.0), x)));
  return hn::IfThenElse(hn::Abs(step) <= x * set(0.5), near, log_ratio(mean, x));
}

/// kl_term_in_window(x, mean) for a mean that is x + step, where the step is known better than the mean is.
HWY_INLINE V kl_term_to_mean(V x, V mean, V step) {
  const VU power = power_between(x, mean, mean < x);
  const V scaled = divided(mean, power);
  const M close = hn::RebindMask(D(), power == hn::Zero(DU()));
  const V d = hn::IfThenElse(close, step, scaled - x);
  const V s = d / (scaled + x);
  const V inner = s * hn::MulAdd(x, atanh_tail(s * s), d);
  const V k1 = from_power(power) - set(1.0);
  const V phi = hn::NegMulAdd(exponent_of(power), set(kLn2), k1);
  return hn::MulAdd(x, phi, hn::MulAdd(k1, d, inner));
}

/// Four times the Jensen-Shannon term of equal weights.
struct JsCell : Cell<2> {
  static constexpr bool kWindow = true;
  using Cell::Cell;
  static bool fits(const Parameters& parameters) { return parameters[0] == 0.5; }
  HWY_INLINE void terms(V p, V q, V* t) const { t[0] = js_term(p, q); }
  HWY_INLINE void terms_in_window(V p, V q, V* t) const { t[0] = js_term_in_window(p, q); }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    const V mean = hn::MulAdd(p, set(0.5), q * set(0.5));
    tp[0] = set(2.0) * log_to_mean(p, q, mean, 0.5);
    tq[0] = set(2.0) * log_to_mean(q, p, mean, 0.5);
  }
};

/// Four times the term with weight w on p.
struct WeightedJsCell : Cell<2> {
  static constexpr bool kWindow = true;
  explicit WeightedJsCell(const Parameters& parameters) : w_p(parameters[0]), w_q(1 - w_p) {}
  HWY_INLINE V mean(V p, V q) const { return hn::MulAdd(p, set(w_p), q * set(w_q)); }
  HWY_INLINE void terms_in_window(V p, V q, V* t) const {
    const V d = q - p, m = mean(p, q);
    const V to_p = kl_term_to_mean(p, m, d * set(w_q)), to_q = kl_term_to_mean(q, m, hn::Neg(d * set(w_p)));
    t[0] = hn::MulAdd(to_p, set(4 * w_p), to_q * set(4 * w_q));
  }
  HWY_INLINE void terms(V p, V q, V* t) const {
    const V lift = lifting(p, q);
    p = p * lift;
    q = q * lift;
    const V d = q - p, m = mean(p, q);
    // Near each other the distances to the mean are known better than the mean is.
    const M close = hn::Abs(d) <= hn::Min(p, q) * set(0.5);
    const V to_p = hn::IfThenElse(close, kl_term_of_step(p, d * set(w_q)), kl_term(p, m));
    const V to_q = hn::IfThenElse(close, kl_term_of_step(q, hn::Neg(d * set(w_p))), kl_term(q, m));
    t[0] = set(4.0) * (weighted(w_p, to_p) + weighted(w_q, to_q)) / lift;
  }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    const V lift = lifting(p, q);
    p = p * lift;
    q = q * lift;
    tp[0] = weighted(4 * w_p, log_to_mean(p, q, mean(p, q), w_q));
    tq[0] = weighted(4 * w_q, log_to_mean(q, p, mean(p, q), w_p));
  }
  double w_p, w_q;
};

/// KL of p from the mixture (1 − α)p + αq.
struct SkewCell : Cell<2> {
  static constexpr bool kWindow = true;
  explicit SkewCell(const Parameters& parameters) : alpha(parameters[0]) {}
  HWY_INLINE V mixture(V p, V q) const { return hn::MulAdd(p, set(1 - alpha), q * set(alpha)); }
  HWY_INLINE void terms_in_window(V p, V q, V* t) const {
    t[0] = kl_term_to_mean(p, mixture(p, q), (q - p) * set(alpha));
  }
  HWY_INLINE void terms(V p, V q, V* t) const {
    const V lift = lifting(p, q);
    p = p * lift;
    q = q * lift;
    const V step = (q - p) * set(alpha);
    t[0] = hn::IfThenElse(hn::Abs(step) <= p * set(0.5), kl_term_of_step(p, step), kl_term(p, mixture(p, q))) / lift;
  }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    // Of p ln(p/m) − p + m: ln(p/m) + (1 − α)(1 − p/m) by p, α(1 − p/m) by q.
    const V lift = lifting(p, q);
    p = p * lift;
    q = q * lift;
    const V m = mixture(p, q);
    const V excess = hn::IfThenElse(m == zero(), zero(), (q - p) * set(alpha) / m);
    tp[0] = log_to_mean(p, q, m, alpha) + weighted(1 - alpha, excess);
    tq[0] = weighted(alpha, excess);
  }
  double alpha;
};

struct HalfSkewCell : SkewCell {
  explicit HalfSkewCell(const Parameters&) : SkewCell(Parameters{{0.5}}) {}
};

const KernelTable* js_kernels() { return kernel_table<JsCell>(); }
const KernelTable* weighted_js_kernels() { return kernel_table<JsCell, WeightedJsCell>(); }
const KernelTable* skew_kernels() { return kernel_table<SkewCell>(); }
const KernelTable* half_skew_kernels() { return kernel_table<HalfSkewCell>(); }

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <cmath>
#include <limits>

#include "sanov/measures/kernels-inl.h"
#include "sanov/measures/phi.h"

namespace sanov {
namespace {

SANOV_KERNELS(js)
SANOV_KERNELS(weighted_js)
SANOV_KERNELS(skew)
SANOV_KERNELS(half_skew)

Outer quarter(const Sums& s, const Parameters&) { return {.value = 0.25 * s.term[0], .by_term = {0.25}}; }

Outer half(const Sums& s, const Parameters&) { return {.value = 0.5 * s.term[0], .by_term = {0.5}}; }

Outer root_of_quarter(const Sums& s, const Parameters&) {
  const double value = 0.5 * std::sqrt(s.term[0]);
  return {.value = value, .by_term = {0.125 / value}};
}

/// The kernel sums p ln(p/m) − p + m: what Σm differs from Σp is taken off, as in kl.
Outer skew_finish(const Sums& s, const Parameters& parameters) {
  return {.value = s.term[0] / s.p - phi(parameters[0] * (s.q - s.p) / s.p), .by_term = {1}};
}

Outer k_finish(const Sums& s, const Parameters&) { return skew_finish(s, Parameters{{0.5}}); }

double x_log_x(double x) { return x == 0 ? 0 : x * std::log(x); }

double js_generator(double t, const Parameters& parameters) {
  const double w = parameters[0], m = w * t + (1 - w);
  return w * x_log_x(t) - x_log_x(m);
}

double half_js_generator(double t, const Parameters&) { return js_generator(t, Parameters{{0.5}}); }

double topsoe_generator(double t, const Parameters&) { return 2 * js_generator(t, Parameters{{0.5}}); }

double skew_generator(double t, const Parameters& parameters) {
  return t == 0 ? 0 : t * std::log(t / ((1 - parameters[0]) * t + parameters[0]));
}

double k_generator(double t, const Parameters&) { return skew_generator(t, Parameters{{0.5}}); }

constexpr double kLn2 = 0x1.62e42fefa39efp-1, kRootLn2 = 0x1.aa4499161cd47p-1;
constexpr unsigned kLaws = zero_at_equal | merging_contracts | additive | differentiable | order_free | padding_free;

constexpr Parameter js_parameters[] = {{"weight", 0.5, 0, 1}};
constexpr Parameter skew_parameters[] = {{"alpha", 0.99, 0, 1}};

constexpr Info js_info{.name = "js", .unit = Unit::nats, .upper = kLn2, .laws = kLaws, .parameters = js_parameters};
constexpr Info js_distance_info{.name = "js_distance",
                                .kind = Kind::distance,
                                .unit = Unit::root_nats,
                                .upper = kRootLn2,
                                .laws = kLaws | symmetric | metric};
constexpr Info jensen_difference_info{
    .name = "jensen_difference", .unit = Unit::nats, .upper = kLn2, .laws = kLaws | symmetric};
constexpr Info topsoe_info{.name = "topsoe", .unit = Unit::nats, .upper = 2 * kLn2, .laws = kLaws | symmetric};
constexpr Info k_divergence_info{.name = "k_divergence", .unit = Unit::nats, .upper = kLn2, .laws = kLaws};
constexpr Info skew_info{.name = "skew", .unit = Unit::nats, .laws = kLaws, .parameters = skew_parameters};

}  // namespace

/// Jensen-Shannon divergence: what one draw tells of whether it came from P or from Q.
///   JS(P, Q) = w KL(P‖M) + (1 − w) KL(Q‖M), M = wP + (1 − w)Q
/// Unit: nats. Range [0, ln 2]; 0 iff P = Q, and at equal weights ln 2 iff the supports are disjoint. Finite always:
/// zeros are allowed in either argument. `weight` is w, the share of draws that come from P, ½ unless given; symmetric
/// at ½. Each term is summed from the cells' difference, without cancellation, within 4 ULP. O(n), one pass.
/// Throws DomainError unless both are probabilities, InvalidArgument if the lengths differ.
/// Lin, Divergence Measures Based on the Shannon Entropy, 1991.
constinit const Measure<Two> js{js_info, weighted_js_table, quarter, js_generator};

/// Jensen-Shannon distance: the root of the Jensen-Shannon divergence.
///   d(P, Q) = √( ½ KL(P‖M) + ½ KL(Q‖M) ), M = (P + Q)/2
/// Unit: √nats. Range [0, √ln 2]; 0 iff P = Q, √ln 2 iff the supports are disjoint. A metric. Zeros are allowed in
/// either argument. Summed from the cells' differences: 3 ULP. O(n), one pass. At P = Q, where a root has none, the
/// gradient is 0.
/// Throws DomainError unless both are probabilities, InvalidArgument if the lengths differ.
/// Endres and Schindelin, A New Metric for Probability Distributions, 2003.
constinit const Measure<Two> js_distance{js_distance_info, js_table, root_of_quarter};

/// Jensen difference: how far entropy is from linear between two distributions; it equals the Jensen-Shannon
/// divergence.
///   JD(P, Q) = Σ (pᵢ ln pᵢ + qᵢ ln qᵢ)/2 − mᵢ ln mᵢ, mᵢ = (pᵢ + qᵢ)/2
/// Unit: nats. Range [0, ln 2]; 0 iff P = Q, ln 2 iff the supports are disjoint. Symmetric. Zeros are allowed. Computed
/// as js, never from the entropies, whose difference would lose every digit near P = Q: 4 ULP a term. O(n), one pass.
/// Throws DomainError unless both are probabilities, InvalidArgument if the lengths differ.
/// Burbea and Rao, On the Convexity of Some Divergence Measures Based on Entropy Functions, 1982.
constinit const Measure<Two> jensen_difference{jensen_difference_info, js_table, quarter, half_js_generator};

/// Topsøe divergence: twice the Jensen-Shannon divergence, also called information statistic.
///   T(P, Q) = Σ pᵢ ln(2pᵢ/(pᵢ + qᵢ)) + qᵢ ln(2qᵢ/(pᵢ + qᵢ))
/// Unit: nats. Range [0, 2 ln 2]; 0 iff P = Q, 2 ln 2 iff the supports are disjoint. Symmetric. Zeros are allowed. Each
/// term within 4 ULP. O(n), one pass.
/// Throws DomainError unless both are probabilities, InvalidArgument if the lengths differ.
/// Topsøe, Some Inequalities for Information Divergence and Related Measures of Discrimination, 2000.
constinit const Measure<Two> topsoe{topsoe_info, js_table, half, topsoe_generator};

/// K divergence: Kullback-Leibler divergence of P from the mean of the two.
///   K(P‖Q) = Σ pᵢ ln(2pᵢ/(pᵢ + qᵢ))
/// Unit: nats. Range [0, ln 2]; 0 iff P = Q, ln 2 iff the supports are disjoint. Not symmetric. Zeros are allowed.
/// Summed as kl is, with terms that are never negative, from the cells' difference: 4 ULP a term. O(n), one pass.
/// Throws DomainError unless both are probabilities, InvalidArgument if the lengths differ.
/// Lin, Divergence Measures Based on the Shannon Entropy, 1991.
constinit const Measure<Two> k_divergence{k_divergence_info, half_skew_table, k_finish, k_generator};

/// Skew divergence: Kullback-Leibler divergence of P from a mixture that keeps a little of P, so that it stays finite.
///   S(P‖Q) = KL(P‖(1 − α)P + αQ)
/// Unit: nats. Range [0, −ln(1 − α)]; 0 iff P = Q. Not symmetric. `alpha` is 0.99 unless given; 1 is kl, ½ is
/// k_divergence, 0 gives 0. Zeros are allowed; ∞ only at α = 1. Summed as kl is, with terms that are never negative,
/// from the cells' difference: 4 ULP a term. O(n), one pass.
/// Throws DomainError unless both are probabilities or if alpha leaves [0, 1], InvalidArgument if the lengths differ.
/// Lee, Measures of Distributional Similarity, 1999.
constinit const Measure<Two> skew{skew_info, skew_table, skew_finish, skew_generator};

}  // namespace sanov
#endif
