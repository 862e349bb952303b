#include "python/torch_tensor.h"

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <string>

#include "python/large_memory.h"
#include "sanov/base/error.h"

namespace sanov {
namespace {

using losses::Dtype;

/// What is asked of torch again and again.
struct Torch {
  PyObject *tensor = nullptr, *parameter = nullptr, *empty_like = nullptr;
  PyObject* dtypes[4] = {};  ///< in the order of losses::Dtype
  PyObject *data_ptr = nullptr, *dtype = nullptr, *shape = nullptr, *is_cpu = nullptr, *requires_grad = nullptr,
           *is_contiguous = nullptr, *is_neg = nullptr, *new_empty = nullptr, *is_autocast_enabled = nullptr,
           *cpu = nullptr;
};
Torch torch;

[[noreturn]] void raise() { throw nanobind::python_error(); }

PyObject* found(PyObject* object) {
  if (object == nullptr) raise();
  return object;
}

Reference attribute(PyObject* object, PyObject* name) { return Reference(found(PyObject_GetAttr(object, name))); }

Reference method(PyObject* object, PyObject* name) {
  return Reference(found(PyObject_VectorcallMethod(name, &object, 1 | PY_VECTORCALL_ARGUMENTS_OFFSET, nullptr)));
}

bool is_true(const Reference& object) { return object.get() == Py_True; }

bool dtype_of_tensor(PyObject* object, Dtype& dtype) {
  const Reference found = attribute(object, torch.dtype);
  for (int i = 0; i < 4; ++i)
    if (torch.dtypes[i] == found.get()) {
      dtype = static_cast<Dtype>(i);
      return true;
    }
  return false;
}

losses::Shape shape_of(PyObject* object) {
  const Reference extents = attribute(object, torch.shape);
  const Py_ssize_t rank = PyTuple_Size(extents.get());
  if (rank > static_cast<Py_ssize_t>(losses::kMaxRank))
    fail_argument(
        "sanov.torch", "tensor",
        "has " + std::to_string(rank) + " dimensions; at most " + std::to_string(losses::kMaxRank) + " are taken");
  std::size_t all[losses::kMaxRank] = {};
  for (Py_ssize_t i = 0; i < rank; ++i) all[i] = PyLong_AsSize_t(PyTuple_GetItem(extents.get(), i));
  return {all, static_cast<std::size_t>(rank)};
}

}  // namespace

void need_torch() {
  if (torch.tensor != nullptr) return;
  const Reference module(found(PyImport_ImportModule("torch"))), nn(found(PyObject_GetAttrString(module.get(), "nn")));
  Torch made;
  const auto take = [&](const char* name) { return found(PyObject_GetAttrString(module.get(), name)); };
  const auto name = [](const char* text) { return found(PyUnicode_InternFromString(text)); };
  made.parameter = found(PyObject_GetAttrString(nn.get(), "Parameter"));
  made.empty_like = take("empty_like");
  made.is_autocast_enabled = take("is_autocast_enabled");
  made.cpu = name("cpu");
  const char* const dtypes[] = {"float64", "float32", "bfloat16", "int64"};
  for (int i = 0; i < 4; ++i) made.dtypes[i] = take(dtypes[i]);
  made.data_ptr = name("data_ptr");
  made.dtype = name("dtype");
  made.shape = name("shape");
  made.is_cpu = name("is_cpu");
  made.requires_grad = name("requires_grad");
  made.is_contiguous = name("is_contiguous");
  made.is_neg = name("is_neg");
  made.new_empty = name("new_empty");
  made.tensor = take("Tensor");
  torch = made;
}

bool view_tensor(PyObject* object, losses::Tensor& view) {
  PyObject* const type = reinterpret_cast<PyObject*>(Py_TYPE(object));
  Dtype dtype;
  if ((type != torch.tensor && type != torch.parameter) || !is_true(attribute(object, torch.is_cpu)) ||
      !dtype_of_tensor(object, dtype) || !is_true(method(object, torch.is_contiguous)) ||
      is_true(method(object, torch.is_neg)))
    return false;
  view = {data_of(object), dtype, shape_of(object)};
  return true;
}

bool requires_grad(PyObject* tensor) { return is_true(attribute(tensor, torch.requires_grad)); }

bool is_autocast_enabled() {
  return is_true(Reference(found(PyObject_Vectorcall(torch.is_autocast_enabled, &torch.cpu, 1, nullptr))));
}

/// The same over memory that is kept from result to result.
Reference large_tensor(const losses::Tensor& like) {
  namespace nb = nanobind;
  void* const memory = take_memory(like.size() * losses::bytes_of(like.dtype()));
  const nb::capsule owner(memory, [](void* given_back) noexcept { give_memory(given_back); });
  const bool brain = like.dtype() == Dtype::bfloat16;
  const nb::dlpack::dtype dtype{
      static_cast<std::uint8_t>(brain ? nb::dlpack::dtype_code::Bfloat : nb::dlpack::dtype_code::Float),
      static_cast<std::uint8_t>(8 * losses::bytes_of(like.dtype())), 1};
  std::size_t extents[losses::kMaxRank] = {};
  for (std::size_t i = 0; i < like.shape().rank(); ++i) extents[i] = like.shape()[i];
  return Reference(
      nb::ndarray<nb::pytorch>(memory, like.shape().rank(), extents, owner, nullptr, dtype).cast().release().ptr());
}

Reference empty_like(PyObject* tensor, const losses::Tensor& view) {
  if (view.size() * losses::bytes_of(view.dtype()) >= kLargeMemory) return large_tensor(view);
  return Reference(found(PyObject_Vectorcall(torch.empty_like, &tensor, 1, nullptr)));
}

Reference new_empty(PyObject* tensor, const losses::Shape& shape) {
  const Reference extents(found(PyTuple_New(static_cast<Py_ssize_t>(shape.rank()))));
  for (std::size_t i = 0; i < shape.rank(); ++i)
    PyTuple_SetItem(extents.get(), static_cast<Py_ssize_t>(i), found(PyLong_FromSize_t(shape[i])));
  PyObject* const arguments[] = {tensor, extents.get()};
  return Reference(
      found(PyObject_VectorcallMethod(torch.new_empty, arguments, 2 | PY_VECTORCALL_ARGUMENTS_OFFSET, nullptr)));
}

void* data_of(PyObject* tensor) { return PyLong_AsVoidPtr(method(tensor, torch.data_ptr).get()); }

}  // namespace sanov
