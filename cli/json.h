#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sanov::cli {

/// Writes JSON in the order given. Numbers are in their shortest form that reads back as the same double; infinities
/// are the strings "Infinity" and "-Infinity", for JSON has no other word for them. The members of the outermost object
/// and the elements of its arrays have a line each.
class Json {
 public:
  Json& object();  ///< opens {
  Json& array();   ///< opens [
  Json& close();   ///< closes what is open
  Json& key(std::string_view name);
  Json& value(double number);
  Json& value(std::uint64_t number);
  Json& value(int number) { return value(static_cast<double>(number)); }
  Json& value(bool truth);
  Json& value(std::string_view text);
  Json& value(const char* text) { return value(std::string_view(text)); }
  Json& value(const std::string& text) { return value(std::string_view(text)); }
  Json& null();

  template <class T>
  Json& member(std::string_view name, const T& v) {
    return key(name).value(v);
  }

  /// The whole text, ending in a newline. Everything must be closed.
  std::string text() const { return text_ + "\n"; }

 private:
  void before_value();
  void new_line();

  struct Open {
    bool is_array;
    bool empty = true;
  };
  std::string text_;
  std::vector<Open> open_;
  bool after_key_ = false;
};

}  // namespace sanov::cli
