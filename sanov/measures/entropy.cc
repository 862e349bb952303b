#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/measures/entropy.cc"
#include "hwy/foreach_target.h"
#include "sanov/measures/cells-inl.h"
#include "sanov/measures/ratio-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

struct EntropyCell : Cell<1> {
  using Cell::Cell;
  HWY_INLINE void terms(V p, V, V* t) const { t[0] = hn::Neg(x_log_x(D(), p)); }
  HWY_INLINE void slopes(V p, V, V* tp, V*) const { tp[0] = set(-1.0) - log(D(), p); }
};

/// (p^α − p)/(1 − α) ≥ 0, and for α > 1 (p/largest)^α, `largest` being parameter 1; at α = ∞, which cells are that.
struct PowerEntropyCell : Cell<1, 2> {
  static bool fits(const Parameters& parameters) { return parameters[0] != 1; }
  explicit PowerEntropyCell(const Parameters& parameters)
      : alpha(parameters[0]), order(alpha - 1), largest(parameters[1] > 0 ? parameters[1] : 1) {}
  HWY_INLINE V share(V p) const {
    if (alpha < 1) return zero();
    if (alpha == kInfinity) return hn::IfThenElseZero(p == set(largest), set(1.0));
    return weighted_exp(set(1.0), times(alpha, log_ratio_in_parts(set(largest), p)));
  }
  /// (α − 1) ln p.
  HWY_INLINE TwoPart exponent(V p) const { return times(order, log_ratio_in_parts(set(1.0), p)); }
  HWY_INLINE void terms(V p, V, V* t) const {
    // Where p^(α−1) could leave the range, p^α does not.
    const TwoPart x = exponent(p);
    const V far = (weighted_exp(p, x) - p) / set(-order), near = p * (expm1(x) / set(-order));
    const V change = hn::IfThenElse(x.high > set(100.0), far, near);
    t[0] = alpha == kInfinity ? zero() : hn::IfThenZeroElse(p == zero(), change);
    t[1] = share(p);
  }
  HWY_INLINE void slopes(V p, V, V* tp, V*) const {
    tp[0] = weighted(alpha == kInfinity ? 0 : -alpha / order, expm1(exponent(p))) - set(1.0);
    // Of its logarithm, over α: the largest's own share is constant.
    tp[1] = hn::IfThenZeroElse(p == zero(), share(p) / p);
  }
  double alpha, order, largest;
};

/// The limit at α = 1.
struct EntropyInPowersCell : Cell<1, 2> {
  using Cell::Cell;
  HWY_INLINE void terms(V p, V q, V* t) const {
    EntropyCell().terms(p, q, t);
    t[1] = zero();
  }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    EntropyCell().slopes(p, q, tp, tq);
    tp[1] = zero();
  }
};

struct LargestProbabilityCell : Cell<1, 1, Join::max> {
  using Cell::Cell;
  HWY_INLINE void terms(V p, V, V* t) const { t[0] = p; }
};

const KernelTable* entropy_kernels() { return kernel_table<EntropyCell>(); }
const KernelTable* power_entropy_kernels() { return kernel_table<PowerEntropyCell, EntropyInPowersCell>(); }
const KernelTable* largest_probability_kernels() { return kernel_table<LargestProbabilityCell>(); }

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <cmath>
#include <limits>

#include "sanov/measures/kernels-inl.h"

namespace sanov {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

SANOV_KERNELS(entropy)
SANOV_KERNELS(power_entropy)
SANOV_KERNELS(largest_probability)

Outer entropy_finish(const Sums& s, const Parameters&) { return {.value = s.term[0], .by_term = {1}}; }

Outer perplexity_finish(const Sums& s, const Parameters&) {
  const double value = std::exp(s.term[0]);
  return {.value = value, .by_term = {value}};
}

/// The largest cell, above α = 1: powers of it could underflow.
Parameters renyi_entropy_prepare(const KernelTable&, Cells p, const Parameters& given) {
  return {{given[0], given[0] > 1 ? sum_cells(*largest_probability_table(), p, nullptr, {}).term[0] : 0}};
}

Outer renyi_entropy_finish(const Sums& s, const Parameters& parameters) {
  const double alpha = parameters[0], sum = s.term[0];
  if (alpha == 1) return {.value = sum, .by_term = {1}};
  if (alpha == kInfinity) return {.value = -std::log(parameters[1]), .by_term = {0, -1 / s.term[1]}};
  // Σp^α is 1 + (1 − α)·sum: from that where it is near 1 or above, else from the shares of the largest.
  const double change = (1 - alpha) * sum;
  if (change > -0.5) return {.value = std::log1p(change) / (1 - alpha), .by_term = {1 / (1 + change)}};
  return {.value = (alpha * std::log(parameters[1]) + std::log(s.term[1])) / (1 - alpha),
          .by_term = {0, alpha / ((1 - alpha) * s.term[1])}};
}

Outer tsallis_entropy_finish(const Sums& s, const Parameters&) { return {.value = s.term[0], .by_term = {1}}; }

constexpr unsigned kLaws = differentiable | order_free | padding_free;

constexpr Info entropy_info{.name = "entropy", .kind = Kind::information, .unit = Unit::nats, .laws = kLaws | additive};
constexpr Info perplexity_info{.name = "perplexity", .kind = Kind::information, .lower = 1, .laws = kLaws};

constexpr Parameter power_parameters[] = {{"alpha", 2, 0, kInfinity}};
constexpr Info renyi_entropy_info{.name = "renyi_entropy",
                                  .kind = Kind::information,
                                  .unit = Unit::nats,
                                  .laws = kLaws,
                                  .parameters = power_parameters};
constexpr Info tsallis_entropy_info{
    .name = "tsallis_entropy", .kind = Kind::information, .laws = kLaws | additive, .parameters = power_parameters};

}  // namespace

/// Entropy: how much a draw tells, on average, to who knows the distribution.
///   H(P) = −Σ pᵢ ln pᵢ
/// Unit: nats. Range [0, ln n] for n cells; 0 iff one cell holds everything, ln n iff all are alike. 0 ln 0 = 0. Each
/// term within 2 ULP. O(n), one pass. The gradient −1 − ln p is ∞ in an empty cell.
/// Throws DomainError unless P is probabilities.
/// Shannon, A Mathematical Theory of Communication, 1948.
constinit const Measure<One> entropy{entropy_info, entropy_table, entropy_finish};

/// Perplexity: how many equally likely cells would be as uncertain.
///   PP(P) = exp(−Σ pᵢ ln pᵢ)
/// Unit: none, cells. Range [1, n] for n cells; 1 iff one cell holds everything, n iff all are alike. 0 ln 0 = 0.
/// Within 4 ULP, and as much again for each nat of entropy. O(n), one pass.
/// Throws DomainError unless P is probabilities.
/// Jelinek, Mercer, Bahl and Baker, Perplexity: a Measure of the Difficulty of Speech Recognition Tasks, 1977.
constinit const Measure<One> perplexity{perplexity_info, entropy_table, perplexity_finish};

/// Rényi entropy: entropy with a dial for how much the likeliest cells count.
///   H_α(P) = ln(Σ pᵢ^α) / (1 − α)
/// Unit: nats. Range [0, ln n] for n cells; 0 iff one cell holds everything. `alpha` is 2 unless given (the collision
/// entropy). Its limits are exact: 0 is the logarithm of the number of cells that are not empty, 1 the entropy, ∞ is
/// −ln max p (the min-entropy). It falls as α grows. Summed from p^α − p, which does not cancel near α = 1 or where one
/// cell holds nearly everything: 4 ULP a term. Where the sum misses 1 by rounding it stands for 1. O(n), one pass; two
/// above α = 1.
/// Throws DomainError unless P is probabilities or if alpha is negative.
/// Rényi, On Measures of Entropy and Information, 1961.
constinit const Measure<One> renyi_entropy{renyi_entropy_info, power_entropy_table, renyi_entropy_finish,
                                           renyi_entropy_prepare};

/// Tsallis entropy: entropy of order α without the logarithm; at α = 2 the Gini-Simpson index.
///   S_α(P) = (1 − Σ pᵢ^α) / (α − 1)
/// Unit: none; at α = 1 it is the entropy, in nats. Range [0, (1 − n^(1−α))/(α − 1)] for n cells; 0 iff one cell holds
/// everything. `alpha` is 2 unless given; at 0 it is the number of cells that are not empty, less 1, at ∞ it is 0.
/// Summed from p − p^α, which does not cancel near α = 1: 4 ULP a term. O(n), one pass.
/// Throws DomainError unless P is probabilities or if alpha is negative.
/// Tsallis, Possible Generalization of Boltzmann-Gibbs Statistics, 1988.
constinit const Measure<One> tsallis_entropy{tsallis_entropy_info, power_entropy_table, tsallis_entropy_finish};

}  // namespace sanov
#endif
