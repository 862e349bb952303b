#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/measures/entropy.cc"
#include "hwy/foreach_target.h"
#include "sanov/measures/cells-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

struct EntropyCell : Cell<1> {
  using Cell::Cell;
  HWY_INLINE void terms(V p, V, V* t) const { t[0] = hn::Neg(x_log_x(D(), p)); }
  HWY_INLINE void slopes(V p, V, V* tp, V*) const { tp[0] = set(-1.0) - log(D(), p); }
};
const KernelTable* entropy_kernels() { return kernel_table<EntropyCell>(); }

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <cmath>

#include "sanov/measures/kernels.h"

namespace sanov {
namespace {

SANOV_KERNELS(entropy)

Outer entropy_finish(const Sums& s, const Parameters&) { return {.value = s.term[0], .by_term = {1}}; }

Outer perplexity_finish(const Sums& s, const Parameters&) {
  const double value = std::exp(s.term[0]);
  return {.value = value, .by_term = {value}};
}

constexpr unsigned kLaws = differentiable | order_free | padding_free;

constexpr Info entropy_info{.name = "entropy", .kind = Kind::information, .unit = Unit::nats, .laws = kLaws | additive};
constexpr Info perplexity_info{.name = "perplexity", .kind = Kind::information, .lower = 1, .laws = kLaws};

}  // namespace

/// Entropy: how much a draw tells, on average, to who knows the distribution.
///   H(P) = −Σ pᵢ ln pᵢ
/// Unit: nats. Range [0, ln n] for n cells; 0 iff one cell holds everything, ln n iff all are alike. 0 ln 0 = 0.
/// Each term within 2 ULP. O(n), one pass. The gradient −1 − ln p is ∞ in an empty cell.
/// Throws DomainError unless P is probabilities.
/// Shannon, A Mathematical Theory of Communication, 1948.
constinit const Measure<One> entropy{entropy_info, entropy_table, entropy_finish};

/// Perplexity: how many equally likely cells would be as uncertain.
///   PP(P) = exp(−Σ pᵢ ln pᵢ)
/// Unit: none, cells. Range [1, n] for n cells; 1 iff one cell holds everything, n iff all are alike. 0 ln 0 = 0.
/// Accuracy: the entropy's, times the entropy. O(n), one pass.
/// Throws DomainError unless P is probabilities.
/// Jelinek, Mercer, Bahl and Baker, Perplexity: a Measure of the Difficulty of Speech Recognition Tasks, 1977.
constinit const Measure<One> perplexity{perplexity_info, entropy_table, perplexity_finish};

}  // namespace sanov
#endif
