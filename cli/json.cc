#include "cli/json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "sanov/base/error.h"

namespace sanov::cli {
namespace {

/// In quotes, escaped; bytes that are no UTF-8 become U+FFFD.
std::string as_string(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

void Json::new_line() {
  if (open_.size() == 1 || (open_.size() == 2 && open_.back().is_array))
    text_ += "\n" + std::string(2 * open_.size(), ' ');
}

void Json::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (open_.empty()) return;
  if (!open_.back().empty) text_ += open_.size() <= 1 || (open_.size() == 2 && open_.back().is_array) ? "," : ", ";
  open_.back().empty = false;
  new_line();
}

Json& Json::key(std::string_view name) {
  before_value();
  text_ += as_string(name) + ": ";
  after_key_ = true;
  return *this;
}

Json& Json::object() {
  before_value();
  text_ += '{';
  open_.push_back({.is_array = false});
  return *this;
}

Json& Json::array() {
  before_value();
  text_ += '[';
  open_.push_back({.is_array = true});
  return *this;
}

Json& Json::close() {
  const Open closed = open_.back();
  const bool lines = open_.size() == 1 || (open_.size() == 2 && closed.is_array);
  open_.pop_back();
  if (lines && !closed.empty) text_ += "\n" + std::string(2 * open_.size(), ' ');
  text_ += closed.is_array ? ']' : '}';
  return *this;
}

Json& Json::value(double number) {
  before_value();
  text_ += std::isfinite(number) ? to_text(number) : as_string(to_text(number));
  return *this;
}

Json& Json::value(std::uint64_t number) {
  before_value();
  text_ += std::to_string(number);
  return *this;
}

Json& Json::value(bool truth) {
  before_value();
  text_ += truth ? "true" : "false";
  return *this;
}

Json& Json::null() {
  before_value();
  text_ += "null";
  return *this;
}

Json& Json::value(std::string_view text) {
  before_value();
  text_ += as_string(text);
  return *this;
}

}  // namespace sanov::cli
