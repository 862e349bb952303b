#include "python/errors.h"

#include <nanobind/nanobind.h>

#include <new>
#include <stdexcept>
#include <system_error>

#include "sanov/base/progress.h"

namespace sanov {
namespace {

/// OSError itself chooses FileNotFoundError and the like from the number.
void set_os_error(const std::system_error& error) noexcept {
  PyObject* arguments = Py_BuildValue("(is)", error.code().value(), error.what());
  if (arguments == nullptr) return;
  PyErr_SetObject(PyExc_OSError, arguments);
  Py_DECREF(arguments);
}

}  // namespace

void set_python_error(const std::exception_ptr& thrown) noexcept {
  try {
    std::rethrow_exception(thrown);
  } catch (nanobind::python_error& error) {
    error.restore();
  } catch (const std::system_error& error) {
    set_os_error(error);
  } catch (const Cancelled&) {
    if (!PyErr_Occurred()) PyErr_SetNone(PyExc_KeyboardInterrupt);
  } catch (const std::bad_alloc&) {
    PyErr_NoMemory();
  } catch (const std::logic_error& error) {
    PyErr_SetString(PyExc_ValueError, error.what());
  } catch (const std::exception& error) {
    PyErr_SetString(PyExc_RuntimeError, error.what());
  } catch (...) {
    PyErr_SetString(PyExc_RuntimeError, "an exception that is not a std::exception left sanov");
  }
}

}  // namespace sanov
