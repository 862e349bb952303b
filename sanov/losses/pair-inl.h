// Included once per SIMD target: divergences of the softmaxes of two rows, from a formula of one class.
#if defined(SANOV_LOSSES_PAIR_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SANOV_LOSSES_PAIR_INL_H_
#undef SANOV_LOSSES_PAIR_INL_H_
#else
#define SANOV_LOSSES_PAIR_INL_H_
#endif

#include "sanov/losses/rows.h"
#include "sanov/losses/softmax-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// What a class adds to the divergence of p and q, and p·∂/∂p and q·∂/∂q of it.
struct PairTerm {
  V value, by_p, by_q;
};

/// Σ term(p, q) over a row, p the softmax of t·by and q that of s·by, and its gradients by the logits: with g = ∂/∂q,
/// ∂/∂s = by·(q g − q Σ q g). In lanes of double. NaN if a row has one, or is −∞ throughout.
template <class T, class Term>
double pair_divergence(const KlRow<T>& row, const Term& term) {
  const Softened a = Softened::of(row.t, row.n, row.by_t), b = Softened::of(row.s, row.n, row.by_s);
  if (!a.good() || !b.good()) return std::numeric_limits<double>::quiet_NaN();
  const V over_a = set(1 / a.sum), over_b = set(1 / b.sum);
  const auto p_of = [&](std::size_t i, std::size_t count)
                        HWY_ATTR { return exp(D(), a.shifted(row.t + i, count)) * over_a; };
  const auto q_of = [&](std::size_t i, std::size_t count)
                        HWY_ATTR { return exp(D(), b.shifted(row.s + i, count)) * over_b; };
  LaneSum value, by_p, by_q;
  for_each_lanes(row.n, [&](std::size_t i, std::size_t count) HWY_ATTR {
    const PairTerm at = term(p_of(i, count), q_of(i, count));
    value.add(i, at.value);
    by_p.add(i, at.by_p);
    by_q.add(i, at.by_q);
  });
  if (row.grad_t == nullptr && row.grad_s == nullptr) return value.total();
  const V mean_p = set(by_p.total()), mean_q = set(by_q.total());
  for_each_lanes(row.n, [&](std::size_t i, std::size_t count) HWY_ATTR {
    const V p = p_of(i, count), q = q_of(i, count);
    const PairTerm at = term(p, q);
    if (row.grad_t != nullptr)
      store_first(hn::NegMulAdd(p, mean_p, at.by_p) * set(row.scale * row.by_t), row.grad_t + i, count);
    if (row.grad_s != nullptr)
      store_first(hn::NegMulAdd(q, mean_q, at.by_q) * set(row.scale * row.by_s), row.grad_s + i, count);
  });
  return value.total();
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#endif
