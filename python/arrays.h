#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "python/numpy_view.h"

/// Between numpy arrays and what C++ functions take and return.
namespace sanov {

/// A numpy array that owns the values.
template <class T>
nanobind::object as_array(std::vector<T> values) {
  auto* const kept = new std::vector<T>(std::move(values));
  const nanobind::capsule owner(kept, [](void* all) noexcept { delete static_cast<std::vector<T>*>(all); });
  return nanobind::cast(nanobind::ndarray<nanobind::numpy, T, nanobind::ndim<1>>(kept->data(), {kept->size()}, owner));
}

/// The numbers of a contiguous array of float64, which must outlive them.
inline std::span<const double> doubles(nanobind::handle array) {
  const ArrayView view = viewed(array.ptr());
  return {static_cast<const double*>(view.data), view.size()};
}

/// Those numbers themselves.
inline std::vector<double> copied(nanobind::handle array) {
  const std::span<const double> values = doubles(array);
  return {values.begin(), values.end()};
}

/// A contiguous one-dimensional array, or None.
inline std::optional<Cells> cells_or_none(nanobind::handle array) {
  if (array.is_none()) return std::nullopt;
  return viewed(array.ptr()).cells();
}

/// A contiguous two-dimensional array.
inline Rows rows_of(nanobind::handle array) {
  const ArrayView view = viewed(array.ptr());
  return view.rows_at(view.data, static_cast<std::size_t>(view.shape[0]), static_cast<std::size_t>(view.shape[1]));
}

}  // namespace sanov
