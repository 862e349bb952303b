#pragma once

#include <Python.h>

#include <cstddef>

#include "sanov/base/cells.h"

/// numpy arrays as C++ sees them: read from the array's own fields, which costs a few nanoseconds where the buffer
/// protocol costs hundreds.
namespace sanov {

/// Loads numpy's table of functions. False with the Python error set if there is no numpy.
bool import_numpy() noexcept;

/// An aligned array of native float64 or float32, in any layout.
struct ArrayView {
  void* data = nullptr;
  int dimensions = 0;
  const std::ptrdiff_t* shape = nullptr;
  const std::ptrdiff_t* strides = nullptr;  ///< in bytes
  Type type = Type::float64;
  bool contiguous = false;

  std::size_t size() const noexcept {
    std::size_t all = 1;
    for (int i = 0; i < dimensions; ++i) all *= static_cast<std::size_t>(shape[i]);
    return all;
  }
  /// A contiguous one-dimensional array as cells.
  Cells cells() const noexcept { return cells_at(data, size()); }
  Cells cells_at(const void* at, std::size_t n) const noexcept {
    return type == Type::float64 ? Cells(static_cast<const double*>(at), n) : Cells(static_cast<const float*>(at), n);
  }
  Rows rows_at(const void* at, std::size_t rows, std::size_t columns) const noexcept {
    return type == Type::float64 ? Rows(static_cast<const double*>(at), rows, columns)
                                 : Rows(static_cast<const float*>(at), rows, columns);
  }
};

/// The view of an array that sanov._convert made. Throws InvalidArgument for any other object.
ArrayView viewed(PyObject* array);

/// False for whatever is not such an array: other objects, other types, subclasses of ndarray.
bool view_array(PyObject* object, ArrayView& view) noexcept;

}  // namespace sanov
