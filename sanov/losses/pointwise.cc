#include "sanov/losses/pointwise.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/base/running_sum.h"
#include "sanov/losses/blocks.h"
#include "sanov/losses/broadcast.h"
#include "sanov/losses/shapes.h"
#include "sanov/numerics/parallel.h"

namespace sanov::losses {
namespace {

constexpr std::size_t kTask = 16384;  // elements of a task, or one row where that is longer

struct Room {
  alignas(64) double in[kMaxInputs][kBlock + 8], value[kBlock], slope[kMaxOperands][kBlock], mass[kBlock];
  Block block() { return {.in = {}, .value = value, .slope = {slope[0], slope[1], slope[2]}, .mass = mass}; }
};

/// What a kernel reads: an operand or an optional tensor, and what its numbers must be.
struct Input {
  Broadcast from;
  Operand rule;
  bool given = false;
};

/// What does not depend on the place in the tensors.
struct Plan {
  const Call& call;
  const Pointwise& how;
  Pointwise::Kernel kernel;
  const Blocks& on;
  std::size_t size, row, task;  // elements, those of a row, those of a task
  double scale;                 // of the gradients
  Input inputs[kMaxInputs];

  std::size_t operands() const { return call.info.operands.size(); }
  std::size_t tasks() const { return (size + task - 1) / task; }
  bool weighted() const { return how.weight_first_tensor && inputs[operands()].given; }
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
  bool good = true;
  for (std::size_t k = 0; k < kMaxInputs; ++k) {
    const Input& input = plan.inputs[k];
    block.in[k] = input.given ? room.in[k] : nullptr;
    if (!input.given) continue;
    input.from.widen(plan.on, from, n, room.in[k]);
    good &= !plan.on.leaves(room.in[k], n, input.rule.lower, input.rule.upper);
    if (input.rule.kind == Kind::sign) good &= plan.on.signs(room.in[k], n);
  }
  return good;
}

void write_block(const Plan& plan, std::size_t from, std::size_t n, Room& room, const double* weight) {
  for (std::size_t k = 0; k < plan.operands(); ++k) {
    if (!plan.call.gradients[k]) continue;
    if (weight != nullptr) plan.on.multiply(room.slope[k], weight, n);
    if (plan.scale == 0) std::fill_n(room.slope[k], n, 0.0);
    plan.on.narrow(room.slope[k], plan.scale, n, plan.call.gradients[k], from);
  }
}

Partial run_task(const Plan& plan, std::size_t first, std::size_t last) {
  const Call& call = plan.call;
  const bool keep = call.reduction == Reduction::none, by_row = plan.how.mean_of_rows;
  Room room;
  Block block = room.block();
  RowSums masses(plan.on, plan.row), values(plan.on, plan.row);
  std::size_t row = first / plan.row;
  Partial partial;
  for (std::size_t from = first; from < last; from += kBlock) {
    const std::size_t n = std::min(kBlock, last - from);
    if (!read_block(plan, from, n, room, block)) partial.trouble = true;
    plan.kernel(block, (n + 7) / 8 * 8, call.numbers);
    const double* weight = plan.weighted() ? room.in[plan.operands()] : nullptr;
    if (weight != nullptr) plan.on.multiply(room.value, weight, n);
    if (plan.how.masses && call.check)
      masses.add(room.mass, n, [&](double sum) { partial.trouble |= !sums_to_one(call, sum, plan.row); });
    if (keep && by_row)
      values.add(room.value, n, [&](double sum) { put(sum / static_cast<double>(plan.row), call.values, row++); });
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
  for (const Input& input : plan.inputs) {
    const Tensor& tensor = input.from.tensor();
    const Operand& rule = input.rule;
    for (std::size_t i = 0; input.given && i < tensor.size(); ++i) {
      const double x = element(tensor, i);
      const bool good = x >= rule.lower && x <= rule.upper && (rule.kind != Kind::sign || std::abs(x) == 1);
      if (!good) fail_element(call, rule, tensor, i);
    }
  }
  Room room;
  Block block = room.block();
  RowSums masses(plan.on, plan.row);
  std::size_t row = 0;
  for (std::size_t from = 0; plan.how.masses && from < plan.size; from += kBlock) {
    const std::size_t n = std::min(kBlock, plan.size - from);
    read_block(plan, from, n, room, block);
    plan.kernel(block, (n + 7) / 8 * 8, call.numbers);
    masses.add(room.mass, n, [&](double sum) {
      if (!sums_to_one(call, sum, plan.row)) fail_sum(call, 1, row, sum);
      ++row;
    });
  }
  fail_argument(call.info.name, "operands", "changed while they were read");
}

/// The sum of the weights, over all elements that they stand for.
double sum_of_weights(const Plan& plan) {
  std::vector<double> partials(plan.tasks());
  parallel_chunks(partials.size(), 1, [&](std::size_t first, std::size_t last) {
    alignas(64) double weight[kBlock + 8];
    for (std::size_t i = first; i < last; ++i)
      for (std::size_t from = i * plan.task, end = std::min(plan.size, from + plan.task); from < end; from += kBlock) {
        const std::size_t n = std::min(kBlock, end - from);
        plan.inputs[plan.operands()].from.widen(plan.on, from, n, weight);
        partials[i] += plan.on.sum(weight, n);
      }
  });
  RunningSum total;
  for (const double partial : partials) total.add(partial);
  return total.value();
}

/// What the sum of the values is divided by.
double divisor(const Plan& plan) {
  const double row = static_cast<double>(plan.how.mean_of_rows ? plan.row : 1);
  switch (plan.call.reduction) {
    case Reduction::mean:
      return plan.how.mean_over_weights && plan.weighted() ? sum_of_weights(plan) : static_cast<double>(plan.size);
    case Reduction::batchmean: return static_cast<double>(plan.call.operands[0].shape()[0]) * row;
    default: return row;
  }
}

void check_call(const Call& call) {
  const Tensor& first = call.operands[0];
  for (std::size_t k = 0; k < call.info.operands.size(); ++k)
    check_like(call, call.info.operands[k].name, call.operands[k], !call.info.operands[k].differentiable);
  if (call.reduction == Reduction::mean && first.size() == 0)
    fail_argument(call.info.name, call.info.operands[0].name, "is empty, and has no mean");
  if (call.reduction == Reduction::batchmean && (first.shape().rank() == 0 || first.size() == 0))
    fail_argument(call.info.name, call.info.operands[0].name, "has no rows to take the mean of");
}

/// NaN is refused always, numbers outside their range where the caller wants that checked.
Input checked_input(const Call& call, const Tensor& tensor, Operand rule, double limit = kNoLimit) {
  if (!tensor) return {};
  const Shape& shape = call.operands[0].shape();
  if (!broadcasts(tensor.shape(), shape))
    fail_argument(call.info.name, rule.name,
                  "has shape " + shape_text(tensor.shape()) + ", which does not broadcast to " + shape_text(shape));
  if (!call.check) rule = {rule.name, -limit, limit, rule.rule};
  return {Broadcast(tensor, shape), rule, true};
}

void set_inputs(Plan& plan) {
  const Call& call = plan.call;
  const auto rules = plan.how.operands.empty() ? call.info.operands : plan.how.operands;
  std::size_t at = 0;
  for (const Operand& rule : rules) {
    plan.inputs[at] = checked_input(call, call.operands[at], rule);
    ++at;
  }
  for (const Option& option : call.info.options)
    if (option.kind == OptionKind::tensor) {
      const Operand rule{option.name, option.lower, option.upper, kWeightRule};
      plan.inputs[at] = checked_input(call, call.tensors[at - rules.size()], rule, kLargestWeight);
      ++at;
    }
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
            .scale = 1,
            .inputs = {}};
  check_values(plan);
  set_inputs(plan);
  // Where nothing counts there is nothing to divide: the loss and its gradients are 0.
  const double over = divisor(plan);
  plan.scale = std::abs(over) < kLeastDivisor ? 0 : 1 / over;

  std::vector<Partial> partials(plan.tasks());
  parallel_chunks(partials.size(), 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i)
      partials[i] = run_task(plan, i * plan.task, std::min(size, (i + 1) * plan.task));
  });
  RunningSum total;
  for (const Partial& partial : partials) {
    if (partial.trouble) name_offender(plan);
    total.add(partial.value);
  }
  return plan.scale == 0 ? 0 : total.value() / over;
}

double run_apart(const Call& call, const Pointwise& together, const Pointwise& first, const Pointwise& second) {
  const Info& info = call.info;
  if (call.operands[0].shape() == call.operands[1].shape()) return run_pointwise(call, together);
  if (call.reduction == Reduction::none)
    fail_argument(info.name, info.operands[1].name,
                  "has shape " + shape_text(call.operands[1].shape()) + ", but " + std::string(info.operands[0].name) +
                      " has " + shape_text(call.operands[0].shape()) + ": they have no values in common");
  double total = 0;
  for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
    const Info alone{.name = info.name, .operands = info.operands.subspan(k, 1)};
    Call part{.info = alone, .reduction = call.reduction, .check = call.check};
    part.operands[0] = call.operands[k];
    part.gradients[0] = call.gradients[k];
    total += run_pointwise(part, k == 0 ? first : second);
  }
  return total;
}

}  // namespace sanov::losses
