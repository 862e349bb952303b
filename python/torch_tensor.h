#pragma once

#include <Python.h>

#include <memory>

#include "sanov/losses/tensor.h"

/// torch's tensors as C++ sees them, through their Python attributes: no torch is needed to build.
namespace sanov {

struct Release {
  void operator()(PyObject* object) const noexcept { Py_DECREF(object); }
};
using Reference = std::unique_ptr<PyObject, Release>;

/// Imports torch once. Throws nanobind::python_error where there is none.
void need_torch();

/// False for a tensor that is not plain: a subclass, or one that is not contiguous in this machine's memory, or of a
/// dtype that the losses do not take.
bool view_tensor(PyObject* object, losses::Tensor& view);

/// Whether a gradient by this tensor is asked for.
bool requires_grad(PyObject* tensor);

/// Whether torch.autocast is at work on the CPU.
bool is_autocast_enabled();

/// A new tensor like this one, of which `view` is the view, without its numbers.
Reference empty_like(PyObject* tensor, const losses::Tensor& view);

/// A new tensor of this one's dtype.
Reference new_empty(PyObject* tensor, const losses::Shape& shape);

/// Where the numbers of a contiguous tensor lie.
void* data_of(PyObject* tensor);

}  // namespace sanov
