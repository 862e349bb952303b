#pragma once

#include <Python.h>

#include <exception>

#include "sanov/base/error.h"

namespace sanov {

/// The same complaint with Python's ways to mend it: sanov.normalized and counts=True, not --counts.
Complaint in_python(Complaint complaint);

/// The one translation of C++ exceptions to Python's: a caller's mistake is a ValueError, trouble in the environment an
/// OSError with its errno, exhausted memory a MemoryError. Where a signal handler raised, its exception stands.
void set_python_error(const std::exception_ptr& thrown) noexcept;

/// Runs the body of a C slot; null with the error set if it throws.
template <class F>
PyObject* guarded(F&& body) noexcept {
  try {
    return body();
  } catch (...) {
    set_python_error(std::current_exception());
    return nullptr;
  }
}

}  // namespace sanov
