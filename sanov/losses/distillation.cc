#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/distillation.cc"
#include "hwy/foreach_target.h"
#include "sanov/losses/kl_float-inl.h"
#include "sanov/losses/rows.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {
namespace {

/// The row as the call's options have it: KL of the teacher's from the student's, or the other way round.
template <class T>
KlRow<T> directed(const RowOf<T>& row, const Call& call, double factor) {
  const double by = 1 / call.numbers[0];
  const std::size_t t = call.numbers[1] != 0 ? 0 : 1, s = 1 - t;
  return {.t = row.operand[t],
          .s = row.operand[s],
          .n = row.classes,
          .by_t = by,
          .by_s = by,
          .grad_t = row.gradient[t],
          .grad_s = row.gradient[s],
          .scale = row.scale * factor,
          .many = row.many};
}

template <class T>
RowResult distillation_row(const RowOf<T>& row, const Call& call) {
  const double factor = hinton_factor(call.numbers[0], call.numbers[2] != 0);
  return divergence_result(row_kl(directed(row, call, factor), row.scratch), factor);
}

SANOV_ROWS(distillation, distillation_row)

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/losses/definition-inl.h"

namespace sanov {
namespace {
SANOV_ROWWISE(distillation)
}  // namespace

namespace losses::entry {
namespace {

constexpr Operand distillation_operands[] = {{"student", -kNoLimit, kNoLimit, kLogitRule},
                                             {"teacher", -kNoLimit, kNoLimit, kLogitRule}};
constexpr Option distillation_options[] = {number("temperature", 1, kColdest, kHottest), flag("reverse", false),
                                           flag("scaled", false), whole("dim", -1, -kLargestWhole, kLargestWhole)};
constexpr Info distillation_info{
    .name = "distillation", .operands = distillation_operands, .options = distillation_options};

double run(const Call& call) { return run_rows(call, row_layout(call), {distillation_rows(), fail_logits}); }

}  // namespace

/// Distillation loss: the divergence of a student's softmax from a teacher's, from the logits of both.
///   loss = KL(p‖q), p = softmax(teacher/T), q = softmax(student/T)
/// In nats, one value a row of logits along `dim`. reverse=true is KL(q‖p); scaled=true multiplies by T², Hinton's
/// convention, which keeps the gradients' size. Mean and batchmean divide by rows and by the first extent. Gradients
/// (q − p)/T by the student and p (ln p − ln q − KL)/T by the teacher, in the same pass over memory. Never negative, and
/// near p = q exact: 0 iff the softmaxes are equal. Logits of −∞ are classes of probability 0; ∞ where p > 0 = q. Logits
/// of +∞ share all of the probability.
/// float32 and bfloat16 rows are computed in float, sums in double: values within 1e-6 of themselves, or within 2e-7
/// where that is more, however far off the logits are. float64 rows are computed in double.
/// Throws InvalidArgument if shapes or dtypes differ or temperature leaves [1e-100, 1e100], DomainError for NaN or a row of −∞.
/// Hinton, Vinyals and Dean, Distilling the Knowledge in a Neural Network, 2015.
constinit const Loss<Row> distillation{distillation_info, run};

}  // namespace losses::entry
}  // namespace sanov
#endif
