#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/consistency.cc"
#include "hwy/foreach_target.h"
#include "sanov/losses/kl_float-inl.h"
#include "sanov/losses/rows.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

namespace {

template <class T>
RowResult consistency_row(const RowOf<T>& row, const Call& call) {
  const double temperature = call.numbers[0], threshold = call.numbers[1];
  const KlRow<T> pair{.t = row.operand[1],
                      .s = row.operand[0],
                      .n = row.classes,
                      .by_t = 1 / temperature,
                      .by_s = 1,
                      .grad_t = nullptr,
                      .grad_s = row.gradient[0],
                      .scale = row.scale,
                      .many = row.many};
  if (threshold > 0) {
    const Softened plain = Softened::of(pair.t, pair.n, 1);
    if (plain.good() && !(1 / plain.sum > threshold)) {
      if (!Softened::of(pair.s, pair.n, 1).good()) return {0, RowStatus::bad};
      if (pair.grad_s != nullptr) std::fill_n(pair.grad_s, pair.n, T(0));
      return {};
    }
  }
  return divergence_result(row_kl(pair, row.scratch), 1);
}

SANOV_ROWS(consistency, consistency_row)

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/losses/definition-inl.h"

namespace sanov {
namespace {
SANOV_ROWWISE(consistency)
}  // namespace

namespace losses::entry {
namespace {

constexpr Operand consistency_operands[] = {{.name = "input", .rule = kLogitRule},
                                            {.name = "target", .rule = kLogitRule, .differentiable = false}};
constexpr Option consistency_options[] = {number("temperature", 1, kColdest, kHottest), number("threshold", 0, 0, 1),
                                          whole("dim", -1, -kLargestWhole, kLargestWhole)};
constexpr Info consistency_info{
    .name = "consistency", .operands = consistency_operands, .options = consistency_options};

double run(const Call& call) {
  return run_rows(call, row_layout(call), {.kernels = consistency_rows(), .fail = fail_logits});
}

}  // namespace

/// Consistency loss: how far the prediction for an augmented example strays from that for the example itself.
///   loss = [max softmax(target) > threshold] · KL(softmax(target/T)‖softmax(input))
/// In nats, one value a row of logits along `dim`, from the logits of the augmented example (input) and of the original
/// (target), through which no gradient flows. T below 1 sharpens the target; rows on which the original is no surer than
/// the threshold (at T = 1) are 0, and are counted by the mean. Gradient q − p by the input. Exact near p = q, as
/// distillation is, and as accurate.
/// Throws InvalidArgument if shapes or dtypes differ, temperature leaves [1e-100, 1e100] or threshold leaves [0, 1], DomainError
/// for NaN or a row of −∞.
/// Xie, Dai, Hovy, Luong and Le, Unsupervised Data Augmentation for Consistency Training, 2020.
constinit const Loss<Row> consistency{consistency_info, run};

}  // namespace losses::entry
}  // namespace sanov
#endif
