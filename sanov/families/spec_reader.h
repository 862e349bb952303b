#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sanov {

/// The words and numbers of a spec, from left to right. Throws SpecError at the place.
class SpecReader {
 public:
  explicit SpecReader(std::string_view text) : text_(text) {}

  /// Where the next word or sign begins, after blanks.
  std::size_t here();
  bool at_end() { return here() == text_.size(); }
  char peek() { return at_end() ? '\0' : text_[at_]; }
  bool take(char sign);
  /// Fails with "expected WHAT" unless the sign is next.
  void expect(char sign, std::string_view what);

  /// The word that comes next, "" if none does; taken with take_word.
  std::string_view peek_word();
  std::string_view take_word();
  /// "shape" where "shape =" is next; both are taken then.
  std::optional<std::string_view> take_name();

  bool at_number();
  /// A number, or a product of numbers. A '*' after which none comes is left.
  double number(std::string_view what);

  [[noreturn]] void fail(std::size_t at, std::size_t length, const std::string& sentence) const;
  /// "expected WHAT, not 'x'" at the next place.
  [[noreturn]] void expected(std::string_view what);

  std::string_view text() const noexcept { return text_; }

 private:
  double factor(std::string_view what);

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace sanov
