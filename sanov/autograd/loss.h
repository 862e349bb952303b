#pragma once

#include <torch/csrc/autograd/custom_function.h>
#include <torch/types.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "sanov/losses/loss.h"

/// The losses for LibTorch: values over the kernels of sanov/losses without a copy, with gradients. Header only; include
/// sanov/autograd/losses.h, which has a function for each, and link LibTorch beside sanov.
namespace sanov::autograd {

/// A contiguous tensor on the CPU as a view. Throws InvalidArgument for another device, layout or dtype than float64,
/// float32, bfloat16 and int64.
inline losses::Tensor plain_view(const torch::Tensor& tensor, std::string_view name) {
  if (!tensor.device().is_cpu()) fail_argument("autograd", name, "is on " + tensor.device().str() + ", not on the CPU");
  if (!tensor.is_contiguous()) fail_argument("autograd", name, "is not contiguous");
  if (tensor.dim() > static_cast<std::int64_t>(losses::kMaxRank))
    fail_argument("autograd", name, "has too many dimensions");
  const std::vector<std::size_t> extents(tensor.sizes().begin(), tensor.sizes().end());
  const losses::Shape shape(extents.data(), extents.size());
  switch (tensor.scalar_type()) {
    case torch::kFloat64: return {tensor.const_data_ptr(), losses::Dtype::float64, shape};
    case torch::kFloat32: return {tensor.const_data_ptr(), losses::Dtype::float32, shape};
    case torch::kBFloat16: return {tensor.const_data_ptr(), losses::Dtype::bfloat16, shape};
    case torch::kInt64: return {tensor.const_data_ptr(), losses::Dtype::int64, shape};
    default: break;
  }
  fail_argument("autograd", name,
                std::string("is of dtype ") + torch::toString(tensor.scalar_type()) +
                    "; it must be float64, float32, bfloat16 or int64");
}

/// The same for options such as weights: {.weight = view(weights)}. Throws InvalidArgument for one that requires a
/// gradient too, since a loss has none by its options.
inline losses::Tensor view(const torch::Tensor& tensor, std::string_view name = "tensor") {
  if (tensor.requires_grad() && at::GradMode::is_enabled())
    fail_argument(
        "autograd", name,
        "requires a gradient, which a loss does not have by its options; give it detached, or compose the loss "
        "of torch's operators");
  return plain_view(tensor, name);
}

/// A new tensor as a place to write to.
inline losses::Output place(const torch::Tensor& tensor) {
  const losses::Tensor at = plain_view(tensor, "place");
  return {tensor.mutable_data_ptr(), at.dtype(), at.size()};
}

/// The shape of a loss's values with Reduction::none.
inline std::vector<std::int64_t> shape_of_values(const losses::AnyLoss& loss, const torch::Tensor& first,
                                                 const losses::Settings& settings) {
  std::vector<std::int64_t> shape = first.sizes().vec();
  if (loss.by_row()) {
    const std::size_t axis = losses::class_dimension(loss.info(), shape.size(), settings.numbers);
    shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(axis));
  }
  return shape;
}

/// A call of a loss as a node of the graph: value and gradients in one pass, kept for the way back.
class LossFunction : public torch::autograd::Function<LossFunction> {
 public:
  using Context = torch::autograd::AutogradContext;

  /// Operands past the loss's own are absent. `tracks` says whether gradients are recorded, which apply turns off.
  static torch::Tensor forward(Context* context, const losses::AnyLoss* loss, const losses::Settings& settings,
                               bool tracks, const torch::Tensor& a, const std::optional<torch::Tensor>& b,
                               const std::optional<torch::Tensor>& c) {
    const auto operands = loss->info().operands;
    const std::array<torch::Tensor, losses::kMaxOperands> given{a, b.value_or(torch::Tensor()),
                                                                c.value_or(torch::Tensor())};
    std::array<torch::Tensor, losses::kMaxOperands> plain, slopes;
    std::vector<losses::Tensor> views;
    std::vector<losses::Output> places(operands.size());
    for (std::size_t k = 0; k < operands.size(); ++k) {
      plain[k] = given[k].contiguous().resolve_neg();
      views.push_back(plain_view(plain[k], operands[k].name));
      if (!tracks || !operands[k].differentiable || !given[k].requires_grad()) continue;
      slopes[k] = torch::empty_like(plain[k]);
      places[k] = place(slopes[k]);
    }
    const bool each = settings.reduction == losses::Reduction::none;
    torch::Tensor value = torch::empty(each ? shape_of_values(*loss, plain[0], settings) : std::vector<std::int64_t>{},
                                       plain[0].options().requires_grad(false));
    const double reduced = (*loss)({.operands = views,
                                    .numbers = settings.numbers,
                                    .tensors = settings.tensors,
                                    .reduction = settings.reduction,
                                    .check = settings.check,
                                    .values = each ? place(value) : losses::Output(),
                                    .gradients = places});
    if (!each) value.fill_(reduced);
    context->save_for_backward({slopes[0], slopes[1], slopes[2]});
    if (each && loss->by_row())
      context->saved_data["axis"] = static_cast<std::int64_t>(
          losses::class_dimension(loss->info(), static_cast<std::size_t>(plain[0].dim()), settings.numbers));
    return value;
  }

  static torch::autograd::variable_list backward(Context* context, torch::autograd::variable_list outer) {
    TORCH_CHECK(!at::GradMode::is_enabled(),
                "sanov: the gradients of a loss have no gradients of their own; compose the loss of torch's operators "
                "where create_graph is needed");
    torch::Tensor by_value = outer[0];
    const auto axis = context->saved_data.find("axis");
    if (axis != context->saved_data.end()) by_value = by_value.unsqueeze(axis->second.toInt());
    torch::autograd::variable_list all(3);  // the loss, its settings and `tracks` have none
    for (const torch::Tensor& slope : context->get_saved_variables())
      all.push_back(slope.defined() ? slope * by_value : torch::Tensor());
    return all;
  }
};

/// What the functions of sanov/autograd/losses.h come to.
inline torch::Tensor compute(const losses::AnyLoss& loss, std::initializer_list<torch::Tensor> operands,
                             const losses::Settings& settings) {
  const auto at = [&](std::size_t k) {
    return k < operands.size() ? std::optional(operands.begin()[k]) : std::nullopt;
  };
  return LossFunction::apply(&loss, settings, at::GradMode::is_enabled(), *at(0), at(1), at(2));
}

}  // namespace sanov::autograd
