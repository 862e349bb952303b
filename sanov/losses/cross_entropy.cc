#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/cross_entropy.cc"
#include "hwy/foreach_target.h"
#include "sanov/losses/cross_entropy_columns-inl.h"
#include "sanov/losses/cross_entropy_float-inl.h"
#include "sanov/losses/rows.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {
namespace {

RowResult computed(const Aim<float>& aim) { return fast_cross_entropy(aim); }
RowResult computed(const Aim<double>& aim) { return exact_cross_entropy(aim); }

template <class T>
RowResult cross_entropy_row(const RowOf<T>& row, const Call& call) {
  const Aim<T> aim(row, call);
  if (!aim.soft() && aim.label == static_cast<std::int64_t>(call.numbers[0])) {
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

auto columns_kernel() { return columns_of_labels; }

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
HWY_EXPORT(columns_kernel);
SANOV_ROWWISE(mixup)
}  // namespace

namespace losses::entry {
namespace {

constexpr Operand cross_entropy_operands[] = {{"input", -kNoLimit, kNoLimit, kLogitRule},
                                              {"target", 0, kNoLimit, "it must be class indices or probabilities"}};
constexpr Option cross_entropy_options[] = {
    tensor("weight"), whole("ignore_index", -100, -kLargestWhole, kLargestWhole), number("label_smoothing", 0, 0, 1)};
constexpr Info cross_entropy_info{.name = "cross_entropy",
                                  .operands = cross_entropy_operands,
                                  .options = cross_entropy_options,
                                  .classes_second = true};

constexpr Operand mixup_cross_entropy_operands[] = {
    {.name = "input", .rule = kLogitRule}, class_indices("target"), class_indices("other")};
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
  if (call.operands[1].dtype() == Dtype::int64) {
    how.divisor = label_weights(call, layout, call.numbers[0]);
    if (call.numbers[1] == 0) how.columns = SANOV_DISPATCH(columns_kernel)();
  }
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
/// float32 and bfloat16 rows are computed in float, sums in double: values within 1e-6 of themselves, or within 2e-7
/// where that is more, however far off the logits are. float64 rows are computed in double.
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
