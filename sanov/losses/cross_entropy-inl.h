// Included once per SIMD target: cross entropy of one row in lanes of double.
#if defined(SANOV_LOSSES_CROSS_ENTROPY_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SANOV_LOSSES_CROSS_ENTROPY_INL_H_
#undef SANOV_LOSSES_CROSS_ENTROPY_INL_H_
#else
#define SANOV_LOSSES_CROSS_ENTROPY_INL_H_
#endif

#include <cmath>
#include <cstdint>

#include "sanov/losses/shapes.h"
#include "sanov/losses/softmax-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// A row and what the options make of it. The target given to class c is kept·t_c + spread, each times its weight; where
/// there are no probabilities t is `share` at the label and the rest at the other.
template <class T>
struct Aim {
  const RowOf<T>& row;
  const T *x = row.operand[0], *t = row.operand[1];
  std::size_t n = row.classes;
  double kept, spread;
  const Call& call;
  std::int64_t label, other;
  double share = 1;

  Aim(const RowOf<T>& row, const Call& call)
      : row(row),
        kept(1 - call.numbers[1]),
        spread(call.numbers[1] / static_cast<double>(row.classes)),
        call(call),
        label(row.labels[1]),
        other(label) {}
  /// Two labels, the first with this share.
  Aim& mixed(double first, std::int64_t second) {
    if (first == 0) label = second;
    other = first == 0 || first == 1 ? label : second;
    share = label == other ? 1 : first;
    return *this;
  }
  bool soft() const { return t != nullptr; }
  /// One label has all of the target.
  bool single() const { return !soft() && share == 1 && spread == 0; }
  /// That label's class; past all classes where there is none.
  std::size_t apart() const { return single() ? static_cast<std::size_t>(label) : ~std::size_t{0}; }
  bool is_class(std::int64_t c) const { return c >= 0 && static_cast<std::size_t>(c) < n; }
  double weight_of(std::int64_t c) const { return row.weight == nullptr ? 1 : static_cast<double>(row.weight[c]); }
  HWY_INLINE V weight(std::size_t i, std::size_t count) const {
    return row.weight == nullptr ? set(1.0) : load_or(row.weight + i, count, 0);
  }
  /// Whether what the target's probabilities sum to, and that one is below 0, is as it must be.
  bool good_target(double sum, bool negative) const {
    return std::isfinite(sum) && (!call.check || (!negative && losses::sums_to_one(call, sum, n)));
  }
  /// Calls body(label, what it is given) for the labels.
  template <class Body>
  void for_each_label(Body&& body) const {
    body(label, kept * share * weight_of(label));
    if (share != 1) body(other, kept * (1 - share) * weight_of(other));
  }
};

/// The target of kLanes classes.
template <class T>
HWY_INLINE V target_of(const Aim<T>& aim, std::size_t i, std::size_t count) {
  V t;
  if (aim.soft()) {
    t = load_or(aim.t + i, count, 0);
  } else {
    const V c = hn::Iota(D(), static_cast<double>(i));
    t = hn::IfThenElseZero(c == set(static_cast<double>(aim.label)), set(aim.share));
    if (aim.share != 1) t = hn::IfThenElse(c == set(static_cast<double>(aim.other)), set(1 - aim.share), t);
  }
  return aim.weight(i, count) *
         hn::MulAdd(t, set(aim.kept), hn::IfThenElseZero(hn::FirstN(D(), count), set(aim.spread)));
}

/// A row in lanes of double: Σ target·(−ln q), whose terms are never negative.
template <class T>
RowResult exact_cross_entropy(const Aim<T>& aim) {
  const Softened q = Softened::of(aim.x, aim.n, 1);
  if (!q.good()) return {0, RowStatus::bad};
  LaneSum value, mass, all, others;
  M negative = hn::FirstN(D(), 0);
  const V log_sum = set(q.log_sum), label = set(aim.soft() ? -1.0 : static_cast<double>(aim.label));
  for_each_lanes(aim.n, [&](std::size_t i, std::size_t count) HWY_ATTR {
    const V t = target_of(aim, i, count), x = q.shifted(aim.x + i, count);
    value.add(i, hn::IfThenZeroElse(t == zero(), t * (log_sum - x)));
    mass.add(i, t);
    others.add(i, hn::IfThenZeroElse(hn::Iota(D(), static_cast<double>(i)) == label, exp(D(), x)));
    if (!aim.soft()) return;
    const V given = load_or(aim.t + i, count, 0);
    negative = hn::Or(negative, given < zero());
    all.add(i, given);
  });
  if (aim.soft() && !aim.good_target(all.total(), !hn::AllFalse(D(), negative))) return {0, RowStatus::bad};
  double total = value.total();
  const double rest = others.total();
  // A label that is nearly certain: its −ln q from what is left to the others.
  const bool certain = aim.single() && rest < 0.5;
  if (certain) total = aim.weight_of(aim.label) * std::log1p(rest);
  if (total != total) return {0, RowStatus::bad};
  if (aim.row.gradient[0] != nullptr) {
    const V share = set(mass.total() * aim.row.scale / q.sum), scale = set(aim.row.scale);
    for_each_lanes(aim.n, [&](std::size_t i, std::size_t count) HWY_ATTR {
      const V e = exp(D(), q.shifted(aim.x + i, count));
      store_first(hn::NegMulAdd(target_of(aim, i, count), scale, e * share), aim.row.gradient[0] + i, count);
    });
    if (certain)
      aim.row.gradient[0][aim.label] = static_cast<T>(-aim.weight_of(aim.label) * aim.row.scale * rest / q.sum);
  }
  if (aim.row.gradient[1] != nullptr) {
    const V scale = set(aim.kept * aim.row.scale);
    for_each_lanes(aim.n, [&](std::size_t i, std::size_t count) HWY_ATTR {
      const V share = aim.weight(i, count) * scale;  // 0 silences an infinite surprise
      const V slope = hn::IfThenZeroElse(share == zero(), share * (log_sum - q.shifted(aim.x + i, count)));
      store_first(slope, aim.row.gradient[1] + i, count);
    });
  }
  return {total, RowStatus::good};
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#endif
