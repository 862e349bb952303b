#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/cross_entropy.cc"
#include "hwy/foreach_target.h"
#include "sanov/losses/kl_float-inl.h"
#include "sanov/losses/rows.h"
#include "sanov/losses/shapes.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {
namespace {

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
  bool single() const { return !soft() && share == 1; }
  bool is_class(std::int64_t c) const { return c >= 0 && static_cast<std::size_t>(c) < n; }
  double weight_of(std::int64_t c) const { return row.weight == nullptr ? 1 : static_cast<double>(row.weight[c]); }
  HWY_INLINE V weight(std::size_t i, std::size_t count) const {
    return row.weight == nullptr ? set(1.0) : load_or(row.weight + i, count, 0);
  }
  /// Calls body(label, what it is given) for the labels.
  template <class Body>
  void for_each_label(Body&& body) const {
    body(label, kept * share * weight_of(label));
    if (share != 1) body(other, kept * (1 - share) * weight_of(other));
  }
};

/// Whether the probabilities of a row are such.
bool good_target(double sum, bool negative, const Aim<float>& aim) {
  return !aim.call.check || (!negative && losses::sums_to_one(aim.call, sum, aim.n));
}
bool good_target(double sum, bool negative, const Aim<double>& aim) {
  return !aim.call.check || (!negative && losses::sums_to_one(aim.call, sum, aim.n));
}

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
  if (aim.soft() && !good_target(all.total(), !hn::AllFalse(D(), negative), aim)) return {0, RowStatus::bad};
  double total = value.total();
  const double rest = others.total();
  // A label that is nearly certain: its −ln q from what is left to the others.
  const bool certain = aim.single() && rest < 0.5 && aim.spread == 0;
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
      const V slope = aim.weight(i, count) * (log_sum - q.shifted(aim.x + i, count)) * scale;
      store_first(slope, aim.row.gradient[1] + i, count);
    });
  }
  return {total, RowStatus::good};
}

/// Sums over a row in lanes of float: Σe^x by its reference, Σ w t, Σ w t (x − origin), Σ w (x − origin), Σ t.
struct FloatSums {
  Reference x;
  double exps = 0, mass = 0, mean = 0, plain = 0, given = 0;
  bool negative = false;
};

HWY_INLINE VF load_floats(const float* from, std::size_t count) {
  return HWY_LIKELY(count >= kFloatLanes) ? hn::LoadU(DF(), from) : hn::MaskedLoad(hn::FirstN(DF(), count), DF(), from);
}

/// Adds [from, to) of a row, `to` at most kFlush on; the exps go to `e`.
HWY_INLINE void add_floats(FloatSums& sums, const Aim<float>& aim, const ExpScaled& exp_x, float origin,
                           std::size_t from, std::size_t to, float* e) {
  VF exps[kFloatVectors], mass[kFloatVectors], mean[kFloatVectors], plain[kFloatVectors], given[kFloatVectors];
  for (std::size_t v = 0; v < kFloatVectors; ++v) exps[v] = mass[v] = mean[v] = plain[v] = given[v] = hn::Zero(DF());
  MF negative = hn::FirstN(DF(), 0);
  const VF zero = hn::Zero(DF()), start = set_float(origin);
  const bool spread = aim.spread != 0, weighted = aim.row.weight != nullptr;
  for (std::size_t i = from; i < to; i += kFloatWidth)
    for (std::size_t v = 0; v < kFloatVectors; ++v) {
      const std::size_t at = i + v * kFloatLanes, left = to > at ? to - at : 0;
      hwy::Prefetch(aim.x + at + kSoftBlock);
      const VF x = load_logits(aim.x + at, left);
      MF gone;
      const VF each = exp_x(x, gone);
      exps[v] = exps[v] + each;
      hn::Store(each, DF(), e + at);
      const VF w = weighted ? load_floats(aim.row.weight + at, left) : set_float(1), above = x - start;
      if (spread && left > 0) {
        const MF live = hn::FirstN(DF(), std::min(left, kFloatLanes));
        plain[v] = plain[v] + hn::IfThenElseZero(live, w * above);
      }
      if (!aim.soft()) continue;
      hwy::Prefetch(aim.t + at + kSoftBlock);
      const VF t = load_floats(aim.t + at, left), wt = w * t;
      given[v] = given[v] + t;
      mass[v] = mass[v] + wt;
      mean[v] = mean[v] + hn::IfThenZeroElse(t == zero, wt * above);
      negative = hn::Or(negative, t < zero);
    }
  sums.exps += fold_floats(exps);
  sums.mass += fold_floats(mass);
  sums.mean += fold_floats(mean);
  sums.plain += fold_floats(plain);
  sums.given += fold_floats(given);
  sums.negative = sums.negative || !hn::AllFalse(DF(), negative);
}

/// The gradients of a block whose exps lie in e.
HWY_INLINE void write_slopes(const Aim<float>& aim, const float* e, float to_q, double origin_log_sum, float origin,
                             std::size_t from, std::size_t to) {
  const double scale = aim.row.scale;
  const VF q = set_float(to_q), kept = set_float(static_cast<float>(aim.kept * scale)),
           spread = set_float(static_cast<float>(aim.spread * scale)),
           log_sum = set_float(static_cast<float>(origin_log_sum)), start = set_float(origin);
  // Blocks begin at a cache line where the rows do.
  const bool past[] = {writes_past(aim.row.gradient[0], aim.row.many), writes_past(aim.row.gradient[1], aim.row.many)};
  for (std::size_t i = from; i < to; i += kFloatLanes) {
    const std::size_t left = to - i;
    const VF w = aim.row.weight != nullptr ? load_floats(aim.row.weight + i, left) : set_float(1);
    const VF t = aim.soft() ? load_floats(aim.t + i, left) : hn::Zero(DF());
    if (aim.row.gradient[0] != nullptr)
      put(hn::NegMulAdd(w, hn::MulAdd(t, kept, spread), hn::Load(DF(), e + i) * q), aim.row.gradient[0] + i, left,
          past[0]);
    if (aim.row.gradient[1] != nullptr)
      put(w * kept * (log_sum - (load_logits(aim.x + i, left) - start)), aim.row.gradient[1] + i, left, past[1]);
  }
}

/// The same in lanes of float: relative error 1e-6.
RowResult fast_cross_entropy(const Aim<float>& aim) {
  const std::size_t n = aim.n, blocks = (n + kSoftBlock - 1) / kSoftBlock;
  if (blocks > kMostBlocks) return exact_cross_entropy(aim);
  int power[kMostBlocks];
  float* e = aim.row.scratch;
  FloatSums sums;
  float origin = 0;
  for (std::size_t b = 0; b < blocks; ++b) {
    const std::size_t from = b * kSoftBlock, size = std::min(kSoftBlock, n - from);
    const float top = Ends(aim.x + from, size).top;
    if (!(top < kLargestLogit)) return exact_cross_entropy(aim);
    if (b == 0) origin = top > -kLargestLogit ? top : 0;
    sums.exps *= sums.x.raise(top);
    power[b] = sums.x.used();
    const ExpScaled exp_x(sums.x.used());
    constexpr std::size_t kFlush = 512;
    for (std::size_t i = from; i < from + size; i += kFlush)
      add_floats(sums, aim, exp_x, origin, i, std::min(from + size, i + kFlush), e);
  }
  if (aim.soft() && !good_target(sums.given, sums.negative, aim)) return {0, RowStatus::bad};
  const double log_sum = std::log(sums.exps) + sums.x.used() * kLn2Double - static_cast<double>(origin);
  double mass = aim.kept * sums.mass, mean = aim.kept * sums.mean;
  if (!aim.soft())
    aim.for_each_label([&](std::int64_t c, double given) {
      mass += given;
      if (given != 0) mean += given * (static_cast<double>(aim.x[c]) - static_cast<double>(origin));
    });
  if (aim.spread != 0) {
    double weights = static_cast<double>(n);
    if (aim.row.weight != nullptr) {
      weights = 0;
      for (std::size_t c = 0; c < n; ++c) weights += static_cast<double>(aim.row.weight[c]);
    }
    mass += aim.spread * weights;
    mean += aim.spread * sums.plain;
  }
  const double value = log_sum * mass - mean;
  // Near certainty digits cancel, and infinities and NaN need a closer look.
  if (!(value > 0x1p-6 && value < kInfinite)) return exact_cross_entropy(aim);
  if (aim.row.gradient[0] == nullptr && aim.row.gradient[1] == nullptr) return {value, RowStatus::good};
  for (std::size_t b = 0; b < blocks; ++b) {
    const std::size_t from = b * kSoftBlock, to = std::min(n, from + kSoftBlock);
    const double to_q = std::ldexp(mass * aim.row.scale / sums.exps, std::clamp(power[b] - sums.x.used(), -2000, 0));
    write_slopes(aim, e, static_cast<float>(to_q), log_sum, origin, from, to);
  }
  if (aim.row.many) hwy::FlushStream();
  if (!aim.soft() && aim.row.gradient[0] != nullptr)
    aim.for_each_label(
        [&](std::int64_t c, double given) { aim.row.gradient[0][c] -= static_cast<float>(given * aim.row.scale); });
  return {value, RowStatus::good};
}

RowResult computed(const Aim<float>& aim) { return fast_cross_entropy(aim); }
RowResult computed(const Aim<double>& aim) { return exact_cross_entropy(aim); }

template <class T>
RowResult cross_entropy_row(const RowOf<T>& row, const Call& call) {
  const Aim<T> aim(row, call);
  if (!aim.soft() && static_cast<double>(aim.label) == call.numbers[0]) {
    if (row.gradient[0] != nullptr) std::fill_n(row.gradient[0], row.classes, T(0));
    return {};
  }
  if (!aim.soft() && !aim.is_class(aim.label)) return {0, RowStatus::bad};
  return computed(aim);
}

template <class T>
RowResult mixup_row(const RowOf<T>& row, const Call& call) {
  Aim<T> aim(row, call);
  if (!aim.is_class(row.labels[1]) || !aim.is_class(row.labels[2])) return {0, RowStatus::bad};
  return computed(aim.mixed(call.numbers[0], row.labels[2]));
}

SANOV_ROWS(mixup, mixup_row)
SANOV_ROWS(cross_entropy, cross_entropy_row)

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <cmath>
#include <string>

#include "sanov/losses/definition-inl.h"
#include "sanov/losses/labels.h"

namespace sanov {
namespace {
SANOV_ROWWISE(cross_entropy)
SANOV_ROWWISE(mixup)
}  // namespace

namespace losses::entry {
namespace {

constexpr Operand cross_entropy_operands[] = {{"input", -kNoLimit, kNoLimit, kLogitRule},
                                              {"target", 0, kNoLimit, "it must be class indices or probabilities"}};
constexpr Option cross_entropy_options[] = {tensor("weight"), whole("ignore_index", -100, -kNoLimit, kNoLimit),
                                            number("label_smoothing", 0, 0, 1)};
constexpr Info cross_entropy_info{.name = "cross_entropy",
                                  .operands = cross_entropy_operands,
                                  .options = cross_entropy_options,
                                  .classes_second = true};

constexpr Operand mixup_cross_entropy_operands[] = {
    {.name = "input", .rule = kLogitRule},
    {.name = "target", .rule = "it must be class indices", .differentiable = false, .kind = Kind::index},
    {.name = "other", .rule = "it must be class indices", .differentiable = false, .kind = Kind::index}};
constexpr Option mixup_cross_entropy_options[] = {number("share", 1, 0, 1), number("label_smoothing", 0, 0, 1)};
constexpr Info mixup_cross_entropy_info{.name = "mixup_cross_entropy",
                                        .operands = mixup_cross_entropy_operands,
                                        .options = mixup_cross_entropy_options,
                                        .classes_second = true};

void fail_mixup(const Call& call, const RowLayout& layout, std::size_t row) {
  fail_logits(call, layout, row);
  fail_label(call, 1, layout, row);
  fail_label(call, 2, layout, row);
}

double run_mixup(const Call& call) {
  for (const std::size_t k : {1, 2})
    if (call.operands[k].dtype() != Dtype::int64)
      fail_argument(call.info.name, call.info.operands[k].name, "must be class indices, of dtype int64");
  return run_rows(call, row_layout(call), {.kernels = mixup_rows(), .fail = fail_mixup});
}

void fail(const Call& call, const RowLayout& layout, std::size_t row) {
  fail_logits(call, layout, row);
  if (call.operands[1].dtype() == Dtype::int64) fail_label(call, 1, layout, row);
  fail_probabilities(call, 1, layout, row);
}

double run(const Call& call) {
  const RowLayout layout = row_layout(call);
  Rowwise how{.kernels = cross_entropy_rows(), .fail = fail, .weight = call.tensors[0]};
  if (call.operands[1].dtype() == Dtype::int64) how.divisor = label_weights(call, layout, call.numbers[0]);
  return run_rows(call, layout, how);
}

}  // namespace

/// Cross entropy: the surprise of the target at the softmax of the logits.
///   loss = −Σ w_c t_c ln softmax(x)_c
/// In nats, one value a row of logits along dimension 1 (0 where there is but one). The target is class indices (int64),
/// t being 1 there, or probabilities, which must sum to 1 along the classes (check=false for other masses).
/// label_smoothing ε makes it (1 − ε)t + ε/C. Rows whose index is ignore_index count for nothing. With indices a mean
/// divides by the sum of the weights of the labels, with probabilities by the number of rows, as torch does. Where every
/// row is ignored the mean is 0, not torch's NaN. Logits of −∞ are classes of probability 0: ∞ where such a one is the
/// target's, and never NaN. Gradients, by the target's probabilities too, in the same pass over memory.
/// float32 and bfloat16 rows are computed in float (relative error 1e-6), sums in double; float64 rows in double.
/// Throws InvalidArgument if shapes or dtypes do not fit, DomainError for NaN, a row of −∞, an index that is no class, a
/// target below 0 or one that does not sum to 1. As torch.nn.functional.cross_entropy.
constinit const Loss<Row> cross_entropy{cross_entropy_info, run};

/// Mixup cross entropy: the surprise of two labels at the softmax of a mixture of two examples.
///   loss = share · (−ln softmax(x)_target) + (1 − share) · (−ln softmax(x)_other)
/// In nats, one value a row of logits along dimension 1 (0 where there is but one); target and other are the class indices
/// (int64) of the two examples, share is how much of the first is in the mixture. A mean divides by the number of rows.
/// label_smoothing as in cross_entropy, whose accuracy and limits it has. One pass over the logits, not two.
/// Throws InvalidArgument if shapes or dtypes do not fit or share leaves [0, 1], DomainError for NaN, a row of −∞ or an
/// index that is no class.
/// Zhang, Cisse, Dauphin and Lopez-Paz, mixup: Beyond Empirical Risk Minimization, 2018.
constinit const Loss<Row> mixup_cross_entropy{mixup_cross_entropy_info, run_mixup};

}  // namespace losses::entry
}  // namespace sanov
#endif
