#include "sanov/losses/pointwise.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/losses/blocks.h"
#include "sanov/losses/shapes.h"
#include "sanov/numerics/parallel.h"

namespace sanov::losses {
namespace {

constexpr std::size_t kTask = 16384;  // elements of a task, or one row where that is longer

struct Room {
  alignas(64) double in[kMaxInputs][kBlock], value[kBlock], slope[kMaxOperands][kBlock], mass[kBlock];
};

/// What does not depend on the place in the tensors.
struct Plan {
  const Call& call;
  const Pointwise& how;
  Pointwise::Kernel kernel;
  const Blocks& on;
  std::size_t size, row, task;  // elements, those of a row, those of a task
  double scale;                 // of the gradients

  std::span<const Operand> operands() const { return how.operands.empty() ? call.info.operands : how.operands; }
  const Tensor* input(std::size_t k) const {
    const std::size_t operands = call.info.operands.size();
    const Tensor& tensor = k < operands ? call.operands[k] : call.tensors[k - operands];
    return tensor ? &tensor : nullptr;
  }
  const Tensor* weight() const { return how.weight_first_tensor && call.tensors[0] ? &call.tensors[0] : nullptr; }
};

struct Partial {
  double value = 0;
  bool trouble = false;
};

/// Adds up consecutive rows that arrive in blocks which know nothing of rows.
class RowSums {
 public:
  RowSums(const Blocks& on, std::size_t row) : on_(on), row_(row) {}
  /// Calls done(sum) for every row that ends in these n numbers.
  template <class Done>
  void add(const double* a, std::size_t n, Done&& done) {
    while (n > 0) {
      const std::size_t part = std::min(n, row_ - filled_);
      sum_ += on_.sum(a, part);
      filled_ += part;
      a += part;
      n -= part;
      if (filled_ == row_) {
        done(sum_);
        sum_ = 0;
        filled_ = 0;
      }
    }
  }

 private:
  const Blocks& on_;
  std::size_t row_, filled_ = 0;
  double sum_ = 0;
};

/// Reads a block and says whether all of its numbers may stand there.
bool read_block(const Plan& plan, std::size_t from, std::size_t n, Room& room, Block& block) {
  const auto operands = plan.operands();
  bool good = true;
  for (std::size_t k = 0; k < kMaxInputs; ++k) {
    const Tensor* tensor = k < operands.size() + kMaxTensors ? plan.input(k) : nullptr;
    block.in[k] = tensor == nullptr ? nullptr : room.in[k];
    if (tensor == nullptr) continue;
    plan.on.widen(*tensor, from, n, room.in[k]);
    if (k < operands.size() && plan.call.check)
      good &= !plan.on.leaves(room.in[k], n, operands[k].lower, operands[k].upper);
  }
  return good;
}

void write_block(const Plan& plan, std::size_t from, std::size_t n, Room& room, const double* weight) {
  for (std::size_t k = 0; k < plan.call.info.operands.size(); ++k) {
    if (!plan.call.gradients[k]) continue;
    if (weight != nullptr) plan.on.multiply(room.slope[k], weight, n);
    plan.on.narrow(room.slope[k], plan.scale, n, plan.call.gradients[k], from);
  }
}

Partial run_task(const Plan& plan, std::size_t first, std::size_t last) {
  const Call& call = plan.call;
  const bool keep = call.reduction == Reduction::none, by_row = plan.how.mean_of_rows;
  const Dtype target = call.operands[1].dtype();
  Room room;
  Block block{.in = {}, .value = room.value, .slope = {room.slope[0], room.slope[1], room.slope[2]}, .mass = room.mass};
  RowSums masses(plan.on, plan.row), values(plan.on, plan.row);
  std::size_t row = first / plan.row;
  Partial partial;
  for (std::size_t from = first; from < last; from += kBlock) {
    const std::size_t n = std::min(kBlock, last - from);
    if (!read_block(plan, from, n, room, block)) partial.trouble = true;
    plan.kernel(block, (n + 7) / 8 * 8, call.numbers);
    const double* weight = plan.weight() == nullptr ? nullptr : room.in[call.info.operands.size()];
    if (weight != nullptr) plan.on.multiply(room.value, weight, n);
    if (plan.how.masses && call.check)
      masses.add(room.mass, n, [&](double sum) { partial.trouble |= !sums_to_one(sum, target, plan.row); });
    if (keep && by_row)
      values.add(room.value, n,
                 [&](double sum) { plan.on.narrow(&sum, 1 / static_cast<double>(plan.row), 1, call.values, row++); });
    else if (keep)
      plan.on.narrow(room.value, 1, n, call.values, from);
    else
      partial.value += plan.on.sum(room.value, n);
    write_block(plan, from, n, room, weight);
  }
  return partial;
}

/// The first number out of its range, or the first row that does not sum to 1.
[[noreturn]] void name_offender(const Plan& plan) {
  const Call& call = plan.call;
  for (std::size_t k = 0; k < call.info.operands.size(); ++k) {
    const Operand& operand = plan.operands()[k];
    for (std::size_t i = 0; i < plan.size; ++i) {
      const double x = element(call.operands[k], i);
      if (!(x >= operand.lower && x <= operand.upper)) fail_element(call, operand, call.operands[k], i);
    }
  }
  Room room;
  Block block{.in = {}, .value = room.value, .slope = {room.slope[0], room.slope[1], room.slope[2]}, .mass = room.mass};
  RowSums masses(plan.on, plan.row);
  std::size_t row = 0;
  for (std::size_t from = 0; from < plan.size; from += kBlock) {
    const std::size_t n = std::min(kBlock, plan.size - from);
    read_block(plan, from, n, room, block);
    plan.kernel(block, (n + 7) / 8 * 8, call.numbers);
    masses.add(room.mass, n, [&](double sum) {
      if (!sums_to_one(sum, call.operands[1].dtype(), plan.row)) fail_sum(call, 1, row, sum);
      ++row;
    });
  }
  fail_argument(call.info.name, "operands", "changed while they were read");
}

/// What the sum of the values is divided by.
double divisor(const Plan& plan, double weights) {
  switch (plan.call.reduction) {
    case Reduction::mean:
      return plan.how.mean_over_weights && plan.weight() != nullptr ? weights : static_cast<double>(plan.size);
    case Reduction::batchmean:
      return static_cast<double>(plan.call.operands[0].shape()[0]) *
             static_cast<double>(plan.how.mean_of_rows ? plan.row : 1);
    default: return plan.how.mean_of_rows ? static_cast<double>(plan.row) : 1;
  }
}

void check_call(const Call& call) {
  const std::size_t operands = call.info.operands.size();
  const Tensor& first = call.operands[0];
  for (std::size_t k = 0; k < operands; ++k) check_like(call, call.info.operands[k].name, call.operands[k]);
  std::size_t k = 0;
  for (const Option& option : call.info.options)
    if (option.kind == OptionKind::tensor && call.tensors[k++]) check_like(call, option.name, call.tensors[k - 1]);
  if (call.reduction == Reduction::mean && first.size() == 0)
    fail_argument(call.info.name, call.info.operands[0].name, "is empty, and has no mean");
  if (call.reduction == Reduction::batchmean && (first.shape().rank() == 0 || first.size() == 0))
    fail_argument(call.info.name, call.info.operands[0].name, "has no rows to take the mean of");
}

void check_values(const Plan& plan) {
  const Call& call = plan.call;
  const std::size_t wanted = plan.how.mean_of_rows ? plan.size / std::max<std::size_t>(plan.row, 1) : plan.size;
  if (call.reduction == Reduction::none && call.values.size() != wanted)
    fail_argument(call.info.name, "values",
                  "has room for " + std::to_string(call.values.size()) + " numbers, not " + std::to_string(wanted));
}

}  // namespace

double run_pointwise(const Call& call, const Pointwise& how) {
  const FloatingPoint environment;
  check_call(call);
  const Shape& shape = call.operands[0].shape();
  const bool rows = how.masses || how.mean_of_rows;
  const std::size_t size = shape.size(), row = rows && shape.rank() > 0 ? shape[shape.rank() - 1] : 1;
  if (size == 0) return 0;
  Plan plan{.call = call,
            .how = how,
            .kernel = how.kernel(),
            .on = blocks(),
            .size = size,
            .row = row,
            .task = std::max<std::size_t>(kTask / row, 1) * row,
            .scale = 1};
  check_values(plan);
  double weights = 0;
  if (how.mean_over_weights && plan.weight() != nullptr)
    for (std::size_t i = 0; i < size; ++i) weights += element(*plan.weight(), i);
  plan.scale = 1 / divisor(plan, weights);

  const std::size_t tasks = (size + plan.task - 1) / plan.task;
  std::vector<Partial> partials(tasks);
  parallel_chunks(tasks, 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i)
      partials[i] = run_task(plan, i * plan.task, std::min(size, (i + 1) * plan.task));
  });
  double total = 0;
  for (const Partial& partial : partials) {
    if (partial.trouble) name_offender(plan);
    total += partial.value;
  }
  return total * plan.scale;
}

}  // namespace sanov::losses
