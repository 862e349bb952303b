#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>

#include <optional>
#include <string_view>
#include <vector>

namespace sanov {

/// Makes dictionaries whose keys are the fields of dataclasses in Python.
struct Fields {
  nanobind::dict dict;

  template <class T>
  void operator()(const char* name, const T& value) const {
    dict[name] = object(value);
  }

  template <class T>
  static nanobind::object object(const T& value) {
    if constexpr (requires { each_field(value, Fields()); }) {
      const Fields fields;
      each_field(value, fields);
      return fields.dict;
    } else {
      return nanobind::cast(value);
    }
  }
  /// Bytes that are no UTF-8, as names of columns may have, become U+FFFD.
  static nanobind::object object(std::string_view text) {
    return nanobind::steal(PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "replace"));
  }
  static nanobind::object object(const std::string& text) { return object(std::string_view(text)); }
  template <class T>
  static nanobind::object object(const std::optional<T>& value) {
    return value ? object(*value) : nanobind::none();
  }
  template <class T>
  static nanobind::object object(const std::vector<T>& values) {
    nanobind::list list;
    for (const T& value : values) list.append(object(value));
    return list;
  }
};

/// Of something whose fields each_field() names.
template <class T>
nanobind::object dict_of(const T& value) {
  return Fields::object(value);
}

}  // namespace sanov
