#include "sanov/families/spec_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>

#include "sanov/families/spec.h"

namespace sanov {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

std::size_t SpecReader::here() {
  while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  return at_;
}

bool SpecReader::take(char sign) {
  if (peek() != sign) return false;
  ++at_;
  return true;
}

void SpecReader::expect(char sign, std::string_view what) {
  if (!take(sign)) expected(what);
}

std::string_view SpecReader::peek_word() {
  const std::size_t from = here();
  std::size_t to = from;
  while (to < text_.size() && (is_letter(text_[to]) || (to > from && is_digit(text_[to])))) ++to;
  return text_.substr(from, to - from);
}

std::string_view SpecReader::take_word() {
  const std::string_view word = peek_word();
  at_ += word.size();
  return word;
}

std::optional<std::string_view> SpecReader::take_name() {
  const std::size_t before = here();
  const std::string_view word = take_word();
  if (!word.empty() && take('=')) return word;
  at_ = before;
  return std::nullopt;
}

bool SpecReader::at_number() {
  const char c = peek();
  if (is_digit(c) || c == '.' || c == '-' || c == '+') return true;
  const std::string_view word = peek_word();
  return word == "inf" || word == "Infinity" || word == "pi";
}

double SpecReader::factor(std::string_view what) {
  const bool negative = peek() == '-';
  if (negative || peek() == '+') ++at_;
  double value = 0;
  const std::size_t from = here();
  if (const std::string_view word = peek_word(); !word.empty()) {
    if (word == "pi")
      value = std::numbers::pi;
    else if (word == "inf" || word == "Infinity")
      value = HUGE_VAL;
    else
      expected(what);
    take_word();
    return negative ? -value : value;
  }
  const char* const end = text_.data() + text_.size();
  if (from == text_.size() || !(is_digit(text_[from]) || text_[from] == '.')) expected(what);
  const auto [stop, error] = std::from_chars(text_.data() + from, end, value);
  if (error == std::errc::invalid_argument) expected(what);
  const std::size_t length = static_cast<std::size_t>(stop - (text_.data() + from));
  if (error == std::errc::result_out_of_range)
    fail(from, length,
         "'" + std::string(text_.substr(from, std::min<std::size_t>(length, 40))) +
             "' is beyond the range of numbers, 1e-308 to 1.8e308");
  at_ = from + length;
  return negative ? -value : value;
}

double SpecReader::number(std::string_view what) {
  const std::size_t from = here();
  double value = factor(what);
  for (;;) {
    const std::size_t before = here();
    if (take('*')) {
      if (!at_number()) {
        at_ = before;
        break;
      }
      value *= factor("a number");
    } else if (take('/')) {
      value /= factor("a number");
    } else {
      break;
    }
  }
  if (std::isnan(value)) fail(from, here() - from, "is no number");
  return value;
}

void SpecReader::fail(std::size_t at, std::size_t length, const std::string& sentence) const {
  throw SpecError(sentence, text_, at, length);
}

void SpecReader::expected(std::string_view what) {
  const std::size_t at = here();
  std::string found = "the end";
  std::size_t length = 1;
  if (at < text_.size()) {
    const std::string_view word = peek_word();
    length = std::max<std::size_t>(1, word.size());
    while (at + length < text_.size() && is_continuation(text_[at + length])) ++length;
    found = "'" + std::string(text_.substr(at, std::min<std::size_t>(length, 40))) + "'";
  }
  fail(at, length, "expected " + std::string(what) + ", not " + found);
}

}  // namespace sanov
