#include "python/losses.h"

#include <nanobind/stl/string_view.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "python/docstring.h"
#include "python/errors.h"
#include "python/interrupt.h"
#include "python/torch_tensor.h"
#include "sanov/base/error.h"
#include "sanov/losses/annealing.h"
#include "sanov/losses/blocks.h"
#include "sanov/losses/losses.h"
#include "sanov/losses/shapes.h"

namespace nb = nanobind;

namespace sanov {
namespace {

using losses::Option;
using losses::OptionKind;
using losses::Reduction;

struct Entry {
  const losses::AnyLoss* loss;
  std::string_view grain;
};

constexpr Entry kEntries[] = {
#define SANOV_LOSS(grain, name, file) {&losses::entry::name, #grain},
#include "sanov/losses/losses.def"
#undef SANOV_LOSS
};

// The catalogue -------------------------------------------------------------------------------------------------------

nb::str text(std::string_view words) { return nb::str(words.data(), words.size()); }

nb::tuple described(const Option& option) {
  switch (option.kind) {
    case OptionKind::number: return nb::make_tuple(text(option.name), "number", option.value);
    case OptionKind::flag: return nb::make_tuple(text(option.name), "flag", option.value != 0);
    case OptionKind::whole: return nb::make_tuple(text(option.name), "whole", static_cast<long long>(option.value));
    case OptionKind::tensor: break;
  }
  return nb::make_tuple(text(option.name), "tensor", nb::none());
}

nb::dict described(const Entry& entry) {
  const losses::Info& info = entry.loss->info();
  const Doc& doc = loss_doc(info.name);
  nb::dict all;
  all["name"] = text(info.name);
  all["grain"] = text(entry.grain);
  nb::list operands, options;
  for (const losses::Operand& operand : info.operands)
    operands.append(nb::make_tuple(text(operand.name), operand.differentiable));
  for (const Option& option : info.options) options.append(described(option));
  all["operands"] = operands;
  all["options"] = options;
  all["classes_second"] = info.classes_second;
  all["reduction"] = text(to_text(info.reduction));
  all["title"] = text(doc.title);
  all["formula"] = text(docstring(doc.formula));
  all["doc"] = text(docstring(doc.text));
  return all;
}

nb::list catalogue() {
  nb::list all;
  for (const Entry& entry : kEntries) all.append(described(entry));
  return all;
}

// A call --------------------------------------------------------------------------------------------------------------

/// With so few numbers no other thread has a part, and letting go of the GIL would cost a small call.
constexpr std::size_t kAlone = 4096;

std::string shown(PyObject* object) {
  const nb::object representation = nb::steal(PyObject_ASCII(object));
  return representation.is_valid() ? std::string(nb::cast<nb::str>(representation).c_str()) : "?";
}

Reduction reduction_of(const losses::Info& info, PyObject* word) {
  if (PyUnicode_Check(word))
    for (const Reduction each : {Reduction::none, Reduction::mean, Reduction::sum, Reduction::batchmean})
      if (PyUnicode_CompareWithASCIIString(word, to_text(each).data()) == 0) return each;
  fail_argument(info.name, "reduction", "is " + shown(word) + "; it must be 'none', 'mean', 'sum' or 'batchmean'");
}

double number_of(const losses::Info& info, const Option& option, PyObject* object) {
  const double number = PyFloat_AsDouble(object);
  if (number == -1 && PyErr_Occurred()) {
    PyErr_Clear();
    fail_argument(info.name, option.name, "is " + shown(object) + "; one number is needed");
  }
  if (option.kind == OptionKind::whole && number != std::trunc(number))
    fail_argument(info.name, option.name, "is " + shown(object) + "; a whole number is needed");
  return number;
}

losses::Shape without(const losses::Shape& shape, std::size_t axis) {
  std::size_t left[losses::kMaxRank] = {}, rank = 0;
  for (std::size_t i = 0; i < shape.rank(); ++i)
    if (i != axis) left[rank++] = shape[i];
  return {left, std::min(rank, losses::kMaxRank)};
}

/// One call from Python: its tensors as views, and those that take what comes out.
class TorchCall {
 public:
  explicit TorchCall(const Entry& entry) : entry_(entry), info_(entry.loss->info()) {}

  /// False where the tensors have to be prepared: they are not plain, or differ in dtype or, unless that is the loss's
  /// own affair, in shape.
  bool read(PyObject* operands, PyObject* tensors, bool shapes_stand) {
    const Py_ssize_t count = PyTuple_Size(operands);
    if (count != static_cast<Py_ssize_t>(info_.operands.size()))
      fail_argument(info_.name, "operands", "are of a wrong number");
    for (Py_ssize_t k = 0; k < count; ++k)
      if (!view_tensor(PyTuple_GetItem(operands, k), operands_[k])) return false;
    given_ = PyTuple_Size(tensors);
    for (Py_ssize_t k = 0; k < given_; ++k) {
      PyObject* const tensor = PyTuple_GetItem(tensors, k);
      if (tensor != Py_None && !view_tensor(tensor, tensors_[k])) return false;
    }
    for (Py_ssize_t k = 1; k < count; ++k) {
      if (operands_[k].dtype() == losses::Dtype::int64) continue;
      if (operands_[k].dtype() != operands_[0].dtype()) return false;
      if (!shapes_stand && !(operands_[k].shape() == operands_[0].shape())) return false;
    }
    return true;
  }

  /// False for options that may be tensors.
  static bool are_numbers(PyObject* numbers) {
    for (Py_ssize_t k = 0; k < PyTuple_Size(numbers); ++k) {
      PyObject* const number = PyTuple_GetItem(numbers, k);
      if (!PyFloat_Check(number) && !PyLong_Check(number)) return false;
    }
    return true;
  }

  /// Whether there is more to look at, which Python does: rows of one class, autocast.
  bool is_uncommon() const {
    const losses::Shape& shape = operands_[0].shape();
    if (entry_.grain == "Row" && shape.rank() > 0 && shape[class_axis()] == 1) return true;
    return operands_[0].dtype() == losses::Dtype::bfloat16 && is_autocast_enabled();
  }

  void settle(PyObject* numbers, PyObject* reduction, bool check, double sum_slack) {
    std::size_t k = 0;
    for (const Option& option : info_.options)
      if (option.kind != OptionKind::tensor) {
        numbers_[k] = number_of(info_, option, PyTuple_GetItem(numbers, static_cast<Py_ssize_t>(k)));
        ++k;
      }
    count_ = k;
    reduction_ = reduction_of(info_, reduction);
    check_ = check;
    sum_slack_ = sum_slack;
  }

  /// Whether an option is a tensor that a gradient is asked by: the losses have none.
  static bool asks_more(PyObject* tensors) {
    for (Py_ssize_t k = 0; k < PyTuple_Size(tensors); ++k) {
      PyObject* const tensor = PyTuple_GetItem(tensors, k);
      if (tensor != Py_None && requires_grad(tensor)) return true;
    }
    return false;
  }

  /// Labels are one a row, and stand as the rows do: as many of them in another shape would be read in a wrong order.
  void check_labels() const {
    if (entry_.grain != "Row") return;
    for (std::size_t k = 1; k < info_.operands.size(); ++k)
      if (operands_[k].dtype() == losses::Dtype::int64 && !(operands_[k].shape() == value_shape()))
        fail_argument(info_.name, info_.operands[k].name,
                      "has shape " + losses::shape_text(operands_[k].shape()) + ", but the rows of " +
                          std::string(info_.operands[0].name) + " are " + losses::shape_text(value_shape()));
  }

  void want(std::size_t k, PyObject* operand) {
    gradients_[k] = empty_like(operand, operands_[k]);
    outputs_[k] = {data_of(gradients_[k].get()), operands_[k].dtype(), operands_[k].size()};
    wanted_ = true;
  }

  /// The value as a tensor, or a tuple of it and the gradients.
  PyObject* run(PyObject* first) {
    check_labels();
    const losses::Dtype dtype = operands_[0].dtype();
    const bool each = reduction_ == Reduction::none && entry_.grain != "Whole";
    const losses::Shape shape = each ? value_shape() : losses::Shape();
    Reference value = new_empty(first, shape);
    const losses::Output values(data_of(value.get()), dtype, shape.size());
    const double reduced = computed(each ? values : losses::Output());
    if (!each) losses::put(reduced, values, 0);
    if (!wanted_) return value.release();
    const auto count = static_cast<Py_ssize_t>(info_.operands.size());
    PyObject* const all = PyTuple_New(1 + count);
    if (all == nullptr) throw nb::python_error();
    PyTuple_SetItem(all, 0, value.release());
    for (Py_ssize_t k = 0; k < count; ++k)
      PyTuple_SetItem(all, 1 + k, gradients_[k] ? gradients_[k].release() : Py_NewRef(Py_None));
    return all;
  }

 private:
  losses::Shape value_shape() const {
    const losses::Shape& shape = operands_[0].shape();
    if (entry_.grain == "Element" || shape.rank() == 0) return shape;
    return without(shape, class_axis());
  }

  std::size_t class_axis() const { return losses::class_dimension(info_, operands_[0].shape().rank(), numbers_); }

  double computed(const losses::Output& values) {
    const losses::Request request{.operands = {operands_, info_.operands.size()},
                                  .numbers = {numbers_, count_},
                                  .tensors = {tensors_, static_cast<std::size_t>(given_)},
                                  .reduction = reduction_,
                                  .check = check_,
                                  .sum_slack = sum_slack_,
                                  .values = values,
                                  .gradients = {outputs_, info_.operands.size()}};
    if (operands_[0].size() <= kAlone) return (*entry_.loss)(request);
    const LongWork work;
    return (*entry_.loss)(request);
  }

  const Entry& entry_;
  const losses::Info& info_;
  losses::Tensor operands_[losses::kMaxOperands], tensors_[losses::kMaxTensors];
  losses::Output outputs_[losses::kMaxOperands];
  Reference gradients_[losses::kMaxOperands];
  double numbers_[losses::kMaxNumbers] = {};
  std::size_t count_ = 0;
  Py_ssize_t given_ = 0;
  Reduction reduction_ = Reduction::mean;
  bool check_ = true, wanted_ = false;
  double sum_slack_ = 0;
};

/// evaluate_loss(index, operands, numbers, tensors, reduction, check, wanted, prepared[, sum_slack]): `wanted` is True for
/// the gradients by whatever requires one, False for none, a tuple of bools for those.
PyObject* evaluate(PyObject*, PyObject* const* arguments, Py_ssize_t count) noexcept {
  return guarded([&]() -> PyObject* {
    need_torch();
    const std::size_t index = count == 8 || count == 9 ? PyLong_AsSize_t(arguments[0]) : std::size(kEntries);
    if (index >= std::size(kEntries)) fail_argument("evaluate_loss", "arguments", "are wrong");
    const Entry& entry = kEntries[index];
    PyObject *const operands = arguments[1], *const tensors = arguments[3], *const wanted = arguments[6];
    const bool prepared = arguments[7] == Py_True;
    TorchCall call(entry);
    if (!call.read(operands, tensors, prepared || entry.grain != "Element")) return Py_NewRef(Py_None);
    if (!prepared && !TorchCall::are_numbers(arguments[2])) return Py_NewRef(Py_None);
    if (wanted == Py_True && TorchCall::asks_more(tensors)) return Py_NewRef(Py_None);
    call.settle(arguments[2], arguments[4], PyObject_IsTrue(arguments[5]) == 1,
                count == 9 ? PyFloat_AsDouble(arguments[8]) : 0);
    if (!prepared && call.is_uncommon()) return Py_NewRef(Py_None);
    const auto all = entry.loss->info().operands;
    for (std::size_t k = 0; k < all.size(); ++k) {
      const auto at = static_cast<Py_ssize_t>(k);
      if (!all[k].differentiable || wanted == Py_False) continue;
      PyObject* const operand = PyTuple_GetItem(operands, at);
      if (wanted == Py_True ? requires_grad(operand) : PyTuple_GetItem(wanted, at) == Py_True) call.want(k, operand);
    }
    return call.run(PyTuple_GetItem(operands, 0));
  });
}

double threshold(double progress, long long classes, std::string_view schedule) {
  using losses::Schedule;
  constexpr std::pair<std::string_view, Schedule> schedules[] = {
      {"logarithmic", Schedule::logarithmic}, {"linear", Schedule::linear}, {"exponential", Schedule::exponential}};
  if (classes < 0)
    fail_argument("annealing_threshold", "classes", "is " + std::to_string(classes) + "; there must be one");
  for (const auto& [name, each] : schedules)
    if (name == schedule) return losses::annealing_threshold(progress, static_cast<std::size_t>(classes), each);
  fail_argument("annealing_threshold", "schedule",
                "is '" + std::string(schedule) + "'; it must be 'logarithmic', 'linear' or 'exponential'");
}

PyMethodDef kEvaluate = {"evaluate_loss", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(evaluate)),
                         METH_FASTCALL, nullptr};

}  // namespace

void add_losses(nb::module_& module) {
  module.def("losses", catalogue);
  module.def("annealing_threshold", threshold);
  module.attr("evaluate_loss") = nb::steal(PyCFunction_NewEx(&kEvaluate, nullptr, nullptr));
}

}  // namespace sanov
