#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/softmax_divergences.cc"
#include "hwy/foreach_target.h"
#include "sanov/losses/pair-inl.h"
#include "sanov/numerics/kl-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

namespace {

/// β KL(p‖m) + (1 − β) KL(q‖m), m = βp + (1 − β)q, from terms that are never negative.
struct JsdTerm {
  double beta;
  /// x ln(x/m), with x − m = part·(x − y).
  HWY_INLINE V x_log_ratio(V x, V y, V m, double part) const {
    const V relative = (x - y) * set(part) / m;
    const V ratio = hn::IfThenElse(hn::Abs(relative) <= set(0.5), log1p(D(), relative), log(D(), x / m));
    return hn::IfThenZeroElse(x == zero(), x * ratio);
  }
  HWY_INLINE PairTerm operator()(V p, V q) const {
    const V b = set(beta), rest = set(1 - beta), m = hn::MulAdd(b, p, rest * q);
    return {hn::MulAdd(b, kl_term(p, m), rest * kl_term(q, m)), b * x_log_ratio(p, q, m, 1 - beta),
            rest * x_log_ratio(q, p, m, beta)};
  }
};

/// ½|p − q|.
struct TotalVariationTerm {
  HWY_INLINE PairTerm operator()(V p, V q) const {
    const V d = p - q, half = set(0.5);
    const V side = hn::IfThenZeroElse(d == zero(), hn::CopySign(half, d));
    return {half * hn::Abs(d), p * side, hn::Neg(q * side)};
  }
};

/// ½(√p − √q)².
struct SquaredHellingerTerm {
  HWY_INLINE PairTerm operator()(V p, V q) const {
    const V a = hn::Sqrt(p), b = hn::Sqrt(q), d = a - b, half = set(0.5);
    return {half * d * d, half * a * d, hn::Neg(half * b * d)};
  }
};

/// Operands are student and teacher; the first number is the temperature, the second whether T² multiplies.
template <class T>
KlRow<T> pair_of(const RowOf<T>& row, const Call& call, double factor) {
  const double by = 1 / call.numbers[0];
  return {.t = row.operand[1],
          .s = row.operand[0],
          .n = row.classes,
          .by_t = by,
          .by_s = by,
          .grad_t = row.gradient[1],
          .grad_s = row.gradient[0],
          .scale = row.scale * factor,
          .many = row.many};
}

/// A loss of 0 without slopes, of rows that have a softmax.
template <class T>
RowResult nothing(const KlRow<T>& pair) {
  if (!Softened::of(pair.t, pair.n, pair.by_t).good() || !Softened::of(pair.s, pair.n, pair.by_s).good())
    return {0, RowStatus::bad};
  if (pair.grad_t != nullptr) std::fill_n(pair.grad_t, pair.n, T(0));
  if (pair.grad_s != nullptr) std::fill_n(pair.grad_s, pair.n, T(0));
  return {};
}

template <class T>
RowResult jsd_row(const RowOf<T>& row, const Call& call) {
  // Nearer to an end than a double is to 1, β is the end.
  const double given = call.numbers[2], beta = given < 0x1p-52 ? 0 : given > 1 - 0x1p-52 ? 1 : given;
  const double edge = beta * (1 - beta);
  const bool normalized = call.numbers[3] != 0;
  const double factor = hinton_factor(call.numbers[0], call.numbers[1] != 0) / (normalized && edge > 0 ? edge : 1);
  KlRow<T> pair = pair_of(row, call, factor);
  if (edge > 0) return divergence_result(pair_divergence(pair, JsdTerm{beta}), factor);
  if (!normalized) return nothing(pair);
  // The limits: KL(p‖q) at 0 and KL(q‖p) at 1.
  if (beta == 1) {
    std::swap(pair.t, pair.s);
    std::swap(pair.grad_t, pair.grad_s);
  }
  return divergence_result(exact_kl(pair), factor);
}

template <class T>
RowResult tv_row(const RowOf<T>& row, const Call& call) {
  const double factor = hinton_factor(call.numbers[0], call.numbers[1] != 0);
  return divergence_result(pair_divergence(pair_of(row, call, factor), TotalVariationTerm()), factor);
}

template <class T>
RowResult hellinger_row(const RowOf<T>& row, const Call& call) {
  const double factor = hinton_factor(call.numbers[0], call.numbers[1] != 0);
  return divergence_result(pair_divergence(pair_of(row, call, factor), SquaredHellingerTerm()), factor);
}

SANOV_ROWS(jsd, jsd_row)
SANOV_ROWS(tv, tv_row)
SANOV_ROWS(hellinger, hellinger_row)

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/losses/definition-inl.h"

namespace sanov {
namespace {
SANOV_ROWWISE(jsd)
SANOV_ROWWISE(tv)
SANOV_ROWWISE(hellinger)
}  // namespace

namespace losses::entry {
namespace {

constexpr Operand jsd_distillation_operands[] = {{"student", -kNoLimit, kNoLimit, kLogitRule},
                                                 {"teacher", -kNoLimit, kNoLimit, kLogitRule}};
constexpr Option jsd_distillation_options[] = {number("temperature", 1, kColdest, kHottest), flag("scaled", false),
                                               number("beta", 0.5, 0, 1), flag("normalized", false),
                                               whole("dim", -1, -kLargestWhole, kLargestWhole)};
constexpr Info jsd_distillation_info{
    .name = "jsd_distillation", .operands = jsd_distillation_operands, .options = jsd_distillation_options};

constexpr Operand tv_distillation_operands[] = {{"student", -kNoLimit, kNoLimit, kLogitRule},
                                                {"teacher", -kNoLimit, kNoLimit, kLogitRule}};
constexpr Option tv_distillation_options[] = {number("temperature", 1, kColdest, kHottest), flag("scaled", false),
                                              whole("dim", -1, -kLargestWhole, kLargestWhole)};
constexpr Info tv_distillation_info{
    .name = "tv_distillation", .operands = tv_distillation_operands, .options = tv_distillation_options};

constexpr Operand squared_hellinger_distillation_operands[] = {{"student", -kNoLimit, kNoLimit, kLogitRule},
                                                               {"teacher", -kNoLimit, kNoLimit, kLogitRule}};
constexpr Option squared_hellinger_distillation_options[] = {number("temperature", 1, kColdest, kHottest),
                                                             flag("scaled", false),
                                                             whole("dim", -1, -kLargestWhole, kLargestWhole)};
constexpr Info squared_hellinger_distillation_info{.name = "squared_hellinger_distillation",
                                                   .operands = squared_hellinger_distillation_operands,
                                                   .options = squared_hellinger_distillation_options};

double run_jsd(const Call& call) {
  return run_rows(call, row_layout(call), {.kernels = jsd_rows(), .fail = fail_logits});
}
double run_tv(const Call& call) {
  return run_rows(call, row_layout(call), {.kernels = tv_rows(), .fail = fail_logits});
}
double run_hellinger(const Call& call) {
  return run_rows(call, row_layout(call), {.kernels = hellinger_rows(), .fail = fail_logits});
}

}  // namespace

/// β-Jensen-Shannon distillation: a divergence between KL forward and backward, finite whatever the softmaxes.
///   loss = β KL(p‖m) + (1−β) KL(q‖m), m = βp + (1−β)q, p = softmax(teacher/T), q = softmax(student/T)
/// In nats, one value a row of logits along `dim`. Range [0, H(β)], at most ln 2; 0 iff p = q. normalized=true divides
/// by β(1−β), with which β → 0 is KL(p‖q) and β → 1 is KL(q‖p), both exact at the ends; without, the loss vanishes
/// there. A β within 2⁻⁵² of an end is that end. scaled=true multiplies by T². Gradients (1−β) q (ln q − ln m − KL(q‖m))/T by the student, β p (ln p − ln m −
/// KL(p‖m))/T by the teacher. Summed from terms that are never negative, in double, rounded once. O(n).
/// Throws InvalidArgument if shapes or dtypes differ, beta leaves [0, 1] or temperature leaves [1e-100, 1e100], DomainError for
/// NaN or a row of −∞.
/// Agarwal et al., On-Policy Distillation of Language Models, 2024.
constinit const Loss<Row> jsd_distillation{jsd_distillation_info, run_jsd};

/// Total variation distillation: half of what the two softmaxes differ by.
///   loss = ½ Σ |p − q|, p = softmax(teacher/T), q = softmax(student/T)
/// One value a row of logits along `dim`. Range [0, 1]; 0 iff p = q. scaled=true multiplies by T². Gradients by both, of
/// which sign(0) = 0 is chosen where p = q. In double, rounded once. O(n).
/// Throws InvalidArgument if shapes or dtypes differ or temperature leaves [1e-100, 1e100], DomainError for NaN or a row of −∞.
/// Wen et al., f-Divergence Minimization for Sequence-Level Knowledge Distillation, 2023.
constinit const Loss<Row> tv_distillation{tv_distillation_info, run_tv};

/// Squared Hellinger distillation: half of the squared chord between the square roots of the two softmaxes.
///   loss = ½ Σ (√p − √q)², p = softmax(teacher/T), q = softmax(student/T)
/// One value a row of logits along `dim`. Range [0, 1]; 0 iff p = q, 1 iff the supports are disjoint. scaled=true
/// multiplies by T². Gradients by both. In double, rounded once. O(n).
/// Throws InvalidArgument if shapes or dtypes differ or temperature leaves [1e-100, 1e100], DomainError for NaN or a row of −∞.
/// Le Cam and Yang, Asymptotics in Statistics, 2000.
constinit const Loss<Row> squared_hellinger_distillation{squared_hellinger_distillation_info, run_hellinger};

}  // namespace losses::entry
}  // namespace sanov
#endif
