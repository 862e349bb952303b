#include "sanov/losses/loss.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "sanov/base/cells.h"
#include "sanov/base/error.h"
#include "sanov/losses/shapes.h"

namespace sanov::losses {
namespace {

std::string range_of(const Option& option) {
  const bool open = option.lower == kAboveZero;
  if (std::isinf(option.upper)) return std::string(open ? "above " : "at least ") + to_text(open ? 0 : option.lower);
  return (open ? "above 0 and at most " : "from " + to_text(option.lower) + " to ") + to_text(option.upper);
}

void settle_numbers(const Request& request, Call& call) {
  const Info& info = call.info;
  std::size_t k = 0;
  for (const Option& option : info.options) {
    if (option.kind == OptionKind::tensor) continue;
    const double value = k < request.numbers.size() ? request.numbers[k] : option.value;
    if (!(value >= option.lower && value <= option.upper))
      fail_argument(info.name, option.name, "is " + to_text(value) + "; it must be " + range_of(option));
    if (option.kind != OptionKind::number && value != std::trunc(value))
      fail_argument(info.name, option.name, "is " + to_text(value) + "; it must be a whole number");
    call.numbers[k++] = value;
  }
  if (request.numbers.size() > k) fail_argument(info.name, "options", "are more numbers than it takes");
}

void settle_tensors(const Request& request, Call& call) {
  const Info& info = call.info;
  if (request.operands.size() != info.operands.size())
    fail_argument(info.name, "operands",
                  "are " + std::to_string(request.operands.size()) + ", not " + std::to_string(info.operands.size()));
  for (std::size_t k = 0; k < request.operands.size(); ++k) call.operands[k] = request.operands[k];
  std::size_t taken = 0;
  for (const Option& option : info.options) taken += option.kind == OptionKind::tensor ? 1 : 0;
  if (request.tensors.size() > taken) fail_argument(info.name, "options", "are more tensors than it takes");
  for (std::size_t k = 0; k < request.tensors.size(); ++k) call.tensors[k] = request.tensors[k];
  if (request.gradients.size() > info.operands.size())
    fail_argument(info.name, "gradients", "are more than its operands");
  for (std::size_t k = 0; k < request.gradients.size(); ++k) call.gradients[k] = request.gradients[k];
}

void check_gradients(const Call& call) {
  for (std::size_t k = 0; k < call.info.operands.size(); ++k) {
    const Output& gradient = call.gradients[k];
    if (!gradient) continue;
    const Operand& operand = call.info.operands[k];
    const std::string name = "gradient of " + std::string(operand.name);
    if (!operand.differentiable) fail_argument(call.info.name, name, "does not exist");
    if (gradient.size() != call.operands[k].size())
      fail_argument(call.info.name, name,
                    "has room for " + std::to_string(gradient.size()) + " numbers, not " +
                        std::to_string(call.operands[k].size()));
    if (gradient.dtype() == Dtype::int64) fail_argument(call.info.name, name, "must be of a floating type");
  }
  if (call.values && call.values.dtype() == Dtype::int64)
    fail_argument(call.info.name, "values", "must be of a floating type");
}

}  // namespace

std::size_t class_dimension(const Info& info, std::size_t rank, std::span<const double> numbers) {
  double dim = info.classes_second && rank > 1 ? 1 : -1;
  std::size_t k = 0;
  for (const Option& option : info.options) {
    if (option.name == "dim" && k < numbers.size()) dim = numbers[k];
    if (option.kind != OptionKind::tensor) ++k;
  }
  const double dimensions = static_cast<double>(rank), at = dim < 0 ? dim + dimensions : dim;
  if (!(at >= 0 && at < dimensions))
    fail_argument(info.name, "dim",
                  "is " + to_text(dim) + ", but the tensors have " + std::to_string(rank) +
                      (rank == 1 ? " dimension" : " dimensions"));
  return static_cast<std::size_t>(at);
}

double AnyLoss::operator()(const Request& request) const {
  Call call{.info = *info_,
            .reduction = request.reduction,
            .check = request.check,
            .sum_slack = request.sum_slack,
            .values = request.values};
  settle_numbers(request, call);
  settle_tensors(request, call);
  check_gradients(call);
  return run_(call);
}

std::string shape_text(const Shape& shape) {
  std::string text = "(";
  for (std::size_t i = 0; i < shape.rank(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
  return text + ")";
}

void check_like(const Call& call, std::string_view name, const Tensor& tensor, bool whole) {
  const Tensor& first = call.operands[0];
  if (!(tensor.shape() == first.shape()))
    fail_argument(call.info.name, name,
                  "has shape " + shape_text(tensor.shape()) + ", but " + std::string(call.info.operands[0].name) +
                      " has " + shape_text(first.shape()));
  if (!whole && tensor.dtype() == Dtype::int64) fail_argument(call.info.name, name, "must be of a floating type");
}

std::string place_text(const Shape& shape, std::size_t index) {
  if (shape.rank() <= 1) return std::to_string(index);
  std::string text;
  for (std::size_t i = 0; i < shape.rank(); ++i) {
    const std::size_t below = shape.product(i + 1, shape.rank());
    text += (i == 0 ? "" : ", ") + std::to_string(index / below % shape[i]);
  }
  return text;
}

void fail_element(const Call& call, const Operand& operand, const Tensor& tensor, std::size_t i) {
  const std::string name = std::string(operand.name) + "[" + place_text(tensor.shape(), i) + "]";
  fail_domain(call.info.name, name, "is " + to_text(element(tensor, i)) + "; " + std::string(operand.rule));
}

bool sums_to_one(const Call& call, double sum, std::size_t n) {
  const Dtype dtype = call.operands[1].dtype();
  // A bfloat16 has 8 bits: every probability is off by up to 2^-8 of itself, and so is their sum. Of logarithms it is
  // 2^-8 of each, and so 2^-8 of the entropy, at most ln n.
  const double rounding = dtype == Dtype::bfloat16
                              ? 0x1p-8 * std::max(1.0, std::log(static_cast<double>(n)))
                              : sum_tolerance(dtype == Dtype::float64 ? Type::float64 : Type::float32, n);
  return std::abs(sum - 1) <= rounding + call.sum_slack;
}

void fail_sum(const Call& call, std::size_t operand, std::size_t row, double sum) {
  fail_domain(call.info.name, std::string(call.info.operands[operand].name) + ", row " + std::to_string(row),
              "sums to " + to_text(sum) +
                  ", not to 1; give probabilities along the classes, or check=false for masses and densities");
}

}  // namespace sanov::losses
