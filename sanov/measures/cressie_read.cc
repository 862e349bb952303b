#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/measures/cressie_read.cc"
#include "hwy/foreach_target.h"
#include "sanov/measures/cells-inl.h"
#include "sanov/measures/power-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

struct CressieReadCell : Cell<2> {
  static constexpr bool kWindow = true;
  explicit CressieReadCell(const Parameters& parameters) : power(parameters[0] + 1, parameters[0]) {}
  HWY_INLINE void terms_in_window(V p, V q, V* t) const { t[0] = power.in_window(p, q).term; }
  HWY_INLINE void terms(V p, V q, V* t) const { t[0] = power.term(p, q); }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    tp[0] = power.slope_p(p, q);
    tq[0] = power.slope_q(p, q);
  }
  Power power;
};

/// The powers whose terms need no exponential: Neyman's, KL(Q‖P), Hellinger's, KL(P‖Q), Pearson's.
struct NeymanPowerCell : CressieReadCell {
  using CressieReadCell::CressieReadCell;
  static bool fits(const Parameters& parameters) { return parameters[0] == -2; }
  HWY_INLINE void terms_in_window(V p, V q, V* t) const { t[0] = power_term_at_two(q, p); }
};
struct ReverseKlPowerCell : CressieReadCell {
  using CressieReadCell::CressieReadCell;
  static bool fits(const Parameters& parameters) { return parameters[0] == -1; }
  HWY_INLINE void terms_in_window(V p, V q, V* t) const { t[0] = power_term_at_one(q, p); }
};
struct HellingerPowerCell : CressieReadCell {
  using CressieReadCell::CressieReadCell;
  static bool fits(const Parameters& parameters) { return parameters[0] == -0.5; }
  HWY_INLINE void terms_in_window(V p, V q, V* t) const { t[0] = power_term_at_half(p, q, hn::Sqrt(p * q)); }
};
struct KlPowerCell : CressieReadCell {
  using CressieReadCell::CressieReadCell;
  static bool fits(const Parameters& parameters) { return parameters[0] == 0; }
  HWY_INLINE void terms_in_window(V p, V q, V* t) const { t[0] = power_term_at_one(p, q); }
};
struct PearsonPowerCell : CressieReadCell {
  using CressieReadCell::CressieReadCell;
  static bool fits(const Parameters& parameters) { return parameters[0] == 1; }
  HWY_INLINE void terms_in_window(V p, V q, V* t) const { t[0] = power_term_at_two(p, q); }
};

const KernelTable* cressie_read_kernels() {
  return kernel_table<NeymanPowerCell, ReverseKlPowerCell, HellingerPowerCell, KlPowerCell, PearsonPowerCell,
                      CressieReadCell>();
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <cmath>

#include "sanov/measures/kernels-inl.h"

namespace sanov {
namespace {

SANOV_KERNELS(cressie_read)

Outer cressie_read_finish(const Sums& s, const Parameters&) { return {.value = s.term[0], .by_term = {1}}; }

/// t(t^λ − 1)/(λ(λ + 1)), less λ(t − 1)/(λ(λ + 1)), which adds nothing over probabilities.
double cressie_read_generator(double t, const Parameters& parameters) {
  const double lambda = parameters[0];
  if (lambda == 0) return t == 0 ? 0 : t * std::log(t);
  if (lambda == -1) return -std::log(t);
  if (lambda > -0.5) return t == 0 ? 0 : t * std::expm1(lambda * std::log(t)) / (lambda * (lambda + 1));
  return std::expm1((lambda + 1) * std::log(t)) / (lambda * (lambda + 1));
}

constexpr Parameter cressie_read_parameters[] = {{"lambda", 2.0 / 3, -100, 100}};
constexpr Info cressie_read_info{
    .name = "cressie_read",
    .laws = zero_at_equal | merging_contracts | additive | differentiable | order_free | padding_free,
    .parameters = cressie_read_parameters};

}  // namespace

/// Cressie-Read power divergence: one family that runs through KL, χ² and Hellinger's, by the power of the ratio.
///   I_λ(P‖Q) = Σ pᵢ((pᵢ/qᵢ)^λ − 1) / (λ(λ + 1))
/// Unit: none; at λ = 0 and −1 nats. Range [0, ∞]; 0 iff P = Q. `lambda` is 2/3 unless given, in [−100, 100]: 1 is half
/// Pearson's χ², 0 KL(P‖Q), −½ twice the squared chord, −1 KL(Q‖P), −2 half Neyman's χ². ∞ iff λ ≥ 0 and some cell has
/// q = 0 < p, or λ ≤ −1 and one has p = 0 < q. 2n times this, of n observations, is the statistic of that name. Summed
/// from terms that are never negative and lose no digits near P = Q or near a limit: 5 + 0.1|λ| ULP a term; ∞
/// from 10³⁰⁴ on. O(n), one pass.
/// Throws DomainError unless both are probabilities or if lambda leaves its range, InvalidArgument if the lengths
/// differ.
/// Cressie and Read, Multinomial Goodness-of-Fit Tests, 1984.
constinit const Measure<Two> cressie_read{cressie_read_info, cressie_read_table, cressie_read_finish,
                                          cressie_read_generator};

}  // namespace sanov
#endif
