#pragma once

#include <Python.h>

#include <cstddef>

#include "python/measure_object.h"

/// How a sanov.Measure is called: arguments sorted into slots, the short way to the kernel, the long one through
/// Python.
namespace sanov {

/// sanov.kl(p, q): the vectorcall of a MeasureObject.
PyObject* call_measure(PyObject* measure, PyObject* const* arguments, std::size_t flags, PyObject* keywords) noexcept;

/// sanov.kl.gradient(p, q) and its like; `what` is "gradient", "terms" or "explain".
PyObject* call_method(PyObject* measure, const char* what, PyObject* const* arguments, Py_ssize_t positional,
                      PyObject* keywords) noexcept;

}  // namespace sanov
