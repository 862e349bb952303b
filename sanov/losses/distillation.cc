#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/distillation.cc"
#include "hwy/foreach_target.h"
#include "sanov/losses/kl_float-inl.h"
#include "sanov/losses/rows.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

using losses::Call;
using losses::RowOf;
using losses::RowResult;
using losses::RowStatus;

/// The call's options as a row needs them: KL(t‖s) of logits times `by`, times `factor`.
struct Direction {
  std::size_t t, s;  // which operand
  double by, factor;
  explicit Direction(const Call& call)
      : t(call.numbers[1] != 0 ? 0 : 1),
        s(1 - t),
        by(1 / call.numbers[0]),
        factor(call.numbers[2] != 0 ? call.numbers[0] * call.numbers[0] : 1) {}
};

template <class T>
RowResult exact_row(const RowOf<T>& row, const Direction& to) {
  const double kl = exact_kl(row.operand[to.t], row.operand[to.s], row.classes, to.by, row.scale * to.factor * to.by,
                             row.gradient[to.s], row.gradient[to.t]);
  return {kl * to.factor, kl >= 0 ? RowStatus::good : RowStatus::bad};
}

/// What the gradients of a block need: e^t and e^s as they lie, and what makes probabilities of them.
struct BlockSlopes {
  const float *et, *es;
  float to_p, to_q;  // the gradients' scale is in them
};

HWY_INLINE void write_student(const BlockSlopes& at, std::size_t n, float* out) {
  const VF p = set_float(at.to_p), q = set_float(at.to_q);
  for (std::size_t i = 0; i < n; i += kFloatLanes) {
    const VF slope = hn::MulSub(hn::Load(DF(), at.es + i), q, hn::Load(DF(), at.et + i) * p);
    if (HWY_LIKELY(n - i >= kFloatLanes))
      hn::StoreU(slope, DF(), out + i);
    else
      hn::BlendedStore(slope, hn::FirstN(DF(), n - i), DF(), out + i);
  }
}

/// p (ln p − ln q − KL), ln p − ln q being (t − s)·by − shift.
HWY_INLINE void write_teacher(const BlockSlopes& at, const float* t, const float* s, std::size_t n, float by,
                              float shift, float* out) {
  const VF factor = set_float(by), less = set_float(shift), to_p = set_float(at.to_p);
  for (std::size_t i = 0; i < n; i += kFloatLanes) {
    const VF p = hn::Load(DF(), at.et + i) * to_p;
    const VF ratio = (load_logits(t + i, n - i) - load_logits(s + i, n - i)) * factor - less;
    const VF slope = hn::IfThenZeroElse(p == hn::Zero(DF()), p * ratio);
    if (HWY_LIKELY(n - i >= kFloatLanes))
      hn::StoreU(slope, DF(), out + i);
    else
      hn::BlendedStore(slope, hn::FirstN(DF(), n - i), DF(), out + i);
  }
}

inline constexpr std::size_t kMostBlocks = 4096;

RowResult distillation_float(const RowOf<float>& row, const Call& call) {
  const Direction to(call);
  const float *t = row.operand[to.t], *s = row.operand[to.s];
  float *grad_t = row.gradient[to.t], *grad_s = row.gradient[to.s];
  const std::size_t n = row.classes, blocks = (n + kSoftBlock - 1) / kSoftBlock;
  if (blocks > kMostBlocks) return exact_row(row, to);
  const bool slopes = grad_t != nullptr || grad_s != nullptr;
  const auto by = static_cast<float>(to.by);
  float *et = row.scratch, *es = row.scratch + (n + kFloatWidth) / kFloatWidth * kFloatWidth;
  int power_t[kMostBlocks], power_s[kMostBlocks];
  SoftPair pair;
  for (std::size_t b = 0; b < blocks; ++b) {
    const std::size_t from = b * kSoftBlock, size = std::min(kSoftBlock, n - from);
    float top_t, top_s;
    tops(t + from, s + from, size, top_t, top_s);
    if (!(top_t * by < kLargestLogit && top_s * by < kLargestLogit)) return exact_row(row, to);
    const double more = pair.t.raise(top_t * by);
    pair.sum_t *= more;
    pair.weighted *= more;
    pair.sum_s *= pair.s.raise(top_s * by);
    power_t[b] = pair.t.used();
    power_s[b] = pair.s.used();
    add_block(pair, t + from, s + from, size, by, slopes ? et + from : nullptr, slopes ? es + from : nullptr);
  }
  // ln Σe^t − ln Σe^s.
  const double shift = std::log(pair.sum_t / pair.sum_s) + (pair.t.used() - pair.s.used()) * kLn2Double;
  const double kl = pair.weighted / pair.sum_t - shift;
  // Near equality digits cancel, and infinities and NaN need a closer look.
  if (!(kl > 0x1p-6 && kl < kInfinite)) return exact_row(row, to);
  const double scale = row.scale * to.factor * to.by;
  for (std::size_t b = 0; slopes && b < blocks; ++b) {
    const std::size_t from = b * kSoftBlock, size = std::min(kSoftBlock, n - from);
    const auto scaled = [&](double sum, int power, int last) {
      return static_cast<float>(std::ldexp(scale / sum, std::max(power - last, -2000)));
    };
    const BlockSlopes at{et + from, es + from, scaled(pair.sum_t, power_t[b], pair.t.used()),
                         scaled(pair.sum_s, power_s[b], pair.s.used())};
    if (grad_s != nullptr) write_student(at, size, grad_s + from);
    if (grad_t != nullptr)
      write_teacher(at, t + from, s + from, size, by, static_cast<float>(shift + kl), grad_t + from);
  }
  return {kl * to.factor, RowStatus::good};
}

RowResult distillation_double(const RowOf<double>& row, const Call& call) { return exact_row(row, Direction(call)); }

const losses::RowKernels* distillation_kernels() {
  static constexpr losses::RowKernels kernels{distillation_float, distillation_double};
  return &kernels;
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/losses/definition.h"

namespace sanov {
namespace {
HWY_EXPORT(distillation_kernels);
}  // namespace

namespace losses::entry {
namespace {

constexpr std::string_view kLogitRule = "logits are any numbers but NaN, and not −∞ throughout a row";
constexpr Operand distillation_operands[] = {{"student", -kNoLimit, kNoLimit, kLogitRule},
                                             {"teacher", -kNoLimit, kNoLimit, kLogitRule}};
constexpr Option distillation_options[] = {number("temperature", 1, kAboveZero, kNoLimit), flag("reverse", false),
                                           flag("scaled", false), whole("dim", -1, -kNoLimit, kNoLimit)};
constexpr Info distillation_info{
    .name = "distillation", .operands = distillation_operands, .options = distillation_options};

double run(const Call& call) {
  return run_rows(call, row_layout(call, call.numbers[3]), {SANOV_DISPATCH(distillation_kernels)(), fail_logits});
}

}  // namespace

/// Distillation loss: the divergence of a student's softmax from a teacher's, from the logits of both.
///   loss = KL(p‖q), p = softmax(teacher/T), q = softmax(student/T)
/// In nats, one value a row of logits along `dim`. reverse=true is KL(q‖p); scaled=true multiplies by T², Hinton's
/// convention, which keeps the gradients' size. Mean and batchmean divide by rows and by the first extent. Gradients
/// (q − p)/T by the student and p (ln p − ln q − KL)/T by the teacher, in the same pass over memory. Never negative, and
/// near p = q exact: 0 iff the softmaxes are equal. Logits of −∞ are classes of probability 0; ∞ where p > 0 = q. Logits
/// of +∞ share all of the probability.
/// float32 and bfloat16 rows are computed in float (relative error 1e-6), sums in double; float64 rows in double.
/// Throws InvalidArgument if shapes or dtypes differ or temperature is not above 0, DomainError for NaN or a row of −∞.
/// Hinton, Vinyals and Dean, Distilling the Knowledge in a Neural Network, 2015.
constinit const Loss<Row> distillation{distillation_info, run};

}  // namespace losses::entry
}  // namespace sanov
#endif
