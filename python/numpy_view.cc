#include "python/numpy_view.h"

#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#include <numpy/arrayobject.h>

#include <type_traits>

#include "sanov/base/error.h"

namespace sanov {

static_assert(std::is_same_v<npy_intp, std::ptrdiff_t>);

bool import_numpy() noexcept {
  import_array1(false);
  return true;
}

bool view_array(PyObject* object, ArrayView& view) noexcept {
  if (!PyArray_CheckExact(object)) return false;
  auto* const array = reinterpret_cast<PyArrayObject*>(object);
  const int type = PyArray_TYPE(array);
  if (type != NPY_DOUBLE && type != NPY_FLOAT) return false;
  if (!PyArray_ISBEHAVED_RO(array)) return false;  // aligned, in the machine's byte order
  view.data = PyArray_DATA(array);
  view.dimensions = PyArray_NDIM(array);
  view.shape = PyArray_DIMS(array);
  view.strides = PyArray_STRIDES(array);
  view.type = type == NPY_DOUBLE ? Type::float64 : Type::float32;
  view.contiguous = PyArray_IS_C_CONTIGUOUS(array);
  return true;
}

ArrayView viewed(PyObject* array) {
  ArrayView view;
  if (!view_array(array, view)) fail_argument("", "argument", "must be an array of float64 or float32");
  return view;
}

}  // namespace sanov
