#include "sanov/losses/labels.h"

#include <cstdint>
#include <string>

#include "sanov/losses/shapes.h"

namespace sanov::losses {

namespace {

/// A weight as the rows' kernels have it: in float where the logits are.
double as_read(const Call& call, double weight) {
  return call.operands[0].dtype() == Dtype::float64 ? weight : static_cast<double>(static_cast<float>(weight));
}

}  // namespace

double label_weights(const Call& call, const RowLayout& layout, double ignored) {
  const Tensor &labels = call.operands[1], &weight = call.tensors[0];
  if (labels.size() != layout.rows() || (weight && weight.size() != layout.classes)) return 0;  // said by run_rows
  double sum = 0;
  for (std::size_t row = 0; row < labels.size(); ++row) {
    const std::int64_t label = labels.as<std::int64_t>()[row];
    if (label == static_cast<std::int64_t>(ignored)) continue;
    fail_label(call, 1, layout, row);
    sum += weight ? as_read(call, element(weight, static_cast<std::size_t>(label))) : 1;
  }
  return sum;
}

void fail_label(const Call& call, std::size_t k, const RowLayout& layout, std::size_t row) {
  const Tensor& labels = call.operands[k];
  const std::int64_t label = labels.as<std::int64_t>()[row];
  if (label >= 0 && static_cast<std::size_t>(label) < layout.classes) return;
  fail_domain(call.info.name, std::string(call.info.operands[k].name) + "[" + place_text(labels.shape(), row) + "]",
              "is " + std::to_string(label) + "; the " + std::to_string(layout.classes) + " classes are 0 to " +
                  std::to_string(layout.classes - 1));
}

void fail_probabilities(const Call& call, std::size_t k, const RowLayout& layout, std::size_t row) {
  double sum = 0;
  for (std::size_t c = 0; c < layout.classes; ++c) {
    const std::size_t i = place_in_row(layout, row, c);
    const double t = element(call.operands[k], i);
    if (!(t >= 0 && t <= kLargest)) fail_element(call, call.info.operands[k], call.operands[k], i);
    sum += t;
  }
  fail_sum(call, k, row, sum);
}

}  // namespace sanov::losses
