#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "cli/json.h"

namespace sanov::cli {

/// Writes what each_field() names as members of an object: `each_field(answer, JsonFields{json})`.
struct JsonFields {
  Json& json;

  template <class T>
  void operator()(std::string_view name, const T& value) const {
    json.key(name);
    put(value);
  }

  template <class T>
  void put(const T& value) const {
    if constexpr (requires { json.value(value); }) {
      json.value(value);
    } else {
      json.object();
      each_field(value, *this);
      json.close();
    }
  }
  template <class T>
  void put(const std::optional<T>& value) const {
    if (value)
      put(*value);
    else
      json.null();
  }
  template <class T>
  void put(const std::vector<T>& values) const {
    json.array();
    for (const T& value : values) put(value);
    json.close();
  }
};

}  // namespace sanov::cli
