#include "sanov/losses/rows.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <type_traits>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/base/running_sum.h"
#include "sanov/losses/blocks.h"
#include "sanov/losses/row_tiles.h"
#include "sanov/losses/shapes.h"
#include "sanov/numerics/parallel.h"

namespace sanov::losses {
namespace {

constexpr std::size_t kTask = 16384;  // numbers of a task, or one tile where that is more

bool is_label(const Call& call, std::size_t k) { return call.operands[k].dtype() == Dtype::int64; }

struct Partial {
  double value = 0;
  std::size_t bad_row = ~std::size_t{0};
};

/// What all tasks share.
struct Plan {
  const Call& call;
  const RowLayout& layout;
  const Rowwise& how;
  double scale;
  std::vector<float> float_weight;
  std::vector<double> double_weight;

  template <class T>
  const T* weight() const {
    if (!how.weight) return nullptr;
    if constexpr (std::is_same_v<T, float>)
      return float_weight.data();
    else
      return double_weight.data();
  }
};

/// Keeps a row's value, or adds it.
void take(const Call& call, double value, std::size_t row, Partial& partial) {
  if (call.reduction == Reduction::none)
    put(value, call.values, row);
  else
    partial.value += value;
}

/// Rows side by side from `row` on; returns how many it did.
template <class T>
std::size_t run_columns(const Plan& plan, RowTiles<T>& tiles, std::size_t row, std::size_t last, Partial& partial) {
  if (plan.how.columns == nullptr || plan.layout.inner < kColumns) return 0;
  Columns columns = tiles.columns(row, last - row, plan.scale);
  double values[kMostTile];
  columns.values = values;
  if (columns.rows == 0 || !plan.how.columns(columns, plan.call)) return 0;
  for (std::size_t j = 0; j < columns.rows; ++j) take(plan.call, values[j], row + j, partial);
  tiles.write_columns();
  return columns.rows;
}

template <class T>
Partial run_task(const Plan& plan, std::size_t first, std::size_t last) {
  const Call& call = plan.call;
  RowTiles<T> tiles(call, plan.layout, plan.weight<T>());
  Partial partial;
  for (std::size_t row = first, tile; row < last; row += tile) {
    tile = run_columns(plan, tiles, row, last, partial);
    if (tile > 0) continue;
    tile = tiles.read(row, last - row);
    for (std::size_t j = 0; j < tile; ++j) {
      const RowOf<T> at = tiles.row(j, plan.scale);
      RowResult result;
      if constexpr (std::is_same_v<T, float>)
        result = plan.how.kernels->of_float(at, call);
      else
        result = plan.how.kernels->of_double(at, call);
      if (result.status == RowStatus::bad) {
        partial.bad_row = row + j;
        return partial;
      }
      take(call, result.value, row + j, partial);
    }
    tiles.write();
  }
  return partial;
}

/// Labels have the first operand's shape without its classes; those of a single row may be a list of one.
void check_labels(const Call& call, std::size_t k) {
  const Shape &first = call.operands[0].shape(), &own = call.operands[k].shape();
  const std::size_t axis = class_dimension(call.info, first.rank(), call.numbers);
  std::size_t extents[kMaxRank] = {}, rank = 0;
  for (std::size_t i = 0; i < first.rank(); ++i)
    if (i != axis) extents[rank++] = first[i];
  const Shape rows(extents, std::min(rank, kMaxRank));
  if (own == rows || (rank == 0 && own == Shape{1})) return;
  fail_argument(call.info.name, call.info.operands[k].name,
                "has shape " + shape_text(own) + ", but the rows of " + std::string(call.info.operands[0].name) +
                    " are " + shape_text(rows));
}

void check_operands(const Call& call) {
  const auto operands = call.info.operands;
  for (std::size_t k = 0; k < operands.size(); ++k) {
    if (is_label(call, k)) {
      check_labels(call, k);
      continue;
    }
    check_like(call, operands[k].name, call.operands[k]);
    if (call.operands[k].dtype() != call.operands[0].dtype())
      fail_argument(call.info.name, operands[k].name, "must have the dtype of " + std::string(operands[0].name));
    if (call.gradients[k] && call.gradients[k].dtype() != call.operands[k].dtype())
      fail_argument(call.info.name, "gradient of " + std::string(operands[k].name), "must have its dtype");
  }
}

void check_call(const Call& call, const RowLayout& layout, const Rowwise& how) {
  check_operands(call);
  if (how.weight && (how.weight.size() != layout.classes || how.weight.dtype() == Dtype::int64))
    fail_argument(call.info.name, "weight",
                  "has " + std::to_string(how.weight.size()) + " numbers, but there are " +
                      std::to_string(layout.classes) + " classes");
  if (call.reduction == Reduction::none && call.values.size() != layout.rows())
    fail_argument(
        call.info.name, "values",
        "has room for " + std::to_string(call.values.size()) + " numbers, not " + std::to_string(layout.rows()));
  if (layout.rows() == 0 && (call.reduction == Reduction::mean || call.reduction == Reduction::batchmean))
    fail_argument(call.info.name, call.info.operands[0].name, "has no rows, and so no mean");
}

/// Without check weights may be negative, as masses may.
void check_weight(const Call& call, const Tensor& weight, std::size_t c) {
  const double w = element(weight, c);
  if (!(std::abs(w) <= kLargestWeight)) fail_element(call, {.name = "weight", .rule = kWeightRule}, weight, c);
  if (call.check && w < 0) fail_element(call, {.name = "weight", .rule = kWeightRule}, weight, c);
}

/// What the sum of the rows' values is divided by.
double divisor(const Call& call, const RowLayout& layout, const Rowwise& how) {
  if (call.reduction == Reduction::mean) return how.divisor >= 0 ? how.divisor : static_cast<double>(layout.rows());
  return call.reduction == Reduction::batchmean ? static_cast<double>(call.operands[0].shape()[0]) : 1;
}

}  // namespace

RowLayout row_layout(const Call& call) {
  const Shape& shape = call.operands[0].shape();
  const std::size_t axis = class_dimension(call.info, shape.rank(), call.numbers);
  if (shape[axis] == 0) fail_argument(call.info.name, call.info.operands[0].name, "has no classes");
  return {shape.product(0, axis), shape[axis], shape.product(axis + 1, shape.rank())};
}

std::size_t place_in_row(const RowLayout& layout, std::size_t row, std::size_t c) noexcept {
  return (row / layout.inner * layout.classes + c) * layout.inner + row % layout.inner;
}

void fail_logits(const Call& call, const RowLayout& layout, std::size_t row) {
  for (std::size_t k = 0; k < call.info.operands.size(); ++k) {
    if (is_label(call, k)) continue;
    bool all_gone = true;
    for (std::size_t c = 0; c < layout.classes; ++c) {
      const std::size_t i = place_in_row(layout, row, c);
      const double x = element(call.operands[k], i);
      if (std::isnan(x)) fail_element(call, call.info.operands[k], call.operands[k], i);
      all_gone = all_gone && std::isinf(x) && x < 0;
    }
    if (all_gone)
      fail_domain(call.info.name, std::string(call.info.operands[k].name) + ", row " + std::to_string(row),
                  "is -Infinity throughout, and has no softmax");
  }
}

double run_rows(const Call& call, const RowLayout& layout, const Rowwise& how) {
  const FloatingPoint environment;
  check_call(call, layout, how);
  const std::size_t rows = layout.rows(), tile = tile_of(layout);
  const std::size_t per_task = std::max<std::size_t>(kTask / layout.classes / tile, 1) * tile;
  const double all = divisor(call, layout, how);
  // Where nothing counts there is nothing to divide: the loss and its gradients are 0.
  Plan plan{call, layout, how, std::abs(all) < kLeastDivisor ? 0 : 1 / all, {}, {}};
  for (std::size_t c = 0; c < how.weight.size(); ++c) {
    const double weight = element(how.weight, c);
    check_weight(call, how.weight, c);
    plan.double_weight.push_back(weight);
    plan.float_weight.push_back(static_cast<float>(plan.double_weight.back()));
  }
  const std::size_t tasks = (rows + per_task - 1) / per_task;
  std::vector<Partial> partials(tasks);
  parallel_chunks(tasks, 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      const std::size_t from = i * per_task, to = std::min(rows, from + per_task);
      partials[i] = call.operands[0].dtype() == Dtype::float64 ? run_task<double>(plan, from, to)
                                                               : run_task<float>(plan, from, to);
    }
  });
  RunningSum total;
  for (const Partial& partial : partials) {
    if (partial.bad_row < rows) {
      how.fail(call, layout, partial.bad_row);
      fail_argument(call.info.name, "operands", "changed while they were read");
    }
    total.add(partial.value);
  }
  return plan.scale == 0 ? 0 : total.value() * plan.scale;
}

}  // namespace sanov::losses
