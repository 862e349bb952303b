#include <algorithm>

#include "sanov/losses/definition-inl.h"
#include "sanov/losses/labels.h"
#include "sanov/losses/rows.h"
#include "sanov/losses/shapes.h"

namespace sanov::losses {
namespace {

constexpr Operand nll_loss_operands[] = {
    {"input", -kNoLimit, 0x1p-20, "it must be log-probabilities, which are at most 0; cross_entropy takes logits"},
    class_indices("target")};
constexpr Option nll_loss_options[] = {tensor("weight"), whole("ignore_index", -100, -kLargestWhole, kLargestWhole)};
constexpr Info nll_loss_info{
    .name = "nll_loss", .operands = nll_loss_operands, .options = nll_loss_options, .classes_second = true};

template <class T>
RowResult nll_row(const RowOf<T>& row, const Call& call) {
  if (row.gradient[0] != nullptr) std::fill_n(row.gradient[0], row.classes, T(0));
  if (row.labels[1] == static_cast<std::int64_t>(call.numbers[0])) return {};
  if (row.labels[1] < 0 || static_cast<std::size_t>(row.labels[1]) >= row.classes) return {0, RowStatus::bad};
  const double x = static_cast<double>(row.operand[0][row.labels[1]]);
  const double weight = row.weight == nullptr ? 1 : static_cast<double>(row.weight[row.labels[1]]);
  const bool in_range = x <= nll_loss_operands[0].upper;
  if (!(x == x) || (call.check && !in_range)) return {0, RowStatus::bad};
  if (row.gradient[0] != nullptr) row.gradient[0][row.labels[1]] = static_cast<T>(-weight * row.scale);
  return {weight == 0 ? 0 : -weight * x, RowStatus::good};
}

void fail(const Call& call, const RowLayout& layout, std::size_t row) {
  fail_label(call, 1, layout, row);
  const auto label = static_cast<std::size_t>(call.operands[1].as<std::int64_t>()[row]);
  fail_element(call, call.info.operands[0], call.operands[0], place_in_row(layout, row, label));
}

double run(const Call& call) {
  static constexpr RowKernels kernels{nll_row<float>, nll_row<double>};
  if (call.operands[1].dtype() != Dtype::int64)
    fail_argument("nll_loss", "target", "must be class indices, of dtype int64");
  const RowLayout layout = row_layout(call);
  Rowwise how{.kernels = &kernels, .fail = fail, .weight = call.tensors[0]};
  how.divisor = label_weights(call, layout, call.numbers[0]);
  return run_rows(call, layout, how);
}

}  // namespace

namespace entry {

/// Negative log-likelihood: the surprise of the labels at given log-probabilities.
///   loss = −w_y x_y
/// In nats, one value a row of log-probabilities along dimension 1 (0 where there is but one); the target is class
/// indices (int64). Rows whose index is ignore_index count for nothing. A mean divides by the sum of the weights of the
/// labels; where every row is ignored it is 0, not torch's NaN. ∞ where the label's probability is 0. Only the labels'
/// numbers are read. Gradient −w at the label, 0 elsewhere.
/// Throws InvalidArgument if shapes or dtypes do not fit, DomainError for an index that is no class, or a number at a
/// label that is NaN or above 0 (check=false takes any). As torch.nn.functional.nll_loss.
constinit const Loss<Row> nll_loss{nll_loss_info, run};

}  // namespace entry
}  // namespace sanov::losses
